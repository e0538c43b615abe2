"""Names of authors, first name first, from the ways in which files write them. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.papers import tidy
from index.sources.fields.columns import plain

_AND = re.compile(r"[,;]?\s+(?:and|&)\s+", re.IGNORECASE)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_AFFILIATION = re.compile(r"\s*\([^()]*\)")
_PLACED = re.compile(r"\([^()\d]+\)\s*$")
# Scopus puts its number for the person after the name.
_NUMBER = re.compile(r"\s*\(\d{4,}\)")
# As indexes write names: `Quill A.B.`, `van Hart D`.
_INDEXED = re.compile(r"(?P<family>[^\s,]+(?: [^\s,]+){0,3}) (?P<initials>(?:[A-ZÀ-ÖØ-Þ]\.?-?){1,4})")
_BETWEEN_NAMES = re.compile(r"\s*[,;·•]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+")
_FOOTNOTES = re.compile(r"[\d*†‡§¶∗]+(?:,[\d*†‡§¶∗]+)*")
_CAPITALISED = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:[.'’-][^\W\d_]*)*"
_WHOLE_NAME = re.compile(
    rf"{_CAPITALISED}(?: (?:{_CAPITALISED}|v[ao]n|d[aeiu]|de[rnl]|dos|la|le|te[rn]|bin|al|el)){{0,3}} {_CAPITALISED}"
)
_INITIAL_ENDS = frozenset(".ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_GENERATION = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")
_FAMILY_KEYS = ("family", "familyname", "lastname", "last")
_GIVEN_KEYS = ("given", "givenname", "firstname", "first")
_SURNAME_FIRST = 2
_MORE = frozenset({"others", "et al", "et al.", "etal", ""})
# Where services keep the name of an author, in the order of trust.
_NAME_KEYS = (
    *("name", "fullname", "displayname", "rawauthorname", "author", "authors", "creator", "text"),
    *("authname", "node"),
)


def people_in(value: Any) -> tuple[str, ...]:
    """Return the names in a text, a list of texts, or a list of objects such as `{"family": "Quill", "given": "Ada"}`.

    >>> people_in("Quill, Ada and Marsh, Bo"), people_in(["Ada Quill"]), people_in("Ada Quill, Bo Marsh and Cy Fenn")
    (('Ada Quill', 'Bo Marsh'), ('Ada Quill',), ('Ada Quill', 'Bo Marsh', 'Cy Fenn'))
    >>> people_in("Quill A.B., van Hart D."), people_in("Fenn, Cy (57190000)")
    (('A.B. Quill', 'D. van Hart'), ('Cy Fenn',))
    >>> people_in("Ada Quill (Tern House); Bo Marsh (Pier)"), people_in([{"first_name": "C", "last_name": "F"}])
    (('Ada Quill', 'Bo Marsh'), ('C F',))
    >>> people_in("Quill AB, van Hart D"), people_in("Malcolm X"), people_in("Bo LI, Ada KIM")
    (('AB Quill', 'D van Hart'), ('Malcolm X',), ('Bo LI', 'Ada KIM'))
    >>> people_in("Quill, A.; Marsh, B."), people_in("Quill, A., Marsh, B."), people_in([{"family": "F", "given": "C"}])
    (('A. Quill', 'B. Marsh'), ('A. Quill', 'B. Marsh'), ('C F',))
    """
    names = tuple(name for name in map(tidy, _names(value)) if name.casefold() not in _MORE)
    return _turned(names) if names and names[0][-1] in _INITIAL_ENDS else names


def people_named(text: str, least: int = 3) -> tuple[str, ...]:
    """Return the names if a line is nothing but several, each with its first name first; else nothing.

    Two may be a title: `Soft Tokens, Hard Truths`.

    >>> people_named("Ada Quill1, Joost van der Hart2 and C. D. Fenn*"), people_named("Nets, Ropes and the Sea")
    (('Ada Quill', 'Joost van der Hart', 'C. D. Fenn'), ())
    """
    names = _FOOTNOTES.sub("", text)
    # The beginning of a paragraph is enough to tell.
    if not _WHOLE_NAME.match(names.lstrip(" ,;·•")):
        return ()
    parts = [part.strip() for part in _BETWEEN_NAMES.split(names) if part.strip()]
    return tuple(parts) if len(parts) >= least and all(map(_WHOLE_NAME.fullmatch, parts)) else ()


def _turned(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names with their initials first, if all are as indexes write them.

    One must have a dot, or there must be several and one of them has a single letter: `Ada KIM` is not `A.D. Kim`.
    """
    indexed = [match for name in names if (match := _INDEXED.fullmatch(name))]
    letters = [match["initials"] for match in indexed]
    sure = any("." in one for one in letters) or (len(names) > 1 and any(len(one) == 1 for one in letters))
    if not sure or len(indexed) < len(names):
        return names
    return tuple(f"{match['initials']} {match['family']}" for match in indexed)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _in_text(value)
    elif isinstance(value, Mapping):
        yield from _in_object(value)
    elif isinstance(value, list | tuple):
        for item in value:
            if isinstance(item, str):
                yield in_order(item)
            else:
                yield from _names(item)


def _in_object(person: Mapping[str, Any]) -> Iterator[str]:
    lowered = {plain(str(key)): item for key, item in person.items()}
    family = next((lowered[key] for key in _FAMILY_KEYS if lowered.get(key)), None)
    if isinstance(literal := lowered.get("literal"), str):
        yield literal
        return
    if isinstance(family, str):
        given = next((lowered[key] for key in _GIVEN_KEYS if lowered.get(key)), "")
        particle = lowered.get("nondroppingparticle") or lowered.get("droppingparticle") or ""
        yield " ".join(str(part) for part in (given, particle, family, lowered.get("suffix") or "") if part)
        return
    found = next((lowered[key] for key in _NAME_KEYS if lowered.get(key)), None)
    if isinstance(found, str):
        yield in_order(found)
    elif found is not None:
        yield from _names(found)


def _in_text(text: str) -> Iterator[str]:
    if text.lstrip().startswith("["):
        quoted = [first or second for first, second in _QUOTED.findall(text)]
        yield from map(in_order, quoted)
    elif ";" in text:
        people = [one for one in text.split(";") if one.strip()]
        # Where each is followed by brackets, they hold affiliations.
        placed = all(_PLACED.search(one) for one in people)
        yield from map(in_order, (_PLACED.sub("", one) if placed else one for one in people))
    elif "|" in text:
        yield from map(in_order, text.split("|"))
    else:
        yield from _between_commas(_AFFILIATION.sub("", text))


def _between_commas(text: str) -> Iterator[str]:
    people = _AND.split(text)
    first = [part.strip() for part in people[0].split(",")]
    # In `Ada Quill, Bo Marsh and Cy Fenn` a comma separates people; in `Quill, Ada and Marsh, Bo` it turns a name.
    if len(first) > 1 and len(people) > 1 and all(part.count(",") == 1 for part in people[:-1]) and "," in people[-1]:
        yield from map(in_order, people)
        return
    parts = [part.strip() for one in people for part in one.split(",") if part.strip()]
    turned = len(parts) % 2 == 0 and all(" " not in part or "." in part for part in parts[1::2])
    if "," in text and turned and not all(" " in part for part in parts):
        yield from (f"{given} {family}" for family, given in zip(parts[::2], parts[1::2], strict=True))
    else:
        yield from parts


def in_order(name: str) -> str:
    """Return the name with its first name first.

    >>> in_order("Quill, Ada"), in_order("King, Jr., Martin"), in_order("King, Martin, Jr."), in_order("Ada Quill")
    ('Ada Quill', 'Martin King Jr.', 'Martin King Jr.', 'Ada Quill')
    """
    name = _NUMBER.sub("", name) if name.endswith(")") else name
    parts = [part.strip() for part in name.split(",")]
    if len(parts) > _SURNAME_FIRST and _GENERATION.fullmatch(parts[-1]):
        parts = [parts[0], parts[-1], *parts[1:-1]]
    return " ".join(part for part in (parts[-1], *parts[:-1]) if part)
