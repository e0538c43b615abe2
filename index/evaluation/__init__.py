"""Measures how well the search ranks, on test sets with judgements. Prints nothing and knows no progress bar."""
