// The sheets over a view on a phone: one that opens adds an entry to the history, so that Back closes it, and one that is
// closed in another way takes its entry back. Comes before the scripts that need it, in the scope of each.

function sheetOpened(name) {
  if (history.state?.sheet !== name) history.pushState({ sheet: name }, "");
}

// Says whether there was an entry to take back; where one went on from the sheet, there is none.
function sheetClosed(name) {
  const added = history.state?.sheet === name;
  if (added) history.back();
  return added;
}

const closedByBack = (name, close) => window.addEventListener("popstate", () => history.state?.sheet !== name && close());
