"""The authors of papers by their names, looked up in the library when a question names somebody."""

import re
import unicodedata
from typing import TYPE_CHECKING

import sqlalchemy as sql

from index.stores.databases.readable_types import texts_written
from index.stores.tables import PRESENT, papers
from index.text.person_names import matches_name

if TYPE_CHECKING:
    from index.stores.library import Library

# As JSON writes what is not ASCII.
_OTHER_LETTER = r"\\u[0-9a-f]{4}"
# `Mueller` may be Müller, and `Strasse` Straße.
_TWO = re.compile(r"ae|oe|ue|aa|ss")


def authors_matching(library: "Library", name: str) -> tuple[str, ...]:
    """Return the authors who are called like this, as the papers spell them, in alphabetical order."""
    if not name.split():
        return ()
    likely = re.compile(_last_name(name), re.IGNORECASE)
    lists = sql.select(sql.cast(papers.c.authors, sql.Text)).where(PRESENT, papers.c.authors.is_not(None))
    with library.database.connect() as db:
        # Taking each list apart in SQL would take ten times as long as looking for the name in it as it is written.
        found = {author for text in db.scalars(lists) if likely.search(text) for author in texts_written(text)}
    return tuple(sorted(author for author in found if matches_name(author, name)))


def _last_name(name: str) -> str:
    r"""Return a regular expression for a last name in JSON, whatever accents its letters have.

    >>> bool(re.search(_last_name("Ada Muller"), r'"j\u00f6rg m\u00fcller"')), re.search(_last_name("Li"), '"lo"')
    (True, None)
    """
    last = name.rsplit(maxsplit=1)[-1].casefold()
    plain = "".join(char for char in unicodedata.normalize("NFKD", last) if not unicodedata.combining(char))
    return "".join(
        r'[^"]{1,12}' if _TWO.fullmatch(part) else f"(?:{re.escape(part)}|{_OTHER_LETTER})(?:{_OTHER_LETTER})?"
        for part in re.findall(f"{_TWO.pattern}|.", plain)
    )
