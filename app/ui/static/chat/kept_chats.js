// Chats saved by the server: opens one, shows its earlier turns and its branches. Continues in the scope of chat.js.

async function openChat(id) {
  chat = id;
  run = null;
  clear();
  const kept = await askChats("open", { chat: id });
  if (chat === id && run === null) showKept(kept);
}

function showKept(kept) {
  if (kept.failure) return showFailure(kept.failure);
  clear();
  for (const turn of kept.turns) addKept(turn);
  const last = turns.lastElementChild;
  if (last && panelAt(turnOf(last))) select(turnOf(last));
  offerEarlier();
  refresh();
  last?.scrollIntoView({ block: "start" });
  goOn(kept.turns.at(-1));
}

// With a turn that another window asks, or this one before it was loaded again.
function goOn(last) {
  if (last?.state !== "running") return;
  awaitAnswer("chats/follow", last.request, last.turn);
  refresh();
}

function addKept(kept, first = false) {
  const turn = parse(kept.html);
  dress(turn, kept);
  first ? turns.prepend(turn) : turns.append(turn);
  setFormulas(turn);
  offerCode(turn);
  if (!kept.panel) return;
  const panel = parse(kept.panel);
  panel.hidden = true;
  setFormulas(panel);
  first ? panels.prepend(panel) : panels.append(panel);
}

function dress(turn, kept) {
  turn.dataset.key = kept.key;
  turn.dataset.request = JSON.stringify(kept.request);
  fillColumns(turn);
  if (kept.state === "stopped") markStopped(turn);
  showBranches(turn, kept);
}

function showBranches(turn, { branch, branches }) {
  $(".branches", turn)?.remove();
  if (branches.length < 2) return;
  turn.toggleAttribute("data-branch", true);
  const bar = document.createElement("span");
  bar.className = "branches";
  const step = (by, label, sign) => {
    const button = document.createElement("button"), key = branches[branch - 1 + by];
    Object.assign(button, { type: "button", className: "action", textContent: sign, disabled: !key });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => chooseBranch(key));
    return button;
  };
  bar.append(step(-1, t("chat.earlier_version"), "‹"), t("chat.version", { number: branch, count: branches.length }), step(1, t("chat.later_version"), "›"));
  $(".turn-foot", turn).prepend(bar);
}

async function chooseBranch(key) {
  if (run !== null) return;
  await askChats("choose", { chat, key });
  await openChat(chat);
  const turn = $(`.turn[data-key="${key}"]`, turns);
  turn?.scrollIntoView({ block: "start" });
  $(".branches :enabled", turn ?? turns)?.focus({ preventScroll: true });
}

// After a question was asked in place of another one, its turn has branches to choose from.
async function renewBranches() {
  const id = chat, kept = await askChats("open", { chat: id });
  if (chat !== id || kept.failure) return;
  for (const one of kept.turns) {
    const turn = turnAt(one.turn);
    if (turn?.dataset.key === one.key) showBranches(turn, one);
  }
}

function offerEarlier() {
  $("#earlier").hidden = !turns.firstElementChild || turnOf(turns.firstElementChild) === 0;
}

async function showEarlier() {
  const id = chat, before = turnOf(turns.firstElementChild), height = log.scrollHeight;
  const kept = await askChats("open", { chat: id, before });
  if (chat !== id || kept.failure) return;
  for (const turn of kept.turns.reverse()) addKept(turn, true);
  offerEarlier();
  log.scrollTop += log.scrollHeight - height;
}

function showFailure(text) {
  clear();
  if (text !== t("page.lost")) chat = ""; // what is asked next begins a new one
  const line = document.createElement("p");
  line.className = "failure";
  line.setAttribute("role", "alert");
  line.textContent = text;
  $("#chat-failure").replaceChildren(line);
}

function clear() {
  turns.replaceChildren();
  $("#chat-failure").replaceChildren();
  allPanels().forEach((panel) => panel.remove());
  $("#earlier").hidden = true;
  clearChosen();
  closeSheet();
  leaveEdit();
}

// The address says which chat is shown. One that is running goes on when another is opened.
function followPlace({ view, chat: id }) {
  if (view !== "chat" || id === chat) return;
  if (id) return openChat(id);
  chat = "";
  run = waiting = null;
  clear();
  write("");
}

// Whoever comes back to this window may have gone on with the chat in another one.
async function renew() {
  if (!chat || run !== null || editing !== null || !element.checkVisibility()) return;
  const id = chat, kept = await askChats("open", { chat: id });
  if (chat !== id || run !== null || kept.failure) return;
  if (!$(`.turn[data-key="${kept.turns.at(-1).key}"]`)) showKept(kept);
}

window.addEventListener("focus", renew);
document.addEventListener("paperchat-place", ({ detail }) => followPlace(detail));
