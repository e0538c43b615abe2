"""Readers of what reference managers and bibliographic services export."""
