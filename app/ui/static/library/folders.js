// Folders that are dropped on the view that adds papers, or chosen there: their files of the kinds that are read, at any
// depth, are given to Gradio's field for files. The server's limits hold; what goes beyond them is reported before
// anything is sent. Continues in the scope of library.js.

const MOST_SEEN = 20000; // files and folders, of whatever kind
// Gradio's field has words of its own, which the stylesheet hides.
document.documentElement.style.setProperty("--drop-words", JSON.stringify(t("add.drop")));
const folderTerms = () => $("#add-folder", document).dataset;

function sayOfFolder(text) {
  $("#add-folder output", document).textContent = text;
}

// As index.ingest does: a compressed file counts by the ending before the last one, too, and hidden files do not.
function isRead(name) {
  const endings = folderTerms().endings.split(" "), own = name.toLowerCase().split(".").slice(1).slice(-2);
  return !name.startsWith(".") && own.some((ending) => endings.includes(`.${ending}`));
}

const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));
const someEntriesOf = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));

// A folder gives its entries a hundred at a time, then none.
async function entriesOf(folder) {
  const reader = folder.createReader(), all = [];
  for (let some; (some = await someEntriesOf(reader)).length && all.length < MOST_SEEN; ) all.push(...some);
  return all.sort((one, other) => (one.name < other.name ? -1 : 1));
}

// Returns the files below the entries as pairs of path and file, one more than can be added where there are too many.
async function filesBelow(entries, most) {
  const found = [], waiting = [...entries];
  for (let seen = 0; waiting.length && seen < MOST_SEEN && found.length <= most; seen++) {
    const entry = waiting.shift();
    if (entry.isDirectory) waiting.unshift(...(await entriesOf(entry)));
    else if (isRead(entry.name)) found.push([entry.fullPath.replace(/^\//, ""), await fileOf(entry)]);
  }
  return found;
}

// Files of one name in two folders are two sources, and Gradio keeps no path: so the folders become part of the name.
function giveFiles(found) {
  const { most, mostBytes } = folderTerms(), field = $("#add-files input[type=file]", document), given = new DataTransfer();
  const bytes = found.reduce((sum, [, file]) => sum + file.size, 0);
  if (!field) return sayOfFolder(t("folder.files_first"));
  if (!found.length) return sayOfFolder(t("folder.none_read"));
  if (found.length > most) return sayOfFolder(t("folder.too_many", { most: Number(most) }));
  if (bytes > mostBytes) return sayOfFolder(t("folder.too_large", { most: mostBytes >> 20 }));
  for (const [path, file] of found) given.items.add(new File([file], path.replaceAll("/", " - "), { type: file.type }));
  field.files = given.files;
  field.dispatchEvent(new Event("change"));
  sayOfFolder(t("folder.taken", { count: found.length }));
}

async function takeEntries(entries) {
  sayOfFolder(t("folder.reading"));
  try {
    giveFiles(await filesBelow(entries, folderTerms().most));
  } catch {
    sayOfFolder(t("folder.unreadable"));
  }
}

// Before Gradio hears of it, which would take the folder for a file.
document.addEventListener("drop", (event) => {
  const zone = event.target.closest?.("#add-files");
  const entries = zone ? [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean) : [];
  if (!entries.some((entry) => entry.isDirectory)) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.dispatchEvent(new DragEvent("dragleave", { bubbles: true })); // Gradio stops to look like a target
  takeEntries(entries);
}, true);

document.addEventListener("click", ({ target }) => target.closest("#add-folder button") && $("#add-folder input", document).click());
document.addEventListener("change", ({ target }) => {
  if (!target.closest("#add-folder") || !target.files.length) return;
  giveFiles([...target.files].filter((file) => isRead(file.name)).map((file) => [file.webkitRelativePath, file]));
  target.value = "";
});
