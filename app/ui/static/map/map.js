// The map in the browser: loads it when the view is opened, and opens the paper that is clicked. Gradio runs this once,
// after map_canvas.js, map_list.js and map_time.js, as the body of one function of (element, trigger, props, server, upload, watch).

let lastFocus = null; // what to focus when the paper is closed

// Loading

async function load() {
  say(map.ids.length ? "" : t("map.opening"));
  let text;
  try {
    text = await server.map_message(map.stamp);
  } catch {
    return say(t("map.not_loaded"));
  }
  if (text === undefined) return say(map.ids.length ? "" : t("map.not_loaded")); // Gradio logs that the server is gone
  if (!text) return say(""), loadTraits();
  map = { ...nothing, ...JSON.parse(text) };
  hovered = chosen = -1;
  matches = null;
  say(map.ids.length ? "" : t("map.none"));
  if (!map.ids.length) $("#map-state").append(addLink());
  stage.classList.toggle("is-empty", !map.ids.length);
  canvas.setAttribute("aria-label", t("map.of", { count: map.ids.length }));
  listTopics();
  showSide("topics");
  suit();
  fit(everything(), false);
  search();
  loadTraits();
}

function addLink() {
  return Object.assign(document.createElement("a"), { href: "?view=add", textContent: t("add.title") });
}

function say(text) {
  $("#map-state").textContent = text;
}

// Pointing

function paperAt(x, y, reach = REACH) {
  let best = -1, least = reach * reach;
  for (let i = 0; i < map.ids.length; i++) {
    const across = view.x + map.x[i] * view.scale - x, down = view.y + map.down[i] * view.scale - y;
    const distance = across * across + down * down;
    // A paper that a search has dimmed counts only if it is much nearer than the matches.
    if (distance >= least || (matches && !matches.has(i) && distance >= least / 4)) continue;
    best = i;
    least = distance;
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
  const html = await server.paper_card(id).catch(() => undefined);
  if (map.ids[chosen] !== id) return;
  card.innerHTML = html || `<p class="map-note">${html === undefined ? t("page.lost") : t("paper.gone")}</p>`;
  setFormulas(card);
  card.append(heading(t("map.closest")), list(nearest(paper)));
  showSide("paper");
  side.scrollTop = 0;
  (card.querySelector(".card") ?? side).focus({ preventScroll: true });
}

function close() {
  side.classList.remove("is-open");
  leavePaper();
}

function leavePaper() {
  chosen = -1;
  showSide(matches ? "found" : "topics");
  (lastFocus?.checkVisibility() ? lastFocus : canvas).focus({ preventScroll: true });
  lastFocus = null;
  redraw();
}

function clearSearch() {
  query.value = "";
  query.focus({ preventScroll: true });
  search();
}

function openList() {
  lastFocus = $("#map-list");
  side.classList.add("is-open");
  $("#map-close").focus();
}

function nearest(paper) {
  const distance = (i) => (map.x[i] - map.x[paper]) ** 2 + (map.down[i] - map.down[paper]) ** 2;
  return [...everything()].filter((i) => i !== paper).sort((one, other) => distance(one) - distance(other)).slice(0, 5);
}

// The chat listens for this event; the two views know nothing else of each other.
function summarise(paper) {
  const detail = { id: map.ids[paper], title: map.titles[paper] };
  document.dispatchEvent(new CustomEvent("paperchat-summarise", { detail }));
}

// Events

const pointers = new Map(); // the pressed ones, by id
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
  if (!event.key.startsWith("Arrow")) return;
  hovered = -1; // the paper in the middle may be the same, at another place
  hover(middle());
});
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (chosen >= 0 || side.classList.contains("is-open")) close();
  else if (!trends.hidden) leaveTrends();
  else if (query.value) clearSearch();
});
element.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on("[data-zoom]")) zooms[on("[data-zoom]").dataset.zoom]();
  else if (on("#map-list")) openList();
  else if (on("#map-summarise")) summarise(chosen);
  else if (on("#map-close")) close();
  else if (on("#map-back") && chosen >= 0) leavePaper();
  else if (on("#map-back") && !trends.hidden) leaveTrends();
  else if (on("#map-back")) clearSearch();
});
query.addEventListener("input", search);
$("#map-search").addEventListener("submit", (event) => {
  event.preventDefault();
  if (matches?.size) fit(matches);
});

const sizes = new ResizeObserver(resize);
for (const node of [stage, legend]) sizes.observe(node);
new MutationObserver(takeColours).observe(document.body, { attributeFilter: ["class"] });
takeColours();
