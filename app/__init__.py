"""Questions to answers that people can read."""
