"""Measures how good answers are, with questions whose papers and facts are known."""
