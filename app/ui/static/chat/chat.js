// The chat in the browser: asks, and keeps track of the turns. chat_view.js shows what the server rendered, and
// chat_events.js holds the buttons and events. Gradio runs all once, in the order of chat_tab.py, as the body of one function
// of (element, trigger, props, watch). The DOM inside `element` belongs to these files, and each message carries one
// whole turn, so nothing else moves while an answer streams.

const $ = (selector, root = element) => root.querySelector(selector);
const log = $("#log"), turns = $("#turns"), panels = $("#panels"), shade = $("#shade"), preview = $("#preview");
const input = $("#question"), send = $("#send"), stop = $("#stop");
const narrow = matchMedia("(max-width: 860px)"), calm = matchMedia("(prefers-reduced-motion: reduce)");
const LOOK_AGAIN = 1000, LOOKS = 120; // milliseconds until an answer is looked for again, and how often
const LISTED_AFTER = 400; // milliseconds until a new chat is in the list
const CLICKED_AFTER = 50; // milliseconds in which a click follows the end of a press, also of a finger
const FOLLOWED = 80; // pixels from the end within which a reader counts as following

let chat = ""; // the id of the chat that is shown; empty before its first question
let noPapers = false; // the collection is empty
let run = null; // the id of the answer being awaited; messages with any other id come too late
let asking = null; // what ends the request for that answer
let editing = null; // the turn that the question in the input will replace
let reviewed = null; // the answer that is being checked or rewritten, as it was
let stopping = null; // the request that stops the last one, which must not stop what is asked next
let waiting = null; // a request made while an answer is running
let lastCite = null; // where to return to when the sheet of papers closes

const turnOf = (node) => Number(node.closest("[data-turn]").dataset.turn);
const turnAt = (turn) => $(`.turn[data-turn="${turn}"]`, turns);
const panelAt = (turn) => $(`.panel[data-turn="${turn}"]`, panels);
const allPanels = () => [...panels.querySelectorAll(".panel")];

// Asking. The fields of a request say what is wanted (messages.py). Its `question` is the heading of the turn; the server
// parses it only for "ask" and "deepen".

const typed = (text) => ({ action: "ask", question: text.trim(), papers: askedOnly(), dropped: [], restored: [], standalone: "" });
const overview = (intent, question, papers, source = "") => ({ action: "overview", question, intent, papers, source, dropped: [] });

function ask(request, turn = nextTurn()) {
  if (!request.question || run !== null) return false;
  const fresh = $("#new-turn").content.firstElementChild.cloneNode(true), replaces = turnAt(turn) !== null;
  for (const old of [...turns.children, ...allPanels()]) if (turnOf(old) >= turn) old.remove();
  fresh.dataset.turn = turn;
  fresh.dataset.key = draw();
  fresh.toggleAttribute("data-branch", replaces);
  fresh.dataset.request = JSON.stringify(request);
  $(".question", fresh).textContent = request.question;
  if (request.action === "overview") $('[data-do="edit"]', fresh).remove();
  turns.append(fresh);
  $("#chat-failure").replaceChildren();
  allPanels().forEach((panel) => (panel.hidden = true));
  closeSheet();
  leaveEdit();
  log.scrollTop = log.scrollHeight;
  begin(request, turn);
  return true;
}

const nextTurn = () => (turns.lastElementChild ? turnOf(turns.lastElementChild) + 1 : 0);

function begin(request, turn) {
  if (!chat) {
    chat = draw();
    goTo(`?chat=${chat}`);
  }
  awaitAnswer("chats/ask", request, turn);
  setTimeout(() => document.dispatchEvent(new Event("paperchat-asked")), LISTED_AFTER);
  announce(turnAt(turn));
  refresh();
}

function awaitAnswer(path, request, turn) {
  run = draw();
  reviewed = null;
  asking = new AbortController();
  followAnswer(path, messageOf(request, turn), asking.signal);
}

// One line for each moment of the answer. It goes on and is kept when another chat is opened, and while the connection
// is lost: then it is looked for again, and asked again if the server, once it is back, knows nothing of the question.
async function followAnswer(path, message, signal) {
  const isAwaited = () => run === message.run && asking?.signal === signal, lost = t("page.lost");
  const follow = (from) => (isAwaited() ? followServer(from, message, receive, signal) : "");
  await stopping;
  const first = await follow(path);
  let failure = first;
  for (let looks = 0; isAwaited() && ["", lost].includes(failure) && looks < LOOKS; looks++) {
    if (failure) $('.turn[data-state="live"] .stage span', turns).textContent = t("chat.reconnecting");
    await new Promise((again) => setTimeout(again, LOOK_AGAIN));
    failure = await follow("chats/follow");
    if (first && failure !== lost) failure = await follow(path);
  }
  if (isAwaited()) giveUp(failure || lost);
}

function messageOf(request, turn) {
  const key = turnAt(turn).dataset.key, parent = turnAt(turn - 1)?.dataset.key ?? "";
  return { ...request, turn, run, visitor, chat, key, parent, goes_on: !turnAt(turn).hasAttribute("data-branch") };
}

// The chat has gone on in another window: what was asked there is shown, and the question follows it.
async function askAfterThem(turn) {
  const request = requestOf(turn);
  await openChat(chat);
  if (!turns.children.length) return write(request.question);
  if (!ask(request)) waiting = request;
  refresh();
}

const requestOf = (turn) => JSON.parse(turnAt(turn).dataset.request);

// Repeats the request of a turn, with these changes.
function askAgain(turn, changes = {}) {
  if (ask({ ...requestOf(turn), ...changes }, turn)) turnAt(turn).focus({ preventScroll: true });
}

// Has the model check or rewrite a finished answer.
function review(turn, action) {
  if (run !== null) return;
  const before = turnAt(turn).cloneNode(true);
  turnAt(turn).dataset.state = "live";
  begin({ ...requestOf(turn), action }, turn);
  reviewed = before;
}

function halt() {
  if (run === null) return;
  stopping = askChats("stop", { key: $('.turn[data-state="live"]', turns).dataset.key });
  asking?.abort();
  reviewed ? takeBack() : giveUp(t("chat.stopped"));
}

// A review that is stopped leaves the answer as it was.
function takeBack() {
  $('.turn[data-state="live"]', turns).replaceWith(reviewed);
  finish();
  $(".tally .action", reviewed)?.focus({ preventScroll: true });
}

function giveUp(text) {
  markStopped($('.turn[data-state="live"]', turns), text);
  finish();
}

function markStopped(turn, text = t("chat.stopped")) {
  turn.dataset.state = "stopped";
  $(".byline", turn).textContent = text;
}

// Ends the call to the model; the server makes the quotes on the screen the answer.
async function useQuotes(button) {
  const turn = turnOf(button), ended = asking;
  asking = null; // the end of its request is not the end of the answer
  const shown = await askServer("chats/quotes", messageOf(requestOf(turn), turn));
  ended?.abort();
  shown.failure ? giveUp(shown.failure) : receive(shown);
}

function finish() {
  run = null;
  document.dispatchEvent(new Event("paperchat-answered"));
  if ($(".turn[data-branch]", turns)) renewBranches();
  const next = waiting;
  waiting = null;
  refresh();
  if (next) ask(next);
}

const goTo = (to, replace = false) => document.dispatchEvent(new CustomEvent("paperchat-go", { detail: { to, replace } }));

// Other views ask too. While an answer is running, their request waits.
function askFromElsewhere(request) {
  chat ||= draw(); // at once, so that Back leads to that view
  goTo(`?chat=${chat}`);
  setTimeout(() => { // once the chat is in view again
    if (ask(request)) return turns.lastElementChild.focus({ preventScroll: true });
    waiting = request;
    refresh();
  });
}

function edit(turn) {
  const { question, papers } = requestOf(turn);
  write(question);
  if (papers?.length) askOnly(papers);
  editing = turn;
  refresh();
}

function dropEdit() {
  const turn = turnAt(editing);
  write("");
  $('[data-do="edit"]', turn).focus();
}

function leaveEdit() {
  editing = null;
  refresh();
}

function write(text) {
  input.value = text;
  leaveEdit();
  fit();
  input.focus();
}

function fit() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

const AFTER_IT = '.chips .chip, .action:not([data-do="copy"], [data-do="papers"], [data-do="quotes"], [data-do="stop"], .branches *)';

// While an answer is running, what would ask again waits.
function lock() {
  for (const button of turns.querySelectorAll(AFTER_IT)) button.disabled = run !== null;
}

function refresh() {
  const empty = turns.children.length === 0;
  $("#welcome").hidden = !empty || noPapers;
  $("#welcome-empty").hidden = !empty || !noPapers;
  $("#drop-edit").hidden = editing === null;
  $("#waiting").hidden = waiting === null;
  $("#waiting").textContent = waiting ? t("chat.next", { question: waiting.question }) : "";
  $(".panel-empty").hidden = allPanels().some((panel) => !panel.hidden);
  lock();
  send.hidden = run !== null;
  stop.hidden = run === null;
  send.disabled = !input.value.trim();
  for (const turn of turns.children) turn.classList.toggle("is-replaced", editing !== null && turnOf(turn) >= editing);
}
