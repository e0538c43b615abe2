"""The sample collection."""

from pathlib import Path

SAMPLE = Path(__file__).parent / "daily-papers.txt"
"""63 abstracts in our own words, as a saved page."""
