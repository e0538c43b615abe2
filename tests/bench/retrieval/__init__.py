"""How well papers are found."""
