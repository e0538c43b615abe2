"""Whether the check of sentences is right."""
