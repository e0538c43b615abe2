"""The library and its files in a browser."""
