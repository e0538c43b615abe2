"""Checks the sentences of an answer against the abstracts that they cite: figures, names, direction, overlap."""
