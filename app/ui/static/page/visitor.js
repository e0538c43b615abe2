// Who asks: a secret that this browser generates once, and what it asks of the server about its chats. Comes before the
// scripts that need it, in the scope of each.

const draw = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const visitor = (() => {
  const NAME = "paperchat-visitor";
  try {
    if (!/^[0-9a-f]{32}$/.test(localStorage.getItem(NAME) ?? "")) localStorage.setItem(NAME, draw());
    return localStorage.getItem(NAME);
  } catch {
    return (window.paperchatVisitor ??= draw()); // a browser that keeps nothing: its chats last as long as the page
  }
})();

// Saves a chat as a file, or one answer of it; returns what went wrong.
async function saveChatFile(sent, title) {
  const { failure, text, suffix, media_type: type } = await askChats("file", sent);
  if (!failure) saveFile(`${title.replace(/[^\p{L}\p{N} _-]/gu, "").trim().slice(0, 60) || t("chat.file_name")}${suffix}`, text, type);
  return failure;
}

const askChats = (name, sent = {}) => askServer(`chats/${name}`, { visitor, ...sent });
