"""Builds a new index of the library next to the one in use."""
