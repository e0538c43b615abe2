"""Checks a draft of one's own: every cited sentence against the abstracts of the collection that it cites."""
