"""The page and the first minutes: weight, memory, waiting."""
