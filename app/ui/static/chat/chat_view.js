// Shows what the server rendered: turns and panels of papers, and the way from a citation or a check to its card.
// Continues in the scope of chat.js.

let pressed = false; // a button or a link of the chat; until it is let go, nothing is redrawn or moves under the pointer
const held = []; // the messages that came meanwhile

function press(on) {
  pressed = on;
  if (!on) setTimeout(() => held.splice(0).forEach(receive), CLICKED_AFTER);
}

function receive(message) {
  if (pressed || held.length) return void held.push(message);
  if (message?.examples !== undefined) {
    $("#examples").innerHTML = message.examples;
    noPapers = message.papers === 0;
    refresh();
  }
  if (!message?.run || message.run !== run) return;
  if (message.went_on) return askAfterThem(message.turn);
  const following = log.scrollHeight - log.scrollTop - log.clientHeight < FOLLOWED;
  const turn = turnAt(message.turn), height = turn.offsetHeight;
  if (message.text) patch($(".answer", turn), parse(`<div>${message.text}</div>`));
  else patch(turn, parse(message.html));
  if (message.panel) showPanel(message.turn, parse(message.panel));
  setFormulas(element);
  if (following) follow(turn, turn.offsetHeight - height);
  announce(turn);
  if (message.live) return lock();
  if (message.stopped) markStopped(turn);
  offerCode(turn);
  fillColumns(turn);
  finish();
  showOutcome($(".notice", turn));
}

// A review is asked for below the answer, and what came of it is said above.
function showOutcome(notice) {
  if (reviewed && notice && notice.textContent !== $(".notice", reviewed)?.textContent) notice.scrollIntoView({ block: "nearest" });
}

// Keeps the end of a growing answer in view; one that arrives all at once is shown from its question on.
function follow(turn, growth) {
  if (growth > log.clientHeight / 2) turn.scrollIntoView({ block: "start" });
  else log.scrollTop = log.scrollHeight;
}

function showPanel(turn, fresh) {
  const old = panelAt(turn);
  if (!old) {
    panels.append(fresh);
    markChosen();
    select(turn);
    return;
  }
  const opened = [...old.querySelectorAll(".is-whole, details[open]")].map((node) => node.dataset.key);
  patch(old, fresh);
  for (const node of old.querySelectorAll("[data-key]")) if (opened.includes(node.dataset.key)) open(node);
  markChosen();
}

const GROWING = [".answer", ".thinking", ".thoughts", ".stage"];
const rendered = new WeakMap(); // each node's HTML as the server sent it, whatever the reader has opened in it since

// Makes `old` equal to `fresh`. Children that did not change stay, and keep their selection and focus.
function patch(old, fresh) {
  rendered.delete(old);
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

// Citations and papers

function select(turn) {
  allPanels().forEach((panel) => (panel.hidden = turnOf(panel) !== turn));
  refresh();
}

function goToCard(cite) {
  lastCite = cite;
  const turn = turnOf(cite);
  if (!panelAt(turn)) return;
  select(turn);
  openSheet();
  const card = cardOf(cite);
  const [proof] = cite.dataset.check ? prove(turn, cite.dataset.check, card) : [];
  if (!proof) light(panelAt(turn), [card]);
  card.focus({ preventScroll: true });
  show(proof ?? card);
}

const cardOf = (cite) => $(`.card[data-n="${cite.dataset.n}"]`, panelAt(turnOf(cite)));

function show(node) {
  const block = node.matches(".card") ? (narrow.matches ? "start" : "nearest") : "center";
  node.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
}

const proofsOf = (root, check) => [...root.querySelectorAll(`.proof[data-checks~="${check}"]`)];

// Shows what a citation leads to: the paper, and the sentences that back the sentence the citation is part of.
function previewCite(cite) {
  const card = panelAt(turnOf(cite)) && cardOf(cite);
  if (!card) return;
  let said = "", last = null;
  for (const proof of cite.dataset.check ? proofsOf(card, cite.dataset.check) : card.querySelectorAll("mark")) {
    said += (last && !touching(last, proof) ? " … " : "") + textOf(proof);
    last = proof;
  }
  const title = textOf($(".card-title", card));
  $("b", preview).textContent = cite.matches(".found") ? t("chat.found_title", { title }) : title;
  $("q", preview).textContent = said.trim();
  $("q", preview).hidden = !said;
  cite.setAttribute("aria-describedby", preview.id);
  preview.showPopover();
  place(preview, cite);
}

// Whether no other text lies between two parts of an abstract.
function touching(one, next) {
  const between = document.createRange();
  between.setStartAfter(one);
  between.setEndBefore(next);
  return !between.toString().trim();
}

function hidePreview() {
  if (preview.matches(":popover-open")) preview.hidePopover();
}

function light(panel, cards) {
  panel.classList.remove("is-proving");
  panels.querySelectorAll(".is-lit, .is-proof").forEach((lit) => lit.classList.remove("is-lit", "is-proof"));
  void panel.offsetWidth; // restarts the animation if the same card is highlighted again
  for (const card of cards) card.classList.add("is-lit");
}

// Highlights the evidence for one sentence of the answer, in one card or in all, instead of that for the whole answer.
function prove(turn, check, card = null) {
  const panel = panelAt(turn), proofs = proofsOf(card ?? panel, check);
  light(panel, new Set(proofs.map((proof) => proof.closest(".card"))));
  panel.classList.toggle("is-proving", proofs.length > 0);
  for (const proof of proofs) {
    proof.classList.add("is-proof");
    if (proof.closest(".far")) open(proof.closest(".card"));
  }
  return proofs;
}

// Check marks

function pointOut(verdict) {
  const turn = turnOf(verdict);
  if (narrow.matches || !panelAt(turn)) return;
  select(turn);
  const [first] = prove(turn, verdict.dataset.check);
  if (first) show(first.closest(".card"));
}

function jump(turn) {
  const verdict = $(".check[data-flagged] .verdict", turnAt(turn));
  if (!verdict) return;
  verdict.scrollIntoView({ block: "center" });
  verdict.focus({ preventScroll: true });
  verdict.click();
}

// The pointer on a check mark opens what it says until it leaves; a click keeps it open.
let peeked = null;

function peek(check) {
  if (check === peeked?.closest(".check") || $(".reasons:popover-open")) return;
  peeked = $(".reasons", check);
  peeked.showPopover();
}

function unpeek() {
  if (peeked?.matches(":popover-open")) peeked.hidePopover();
  peeked = null;
}

function keepPeeked(event) {
  if (!peeked || peeked.previousElementSibling !== event.target.closest(".verdict")) return;
  event.preventDefault(); // the click would close what it is meant to keep
  peeked = null;
}

// Positions the popover of a check mark next to the mark; the browser shows and closes it.
function placeReasons() {
  const reasons = $(".reasons:popover-open");
  if (!reasons) return;
  const mark = reasons.previousElementSibling.getBoundingClientRect(), seen = log.getBoundingClientRect();
  if (mark.bottom < seen.top || mark.top > seen.bottom) return reasons.hidePopover();
  place(reasons, reasons.previousElementSibling);
}

// Puts a popover below its mark, or above it where there is no room.
function place(popover, mark) {
  const { left, top, bottom } = mark.getBoundingClientRect(), { offsetWidth: width, offsetHeight: height } = popover;
  const below = bottom + height + 20 < innerHeight;
  popover.style.left = `${Math.max(12, Math.min(left - 18, log.getBoundingClientRect().right - width - 12))}px`;
  popover.style.top = `${below ? bottom + 8 : Math.max(12, top - height - 8)}px`;
}

function open(node) {
  if (node.matches("details")) node.open = true;
  else node.classList.add("is-whole");
  const toggle = $(".whole", node);
  if (toggle && node.matches(".card")) label(toggle, true);
}

function label(toggle, whole) {
  toggle.setAttribute("aria-expanded", whole);
  toggle.textContent = whole ? t("paper.show_less") : t("paper.show_whole");
}

function openSheet() {
  if (!narrow.matches) return;
  element.classList.add("sheet-open");
  shade.hidden = false;
  sheetOpened("papers");
  $("#close-papers").focus({ preventScroll: true });
}

function closeSheet() {
  if (shade.hidden) return;
  element.classList.remove("sheet-open");
  shade.hidden = true;
  sheetClosed("papers");
  lastCite?.focus({ preventScroll: true });
}
