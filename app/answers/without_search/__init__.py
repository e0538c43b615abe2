"""Answers that need no search: about the library, about the record of a paper, papers similar to given ones."""
