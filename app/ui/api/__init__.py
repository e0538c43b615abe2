"""The named API endpoints."""
