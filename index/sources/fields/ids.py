"""Finds the ids of a paper in the values of a file: arXiv ids, DOIs, and those of other services. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from index.identity import parse_arxiv_id, parse_doi
from index.sources.fields.days import month_of

_WRITTEN = re.compile(
    r"(?:arxiv[:\s]\s*|arxiv\.org/(?:abs|pdf|html)/|10\.48550/arxiv\.)"
    r"(?P<id>\d{4}\.\d{4,5}(?:v\d{1,3})?|[a-z][a-z-]{1,19}(?:\.[a-z]{2})?/\d{7}(?:v\d{1,3})?)",
    re.IGNORECASE,
)
_SCHEMES = {
    "pubmed": "pmid", "pmid": "pmid", "pubmedcentral": "pmcid", "pmcid": "pmcid", "pmc": "pmcid", "acl": "acl",
    "corpusid": "s2", "mag": "mag", "dblp": "dblp", "openalex": "openalex",
    "bibtex": "bibtex",
}  # fmt: skip
ID_SCHEMES = tuple(dict.fromkeys(_SCHEMES.values()))
"""The prefix of an id in `Paper.other_ids`: the service that gave it."""
_OPENALEX = re.compile(r"https?://openalex\.org/(W\d{1,15})")
_PREFIXED = re.compile(r"(?P<scheme>[a-z][a-z0-9]{1,20}):(?P<id>[^\s/][^\s]{0,100})")


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts in a value, a list or an object."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value).strip()
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_in(item)


def arxiv_id_in(values: Iterable[str]) -> str | None:
    """Return the first arXiv id, with the version that is given with it anywhere.

    >>> arxiv_id_in(["10.1000/1", "2601.00011", "arXiv:2601.00011v2 [cs.CV]"]), arxiv_id_in(["2613.00011"])
    ('2601.00011v2', None)
    """
    read = (parse_arxiv_id(text) or _in_words(text) for text in values if len(text) < _LONGEST)
    found = [parsed for parsed in read if parsed and month_of(parsed[0])]
    if not found:
        return None
    first = found[0][0]
    version = next((number for id_, number in found if id_ == first and number is not None), None)
    return first if version is None else f"{first}v{version}"


_LONGEST = 2000
_OF_THE_PAPER = re.compile(
    r"arxiv\b|doi\b|pmid\b|pmcid\b|10\.\d{4,9}/|https?://(?:www\.|export\.|dx\.)?(?:arxiv|doi)\.org/",
    re.IGNORECASE,
)
_LONGEST_NOTE = 200


def _in_words(text: str) -> tuple[str, int | None] | None:
    match = _WRITTEN.search(text)
    return parse_arxiv_id(match["id"]) if match else None


def doi_in(values: Iterable[str]) -> str | None:
    """Return the first DOI that is not the one of an arXiv id.

    >>> doi_in(["https://arxiv.org/abs/2601.00011", "https://doi.org/10.1000/ABC"])
    '10.1000/abc'
    """
    return next((doi for text in values if (doi := parse_doi(text))), None)


def ids_in_notes(notes: Iterable[str]) -> list[str]:
    r"""Return the lines of notes that begin with an id of the paper; others name papers that it cites or resembles.

    >>> ids_in_notes(["Comment: see arXiv:2401.00009", "Nice.\narXiv:2601.00011 [cs]", "References: doi:10.1000/1"])
    ['arXiv:2601.00011 [cs]']
    """
    lines = (line.strip() for note in notes for line in note.splitlines())
    return [line for line in lines if _OF_THE_PAPER.match(line) and len(line) < _LONGEST_NOTE]


def other_ids_in(value: Any) -> tuple[str, ...]:
    """Return the ids of other services as `scheme:id`, sorted.

    >>> other_ids_in({"CorpusId": 12, "DOI": "10.1000/1"}), other_ids_in("https://openalex.org/W12")
    (('s2:12',), ('openalex:W12',))
    """
    return tuple(sorted({*_other_ids(value)}))


def _other_ids(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            scheme = _SCHEMES.get(re.sub(r"[\W_]", "", str(key)).casefold())
            for text in filter(None, texts_in(item) if scheme else ()):
                yield f"{scheme}:{text.rstrip('/').rpartition('/')[2]}"
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _other_ids(item)
    elif isinstance(value, str):
        for text in re.split(r";\s*", value):
            if match := _OPENALEX.fullmatch(text):
                yield f"openalex:{match[1]}"
            elif (match := _PREFIXED.fullmatch(text)) and match["scheme"] in _SCHEMES.values():
                yield text
