// Asks the routes beside Gradio, and saves what they answer. Comes before the scripts that need it, in the scope of each.

// The page may be served below a path of its own.
const posted = (path, sent, options) => fetch(new URL(path, document.baseURI), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent), ...options });

async function askServer(path, sent) {
  try {
    return await (await posted(path, sent)).json();
  } catch {
    return { failure: t("page.lost") };
  }
}

// Gives each line of the answer, an object, to `receive`; returns what went wrong, or nothing if the answer is whole.
async function followServer(path, sent, receive, signal) {
  try {
    const response = await posted(path, sent, { signal });
    if (!response.ok) return (await response.json()).failure;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return "";
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) receive(JSON.parse(line));
    }
  } catch {
    return signal.aborted ? "" : t("page.lost");
  }
}

function saveFile(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
