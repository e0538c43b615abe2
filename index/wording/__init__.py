"""Sentences of our own: English words for every reader but the page, which says them in its visitor's language."""
