"""Text as such: sentences, words, names, acronyms, spelling, language. Knows no paper and no store."""
