// The map in the browser: asks for it when it comes into view, opens the paper that is pointed at, and lists the same.
// Gradio runs this once, after map_canvas.js, as the body of a function of (element, trigger, props, server, upload,
// watch).

const LISTED = 100; // matches that are listed; all are drawn
let lastFocus = null; // where the reader was before a paper was opened

// Getting the map

async function look() {
  say(map.ids.length ? "" : "Opening the map");
  let text;
  try {
    text = await server.map_message(map.stamp);
  } catch {
    return say("The map could not be loaded. Open the tab again to retry.");
  }
  if (!text) return say("");
  map = { ...nothing, ...JSON.parse(text) };
  hovered = chosen = -1;
  matches = null;
  say(map.ids.length ? "" : "No map yet. It is drawn when papers are added.");
  stage.classList.toggle("is-empty", !map.ids.length);
  canvas.setAttribute("aria-label", `Map of ${counted(map.ids.length, "paper")}`);
  listTopics();
  showSide("topics");
  suit();
  fit(everything(), false);
  search();
}

function say(text) {
  $("#map-state").textContent = text;
}

const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

// Pointing

function paperAt(x, y, reach = REACH) {
  let best = -1, least = reach * reach;
  for (let i = 0; i < map.ids.length; i++) {
    const across = view.x + map.x[i] * view.scale - x, down = view.y + map.down[i] * view.scale - y;
    const distance = across * across + down * down;
    if (distance < least && (!matches || matches.has(i) || distance < least / 4)) (best = i), (least = distance);
  }
  return best;
}

function hover(paper) {
  if (paper === hovered) return;
  hovered = paper;
  tip.hidden = paper < 0;
  canvas.classList.toggle("is-on-paper", paper >= 0);
  if (paper >= 0) {
    tip.textContent = map.titles[paper];
    const [x, y] = place(paper), half = tip.offsetWidth / 2 + 8;
    const below = y < tip.offsetHeight + 30;
    tip.style.left = `${Math.max(half, Math.min(size.width - half, x))}px`;
    tip.style.top = `${below ? y + 16 : y - tip.offsetHeight - 16}px`;
  }
  redraw();
}

async function open(paper) {
  const id = map.ids[paper];
  chosen = paper;
  lastFocus ??= document.activeElement;
  hover(-1);
  bringIntoView(paper);
  redraw();
  let html;
  try {
    html = await server.paper_card(id);
  } catch {
    html = "";
  }
  if (map.ids[chosen] !== id) return;
  card.innerHTML = html || '<p class="map-note">This paper is not in the collection any more.</p>';
  card.append(heading("Nearest on the map"), list(nearest(paper)));
  showSide("paper");
  side.scrollTop = 0;
  (card.querySelector(".card") ?? side).focus({ preventScroll: true });
}

function close() {
  chosen = -1;
  showSide(matches ? "found" : "topics");
  side.classList.remove("is-open");
  lastFocus?.isConnected && lastFocus.focus({ preventScroll: true });
  lastFocus = null;
  redraw();
}

function nearest(paper) {
  const distance = (i) => (map.x[i] - map.x[paper]) ** 2 + (map.down[i] - map.down[paper]) ** 2;
  return [...everything()].filter((i) => i !== paper).sort((one, other) => distance(one) - distance(other)).slice(0, 5);
}

// The chat listens: the two tabs know nothing else of each other.
function askAbout(paper) {
  document.dispatchEvent(new CustomEvent("paperchat-ask", { detail: { question: `What is “${map.titles[paper]}” about?` } }));
}

// The list beside the map, which tells the same to those who do not see it

function listTopics() {
  topicList.replaceChildren();
  if (!map.ids.length) return;
  topicList.append(heading(counted(map.ids.length, "paper")));
  const members = map.topics.map(() => []);
  for (const i of everything()) members[map.topic[i]].push(i);
  map.groups.forEach((group, number) => {
    const topics = map.topics.map((topic, i) => ({ ...topic, i })).filter((topic) => topic.group === number && topic.papers);
    if (!topics.length) return;
    const part = document.createElement("section");
    part.className = "map-group";
    part.append(coloured(heading(group.name || "Papers", "h3"), number));
    for (const topic of topics.sort((one, other) => other.papers - one.papers)) part.append(listTopic(topic, members[topic.i]));
    topicList.append(part);
  });
}

function listTopic(topic, papers) {
  const details = document.createElement("details"), summary = document.createElement("summary");
  const name = document.createElement("span"), count = document.createElement("small");
  name.textContent = topic.name || "Papers";
  count.textContent = topic.papers.toLocaleString("en");
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

// On a phone the sheet covers all but the top of the map.
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
  made.addEventListener("click", act);
  return made;
}

function showSide(what) {
  card.hidden = what !== "paper";
  found.hidden = what !== "found";
  topicList.hidden = what !== "topics";
  $("#map-back").hidden = what === "topics";
  $("#map-back").textContent = what === "paper" ? (matches ? "All matches" : "All topics") : "Clear search";
  ask.hidden = what !== "paper";
  if (what === "paper") side.classList.add("is-open");
}

function search() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (i) => words.every((word) => map.titles[i].toLowerCase().includes(word));
  matches = words.length ? new Set([...everything()].filter(fits)) : null;
  $("#map-count").textContent = matches ? `${matches.size.toLocaleString("en")} found` : "";
  if (matches) found.replaceChildren(heading(`${counted(matches.size, "title")} found`), list([...matches].slice(0, LISTED)));
  if (matches && matches.size > LISTED) found.append(heading(`and ${counted(matches.size - LISTED, "more title")}`, "p"));
  if (chosen < 0) showSide(matches ? "found" : "topics");
  redraw();
}

// Events

const pointers = new Map(); // those that are down, by id
let dragged = false;

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  dragged = pointers.size > 0;
  pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY, from: [event.offsetX, event.offsetY] });
});
canvas.addEventListener("pointermove", (event) => {
  const own = pointers.get(event.pointerId), { offsetX: x, offsetY: y } = event;
  if (!own) return hover(paperAt(x, y));
  const other = [...pointers.values()].find((pointer) => pointer !== own);
  if (other) {
    const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) || 1;
    zoomBy(apart({ x, y }, other) / apart(own, other), (x + other.x) / 2, (y + other.y) / 2);
    panBy((x - own.x) / 2, (y - own.y) / 2);
  } else if (dragged || Math.hypot(x - own.from[0], y - own.from[1]) > 4) {
    dragged = true;
    hover(-1);
    panBy(x - own.x, y - own.y);
  }
  Object.assign(own, { x, y });
});
canvas.addEventListener("pointerup", (event) => {
  if (!pointers.delete(event.pointerId) || dragged) return;
  const paper = paperAt(event.offsetX, event.offsetY, event.pointerType === "touch" ? 2 * REACH : REACH);
  if (paper >= 0) open(paper);
  else if (chosen >= 0) close();
});
canvas.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
canvas.addEventListener("pointerleave", () => hover(-1));
canvas.addEventListener("dblclick", (event) => paperAt(event.offsetX, event.offsetY) < 0 && zoomBy(2, event.offsetX, event.offsetY));
canvas.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoomBy(Math.exp(-Math.max(-120, Math.min(120, event.deltaY * lines)) * (event.ctrlKey ? 0.01 : 0.0022)), event.offsetX, event.offsetY);
    hover(-1);
  },
  { passive: false },
);

const zooms = { in: () => zoomBy(1.6), out: () => zoomBy(1 / 1.6), all: () => fit(everything()) };
const middle = () => paperAt(size.width / 2, size.height / 2, Infinity);
const keys = {
  ArrowLeft: () => panBy(60, 0),
  ArrowRight: () => panBy(-60, 0),
  ArrowUp: () => panBy(0, 60),
  ArrowDown: () => panBy(0, -60),
  "+": zooms.in,
  "=": zooms.in,
  "-": zooms.out,
  0: zooms.all,
  Enter: () => map.ids.length && open(middle()),
};
canvas.addEventListener("keydown", (event) => {
  if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  keys[event.key]();
  if (event.key.startsWith("Arrow")) hovered = -1, hover(middle());
});
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (chosen >= 0 || side.classList.contains("is-open")) close();
  else if (query.value) (query.value = ""), search();
});
element.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on("[data-zoom]")) zooms[on("[data-zoom]").dataset.zoom]();
  else if (on("#map-list")) side.classList.add("is-open"), $("#map-close").focus();
  else if (on("#map-ask")) askAbout(chosen);
  else if (on("#map-close")) close();
  else if (on("#map-back") && chosen >= 0) chosen = -1, (lastFocus = null), showSide(matches ? "found" : "topics"), redraw();
  else if (on("#map-back")) (query.value = ""), search();
});
query.addEventListener("input", search);
$("#map-search").addEventListener("submit", (event) => {
  event.preventDefault();
  if (matches?.size) fit(matches);
});

new ResizeObserver(resize).observe(stage);
new MutationObserver(takeColours).observe(document.body, { attributeFilter: ["class"] });
takeColours();
