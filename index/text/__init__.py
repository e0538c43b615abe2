"""Text as such: sentences, words, names, acronyms, spelling, language, counting. Knows no papers and no stores."""
