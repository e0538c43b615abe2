"""The collection on the page: adding papers, and what was added."""
