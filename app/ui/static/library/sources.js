// The list of sources in the view that adds papers, and the number of papers in the header: both follow every change.
// Continues in the scope of library.js.

async function showCollection({ html, size, said, failure }) {
  const list = document.querySelector("#collection .collection-list");
  if (html && list) list.innerHTML = html;
  if (size) document.querySelector("#collection-size").innerHTML = size;
  const line = document.querySelector("#collection-said");
  if (line) line.textContent = failure ?? said ?? "";
}

const sourceActions = {
  again: async (button) => {
    button.textContent = "Reading";
    showCollection(await askServer("sources/again", { name: button.dataset.source }));
  },
  // Nothing brings a source back but reading it again, so it takes two clicks.
  remove: async (button) => {
    if (!button.dataset.sure) return Object.assign(button, { textContent: `Remove ${button.dataset.papers}?` }).dataset.sure = "yes";
    showCollection(await askServer("sources/remove", { name: button.dataset.source }));
  },
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-source-do]");
  if (button) sourceActions[button.dataset.sourceDo](button);
});
document.addEventListener("paperchat-collection", async () => showCollection(await askServer("sources/list", {})));
