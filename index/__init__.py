"""Papers to searchable passages. Knows no language model, no page and no settings."""
