"""What becomes an answer: written by a model, quoted, a list of papers, an overview, or several steps."""
