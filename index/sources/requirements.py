"""Which papers of a large file to take: `category=cs.CL,date>=2024`. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.errors import PaperchatError
from index.papers import Paper

_VALUES: dict[str, Callable[[Paper], Iterable[str]]] = {
    "category": lambda paper: paper.categories,
    "date": lambda paper: (paper.date.isoformat(),) if paper.date else (),
    "title": lambda paper: (paper.title,),
    "abstract": lambda paper: (paper.abstract,),
    "author": lambda paper: paper.authors,
    "venue": lambda paper: (paper.venue,) if paper.venue else (),
    "organisation": lambda paper: (paper.organisation,) if paper.organisation else (),
    "language": lambda paper: (paper.language,) if paper.language else (),
    "tag": lambda paper: paper.tags,
    "upvotes": lambda paper: () if paper.upvotes is None else (f"{paper.upvotes:09}",),
}
_REQUIREMENT = re.compile(r"\s*(?P<field>\w+)\s*(?P<sign>>=|<=|!=|=|>|<|~)\s*(?P<value>[^,]+?)\s*(?:,|$)")
_SIGNS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda have, want: have == want,
    ">=": lambda have, want: have >= want,
    "<=": lambda have, want: have <= want,
    ">": lambda have, want: have > want,
    "<": lambda have, want: have < want,
    "~": lambda have, want: want in have,
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one field of a paper must be; `sign` is one of `= != >= <= > < ~`, the last for "contains"."""

    field: str
    sign: str
    value: str

    def is_met_by(self, paper: Paper) -> bool:
        """Return whether the paper meets it; of several values one has to, and a missing one meets only `!=`."""
        if self.sign == "!=":
            return not Requirement(self.field, "=", self.value).is_met_by(paper)
        want = self.value.zfill(9) if self.field == "upvotes" else self.value.casefold()
        values = (value.casefold() for value in _VALUES[self.field](paper))
        # `date=2024` means the whole year.
        return any(_SIGNS[self.sign](value[: len(want)] if self.field == "date" else value, want) for value in values)


def requirements(text: str) -> tuple[Requirement, ...]:
    """Return what a text such as `category=cs.CL,date>=2024` asks for; raises PaperchatError for any other text.

    >>> requirements("category=cs.CL, date>=2024")[1]
    Requirement(field='date', sign='>=', value='2024')
    """
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _REQUIREMENT.match(text, at)
        if not match or match["field"].casefold() not in _VALUES:
            raise PaperchatError(
                f"“{text[at:].strip()}” is not a condition.",
                f"Write it as category=cs.CL,date>=2024; fields: {', '.join(_VALUES)}; signs: = != >= <= > < ~.",
            )
        found.append(Requirement(match["field"].casefold(), match["sign"], match["value"]))
        at = match.end()
    return tuple(found)


def meets(paper: Paper, wanted: Sequence[Requirement]) -> bool:
    """Return whether the paper meets all requirements."""
    return all(one.is_met_by(paper) for one in wanted)
