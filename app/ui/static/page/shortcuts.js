// The shortcuts that hold in every view: `/` leads to the field of the view, `?` shows them all. Those of a view are in
// its own scripts.

const dialog = element.querySelector("#shortcuts");
const FIELDS = { chat: "#question", library: "#library-words", map: "#map-query" };

function writeQuestion() {
  const { view } = document.documentElement.dataset;
  if (!FIELDS[view]) document.dispatchEvent(new CustomEvent("paperchat-go", { detail: { to: "" } }));
  const field = document.querySelector(FIELDS[view] ?? FIELDS.chat);
  field.focus();
  field.select();
}

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event) || !["/", "?"].includes(event.key)) return;
  event.preventDefault();
  event.key === "/" ? writeQuestion() : dialog.showModal();
});
document.addEventListener("click", ({ target }) => target.closest("#show-shortcuts") && dialog.showModal());
dialog.addEventListener("click", ({ target }) => (target === dialog || target.closest('[data-do="close"]')) && dialog.close());
// Escape closes the dialog and does nothing else.
dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
