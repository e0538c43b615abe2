"""Watches: what appears in folders and at addresses is added, and saved questions tell of new papers."""
