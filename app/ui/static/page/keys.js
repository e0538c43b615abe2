// Which keys are shortcuts, which write text, and which lead through a list. Comes before the scripts that need it, in the scope of each.

// The Enter that ends a word of an input method; Safari sends it after the composition, told by its code alone.
const composing = (event) => event.isComposing || event.keyCode === 229;

const WRITTEN_IN = "input:not([type=checkbox]), textarea, select, [contenteditable]";

function isShortcut(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || composing(event)) return false;
  return !event.target.closest?.(WRITTEN_IN) && !document.querySelector("dialog[open]");
}

// The arrow keys lead from one of these items to the next, round and round.
function stepThrough(event, items) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key], at = items.indexOf(event.target);
  if (!by || at < 0) return;
  event.preventDefault();
  items[(at + by + items.length) % items.length].focus();
}
