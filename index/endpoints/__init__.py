"""Servers of models: their addresses, what they say where they refuse a request, and the errors made of it."""
