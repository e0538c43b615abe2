// The keys of the chat: citations by n and p, papers by j and k, and what a screen reader hears of an answer. Continues
// in the scope of chat.js.

const announcer = $("#announcer");
let cardAt = null; // the card that j and k went to last; they go on from the one with the focus

// The next of these nodes after the focused one, or the last before it; from outside, the first of the turn that is read.
function neighbour(nodes, by) {
  const at = document.activeElement, before = Node.DOCUMENT_POSITION_PRECEDING, after = Node.DOCUMENT_POSITION_FOLLOWING;
  const isThere = turns.contains(at) ? (node) => at.compareDocumentPosition(node) & (by > 0 ? after : before) : (node) => turnOf(node) === turnRead();
  return by > 0 || !turns.contains(at) ? nodes.find(isThere) : nodes.findLast(isThere);
}

const turnRead = () => turnOf(allPanels().find((panel) => !panel.hidden) ?? turns.lastElementChild);

function stepCitation(by) {
  const cite = turns.children.length && neighbour([...turns.querySelectorAll(".cite")], by);
  if (!cite) return;
  cite.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  cite.focus({ preventScroll: true });
}

function stepCard(by) {
  const cards = [...panels.querySelectorAll(".panel:not([hidden]) .card")];
  if (!cards.length) return;
  if (shade.hidden) lastCite = document.activeElement;
  openSheet();
  const shown = cards.filter((card) => card.checkVisibility()), at = shown.indexOf(document.activeElement.closest(".card") ?? cardAt);
  cardAt = shown[Math.max(0, Math.min(shown.length - 1, at + by))];
  light(cardAt.closest(".panel"), [cardAt]);
  cardAt.focus({ preventScroll: true });
  show(cardAt);
}

function tickCard() {
  const tick = document.activeElement.closest?.(".card") && $(".card-tick", document.activeElement.closest(".card"));
  if (tick) tick.click();
}

// From the field to the answer that is read.
function leaveField() {
  if (document.activeElement === input && turns.lastElementChild) turnAt(turnRead())?.focus({ preventScroll: true });
}

// The chips above an answer are one stop; the arrow keys move among them.
function stepChip(event) {
  const chip = event.target.closest?.(".chips .chip"), by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!chip || !by) return;
  event.preventDefault();
  const chips = [...chip.closest(".chips").querySelectorAll(".chip")], next = chips[(chips.indexOf(chip) + by + chips.length) % chips.length];
  for (const one of chips) one.tabIndex = one === next ? 0 : -1;
  next.focus();
}

// Says what an answer is doing, once for each stage, and that it is there: not its text while it grows.
function announce(turn) {
  const done = turn.dataset.state !== "live", cards = panelAt(turnOf(turn))?.querySelectorAll(".card[data-n]").length ?? 0;
  const flagged = turn.querySelectorAll(".check[data-flagged]").length;
  const end = [t("announce.done"), cards && t("announce.cited", { count: cards }), flagged && t("announce.flagged", { count: flagged })];
  const whole = done && !$(".failure", turn); // a failure is an alert, which is read anyway
  const text = whole ? t("announce.whole", { what: end.filter(Boolean).join(t("announce.and")) }) : $(".stage span", turn)?.textContent ?? "";
  if (announcer.textContent !== text) announcer.textContent = text;
}

const keys = {
  n: () => stepCitation(1),
  p: () => stepCitation(-1),
  j: () => stepCard(1),
  k: () => stepCard(-1),
  x: tickCard,
};
document.addEventListener("keydown", (event) => {
  if (!keys[event.key] || !isShortcut(event) || !element.checkVisibility()) return;
  event.preventDefault();
  keys[event.key]();
});
turns.addEventListener("keydown", stepChip);
