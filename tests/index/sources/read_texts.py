"""A paper that services know, and how a text is read."""

from datetime import date as Date

from index.papers import Paper
from index.sources import read

TODAY = Date(2026, 11, 28)

TITLE, ABSTRACT = "Gull Eye: Reading Over a Gull's Shoulder", "We count gulls on 12 beaches."


def papers(text: str, file: str = "a") -> list[Paper]:
    reading = read(text.encode(), file, TODAY)
    assert reading.problems == ()
    return [entry.paper for entry in reading.entries]
