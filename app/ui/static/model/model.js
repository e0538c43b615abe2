// The model pill and its panel. The server renders both; this asks for them, sends what was entered, and keeps the pill
// of every open page true. A key goes to the server only, and is never kept here. Gradio runs this once, as the body of
// one function of (element, trigger, props, server, upload, watch).

const $ = (selector) => element.querySelector(selector);
const dialog = $("#model-dialog"), content = $("#model-content");
const LOOK = 5000; // milliseconds between two looks at the pill, while the page is in view
const FIELDS = ["base_url", "model", "api_key", "headers", "body", "context_window", "max_tokens", "temperature", "prompt"];

let shown = ""; // the pill as the server sent it
let keepKey = true; // the saved key stays unless it is removed
let offered = []; // the models that the server lists
let run = null; // the test being awaited

// Where the server is gone, Gradio logs that and returns nothing.
const askGradio = async (name, sent, otherwise) => (await server[name](sent).catch(() => null)) ?? otherwise;

// The pill

async function look() {
  if (document.hidden) return;
  const pill = await askGradio("model_pill", shown, "");
  if (!pill) return;
  shown = pill;
  const focused = document.activeElement?.id === "model-pill";
  $("#model").innerHTML = pill;
  if (focused) $("#model-pill").focus();
}

setInterval(look, LOOK);
window.addEventListener("focus", look);
document.addEventListener("visibilitychange", look);
document.addEventListener("paperchat-answered", look);
look();

// The panel

async function openPanel() {
  content.innerHTML = `<p class="note">${t("model.opening")}</p>`;
  dialog.showModal();
  render(await askGradio("model_form", "", `<p class="fault">${t("page.lost")}</p>`));
}

function render(html) {
  content.innerHTML = html;
  keepKey = true;
  offered = [];
}

function closePanel() {
  halt();
  dialog.close();
}

const entered = () => ({
  ...Object.fromEntries(FIELDS.map((name) => [name, $(`#model-${name}`)?.value ?? ""])),
  keep_key: keepKey,
});

function say(text, failure = "") {
  $("#model-said").textContent = text;
  $("#model-failure").innerHTML = failure;
}

function mark(faults = {}) {
  for (const name of FIELDS) {
    const field = $(`#model-${name}`);
    if (!field) continue;
    $(`#model-${name}-fault`).textContent = faults[name] ?? "";
    field.setAttribute("aria-invalid", name in faults);
  }
  const first = FIELDS.find((name) => name in faults);
  if (!first) return;
  const field = $(`#model-${first}`);
  if (field.closest("details")) field.closest("details").open = true;
  field.focus();
}

// Asks the server, shows what was wrong, and returns its answer.
async function call(name, doing, button) {
  mark();
  say(doing);
  if (button) button.disabled = true;
  const answer = JSON.parse(await askGradio(name, entered(), JSON.stringify({ failure: t("page.lost") })));
  if (button) button.disabled = false;
  say(answer.said ?? "", answer.failure ?? "");
  mark(answer.faults);
  return answer;
}

async function save() {
  halt();
  await renew("model_save", t("model.saving"));
}

async function disconnect() {
  halt();
  await renew("model_disconnect", t("model.disconnecting"));
}

async function renew(name, doing) {
  const findings = $("#model-findings").innerHTML, answer = await call(name, doing);
  if (!answer.html) return;
  render(answer.html);
  if (name === "model_save") $("#model-findings").innerHTML = findings;
  say(answer.said);
  $('[data-model-do="close"]').focus(); // the button that was pressed was replaced
  look();
}

async function find(button) {
  const answer = await call("model_find", t("model.looking"), button);
  if (answer.html !== undefined) $("#model-found").innerHTML = answer.html;
}

async function list(button) {
  const answer = await call("model_list", t("model.asking"), button);
  offered = answer.models ?? [];
  if (answer.models && !offered.length) say(t("model.lists_none"));
  offer("");
}

function offer(typed) {
  const options = $("#model-options"), wanted = typed.trim().toLowerCase();
  const fitting = offered.filter((name) => name.toLowerCase().includes(wanted));
  options.replaceChildren(...(fitting.length ? fitting : offered).map((name) => new Option(name, name)));
  options.size = Math.max(2, Math.min(6, options.length));
  options.hidden = !offered.length;
  options.value = $("#model-model").value;
}

function use(address, model) {
  if (address && !$("#model-base_url").disabled) $("#model-base_url").value = address;
  if (model && !$("#model-model").disabled) $("#model-model").value = model;
  mark();
}

function choosePreset(select) {
  const { address, hint } = select.selectedOptions[0].dataset;
  $("#model-hint").textContent = hint;
  $("#model-model").value = "";
  offered = [];
  offer("");
  use(address || "");
  if (!address) $("#model-base_url").value = "";
}

// The test

function test() {
  halt();
  mark();
  say("");
  $("#model-findings").innerHTML = "";
  run = `${Date.now()}`;
  trigger("check", { message: { run, form: entered() } });
  busy();
}

function halt() {
  if (run === null) return;
  run = null;
  trigger("halt");
  $("#model-findings .findings [data-state=running] .finding-text")?.replaceChildren(t("chat.stopped"));
  busy();
}

function busy() {
  const running = run !== null;
  if ($('[data-model-do="halt"]')) $('[data-model-do="halt"]').hidden = !running;
  if ($('[data-model-do="test"]')) $('[data-model-do="test"]').hidden = running;
}

function receive(message) {
  if (!message?.run || message.run !== run || !$("#model-findings")) return;
  if (message.html !== undefined) $("#model-findings").innerHTML = message.html;
  mark(message.faults);
  if (!message.done) return;
  run = null;
  busy();
  look();
}

// Events

const actions = {
  close: closePanel,
  find,
  list,
  test,
  halt,
  disconnect,
  "remove-key": (button) => {
    keepKey = false;
    $("#model-api_key").placeholder = t("model.no_key");
    button.hidden = true;
    $("#model-api_key").focus();
    say(t("model.remove_key_hint"));
  },
};

element.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on("#model-pill")) openPanel();
  else if (on("[data-model-do]")) actions[on("[data-model-do]").dataset.modelDo](on("[data-model-do]"));
  else if (on("[data-address]")?.matches("button")) use(on("[data-address]").dataset.address, on("[data-address]").dataset.model);
  else if (on("[data-use-address]")) use(on("[data-use-address]").dataset.useAddress);
  else if (on("[data-use-model]")) use("", on("[data-use-model]").dataset.useModel);
  else if (event.target === dialog) closePanel();
});
element.addEventListener("submit", (event) => (event.preventDefault(), save()));
element.addEventListener("change", (event) => {
  if (event.target.id === "model-preset") choosePreset(event.target);
  if (event.target.id === "model-options") use("", event.target.value);
});
element.addEventListener("input", (event) => {
  if (event.target.id === "model-model") offer(event.target.value);
});
dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
dialog.addEventListener("cancel", halt);
dialog.addEventListener("close", () => $("#model-pill").focus()); // another one by now, perhaps
watch("value", () => receive(props.value));
