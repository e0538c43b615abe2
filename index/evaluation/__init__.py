"""Measures how well the search ranks, on test sets with relevance judgements. Prints nothing."""
