// The list of chats in the rail: search, rename, pin, save, delete with undo. Continues in the scope of rail.js.

const rows = $("#chat-list"), menu = $("#chat-menu"), toast = $("#chat-toast"), words = $("#chat-search");
const SEARCH_WAIT = 200, UNDO_WAIT = 15000; // milliseconds
let listed = [], drawn = "", chosen = null, deleted = null, searchTimer = 0, toastTimer = 0;

async function listChats() {
  const asked = words.value, answer = await askChats("list", { words: asked });
  if (asked !== words.value || !answer.chats) return;
  listed = answer.chats;
  if (rows.querySelector("input")) return; // a title is being edited
  const rowsNow = JSON.stringify(listed.map(({ id, title, pinned }) => [id, title, pinned]));
  if (rowsNow !== drawn) drawRows(); // new rows would swallow a click on the old ones
  drawn = rowsNow;
  $("#chat-none").hidden = listed.length > 0;
  $("#chat-none").textContent = asked ? t("rail.no_match") : t("rail.no_chats");
  $("#chat-find").hidden = !asked && listed.length < 2;
  markShown();
}

function drawRows() {
  const focused = document.activeElement, at = rows.contains(focused) && focused.closest("li").dataset.chat;
  rows.replaceChildren(...listed.map(row));
  if (at) rowOf(at)?.querySelector(focused.localName).focus({ preventScroll: true });
}

function row(chat) {
  const item = document.createElement("li"), link = document.createElement("a"), more = document.createElement("button");
  item.dataset.chat = chat.id;
  Object.assign(link, { className: "rail-item chat-link", href: `?chat=${chat.id}`, textContent: chat.title || t("rail.untitled"), title: chat.title, dir: "auto" });
  if (chat.pinned) link.classList.add("is-pinned");
  Object.assign(more, { type: "button", className: "chat-more", textContent: "⋯" });
  more.setAttribute("aria-label", t("common.more_for", { title: chat.title }));
  more.setAttribute("aria-haspopup", "menu");
  item.append(link, more);
  return item;
}

const rowOf = (id) => rows.querySelector(`[data-chat="${id}"]`);

function markShown() {
  const { view, chat } = placeOf(location.search);
  for (const item of rows.children) {
    const link = item.querySelector("a");
    if (view === "chat" && item.dataset.chat === chat) link?.setAttribute("aria-current", "page");
    else link?.removeAttribute("aria-current");
  }
}

function openMenu(button) {
  chosen = listed.find((chat) => chat.id === button.closest("li").dataset.chat);
  menu.querySelector('[data-chat-do="pin"]').textContent = chosen.pinned ? t("rail.unpin") : t("rail.pin");
  menu.showPopover();
  const { left, bottom, top } = button.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${bottom + menu.offsetHeight + 8 < innerHeight ? bottom + 4 : top - menu.offsetHeight - 4}px`;
  menu.querySelector("button").focus();
}

function rename() {
  const chat = chosen, item = rowOf(chat.id), field = document.createElement("input");
  Object.assign(field, { value: chat.title, maxLength: 200, className: "chat-title" });
  field.setAttribute("aria-label", t("rail.chat_title"));
  let over = false;
  const end = async (keep) => {
    if (over) return;
    over = true;
    if (keep) await askChats("rename", { chat: chat.id, title: field.value });
    field.remove();
    await listChats();
    rowOf(chat.id)?.querySelector(".chat-more").focus();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !composing(event)) end(true);
    if (event.key === "Escape") (event.stopPropagation(), end(false));
  });
  field.addEventListener("blur", () => end(true));
  item.querySelector("a").replaceWith(field);
  drawn = "";
  field.select();
}

async function remove() {
  deleted = chosen;
  await askChats("delete", { chat: deleted.id });
  toast.querySelector("span").textContent = t("rail.deleted", { title: deleted.title });
  toast.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.hidden = true), UNDO_WAIT);
  if (placeOf(location.search).chat === deleted.id) go("", true);
  else $("#chat-undo").focus();
  listChats();
}

async function undo() {
  toast.hidden = true;
  await askChats("undo", { chat: deleted.id });
  await listChats();
  rowOf(deleted.id)?.querySelector("a").focus();
  go(`?chat=${deleted.id}`);
}

const saveChat = (form) => saveChatFile({ chat: chosen.id, form }, chosen.title);

const chatActions = {
  rename,
  pin: async () => (await askChats("pin", { chat: chosen.id, pinned: !chosen.pinned }), listChats()),
  markdown: () => saveChat("markdown"),
  html: () => saveChat("html"),
  bibtex: () => saveChat("bibtex"),
  ris: () => saveChat("ris"),
  csv: () => saveChat("csv"),
  delete: remove,
};

element.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on(".chat-more")) openMenu(on(".chat-more"));
  else if (on("[data-chat-do]")) {
    menu.hidePopover();
    rowOf(chosen.id)?.querySelector(".chat-more").focus(); // the list may be another since the menu was opened
    chatActions[on("[data-chat-do]").dataset.chatDo]();
  }
  else if (on("#chat-undo")) undo();
});
menu.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], buttons = [...menu.querySelectorAll("button")];
  if (!step) return;
  event.preventDefault();
  buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
});
words.addEventListener("input", () => {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(listChats, SEARCH_WAIT);
});
window.addEventListener("focus", listChats); // another window may have begun one
document.addEventListener("paperchat-place", markShown);
document.addEventListener("paperchat-asked", listChats);
document.addEventListener("paperchat-answered", listChats);
show();
listChats();
