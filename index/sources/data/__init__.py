"""Readers of data: JSON, JSON lines, tables, feeds."""
