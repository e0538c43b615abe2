"""Watches folders and addresses: adds new papers, and reports those that match saved questions."""
