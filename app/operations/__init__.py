"""How the page is run: whether it is ready, what it counts, and how it logs. Knows no page."""
