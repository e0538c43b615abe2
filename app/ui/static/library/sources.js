// The list of sources in the view that adds papers, and the number of papers in the header: both follow every change.
// Continues in the scope of library.js.

let undoing; // the message that undoes the last change

async function showCollection({ said, failure, undo, ...now }) {
  const { html, size } = failure ? await askServer("sources/list", {}) : now;
  const list = document.querySelector("#collection .collection-list"), line = document.querySelector("#collection-said");
  if (html && list) list.innerHTML = html;
  if (size) document.querySelector("#collection-size").innerHTML = size;
  if (!line) return;
  $("span", line).textContent = failure ?? said ?? "";
  $("button", line).hidden = !undo;
  undoing = undo;
}

// Readers see a notice at the top, and what they cannot use is hidden (style.css).
async function tellReaders() {
  const { refused } = await askServer("sources/refused", {});
  document.documentElement.toggleAttribute("data-reader", Boolean(refused));
  for (const line of $$(".reader-only", document)) line.textContent = refused || "";
}

const sourceButton = (does, name) => $$(`[data-source-do="${does}"]`, document).find((button) => button.dataset.source === name);

async function rename(sent) {
  const answer = await askServer("sources/rename", sent);
  await showCollection(answer);
  sourceButton("rename", answer.undo?.name ?? sent.name)?.focus();
}

// Puts a field in the place of the name, until it is sent, or Escape leaves it.
function openName(button) {
  const cell = $("th", button.closest("tr")), shown = cell.firstChild, name = button.dataset.source, form = document.createElement("form"), field = document.createElement("input");
  if ($("form", cell)) return $("input", cell).focus();
  Object.assign(field, { value: name, maxLength: 200, dir: "auto", autocomplete: "off" });
  field.setAttribute("aria-label", t("add.new_name", { name }));
  const leave = () => (cell.replaceChildren(shown), button.focus());
  form.addEventListener("submit", (event) => (event.preventDefault(), field.value.trim() === name ? leave() : rename({ name, given: field.value })));
  form.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), leave()));
  form.append(field);
  cell.replaceChildren(form);
  field.select();
}

function askWhetherSure(button) {
  const { textContent, ariaLabel } = button, question = t("add.remove_sure", { count: Number(button.dataset.papers) });
  Object.assign(button, { textContent: question, ariaLabel: question }).dataset.sure = "yes";
  button.addEventListener("blur", () => button.disabled || delete Object.assign(button, { textContent, ariaLabel }).dataset.sure, { once: true });
}

const sourceActions = {
  rename: openName,
  undo: async () => {
    if (!("deletion" in undoing)) return rename(undoing);
    await showCollection(await askServer("sources/back", undoing));
    $("#collection button", document)?.focus();
  },
  again: async (button) => {
    Object.assign(button, { textContent: t("add.reading_short"), disabled: true });
    await showCollection(await askServer("sources/again", { name: button.dataset.source }));
    sourceButton("again", button.dataset.source)?.focus();
  },
  // It may be many papers, and too many to be put back, so it takes two clicks.
  remove: async (button) => {
    if (!button.dataset.sure) return askWhetherSure(button);
    Object.assign(button, { textContent: t("add.removing"), disabled: true });
    await showCollection(await askServer("sources/remove", { name: button.dataset.source }));
    $("#collection-said button", document).focus();
  },
};

document.addEventListener("click", ({ target }) => {
  if (target.closest("#add-start, #add-cancel")) $("#add-paste textarea", document).focus(); // these buttons go
  if (target.closest(".save-report")) saveFile(`${t("add.report_file_name")}.txt`, target.closest(".save-report").nextElementSibling.content.textContent, "text/plain");
  const button = target.closest("[data-source-do]");
  if (button) sourceActions[button.dataset.sourceDo](button);
});
document.addEventListener("paperchat-collection", async () => showCollection(await askServer("sources/list", {})));
tellReaders();
