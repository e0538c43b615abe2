// The list of sources in the view that adds papers, and the number of papers in the header: both follow every change.
// Continues in the scope of library.js.

async function showCollection({ said, failure, ...now }) {
  const { html, size } = failure ? await askServer("sources/list", {}) : now;
  const list = document.querySelector("#collection .collection-list"), line = document.querySelector("#collection-said");
  if (html && list) list.innerHTML = html;
  if (size) document.querySelector("#collection-size").innerHTML = size;
  if (line) line.textContent = failure ?? said ?? "";
}

const sourceActions = {
  again: async (button) => {
    Object.assign(button, { textContent: "Reading", disabled: true });
    showCollection(await askServer("sources/again", { name: button.dataset.source }));
  },
  // Nothing brings a source back but reading it again, so it takes two clicks.
  remove: async (button) => {
    if (!button.dataset.sure) return Object.assign(button, { textContent: `Remove ${button.dataset.papers}?` }).dataset.sure = "yes";
    Object.assign(button, { textContent: "Removing", disabled: true });
    showCollection(await askServer("sources/remove", { name: button.dataset.source }));
  },
};

document.addEventListener("click", ({ target }) => {
  if (target.closest(".save-report")) saveFile("added papers.txt", target.closest(".save-report").nextElementSibling.content.textContent, "text/plain");
  const button = target.closest("[data-source-do]");
  if (button) sourceActions[button.dataset.sourceDo](button);
});
document.addEventListener("paperchat-collection", async () => showCollection(await askServer("sources/list", {})));
