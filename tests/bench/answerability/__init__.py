"""Whether a question is answered or refused."""
