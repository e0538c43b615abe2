"""Numbers with the right form of a noun or a verb: "1 paper stays", "2 papers stay". Pure."""

from index.wording.said import Said, said


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is 1.

    >>> counted(1, "paper"), counted(1200, "paper"), counted(0, "query")
    ('1 paper', '1,200 papers', '0 queries')
    """
    return f"{count:,} {noun if count == 1 else _plural(noun)}"


def conjugated(count: int, verb: str) -> str:
    """Return a verb in the present tense that agrees with a number of things.

    >>> conjugated(1, "stay"), conjugated(2, "stay"), conjugated(1, "is"), conjugated(2, "is")
    ('stays', 'stay', 'is', 'are')
    """
    singular, plural = {"is": ("is", "are"), "was": ("was", "were"), "have": ("has", "have")}.get(
        verb, (f"{verb}s", verb)
    )
    return singular if count == 1 else plural


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
