// The library's table in the browser: asks the server for pages of it, and keeps what is searched, sorted, filtered and
// ticked. library_actions.js continues in the same scope. Gradio runs both once, as the body of one function of
// (element, trigger, props, server, upload, watch).

const $ = (selector, root = element) => root.querySelector(selector);
const $$ = (selector, root = element) => [...root.querySelectorAll(selector)];
const rows = $("#library-rows"), preview = $("#library-preview"), paperView = $("#library-paper"), words = $("#library-words");
const PAUSE = 140; // milliseconds without a key before a search
const SORTS = { relevance: t("sort.relevance"), mine: t("sort.mine"), listed: t("sort.listed"), date: t("sort.date"), upvotes: t("sort.upvotes"), comments: t("sort.comments"), title: t("sort.title"), added: t("sort.added") };
const MARKS = { read: { yes: t("library.read"), no: t("library.not_read") }, starred: { yes: t("facet.starred") }, noted: { yes: t("library.noted") } };
// What an address may filter by: it may have been cut short or mistyped.
const VALUES = { source: /./, organisation: /./, category: /./, tag: /./, year: /^[1-9]\d{3}$/, month: /^[1-9]\d{3}-(0[1-9]|1[0-2])$/, read: /^(yes|no)$/, starred: /^yes$/, noted: /^yes$/ };
const ONE_VALUE = ["year", "month", "read", "starred", "noted"]; // all other facets take several

const view = { words: "", filters: {}, sort: "added", ascending: false, offset: 0 };
const chosen = new Map(); // titles of the ticked papers, by id
const unsavedNotes = new Map(); // by the ids of their papers
let total = 0, asked = 0, loaded = false, facetsDue = false, shownId = null, before = null; // `before`: the sort to return to when the words are deleted

async function post(name, sent) {
  const answer = await askServer(`library/${name}`, sent);
  if (answer.failure) throw new Error(answer.failure);
  return answer;
}

// Runs something that may fail, and says what went wrong.
async function attempt(work, tell = say) {
  try {
    return await work();
  } catch (fault) {
    tell(fault.message);
    return null;
  }
}

// The table

async function load({ facets = true } = {}) {
  const own = ++asked;
  facetsDue ||= facets; // until they are shown: what is asked before that overtakes them
  const answer = await attempt(() => post("page", view), loaded ? say : (text) => ($("#library-empty").textContent = text));
  if (own !== asked || !answer) return;
  if (answer.offset && !answer.shown) return move(-view.offset); // the last page went
  total = answer.total;
  loaded = true;
  const goBack = leftInRows();
  rows.innerHTML = answer.html;
  goBack();
  setFormulas(rows);
  showHead(answer);
  hideEmptyColumns();
  markTicks();
  markShown();
  if (facetsDue) loadFacets(own);
}

// To be called just before the rows are replaced: the focus returns to its row, or to the one that took its place.
function leftInRows() {
  const focused = document.activeElement, row = rows.contains(focused) && focused.closest("tr");
  if (!row) return () => {};
  const place = $$("tr", rows).indexOf(row), cell = focused.closest("td").className;
  return () => $(`.${cell} :is(button, input)`, rowOf(row.dataset.id) ?? $$("tr", rows)[place] ?? rows.lastElementChild ?? element)?.focus({ preventScroll: true });
}

async function loadFacets(own) {
  const answer = await attempt(() => post("facets", view));
  if (own !== asked || !answer) return;
  facetsDue = false;
  const focused = document.activeElement?.closest?.(".facet-value")?.dataset;
  const open = $$("#library-facet-list details[open] ~ *, #library-facet-list details[open]").map((one) => $("h3", one.closest(".facet")).textContent);
  $("#library-facet-list").innerHTML = answer.html;
  for (const title of $$("#library-facet-list h3")) if (open.includes(title.textContent)) $("details", title.parentElement)?.setAttribute("open", "");
  if (focused) facetButton(focused)?.focus();
  $("#library-tags").replaceChildren(...answer.tags.map((tag) => new Option(tag)));
}

const facetButton = ({ facet, value }) => $$(".facet-value").find((one) => one.dataset.facet === facet && one.dataset.value === value);
const isNarrowed = () => view.words.trim() || Object.values(view.filters).some((values) => values.length);

function showHead(answer) {
  $("#library-count").textContent = t("common.papers", { count: total });
  $("#library-place").textContent = total ? t("library.place", { first: answer.offset + 1, last: answer.offset + answer.shown, total }) : "";
  $('[data-do="back"]').disabled = !answer.offset;
  $('[data-do="on"]').disabled = answer.offset + answer.shown >= total;
  $("#library-pages").hidden = total <= answer.page;
  $("#library-table").hidden = !total;
  $("#library-empty").textContent = total ? "" : isNarrowed() ? t("library.no_match") : t("library.empty");
  if (!total && !isNarrowed()) $("#library-empty").append(Object.assign(document.createElement("a"), { href: "?view=add", textContent: t("add.title") }));
  for (const head of $$("th[data-sort]")) {
    if (head.dataset.sort === view.sort) head.setAttribute("aria-sort", view.ascending ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }
  showSorts();
  showFilters();
}

// What no paper of the page has takes no room, unless the table is sorted by it.
function hideEmptyColumns() {
  for (const column of ["listed", "date", "upvotes", "comments"]) {
    const empty = view.sort !== column && $$(`.row-${column}`, rows).every((cell) => !cell.textContent.trim());
    $("#library-table").classList.toggle(`without-${column}`, empty);
  }
}

function showSorts() {
  const select = $("#library-sort select"), names = Object.keys(SORTS).filter((sort) => sort !== "relevance" || view.words.trim());
  if (select.length !== names.length) select.replaceChildren(...names.map((sort) => new Option(SORTS[sort], sort)));
  select.value = view.sort;
}

function showFilters() {
  const list = $("#library-chosen-filters"), chips = [];
  for (const [facet, values] of Object.entries(view.filters)) {
    for (const value of values) {
      const chip = document.createElement("button"), item = document.createElement("li");
      Object.assign(chip, { type: "button", className: "chip", textContent: MARKS[facet]?.[value] ?? value, dir: "auto", title: t("library.drop_this") });
      chip.setAttribute("aria-label", t("library.drop_filter", { filter: chip.textContent }));
      chip.addEventListener("click", () => filter(facet, value));
      item.append(chip);
      chips.push(item);
    }
  }
  list.replaceChildren(...chips);
  $("#library-filters").dataset.count = chips.length || "";
}

// Each view of the table has an address, which the rail keeps: Back and a bookmark lead to it.

function addressNow() {
  const now = new URLSearchParams({ view: "library" });
  if (view.words.trim()) now.set("words", view.words);
  if (view.sort !== "added") now.set("sort", view.sort);
  if (view.ascending) now.set("up", "1");
  if (view.offset) now.set("from", view.offset);
  for (const [facet, values] of Object.entries(view.filters)) for (const value of values) now.append("f", `${facet}:${value}`);
  if (shownId) now.set("paper", shownId);
  return `?${now}`;
}

// Shows what the address says; what it says already is not asked for again.
function readAddress() {
  const now = new URLSearchParams(location.search), filters = {}, last = JSON.stringify(view);
  if (now.get("view") !== "library" && !now.has("paper")) return;
  for (const [facet, value] of now.getAll("f").map((one) => [one.split(":")[0], one.slice(one.indexOf(":") + 1)])) if (VALUES[facet]?.test?.(value)) (filters[facet] ??= []).push(value);
  Object.assign(view, { words: now.get("words") ?? "", sort: SORTS[now.get("sort")] ? now.get("sort") : "added", ascending: now.has("up"), offset: Number(now.get("from")) || 0, filters });
  if (words.value.trim() !== view.words.trim()) words.value = view.words;
  if (JSON.stringify(view) !== last || !loaded) load();
  const paper = now.get("paper");
  if (paper !== shownId) paper ? showPaper(paper) : hidePaper();
}

function go(replace = false, sheet = "") {
  document.dispatchEvent(new CustomEvent("paperchat-go", { detail: { to: addressNow(), replace, sheet } }));
}

function change(changes, { replace = false, ...options } = {}) {
  Object.assign(view, { offset: 0 }, changes);
  load(options);
  go(replace);
}

function move(by) {
  Object.assign(view, { offset: Math.max(0, view.offset + by) });
  load({ facets: false });
  go();
  $("#library-scroll").scrollTop = 0;
}

function sortBy(sort) {
  const ascending = sort === view.sort ? !view.ascending : sort === "title";
  before = null;
  change({ sort, ascending }, { facets: false });
}

function filter(facet, value) {
  const had = view.filters[facet] ?? [];
  const others = ONE_VALUE.includes(facet) ? [] : had.filter((other) => other !== value);
  const filters = { ...view.filters, [facet]: had.includes(value) ? had.filter((other) => other !== value) : [...others, value] };
  if (facet === "year") delete filters.month;
  change({ filters });
}

let pause;
function type() {
  clearTimeout(pause);
  pause = setTimeout(() => {
    if (words.value === view.words) return;
    const searched = words.value.trim();
    // The best matches come first while one searches, then the order from before returns.
    if (searched && !view.words.trim()) before = { sort: view.sort, ascending: view.ascending };
    const order = searched ? (view.words.trim() ? {} : { sort: "relevance", ascending: false }) : before ?? (view.sort === "relevance" ? { sort: "added" } : {});
    change({ words: words.value, ...order }, { replace: true });
  }, PAUSE);
}

// Ticks

function tick(row, ticked) {
  if (ticked) chosen.set(row.dataset.id, row.dataset.title);
  else chosen.delete(row.dataset.id);
}

function markTicks() {
  const boxes = $$("input[type=checkbox]", rows);
  for (const box of boxes) box.checked = chosen.has(box.closest("tr").dataset.id);
  const ticked = boxes.filter((box) => box.checked).length, all = $("#library-tick-all");
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
  $("#library-bar").hidden = !chosen.size;
  $("#library-chosen").textContent = t("library.chosen", { count: chosen.size });
  if (!chosen.size) for (const form of ["#library-ask", "#library-tag-all"]) $(form).hidden = true;
}

// The preview

// A paper opened in the place of another one takes over its entry, too: Back closes the preview.
function openPaper(id) {
  const instead = shownId !== null;
  showPaper(id);
  go(instead, instead ? history.state?.sheet : "paper");
}

async function showPaper(id, { focus = true, before = null } = {}) {
  shownId = id;
  const answer = await attempt(() => post("preview", { ids: [id], words: view.words }));
  if (id !== shownId) return;
  if (!answer) return closePaper();
  before ? before() : keepNote();
  paperView.innerHTML = answer.html;
  if (unsavedNotes.has(id)) noteOf(paperView).value = unsavedNotes.get(id);
  setFormulas(paperView);
  preview.hidden = false;
  element.classList.add("has-preview");
  preview.scrollTop = 0;
  markShown();
  if (focus) $(".preview", paperView).focus({ preventScroll: true });
}

function closePaper() {
  const row = rowOf(shownId);
  hidePaper();
  if (!sheetClosed("paper")) go();
  if (row) $(".row-open", row).focus({ preventScroll: true });
}

const noteOf = (within) => $("textarea[name=note]", within);
const isUnsaved = (note) => note && note.value !== note.defaultValue;

function hidePaper() {
  keepNote();
  shownId = null;
  preview.hidden = true;
  element.classList.remove("has-preview");
  paperView.replaceChildren();
  markShown();
}

const rowOf = (id) => $$("tr", rows).find((row) => row.dataset.id === id);

function markShown() {
  for (const row of $$("tr", rows)) row.classList.toggle("is-shown", row.dataset.id === shownId);
}

// Messages

let hush;
function say(text, undo = null) {
  const toast = $("#library-toast"), button = $('[data-do="undo"]', toast);
  $("span", toast).textContent = text;
  button.hidden = !undo;
  button.onclick = undo;
  toast.hidden = false;
  if (document.activeElement === document.body) (undo ? button : $("#library-scroll")).focus({ preventScroll: true }); // what had the focus went
  clearTimeout(hush);
  hush = setTimeout(() => (toast.hidden = true), undo ? 20000 : 6000);
}
