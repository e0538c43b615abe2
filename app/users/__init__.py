"""The people who may log in: their file, and the commands that change it."""
