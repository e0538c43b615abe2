"""Reads questions as people ask them into queries. Pure; reading.py is the door."""
