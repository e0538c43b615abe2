// The rail: which view is shown, under which address, and on narrow windows the sheet that holds the rail. Gradio runs
// this once, with visitor.js and chat_list.js, as the body of one function of (element, trigger, props, server, upload, watch).
//
// Every view has an address: `/` and `/?chat=ID`, `/?view=library`, `/?view=map`, `/?view=add`, and `/?paper=ID`. The
// views hear of it by the event `paperchat-place`, and lead elsewhere by `paperchat-go`.

const $ = (selector) => element.querySelector(selector);
const VIEWS = ["chat", "library", "map", "add"]; // rail.css shows the one that the document names
const KEPT = ["__theme"]; // Gradio's own part of an address
const LEADING_ON = ["rail", "filters"];
const shade = $("#rail-shade");
let opener = null; // where to return to when the sheet closes

// Gradio writes the browser's language here, once its own words are loaded.
const keepLanguage = () => document.documentElement.lang !== LANGUAGE && (document.documentElement.lang = LANGUAGE);
new MutationObserver(keepLanguage).observe(document.documentElement, { attributeFilter: ["lang"] });
keepLanguage();

// Places

function placeOf(address) {
  const asked = new URLSearchParams(address);
  const wanted = asked.get("view") ?? (asked.has("paper") ? "library" : "chat");
  return { view: VIEWS.includes(wanted) ? wanted : "chat", chat: asked.get("chat") ?? "", paper: asked.get("paper") ?? "" };
}

function show() {
  const place = placeOf(location.search);
  document.documentElement.dataset.view = place.view; // not on the views, which may not be there yet
  for (const link of element.querySelectorAll("[data-view]")) {
    if (link.dataset.view === place.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  closeRail();
  document.dispatchEvent(new CustomEvent("paperchat-place", { detail: place }));
}

function addressOf(wanted) {
  const asked = new URLSearchParams(wanted), now = new URLSearchParams(location.search);
  for (const name of KEPT) if (now.has(name)) asked.set(name, now.get(name));
  return `${location.pathname}${asked.size ? "?" : ""}${asked}`;
}

// Goes to an address such as `?view=map`; with `replace` it takes the place of the one shown, and Back skips that, as it
// skips a sheet that leads on. `sheet`: what the address opens (sheets.js).
function go(wanted, replace = false, sheet = "") {
  const address = addressOf(wanted), instead = replace || LEADING_ON.includes(history.state?.sheet);
  if (address !== location.pathname + location.search) history[instead ? "replaceState" : "pushState"](sheet ? { sheet } : null, "", address);
  show();
}

// The sheet

function openRail(from) {
  opener = from;
  element.closest("#rail").toggleAttribute("data-open", true);
  document.querySelector("#model-panel")?.toggleAttribute("data-open", true);
  shade.hidden = false;
  sheetOpened("rail");
  $("#close-rail").focus({ preventScroll: true });
}

function closeRail() {
  if (shade.hidden) return;
  element.closest("#rail").toggleAttribute("data-open", false);
  document.querySelector("#model-panel")?.toggleAttribute("data-open", false);
  shade.hidden = true;
  sheetClosed("rail");
  if (opener?.checkVisibility()) opener.focus({ preventScroll: true });
  opener = null;
}

// Events

const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);

element.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on("#close-rail, #rail-shade")) closeRail();
  else if (on("#new-chat")) go("");
});
document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on("#open-rail")) openRail(on("#open-rail"));
  else if (on("#bar-new-chat")) go("");
  else if (on('a[href^="?"]') && plain(event)) {
    event.preventDefault();
    go(on("a").getAttribute("href"));
  }
});
// The server reads the choice; the page may be served below a path of its own.
element.addEventListener("change", ({ target }) => {
  if (target.id !== "language") return;
  document.cookie = `paperchat-language=${target.value}; path=${new URL(".", document.baseURI).pathname}; max-age=31536000; SameSite=Lax`;
  location.reload();
});
element.addEventListener("keydown", (event) => stepThrough(event, [...element.querySelectorAll(".rail-item")]));
// First of all: Escape closes the sheet and nothing else.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || shade.hidden || document.querySelector("dialog[open], :popover-open")) return;
  event.stopImmediatePropagation();
  closeRail();
}, true);
document.addEventListener("paperchat-go", ({ detail }) => go(detail.to, detail.replace, detail.sheet));
window.addEventListener("popstate", show);
