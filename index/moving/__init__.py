"""A library taken to another place: to a server and back, or from a backup to where it was."""
