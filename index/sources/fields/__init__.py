"""Parses what files say about a paper into the values of its record: names, dates, ids, columns."""
