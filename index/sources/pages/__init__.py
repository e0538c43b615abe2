"""Readers of pages and running text: saved and copied pages, mails, digests, text with field names."""
