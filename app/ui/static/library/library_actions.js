// What can be done with papers in the library's table. Continues in the scope of library.js.

const idsOf = (target) => {
  const paper = target.closest(".preview, tr");
  return paper ? [paper.dataset.id] : [...chosen.keys()];
};
const titleOf = (target, ids) => target.closest(".preview, tr")?.dataset.title ?? (ids.length === 1 ? chosen.get(ids[0]) : null);

// The chat listens for this event; the two views know nothing else of each other.
function askChat(request) {
  document.dispatchEvent(new CustomEvent("paperchat-request", { detail: request }));
}

function overview(target, intent) {
  const ids = idsOf(target), title = titleOf(target, ids);
  askChat({ action: "overview", intent, question: overviewTitle(intent, title, ids.length), papers: ids, source: "", dropped: [] });
}

async function mark(ids, change, { again = true } = {}) {
  const done = await attempt(() => post("mark", { ids, ...change }));
  if (!done || !again) return done;
  await load();
  if (ids.includes(shownId)) await refreshPaper();
  return done;
}

// Shows the paper as it is now, and leaves the focus and a note that is being written where they are.
async function refreshPaper() {
  let goOn = null;
  await showPaper(shownId, { focus: false, before: () => (goOn = leftOff()) });
  goOn?.();
}

// To be called just before the preview of a paper is replaced: people go on writing while it is fetched.
function leftOff() {
  const focused = document.activeElement, at = focused?.dataset?.do ?? focused?.name, inside = paperView.contains(focused);
  const similar = $(".preview-similar", paperView)?.innerHTML, note = noteOf(paperView), written = isUnsaved(note) ? note.value : null;
  return () => {
    if (similar) $(".preview-similar", paperView).innerHTML = similar;
    if (written !== null) noteOf(paperView).value = written;
    if (inside && at) ($(`[data-do="${at}"]`, paperView) ?? $(`[name="${at}"]`, paperView) ?? $(".preview", paperView)).focus({ preventScroll: true });
  };
}

// Saves the note of the paper that is shown, if it was changed. One that could not be saved is there when its paper is
// shown again.
async function keepNote() {
  const note = noteOf(paperView), [id] = note ? idsOf(note) : [];
  if (!isUnsaved(note)) return;
  const written = note.value, before = note.defaultValue;
  unsavedNotes.set(id, written);
  note.defaultValue = written; // saved once, though the focus leaves and the preview closes
  if (!(await mark([id], { note: written }, { again: false }))) return (note.defaultValue = before);
  if (unsavedNotes.get(id) === written) unsavedNotes.delete(id);
  say(t("library.note_kept"));
  load();
}

// Papers came or went: the header and the list of sources follow.
const tellOthers = () => document.dispatchEvent(new Event("paperchat-collection"));

async function remove(target) {
  const ids = idsOf(target);
  const done = await attempt(() => post("delete", { ids }));
  if (!done) return;
  ids.forEach((id) => chosen.delete(id));
  if (ids.includes(shownId)) closePaper();
  await load();
  tellOthers();
  say(t("library.deleted", { count: done.papers }), () => putBack(done.deletion));
}

async function putBack(deletion) {
  say(t("library.putting_back"));
  const done = await attempt(() => post("undo", { deletion }));
  if (!done) return;
  await load();
  tellOthers();
  say(t("library.put_back", { count: done.papers }));
}

async function openForm(target) {
  const answer = await attempt(() => post("form", { ids: idsOf(target) }));
  if (!answer) return;
  $("#library-dialog-content").innerHTML = answer.html;
  $("#library-dialog").showModal();
}

async function save(form) {
  const entered = Object.fromEntries(new FormData(form)), lists = { authors: /\n/, categories: /[\s,]+/ }, fields = {};
  const was = (name) => form.elements[name].defaultValue;
  for (const [name, value] of Object.entries(entered)) {
    if (value.trim() === was(name).trim()) continue; // only what was changed is kept as the person's own
    fields[name] = lists[name] ? value.split(lists[name]).filter((part) => part.trim()) : value;
  }
  try {
    if (Object.keys(fields).length) await post("edit", { ids: [form.dataset.id], fields });
  } catch (fault) {
    $(".fault", form).textContent = fault.message;
    return;
  }
  $("#library-dialog").close();
  await load();
  if (shownId === form.dataset.id) await refreshPaper();
}

async function showSimilar(target) {
  const list = $(".preview-similar", paperView);
  list.textContent = t("library.looking_similar");
  const answer = await attempt(() => post("similar", { ids: idsOf(target) }));
  if (answer) list.innerHTML = answer.html;
  setFormulas(list);
}

function ask(target) {
  const [id] = idsOf(target);
  if (target.closest(".preview")) {
    chosen.set(id, titleOf(target, [id]));
    markTicks();
  }
  toggleForm("#library-ask", "#library-tag-all");
}

function toggleForm(form, other) {
  $(other).hidden = true;
  $(form).hidden = !$(form).hidden;
  if (!$(form).hidden) $("input", $(form)).focus();
}

const actions = {
  open: (target) => openPaper(target.dataset.id ?? target.closest("tr").dataset.id),
  star: (target) => mark(idsOf(target), { starred: target.getAttribute("aria-pressed") !== "true" }),
  read: (target) => mark(idsOf(target), { read: target.getAttribute("aria-pressed") !== "true" }),
  untag: (target) => mark(idsOf(target), { remove_tags: [target.dataset.tag] }),
  edit: openForm,
  delete: remove,
  similar: showSimilar,
  ask,
  summarise: (target) => overview(target, "summary"),
  compare: (target) => overview(target, "table"),
  "star-all": () => mark([...chosen.keys()], { starred: true }),
  "read-all": () => mark([...chosen.keys()], { read: true }),
  "tag-all": () => toggleForm("#library-tag-all", "#library-ask"),
  "delete-all": remove,
  "choose-all": chooseAll,
  clear: () => (chosen.clear(), markTicks()),
  back: () => move(-50),
  on: () => move(50),
  facets: () => openFacets(true),
  "close-facets": () => openFacets(false),
  "close-preview": closePaper,
  "close-dialog": () => $("#library-dialog").close(),
};

async function exportAs(select) {
  const format = select.value;
  select.value = "";
  const answer = await attempt(() => post("export", { ids: [...chosen.keys()], format }));
  if (answer) saveFile(answer.name, answer.text, answer.type);
}

async function chooseAll() {
  const answer = await attempt(() => post("ids", view));
  if (!answer) return;
  for (const id of answer.ids) chosen.set(id, chosen.get(id) ?? rowOf(id)?.dataset.title ?? "");
  markTicks();
  if (answer.ids.length < total) say(t("library.first_chosen", { count: answer.ids.length }));
}

function openFacets(open) {
  if (open) sheetOpened("filters");
  else sheetClosed("filters");
  element.classList.toggle("has-facets", open);
  $("#library-filters").setAttribute("aria-expanded", open);
  (open ? $(".facet-value") : $("#library-filters"))?.focus();
}

const forms = {
  tag: (form) => form.elements.tag.value.trim() && mark(idsOf(form), { add_tags: form.elements.tag.value.split(",") }),
  edit: save,
  ask: (form) => {
    const question = form.elements.question.value.trim();
    if (!question) return;
    askChat({ action: "ask", question, papers: [...chosen.keys()], dropped: [] });
    form.reset();
    form.hidden = true;
  },
  "tag-all": async (form) => {
    if (!form.elements.tag.value.trim()) return;
    await mark([...chosen.keys()], { add_tags: form.elements.tag.value.split(",") });
    form.reset();
    form.hidden = true;
    $('[data-do="tag-all"]').focus();
  },
};

// Events

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]"), value = event.target.closest(".facet-value");
  if (value) filter(value.dataset.facet, value.dataset.value);
  else if (button && actions[button.dataset.do]) actions[button.dataset.do](button);
  else if (event.target.closest("th[data-sort] button")) sortBy(event.target.closest("th").dataset.sort);
  else if (event.target.closest("tr[data-id]") && !event.target.closest("input, a")) openPaper(event.target.closest("tr").dataset.id);
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.form) forms[form.dataset.form](form);
});
element.addEventListener("change", ({ target }) => {
  if (target.id === "library-tick-all") for (const row of $$("tr", rows)) tick(row, target.checked);
  else if (target.closest("#library-rows")) tick(target.closest("tr"), target.checked);
  else if (target.id === "library-export") return exportAs(target);
  else if (target.closest("#library-sort")) return sortBy(target.value);
  markTicks();
});
// Not `change`: a note that was put back is as it was when the focus came.
element.addEventListener("focusout", ({ target }) => target.isConnected && target === noteOf(paperView) && keepNote());
// The window closes or loads again: nothing waits for the answer.
window.addEventListener("pagehide", () => {
  const note = noteOf(paperView);
  if (isUnsaved(note)) posted("library/mark", { ids: idsOf(note), note: note.value }, { keepalive: true });
});

function step(by) {
  const all = $$("tr", rows), at = all.indexOf(document.activeElement.closest("tr"));
  const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
  $(".row-open", next ?? element)?.focus();
}

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  j: () => step(1),
  k: () => step(-1),
  x: (row) => (tick(row, !chosen.has(row.dataset.id)), markTicks()),
  s: (row) => $(".star", row).click(),
};
document.addEventListener("keydown", (event) => {
  if (!keys[event.key] || !isShortcut(event) || !element.checkVisibility()) return;
  const row = event.target.closest("#library-rows tr");
  if (!row && !"jk".includes(event.key)) return;
  event.preventDefault();
  keys[event.key](row);
});
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || $("#library-dialog").open) return;
  if (element.classList.contains("has-facets")) openFacets(false);
  else if (shownId) closePaper();
  else if (words.value) (words.value = "", type());
});
// The filters are one stop of the Tab key a group.
$("#library-facets").addEventListener("keydown", (event) => stepThrough(event, $$(".facet-value, .facet summary").filter((one) => one.checkVisibility())));
words.addEventListener("input", type);
words.addEventListener("keydown", (event) => event.key === "ArrowDown" && (event.preventDefault(), step(0)));

// What others added since is shown when the table comes into view again.
new IntersectionObserver(([seen]) => seen.isIntersecting && load()).observe($("#library-main"));
closedByBack("filters", () => element.classList.contains("has-facets") && openFacets(false));
document.addEventListener("paperchat-place", readAddress);
readAddress();
