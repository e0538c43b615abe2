// The buttons and events of the chat. Continues in the scope of chat.js and chat_view.js.

// Lets the reader reword the question that was searched for: Enter searches again, Escape cancels.
function rephrase(button) {
  const turn = turnOf(button), shown = button.previousElementSibling, input = document.createElement("input");
  Object.assign(input, { value: shown.textContent, className: "rephrased", maxLength: 1000 });
  input.setAttribute("aria-label", t("chat.search_for"));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.stopPropagation();
    if (event.key === "Escape") input.replaceWith(shown);
    else if (event.key === "Enter" && !composing(event) && input.value.trim()) askAgain(turn, { standalone: input.value.trim() });
  });
  shown.replaceWith(input);
  input.select();
}

function copy(button) {
  const turn = turnOf(button);
  const text = $(".answer", turnAt(turn)).cloneNode(true);
  text.querySelectorAll(".check, .copy-code").forEach((check) => check.remove());
  text.querySelectorAll(".cite").forEach((cite) => cite.replaceWith(` [${cite.textContent}]`));
  text.querySelectorAll(".cite-unknown").forEach((cite) => cite.replaceWith(" [?]"));
  for (const formula of text.querySelectorAll(".formula[data-source]")) formula.textContent = formula.dataset.source;
  for (const block of text.children) block.append("\n\n");
  text.querySelectorAll("li").forEach((item) => item.prepend("- "));
  for (const row of text.querySelectorAll("tr")) row.replaceWith([...row.cells].map((cell) => cell.textContent.trim()).join("\t"));
  const cards = [...(panelAt(turn)?.querySelectorAll(".card[data-n]") ?? [])];
  const list = cards.map((card) => `[${card.dataset.n}] ${textOf($(".card-title", card))}`);
  copyText([text.textContent.replaceAll("\u2060", "").trim().replace(/\n\s*\n/g, "\n\n"), ...list.length ? ["", ...list] : []].join("\n"));
  flash(button, t("chat.copied"));
}

// Saves the cited papers of an answer, or all that were found if none is cited.
async function exportAs(select) {
  const sent = { ids: cardsOf(select.closest(".panel"), 1).map((card) => card.dataset.key), format: select.value };
  select.value = "";
  const { failure, name, text, type } = await askServer("library/export", sent);
  if (!failure) return saveFile(name, text, type);
  const note = Object.assign(document.createElement("p"), { className: "failure", textContent: failure });
  note.setAttribute("role", "alert");
  select.closest(".panel-head").append(note);
}

async function saveAnswer(select) {
  const turn = select.closest(".turn"), form = select.value;
  select.value = "";
  const failure = await saveChatFile({ chat, key: turn.dataset.key, form }, $(".question", turn).textContent);
  if (failure) $(".byline", turn).textContent = failure;
}

// What a program's text is copied by; it is not part of the answer.
function offerCode(root) {
  for (const code of root.querySelectorAll("pre:not(:has(.copy-code))")) {
    code.tabIndex = 0; // a long line is scrolled
    code.append(Object.assign(document.createElement("button"), { type: "button", className: "action copy-code", textContent: t("chat.copy") }));
  }
}

function copyCode(button) {
  copyText($("code", button.closest("pre")).textContent.trimEnd());
  flash(button, t("chat.copied"));
}

function flash(button, text) {
  const before = button.textContent;
  button.textContent = text;
  setTimeout(() => (button.textContent = before), 1600);
}

function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // over plain http from another machine there is no clipboard API
  area.value = text;
  element.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

// The cards of the cited papers; where fewer than these are cited, of all.
function cardsOf(panel, fewest) {
  const cards = [...panel.querySelectorAll(".card")], cited = cards.filter((card) => card.dataset.n);
  return cited.length >= fewest ? cited : cards;
}

function overviewOfAll(button, intent) {
  const ids = cardsOf(button.closest(".panel"), 2).map((card) => card.dataset.key);
  ask(overview(intent, overviewTitle(intent, "", ids.length), ids));
}

function moveChip(chip, from, to) {
  const key = chip.dataset.key;
  const request = requestOf(turnOf(chip));
  const others = (list) => (list ?? []).filter((other) => other !== key);
  askAgain(turnOf(chip), { [from]: others(request[from]), [to]: [...others(request[to]), key] });
}

// The form below a table holds the questions that it was made from.
function fillColumns(turn) {
  const field = $("[name=columns]", turn);
  if (field) field.value = (JSON.parse(turn.dataset.request).columns ?? []).join("\n");
}

const askShown = (button) => ask({ ...typed(button.textContent), standalone: button.dataset.searched ?? "" });

async function addSample(button) {
  button.disabled = true;
  $("#sample-said").textContent = t("chat.adding_sample");
  const { failure } = await askServer("sources/sample", {});
  if (!failure) return location.reload();
  button.disabled = false;
  $("#sample-said").textContent = failure;
}

function leadTo(field) {
  goTo("?view=add");
  setTimeout(() => document.querySelector(field)?.focus());
}

const actions = {
  sample: addSample,
  "to-add": () => leadTo("#add-files button"),
  "to-paste": () => leadTo("#add-paste textarea"),
  copy,
  retry: (button) => askAgain(turnOf(button)),
  deepen: (button) => askAgain(turnOf(button), { action: "deepen" }),
  check: (button) => review(turnOf(button), "check"),
  rewrite: (button) => review(turnOf(button), "rewrite"),
  recheck: (button) => review(turnOf(button), "recheck"),
  rephrase,
  save: (button) => saveFile("table.csv", `\ufeff${$(".csv", turnAt(turnOf(button))).content.textContent}`, "text/csv"), // with the byte order mark, spreadsheets read it as UTF-8
  summarise: (button) => {
    const card = button.closest(".card");
    ask(overview("summary", overviewTitle("summary", textOf($(".card-title", card))), [card.dataset.key]));
  },
  similar: showSimilar,
  open: (button) => goTo(`?paper=${button.dataset.id}`),
  "ask-chosen": askOnlyChosen,
  "clear-chosen": clearChosen,
  "ask-all": () => (clearChosen(), input.focus()),
  "summarise-all": (button) => overviewOfAll(button, "summary"),
  tabulate: (button) => overviewOfAll(button, "table"),
  drop: (chip) => moveChip(chip, "restored", "dropped"),
  restore: (chip) => moveChip(chip, "dropped", "restored"),
  edit: (button) => edit(turnOf(button)),
  stop: halt,
  quotes: useQuotes,
  papers: (button) => {
    lastCite = button;
    select(turnOf(button));
    openSheet();
  },
};

// Events

function submit() {
  if (ask(typed(input.value), editing ?? undefined)) write("");
}

element.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on(".cite")) {
    event.preventDefault();
    hidePreview();
    goToCard(on(".cite"));
  } else if (on(".verdict")) {
    keepPeeked(event);
    pointOut(on(".verdict"));
  }
  else if (on(".proof-link")) {
    on(".reasons").hidePopover();
    goToCard(on(".proof-link"));
  } else if (on(".jump")) jump(turnOf(on(".jump")));
  else if (on("[data-do]")) actions[on("[data-do]").dataset.do](on("[data-do]"));
  else if (on(".copy-code")) copyCode(on(".copy-code"));
  else if (on(".example, .next-question")) askShown(on(".example, .next-question"));
  else if (on(".whole")) {
    const card = on(".card");
    label(on(".whole"), card.classList.toggle("is-whole"));
  } else if (on("#stop")) halt();
  else if (on("#drop-edit")) write("");
  else if (on("#earlier")) showEarlier();
  else if (on("#shade, #close-papers")) closeSheet();
});
document.addEventListener("pointerdown", ({ target }) => press(element.contains(target) && target.closest("button, a, summary") !== null));
for (const ends of ["pointerup", "pointercancel", "contextmenu"]) document.addEventListener(ends, () => press(false));
document.addEventListener("pointerover", ({ target, pointerType }) => {
  const check = pointerType === "mouse" && target.closest(".check");
  if (check) peek(check);
  else unpeek();
});
element.addEventListener("toggle", placeReasons, true);
log.addEventListener("scroll", () => (placeReasons(), hidePreview()));
for (const [comes, goes] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  turns.addEventListener(comes, ({ target }) => {
    const cite = target.closest(".cite");
    if (cite && (comes === "mouseover" || cite.matches(":focus-visible"))) previewCite(cite);
  });
  turns.addEventListener(goes, ({ target }) => target.closest(".cite") && hidePreview());
}
window.addEventListener("resize", placeReasons);
element.addEventListener("input", () => (fit(), refresh()));
element.addEventListener("change", ({ target }) => {
  if (target.matches(".export") && target.value) exportAs(target);
  else if (target.matches(".save-as") && target.value) saveAnswer(target);
  else if (target.matches(".card-tick")) choose(target);
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.dataset.form !== "columns") return submit();
  const columns = event.target.elements.columns.value.split("\n").map((line) => line.trim()).filter(Boolean).slice(0, 8);
  if (columns.length) askAgain(turnOf(event.target), { columns });
});
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
  event.preventDefault();
  submit();
});
// Escape closes one thing, the one on top; a menu and the reasons of a mark are closed by the browser.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !element.checkVisibility() || document.querySelector(":popover-open:not(#preview)")) return;
  hidePreview();
  if (!shade.hidden) closeSheet();
  else if (run !== null) halt();
  else if (editing !== null) dropEdit();
  else leaveField();
});

// The other views reach the chat only through these events and this attribute of a button.
document.addEventListener("paperchat-request", ({ detail }) => askFromElsewhere(detail));
document.addEventListener("paperchat-summarise", ({ detail }) => {
  askFromElsewhere(overview("summary", overviewTitle("summary", detail.title), [detail.id]));
});
document.addEventListener("click", ({ target }) => {
  const file = target.closest("[data-digest]")?.dataset.digest;
  if (file) askFromElsewhere(overview("digest", t("digest.of", { name: file }), [], file));
});

input.addEventListener("paste", ({ clipboardData }) => {
  const pasted = clipboardData?.getData("text").length ?? 0, room = input.maxLength - input.value.length + input.selectionEnd - input.selectionStart;
  $("#too-long").hidden = pasted <= room;
  $("#too-long").textContent = t("chat.too_long", { most: input.maxLength, count: pasted - room });
});
closedByBack("papers", closeSheet);
watch("value", () => receive(props.value));
receive(props.value);
refresh();
if (!narrow.matches) input.focus();
followPlace({ view: "chat", chat: new URLSearchParams(location.search).get("chat") ?? "" });
