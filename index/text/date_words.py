"""The date of a paper as people read it, as far as it is known. Pure."""

from index.papers import Paper
from index.wording.said import said_date

MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
"""The short English names of the months, in small letters."""


def date_words(paper: Paper) -> str:
    """Return when a paper was published; empty if that is not known.

    >>> from datetime import date
    >>> date_words(Paper("Nets", "", date=date(2025, 6, 8)))
    'Jun 8, 2025'
    >>> date_words(Paper("Nets", "", date=date(2025, 6, 1), date_precision="month"))
    'Jun 2025'
    """
    return said_date(paper.date, paper.date_precision) if paper.date else ""
