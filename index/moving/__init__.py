"""Moves a library: to a server and back, or from a backup to where it was."""
