// The form in the preview of a table that says which column holds what. What differs from the columns that were found goes
// to a hidden field of Gradio's, which is sent with the files when they are previewed again. Continues in the scope of library.js.

document.addEventListener("submit", (event) => {
  const form = event.target.closest(".told-columns form"), field = $("#add-columns :is(textarea, input)", document);
  if (!form) return;
  event.preventDefault();
  const all = JSON.parse(field.value || "{}"), told = (all[form.dataset.file] ??= {});
  for (const select of form.elements) if (select.name && select.value !== select.dataset.found) told[select.name] = select.value;
  field.value = JSON.stringify(all);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => $("#add-look", document).click()); // once Gradio has taken the value
});
