// Asks the routes beside Gradio, and saves what they answer. Comes before the scripts that need it, in the scope of each.

async function askServer(path, sent) {
  try {
    // The page may be served below a path of its own.
    const response = await fetch(new URL(path, document.baseURI), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent) });
    return await response.json();
  } catch {
    return { failure: "The page lost its server. Reload it." };
  }
}

function saveFile(name, text, type) {
  const link = document.createElement("a");
  const start = type === "text/csv" ? "\ufeff" : ""; // with the byte order mark, spreadsheets read it as UTF-8
  link.href = URL.createObjectURL(new Blob([start, text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
