"""Goes on with a finished answer: unsupported sentences are put to the model, judged and rewritten."""
