// Formulas: the server marks them in its texts (`.formula`), and KaTeX, which is loaded once one is shown, sets them.
// Comes before the scripts that need it, in the scope of each.

const loadKatex = () => (window.paperchatKatex ??= new Promise((loaded, failed) => {
  const at = (name) => new URL(`katex/${name}`, document.baseURI), script = document.createElement("script");
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: at("katex.min.css") }));
  document.head.append(Object.assign(script, { src: at("katex.min.js"), onload: () => loaded(window.katex), onerror: failed }));
}));

async function setFormulas(root) {
  const formulas = [...root.querySelectorAll(".formula:not([data-source])")];
  if (!formulas.length) return;
  const katex = await loadKatex().catch(() => null);
  for (const formula of katex ? formulas : []) {
    if (formula.dataset.source) continue;
    formula.dataset.source = formula.textContent;
    katex.render(formula.dataset.tex, formula, { displayMode: formula.matches(".display"), throwOnError: false, trust: false, maxExpand: 200, maxSize: 20 });
  }
}

// The text of a node as it was written, formulas too.
function textOf(node) {
  const copy = node.cloneNode(true);
  for (const formula of copy.querySelectorAll(".formula[data-source]")) formula.textContent = formula.dataset.source;
  return copy.textContent;
}
