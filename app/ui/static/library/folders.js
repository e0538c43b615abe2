// Folders that are dropped on the view that adds papers, or chosen there: their files of the kinds that are read, at any
// depth, are given to Gradio's field for files. The server's limits hold; what goes beyond them is said before anything
// is sent. Continues in the scope of library.js.

const MOST_SEEN = 20000; // files and folders, of whatever kind
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
  if (!field) return sayOfFolder("Add or cancel the files below first.");
  if (!found.length) return sayOfFolder("No files in this folder that are read, such as .txt or .bib.");
  if (found.length > most) return sayOfFolder(`More than ${most} files. Drop a part of the folder, or run paperchat add with its path.`);
  if (bytes > mostBytes) return sayOfFolder(`More than ${mostBytes >> 20} MB. Drop a part of the folder, or run paperchat add with its path.`);
  for (const [path, file] of found) given.items.add(new File([file], path.replaceAll("/", " - "), { type: file.type }));
  field.files = given.files;
  field.dispatchEvent(new Event("change"));
  sayOfFolder(`${number(found.length)} file${found.length === 1 ? "" : "s"} of the folder taken.`);
}

async function takeEntries(entries) {
  sayOfFolder("Reading the folder");
  try {
    giveFiles(await filesBelow(entries, folderTerms().most));
  } catch {
    sayOfFolder("The browser could not read this folder. Try again, or drop its files.");
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
