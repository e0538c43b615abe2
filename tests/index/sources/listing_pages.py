"""Saved pages as people write them, and what is read of them."""

from datetime import date as Date

from index.papers import Reading
from index.sources.listing import read_listing

TODAY = Date(2025, 6, 15)

TIDE = (
    "We study how nets of rope follow the tide when nobody pulls them. Our method, Tide Nets, reads the height of the "
    "water twice a day and writes it into a table. On 12 beaches it is 4.2 points better than rope alone. Code is open."
)

HEAD = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"
    "byAK and the research community\n\nMar 11\n\n"
)


def read(text: str, today: Date = TODAY) -> Reading:
    return read_listing(text, "page.txt", today)
