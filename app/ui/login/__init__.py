"""Logging in to a page that is served with --login."""
