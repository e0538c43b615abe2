// The list beside the map, which has the same content for people who cannot see the map: topics, matches, closest papers.
// map.js continues in the same scope.

const LISTED = 100; // the most matches to list; all are highlighted

function listTopics() {
  topicList.replaceChildren();
  if (!map.ids.length) return;
  topicList.append(heading(t("common.papers", { count: map.ids.length })), Object.assign(button(t("map.trends"), openTrends), { id: "map-trends-open", className: "action" }));
  const members = map.topics.map(() => []);
  for (const i of everything()) members[map.topic[i]].push(i);
  map.groups.forEach((group, at) => {
    const topics = map.topics.map((topic, i) => ({ ...topic, i })).filter((topic) => topic.group === at && topic.papers);
    if (!topics.length) return;
    const part = document.createElement("section");
    part.className = "map-group";
    const head = coloured(heading(group.name || t("page.papers"), "h3"), at);
    if (topics.length > 1) part.append(head);
    for (const topic of topics.sort((one, other) => other.papers - one.papers)) part.append(listTopic(topic, members[topic.i]));
    // The only topic of a group has the group's name, which is written once.
    if (topics.length === 1) $("summary > span", part).replaceWith(head);
    topicList.append(part);
  });
}

function listTopic(topic, papers) {
  const details = document.createElement("details"), summary = document.createElement("summary");
  const name = document.createElement("span"), count = document.createElement("small");
  name.textContent = topic.name || t("page.papers");
  count.textContent = number(topic.papers);
  summary.append(name, count);
  details.append(summary);
  details.addEventListener("toggle", () => {
    if (details.open && !$("ul", details)) details.append(list(papers));
    if (details.open && !narrow.matches) fit(papers);
  });
  return details;
}

function list(papers) {
  const items = document.createElement("ul");
  items.className = "map-papers";
  for (const paper of papers) {
    const item = document.createElement("li"), entry = button(map.titles[paper], () => open(paper));
    entry.addEventListener("mouseenter", () => isInView(paper) && hover(paper));
    entry.addEventListener("mouseleave", () => hover(-1));
    item.append(entry);
    items.append(item);
  }
  return items;
}

function isInView(paper) {
  const [x, y] = place(paper);
  return x > 0 && y > 0 && x < size.width && y < size.height;
}

// On a phone the sheet covers everything but the top of the map.
function bringIntoView(paper) {
  const [x, y] = place(paper), height = narrow.matches ? size.height * 0.4 : size.height;
  if (isInView(paper) && y < height) return;
  fly({ ...view, x: view.x + size.width / 2 - x, y: view.y + height * 0.55 - y });
}

function heading(text, kind = "h2") {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}

function coloured(node, group) {
  node.style.setProperty("--dot", `var(--map-${(group % 8) + 1})`);
  return node;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.dir = "auto";
  made.addEventListener("click", act);
  return made;
}

function showSide(what) {
  card.hidden = what !== "paper";
  found.hidden = what !== "found";
  trends.hidden = what !== "trends";
  topicList.hidden = what !== "topics";
  $("#map-back").hidden = what === "topics";
  $("#map-back").textContent = what === "found" ? t("map.clear_search") : what === "paper" && matches ? t("map.all_matches") : t("map.all_topics");
  summariseButton.hidden = what !== "paper";
  if (what === "paper") side.classList.add("is-open");
}

function search() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (i) => words.every((word) => map.titles[i].toLowerCase().includes(word));
  matches = words.length ? new Set([...everything()].filter(fits)) : null;
  $("#map-count").textContent = matches ? t("map.found", { count: matches.size }) : "";
  if (matches) found.replaceChildren(heading(t("map.titles_found", { count: matches.size })), list([...matches].slice(0, LISTED)));
  if (matches && matches.size > LISTED) found.append(heading(t("map.more_titles", { count: matches.size - LISTED }), "p"));
  if (chosen < 0) showSide(matches ? "found" : "topics");
  redraw();
}
