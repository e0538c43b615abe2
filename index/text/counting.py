"""Numbers with the right form of a noun: "1 paper", "2 papers". Pure."""

from index.wording.said import Said, said


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is 1.

    >>> counted(1, "paper"), counted(1200, "paper"), counted(0, "query")
    ('1 paper', '1,200 papers', '0 queries')
    """
    return f"{count:,} {noun if count == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


def said_papers(count: int) -> Said:
    """Return a number of papers, in words for every language."""
    return said("common.papers", ("{count} paper", "{count} papers"), count=count)


def said_authors(count: int) -> Said:
    """Return a number of authors."""
    return said("paper.authors", ("{count} author", "{count} authors"), count=count)


def said_comments(count: int) -> Said:
    """Return a number of comments."""
    return said("paper.comments", ("{count} comment", "{count} comments"), count=count)


def said_upvotes(count: int) -> Said:
    """Return a number of upvotes."""
    return said("paper.upvotes", ("{count} upvote", "{count} upvotes"), count=count)
