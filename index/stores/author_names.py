"""The authors of papers by their names, looked up in the library when a question names somebody."""

import re
from typing import TYPE_CHECKING

import sqlalchemy as sql

from index.stores.filters import listed_values
from index.stores.tables import PRESENT, papers
from index.text.person_names import is_called

if TYPE_CHECKING:
    from index.stores.library import Library

# Letters that may have an accent match any letter here, and are compared afterwards.
_PLAIN = re.compile(r"[^bdfghjkmpqtvwx%]", re.IGNORECASE)
# `Mueller` may be Müller.
_TWO = re.compile(r"ae|oe|ue|aa", re.IGNORECASE)


def authors_called(library: "Library", name: str) -> tuple[str, ...]:
    """Return the authors who are called like this, as the papers spell them, in alphabetical order."""
    if not name.split():
        return ()
    last = _TWO.sub("%", name.rsplit(maxsplit=1)[-1])
    pattern = f"%{_PLAIN.sub('_', last)}%"
    listed = listed_values("authors")
    found = sql.select(listed.c.value).distinct().select_from(papers).join(listed, sql.true())
    with library.database.connect() as db:
        likely = db.scalars(found.where(PRESENT, listed.c.value.ilike(pattern)))
        return tuple(sorted(author for author in likely if is_called(author, name)))
