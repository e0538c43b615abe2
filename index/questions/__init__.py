"""Parses what a person typed into a typed query. `parser.parse_question` is the door."""
