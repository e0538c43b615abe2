"""Texts in formats that are no saved pages."""

ABSTRACT = (
    "We count gulls on 12 beaches and find that they read. Our reader, Gull Eye, is 4.2 points better than a fisherman "
    "at telling what a gull has read. It needs no bread, and it runs on a phone. The code is at https://example.org/gull"
)

TITLES = ("Gull Eye: Reading Over a Gull's Shoulder", "Do Gulls Read? A Study of 12 Beaches", "Bread [and Butter]")
