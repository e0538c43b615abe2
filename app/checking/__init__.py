"""Checks the sentences of an answer against the abstracts they cite: figures, names, words."""
