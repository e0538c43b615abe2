"""LaTeX in titles, abstracts and answers: formulas, and accents and commands as plain text."""
