"""Joins what several sources say of one paper. Pure; the result does not depend on the order of the sources."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from index.identity import paper_id
from index.papers import Paper
from index.wording.said import said

Rule = Callable[[Any, Any], Any]
# A paper is submitted, announced and listed within this many days; some dates are known only to the month.
_SAME_TIME = 62
_DATE = ("date", "date_precision", "date_inferred")
_MORE_PRECISE = ("year", "month", "day")


def keys_of(paper: Paper) -> tuple[str, ...]:
    """Return what the paper can be recognised by, the most reliable first: arXiv id, DOI, hash of the title."""
    strong = {"arxiv": paper.arxiv_id, "doi": paper.doi}
    return (*(f"{scheme}:{value}" for scheme, value in strong.items() if value), paper_id(paper.title))


def same_paper(known: Paper, seen: Paper) -> bool:
    """Return whether two records that share a key are one paper: no more reliable id contradicts it."""
    if known.arxiv_id and seen.arxiv_id:
        return known.arxiv_id == seen.arxiv_id
    return not (known.doi and seen.doi) or known.doi == seen.doi


def conflicts(known: Paper, seen: Paper) -> tuple[str, ...]:
    """Return in words where two records of one paper contradict each other; a missing value is no contradiction."""
    found = []
    if paper_id(known.title) != paper_id(seen.title):
        found.append(said("problem.other_title", "its title in the library is “{title}”", title=known.title))
    if known.doi and seen.doi and known.doi != seen.doi:
        words = "its DOI in the library is {known}, here {seen}"
        found.append(said("problem.other_doi", words, known=known.doi, seen=seen.doi))
    if not _same_time(known, seen):
        words = "its date in the library is {known}, here {seen}"
        found.append(said("problem.other_date", words, known=known.iso_date, seen=seen.iso_date))
    return tuple(found)


def _same_time(known: Paper, seen: Paper) -> bool:
    """Return whether two dates can be those of one paper, as far as they are known."""
    if known.date is None or seen.date is None or known.date_inferred or seen.date_inferred:
        return True
    if "year" in (known.date_precision, seen.date_precision):
        return abs(known.date.year - seen.date.year) <= 1
    return abs((known.date - seen.date).days) <= _SAME_TIME


def merge(known: Paper, seen: Paper, *, text_from: Paper | None = None) -> Paper:
    """Return `known`, under its id, completed by another record of the same paper.

    The text is that of `text_from`, else the longer one. A written year beats an inferred one, a day a month; counts
    only grow, and sets are joined.
    """
    records = (known, seen)
    text = text_from or max(records, key=lambda paper: (len(paper.abstract), paper.abstract, paper.title))
    values: dict[str, Any] = {"title": text.title, "abstract": text.abstract}
    origins = {"abstract": _origin("abstract", (paper for paper in records if paper.text == text.text))}
    dated = max(records, key=_date_rank)
    values |= {name: getattr(dated, name) for name in _DATE}
    if dated.date:
        agreeing = (p for p in records if _date_rank(p) == _date_rank(dated))
        origins["date"] = _origin("date", agreeing)
    for name, rule in _RULES.items():
        values[name] = rule(getattr(known, name), getattr(seen, name))
        if values[name] not in (None, ()):
            origins[name] = _origin(name, (p for p in records if _gave(getattr(p, name), values[name], rule)))
    sources = tuple(sorted({*known.sources, *seen.sources}))
    return replace(known, **values, sources=sources, provenance=_provenance(origins, sources))


def _date_rank(paper: Paper) -> tuple[object, ...]:
    """Return what the date of a paper is compared by: the greatest is kept."""
    known = paper.date is not None
    return known, not paper.date_inferred, known and _MORE_PRECISE.index(paper.date_precision), paper.date


def _gave(own: Any, merged: Any, rule: Rule) -> bool:
    return bool(own) if rule is _union else own == merged


def _origin(field: str, records: Iterable[Paper]) -> str | None:
    """Return the first source, in alphabetical order, that gave these records the field."""
    return min((source for paper in records if (source := paper.source_of(field))), default=None)


def _provenance(origins: dict[str, str | None], sources: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the origins as pairs, without those that a single source implies."""
    implied = sources[0] if len(sources) == 1 else None
    return tuple(sorted((name, source) for name, source in origins.items() if source and source != implied))


def _greater(left: Any, right: Any) -> Any:
    return max((value for value in (left, right) if value is not None), default=None)


def _longer(left: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
    return max(left, right, key=lambda values: (len(values), values))


def _union(left: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the values of both; in the order of the first if the other has none that are new, so nothing changes."""
    return left if {*right} <= {*left} else tuple(sorted({*left, *right}))


_RULES: dict[str, Rule] = {
    **dict.fromkeys(("author_count", "organisation", "comments", "upvotes"), _greater),
    **dict.fromkeys(("arxiv_id", "arxiv_version", "doi", "url", "pdf_url", "code_url", "venue", "language"), _greater),
    **dict.fromkeys(("authors", "categories"), _longer),
    **dict.fromkeys(("other_ids", "listed_on", "tags"), _union),
}
