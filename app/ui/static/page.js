// The chat in the browser: sends questions, shows what the server rendered, leads from a citation to its card.
// Gradio runs this once, as the body of a function of (element, trigger, props, watch). The DOM inside `element` is this
// file's own and each message holds one whole turn, so that nothing else moves while an answer streams.

const $ = (selector, root = element) => root.querySelector(selector);
const log = $("#log"), turns = $("#turns"), panels = $("#panels"), shade = $("#shade");
const input = $("#question"), send = $("#send"), stop = $("#stop");
const narrow = matchMedia("(max-width: 860px)"), calm = matchMedia("(prefers-reduced-motion: reduce)");
const FOLLOWED = 80; // pixels from the end within which a reader counts as following

let run = null; // the answer that is awaited; messages of any other come too late
let runs = 0;
let editing = null; // the turn that the question in the input will replace
let lastCite = null; // where the reader left the text for the sheet of sources

const turnOf = (node) => Number(node.closest("[data-turn]").dataset.turn);
const turnAt = (turn) => $(`.turn[data-turn="${turn}"]`, turns);
const panelAt = (turn) => $(`.panel[data-turn="${turn}"]`, panels);
const allPanels = () => [...panels.querySelectorAll(".panel")];

// Asking

// `searched`: the question as the reader made it whole; `how`: "deepen" for several searches.
function ask(text, keep = turns.children.length, { dropped = [], searched = "", how = "" } = {}) {
  const question = text.trim();
  if (!question || run !== null) return false;
  for (const old of [...turns.children, ...allPanels()]) if (turnOf(old) >= keep) old.remove();
  const turn = $("#new-turn").content.firstElementChild.cloneNode(true);
  turn.dataset.turn = keep;
  Object.assign(turn.dataset, { dropped: JSON.stringify(dropped), searched });
  $(".question", turn).textContent = question;
  turns.append(turn);
  allPanels().forEach((panel) => (panel.hidden = true));
  leaveEdit();
  log.scrollTop = log.scrollHeight;
  begin({ question, keep, dropped, searched, how });
  return true;
}

function begin(asked) {
  run = `${Date.now()}-${++runs}`;
  trigger("ask", { ...asked, run });
  refresh();
}

// Asks the question of a turn again, with every chip except the dropped ones.
function askAgain(turn, changes = {}) {
  const { searched } = turnAt(turn).dataset, asked = { dropped: droppedOf(turn), searched, ...changes };
  if (ask(questionOf(turn), turn, asked)) turnAt(turn).focus({ preventScroll: true });
}

// Lets the model go on with an answer as it stands.
function goOn(turn, how) {
  if (run !== null) return;
  turnAt(turn).dataset.state = "live";
  begin({ question: questionOf(turn), keep: turn, dropped: droppedOf(turn), searched: "", how });
}

function questionOf(turn) {
  return $(".question", turnAt(turn)).textContent;
}

function droppedOf(turn) {
  return JSON.parse(turnAt(turn).dataset.dropped);
}

function halt() {
  if (run === null) return;
  trigger("stop");
  const turn = $('.turn[data-state="live"]', turns);
  turn.dataset.state = "stopped";
  $(".byline", turn).textContent = "Stopped";
  finish();
}

function finish() {
  run = null;
  refresh();
}

function startAnew() {
  halt();
  turns.replaceChildren();
  allPanels().forEach((panel) => panel.remove());
  closeSheet();
  write("");
}

function edit(turn) {
  write(questionOf(turn));
  editing = turn;
  refresh();
}

function leaveEdit() {
  editing = null;
  refresh();
}

function write(text) {
  input.value = text;
  leaveEdit();
  fit();
  input.focus();
}

function fit() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

function refresh() {
  const empty = turns.children.length === 0;
  $("#welcome").hidden = !empty;
  $("#new-chat").hidden = empty;
  $("#drop-edit").hidden = editing === null;
  $(".panel-empty").hidden = allPanels().some((panel) => !panel.hidden);
  turns.classList.toggle("is-busy", run !== null);
  send.hidden = run !== null;
  stop.hidden = run === null;
  send.disabled = !input.value.trim();
  for (const turn of turns.children) turn.classList.toggle("is-replaced", editing !== null && turnOf(turn) >= editing);
}

// The question as it was searched for, made whole by the reader: Enter searches again, Escape leaves it as it was.
function rephrase(button) {
  const turn = turnOf(button), shown = button.previousElementSibling, input = document.createElement("input");
  Object.assign(input, { value: shown.textContent, className: "rephrased", maxLength: 1000 });
  input.setAttribute("aria-label", "Search for");
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.stopPropagation();
    if (event.key === "Escape") input.replaceWith(shown);
    else if (event.key === "Enter" && input.value.trim()) askAgain(turn, { searched: input.value.trim() });
  });
  shown.replaceWith(input);
  input.select();
}

// Showing what the server rendered

function receive(message) {
  if (message?.examples !== undefined) $("#examples").innerHTML = message.examples;
  if (!message?.run || message.run !== run) return;
  const following = log.scrollHeight - log.scrollTop - log.clientHeight < FOLLOWED;
  patch(turnAt(message.turn), parse(message.html));
  if (message.panel) showPanel(message.turn, parse(message.panel));
  if (following) log.scrollTop = log.scrollHeight;
  if (!message.live) finish();
}

function showPanel(turn, fresh) {
  const old = panelAt(turn);
  if (!old) {
    panels.append(fresh);
    select(turn);
    return;
  }
  const opened = [...old.querySelectorAll(".is-whole, details[open]")].map((node) => node.dataset.key);
  patch(old, fresh);
  for (const node of old.querySelectorAll("[data-key]")) if (opened.includes(node.dataset.key)) open(node);
}

const GROWING = [".answer", ".thinking", ".thoughts"];
const rendered = new WeakMap(); // how a node came from the server, whatever the reader has opened in it since

// Makes `old` like `fresh`; every child that did not change stays, with its selection and focus.
function patch(old, fresh) {
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  const before = [...old.children], after = [...fresh.children];
  after.forEach((child, i) => {
    const there = before[i], html = child.outerHTML;
    if (there && rendered.get(there) === html) return;
    if (there && GROWING.some((kind) => there.matches(kind) && child.matches(kind))) return patch(there, child);
    rendered.set(child, html);
    there ? there.replaceWith(child) : old.append(child);
  });
  before.slice(after.length).forEach((rest) => rest.remove());
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

// Sources

function select(turn) {
  allPanels().forEach((panel) => (panel.hidden = turnOf(panel) !== turn));
  refresh();
}

function follow(cite) {
  lastCite = cite;
  const turn = turnOf(cite);
  if (!panelAt(turn)) return;
  select(turn);
  openSheet();
  const card = $(`.card[data-n="${cite.dataset.n}"]`, panelAt(turn));
  if (cite.dataset.check) prove(turn, cite.dataset.check);
  else light(panelAt(turn), [card]);
  card.focus({ preventScroll: true });
  show(card);
}

function show(card) {
  card.scrollIntoView({ block: narrow.matches ? "start" : "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

function light(panel, cards) {
  panel.classList.remove("is-proving");
  panels.querySelectorAll(".is-lit, .is-proof").forEach((lit) => lit.classList.remove("is-lit", "is-proof"));
  void panel.offsetWidth; // so that the same card lights up again
  for (const card of cards) card.classList.add("is-lit");
}

// Highlights what a sentence of the answer was checked against, in place of what the cards highlight by themselves.
function prove(turn, check) {
  const panel = panelAt(turn), proofs = [...panel.querySelectorAll(`.proof[data-checks~="${check}"]`)];
  light(panel, new Set(proofs.map((proof) => proof.closest(".card"))));
  panel.classList.toggle("is-proving", proofs.length > 0);
  for (const proof of proofs) {
    proof.classList.add("is-proof");
    if (proof.closest(".far")) open(proof.closest(".card"));
  }
  return proofs;
}

// The marks of the checks

function pointOut(verdict) {
  const turn = turnOf(verdict);
  if (narrow.matches || !panelAt(turn)) return;
  select(turn);
  const [first] = prove(turn, verdict.dataset.check);
  if (first) show(first.closest(".card"));
}

function jump(turn) {
  const verdict = $('.check:not([data-verdict="backed"]) .verdict', turnAt(turn));
  if (!verdict) return;
  verdict.scrollIntoView({ block: "center" });
  verdict.focus({ preventScroll: true });
  verdict.click();
}

// Puts what a mark opens beside the mark; the browser itself shows it over all else, and closes it.
function placeReasons() {
  const reasons = $(".reasons:popover-open");
  if (!reasons) return;
  const mark = reasons.previousElementSibling.getBoundingClientRect(), seen = log.getBoundingClientRect();
  if (mark.bottom < seen.top || mark.top > seen.bottom) return reasons.hidePopover();
  const { offsetWidth: width, offsetHeight: height } = reasons;
  const below = mark.bottom + height + 20 < innerHeight;
  reasons.style.left = `${Math.max(12, Math.min(mark.left - 18, seen.right - width - 12))}px`;
  reasons.style.top = `${below ? mark.bottom + 8 : Math.max(12, mark.top - height - 8)}px`;
}

function open(node) {
  if (node.matches("details")) node.open = true;
  else node.classList.add("is-whole");
  const toggle = $(".whole", node);
  if (toggle && node.matches(".card")) label(toggle, true);
}

function label(toggle, whole) {
  toggle.setAttribute("aria-expanded", whole);
  toggle.textContent = whole ? "Show less" : "Show whole abstract";
}

function openSheet() {
  if (!narrow.matches) return;
  element.classList.add("sheet-open");
  shade.hidden = false;
  $("#close-sources").focus({ preventScroll: true });
}

function closeSheet() {
  if (shade.hidden) return;
  element.classList.remove("sheet-open");
  shade.hidden = true;
  lastCite?.focus({ preventScroll: true });
}

// Actions

function copy(button) {
  const turn = turnOf(button);
  const text = $(".answer", turnAt(turn)).cloneNode(true);
  text.querySelectorAll(".check").forEach((check) => check.remove());
  text.querySelectorAll(".cite").forEach((cite) => cite.replaceWith(` [${cite.textContent}]`));
  text.querySelectorAll(".cite-unknown").forEach((cite) => cite.replaceWith(" [?]"));
  for (const block of text.children) block.append("\n\n");
  text.querySelectorAll("li").forEach((item) => item.prepend("- "));
  for (const row of text.querySelectorAll("tr")) row.replaceWith([...row.cells].map((cell) => cell.textContent.trim()).join("\t"));
  const cards = [...(panelAt(turn)?.querySelectorAll(".card[data-n]") ?? [])];
  const list = cards.map((card) => `[${card.dataset.n}] ${$(".card-title", card).textContent}`);
  copyText([text.textContent.replaceAll("\u2060", "").trim().replace(/\n\s*\n/g, "\n\n"), ...list.length ? ["", ...list] : []].join("\n"));
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1600);
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" })); // the mark tells spreadsheets UTF-8
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // a page on another machine, over plain http, has no clipboard
  area.value = text;
  element.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

const actions = {
  copy,
  retry: (button) => askAgain(turnOf(button)),
  deepen: (button) => askAgain(turnOf(button), { how: "deepen" }),
  look_again: (button) => goOn(turnOf(button), "look_again"),
  repair: (button) => goOn(turnOf(button), "repair"),
  rephrase,
  save: (button) => save("papers.csv", $(".csv", turnAt(turnOf(button))).content.textContent),
  summarise: (button) => ask(`Summarise “${$(".card-title", button.closest(".card")).textContent}”`),
  "summarise-all": () => ask("Summarise these papers"),
  tabulate: () => ask("Compare these papers in a table"),
  drop: (chip) => askAgain(turnOf(chip), { dropped: [...droppedOf(turnOf(chip)), chip.dataset.key] }),
  restore: (chip) => {
    askAgain(turnOf(chip), { dropped: droppedOf(turnOf(chip)).filter((key) => key !== chip.dataset.key) });
  },
  edit: (button) => edit(turnOf(button)),
  sources: (button) => {
    lastCite = button;
    select(turnOf(button));
    openSheet();
  },
};

// Events

function submit() {
  if (ask(input.value, editing ?? undefined)) write("");
}

element.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on(".cite")) {
    event.preventDefault();
    follow(on(".cite"));
  } else if (on(".verdict")) pointOut(on(".verdict"));
  else if (on(".proof-link")) {
    on(".reasons").hidePopover();
    follow(on(".proof-link"));
  } else if (on(".jump")) jump(turnOf(on(".jump")));
  else if (on("[data-do]")) actions[on("[data-do]").dataset.do](on("[data-do]"));
  else if (on(".example")) ask(on(".example").textContent);
  else if (on(".whole")) {
    const card = on(".card");
    label(on(".whole"), card.classList.toggle("is-whole"));
  } else if (on("#stop")) halt();
  else if (on("#new-chat")) startAnew();
  else if (on("#drop-edit")) write("");
  else if (on("#shade, #close-sources")) closeSheet();
});
element.addEventListener("toggle", placeReasons, true);
log.addEventListener("scroll", placeReasons);
window.addEventListener("resize", placeReasons);
element.addEventListener("input", () => (fit(), refresh()));
element.addEventListener("submit", (event) => (event.preventDefault(), submit()));
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  shade.hidden ? halt() : closeSheet();
});

document.addEventListener("click", ({ target }) => {
  for (const hint of document.querySelectorAll("#model details[open]")) if (!hint.contains(target)) hint.open = false;
});

// Other tabs ask: the map about a paper, the list of sources for a digest. While an answer runs, the question waits in
// the input.
function askFromElsewhere(question) {
  document.querySelector("#chat-tab-button").click();
  setTimeout(() => ask(question) || write(question)); // once the chat is in view again
}

document.addEventListener("paperchat-ask", ({ detail }) => askFromElsewhere(detail.question));
document.addEventListener("click", ({ target }) => {
  const asking = target.closest("[data-ask]");
  if (asking) askFromElsewhere(asking.dataset.ask);
});

watch("value", () => receive(props.value));
receive(props.value);
refresh();
if (!narrow.matches) input.focus();
