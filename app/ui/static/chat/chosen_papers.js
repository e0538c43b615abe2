// Papers ticked on their cards: the next questions can be asked of them alone. Continues in the scope of chat.js.

const chosen = new Set(); // the ids of the ticked papers
let onlyChosen = false; // the next question is asked of them alone

const askedOnly = () => (onlyChosen ? [...chosen] : []);

function choose(tick) {
  const id = tick.closest(".card").dataset.key;
  tick.checked ? chosen.add(id) : chosen.delete(id);
  markChosen();
}

function askOnly(ids) {
  chosen.clear();
  for (const id of ids) chosen.add(id);
  onlyChosen = true;
  markChosen();
}

function askOnlyChosen() {
  onlyChosen = true;
  markChosen();
  closeSheet();
  input.focus();
}

function clearChosen() {
  chosen.clear();
  markChosen();
}

// A paper may be on the cards of several answers.
function markChosen() {
  onlyChosen &&= chosen.size > 0;
  for (const tick of panels.querySelectorAll(".card-tick")) tick.checked = chosen.has(tick.closest(".card").dataset.key);
  $("#chosen").hidden = !chosen.size;
  $("#chosen b").textContent = t("chat.chosen", { count: chosen.size });
  $('[data-do="ask-chosen"]').hidden = onlyChosen;
  $("#asked-only").hidden = !onlyChosen;
  $("#asked-only span").textContent = t("chat.only", { count: chosen.size });
}

async function showSimilar(button) {
  const card = button.closest(".card"), list = $(".card-similar", card);
  if (list.childElementCount) return list.replaceChildren();
  const { html, failure } = await askServer("library/similar", { ids: [card.dataset.key] });
  if (failure) list.textContent = failure;
  else list.innerHTML = html;
  setFormulas(list);
}
