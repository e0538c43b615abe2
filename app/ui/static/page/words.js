// The words of a script in the reader's language. Before it come `LANGUAGE` and `WORDS`, the sentences that the script uses,
// by their keys in the catalogues (app/ui/languages). Comes first, in the scope of each.

const number = (value) => value.toLocaleString(LANGUAGE);

// Returns a sentence with its slots filled; `count` chooses its form, and numbers are written as the language writes them.
function t(key, slots = {}) {
  const found = WORDS[key];
  const sentence = typeof found === "string" ? found : found[new Intl.PluralRules(LANGUAGE).select(slots.count)] ?? found.other;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => (typeof slots[name] === "number" ? number(slots[name]) : slots[name]));
}
