// What the map is coloured by, the slider that goes through the months, and the trends: topics by month. map.js continues
// in the same scope. Papers without a known month are mentioned and counted separately.

const NO_TRAITS = { stamp: "", months: [], month: [], trend: [], sources: [], source: [], starred: [] };
const TREND_HEIGHT = 22; // pixels
const colourBy = $("#map-colour"), slider = $("#map-month"), trends = $("#map-trends");
let traits = NO_TRAITS, stars = new Set();
let until = Infinity; // the last month that is shown; without an end, papers of no known month are shown, too

// Called each time the map comes into view: stars and names may have changed.
async function loadTraits() {
  let found;
  try {
    found = JSON.parse(await server.paper_traits(map.stamp));
  } catch {
    found = NO_TRAITS;
  }
  traits = found.stamp === map.stamp ? found : NO_TRAITS;
  stars = new Set(traits.starred);
  const { length } = traits.months;
  $("#map-time").hidden = length < 2;
  Object.assign(slider, { max: length, value: until < length ? until : length });
  moveTime();
  showLegend();
  if (!trends.hidden) listTrends();
}

// Colours

const hasMonth = (paper) => traits.month[paper] >= 0;
const isShown = (paper) => until === Infinity || (hasMonth(paper) && traits.month[paper] <= until);

function colourOf(paper) {
  if (colourBy.value === "month") return hasMonth(paper) ? rampAt(traits.month[paper]) : colours.none;
  if (colourBy.value === "source") return colours.groups[traits.source[paper] >= 0 ? traits.source[paper] : colours.groups.length - 1];
  if (colourBy.value === "starred") return stars.has(paper) ? colours.star : colours.none;
  return colours.groups[groupOf(paper) % colours.groups.length];
}

const rampAt = (month) => colours.ramp[Math.round((month / Math.max(1, traits.months.length - 1)) * (colours.ramp.length - 1))];

// Pixels from one colour to another.
function rampOf(from, to, steps = 16) {
  const part = (at, byte) => Math.round(((from >> byte) & 255) * (1 - at) + ((to >> byte) & 255) * at) << byte;
  return Array.from({ length: steps }, (_, step) => part(step / (steps - 1), 16) | part(step / (steps - 1), 8) | part(step / (steps - 1), 0));
}

// Of some papers only the year is known.
const monthName = (month) => (month[4] ? new Date(`${month}-15T12:00Z`).toLocaleDateString(LANGUAGE, { month: "short", year: "numeric", timeZone: "UTC" }) : month);
const ofPapers = (fits) => [...everything()].filter(fits).length;

function showLegend() {
  const entries = { topic: [], month: monthLegend, source: sourceLegend, starred: starLegend }[colourBy.value];
  legend.replaceChildren(...(colourBy.value === "topic" ? [] : entries()).map(([name, colour, count]) => {
    const entry = document.createElement("li"), text = document.createElement("bdi"), papers = document.createElement("small");
    text.textContent = name;
    papers.textContent = number(count);
    entry.style.setProperty("--dot", `var(--map-${colour})`);
    entry.append(text, papers);
    return entry;
  }));
  redraw();
}

function monthLegend() {
  const { months } = traits, last = months.length - 1, unknown = ofPapers((i) => !hasMonth(i));
  const ends = last < 0 ? [] : [[monthName(months[0]), "old", ofPapers((i) => traits.month[i] === 0)], [monthName(months[last]), "new", ofPapers((i) => traits.month[i] === last)]];
  return [...(last ? ends : ends.slice(1)), ...(unknown ? [[t("map.no_month"), "none", unknown]] : [])];
}

function sourceLegend() {
  const others = ofPapers((i) => !(traits.source[i] >= 0));
  const named = traits.sources.map((name, at) => [name, at + 1, ofPapers((i) => traits.source[i] === at)]);
  return [...named.filter(([, , count]) => count), ...(others ? [[t("map.other_sources"), 8, others]] : [])];
}

const starLegend = () => [[t("facet.starred"), "star", stars.size], [t("map.not_starred"), "none", map.ids.length - stars.size]];

// Time

function moveTime() {
  const { months } = traits, at = Number(slider.value), unknown = ofPapers((i) => !hasMonth(i));
  until = at < months.length ? at : Infinity;
  const shown = ofPapers(isShown);
  const said = until === Infinity ? t("map.all_months", { count: shown }) : t("map.until_month", { month: monthName(months[at]), count: shown });
  const apart = until < Infinity && unknown ? t("map.apart", { papers: unknown }) : "";
  slider.setAttribute("aria-valuetext", said + apart);
  $("#map-time-said").textContent = said + apart;
  redraw();
}

// Trends

function openTrends() {
  listTrends();
  showSide("trends");
  side.scrollTop = 0;
  $("h2", trends).focus({ preventScroll: true });
}

function listTrends() {
  const months = traits.trend, column = new Map(months.map((month, at) => [month, at]));
  const rows = map.topics.map(() => ({ papers: [], counts: months.map(() => 0), older: 0, unknown: 0 }));
  for (const i of everything()) {
    const row = rows[map.topic[i]], at = column.get(traits.months[traits.month[i]]);
    row.papers.push(i);
    if (!hasMonth(i)) row.unknown++;
    else if (at === undefined) row.older++;
    else row.counts[at]++;
  }
  const title = heading(t("map.topics_by_month"));
  title.tabIndex = -1;
  trends.replaceChildren(title, ...trendNotes(rows, months), ...(months.length ? [trendTable(rows, months)] : []));
}

function trendNotes(rows, months) {
  const sum = (name) => rows.reduce((all, row) => all + row[name], 0), older = sum("older"), unknown = sum("unknown");
  const notes = [months.length ? t("map.trend_months", { first: monthName(months[0]), last: monthName(months.at(-1)) }) : t("map.no_months")];
  if (older) notes.push(t("map.older", { count: older, month: monthName(months[0]) }));
  if (unknown && months.length) notes.push(t("map.unknown", { count: unknown }));
  return notes.map((note) => Object.assign(heading(note, "p"), { className: "map-note" }));
}

function trendTable(rows, months) {
  const table = document.createElement("table"), most = Math.max(1, ...rows.flatMap((row) => row.counts));
  const head = table.createTHead().insertRow(), body = table.createTBody();
  for (const name of [t("map.topic"), `${monthName(months[0])} – ${monthName(months.at(-1))}`, t("page.papers")]) head.append(Object.assign(heading(name, "th"), { scope: "col" }));
  const order = map.topics.map((topic, at) => ({ ...topic, at })).filter((topic) => topic.papers);
  for (const topic of order.sort((one, other) => one.group - other.group || other.papers - one.papers)) {
    const line = body.insertRow(), name = document.createElement("th"), { papers, counts } = rows[topic.at];
    name.scope = "row";
    name.append(button(topic.name || t("page.papers"), () => narrow.matches || fit(papers)));
    line.append(coloured(name, topic.group));
    coloured(line.insertCell(), topic.group).append(bars(counts, months, most));
    line.insertCell().textContent = number(counts.reduce((all, one) => all + one, 0));
  }
  return table;
}

function bars(counts, months, most) {
  const draw = (name, values) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(values)) node.setAttribute(key, value);
    return node;
  };
  const told = counts.map((count, at) => count && `${monthName(months[at])}: ${count}`).filter(Boolean).join(", ");
  const picture = draw("svg", { class: "map-bars", viewBox: `0 0 ${6 * months.length} ${TREND_HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": told || t("map.none_in_months") });
  counts.forEach((count, at) => {
    const high = count ? Math.max(2, (TREND_HEIGHT * count) / most) : 1, bar = draw("rect", { x: 6 * at, y: TREND_HEIGHT - high, width: 5, height: high, class: count ? "" : "none" });
    bar.append(draw("title", {}));
    bar.firstChild.textContent = `${monthName(months[at])}: ${count}`;
    picture.append(bar);
  });
  return picture;
}

function leaveTrends() {
  showSide("topics");
  $("#map-trends-open").focus({ preventScroll: true });
}

colourBy.addEventListener("change", showLegend);
slider.addEventListener("input", moveTime);
