"""The kinds of answers: written, quoted, a list of papers, an overview, multi-step; and refusals."""
