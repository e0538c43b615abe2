"""Checks a user's own draft: every sentence with a citation against the abstracts it cites."""
