"""Turns the values that a file gives for a paper into its record. Every structured format ends here. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

from index.papers import Entry, Paper, Problem, Reading, tidy
from index.sources.fields.columns import is_loose
from index.sources.fields.days import Day, day_in, month_of
from index.sources.fields.ids import arxiv_id_in, doi_in, other_ids_in, texts_in
from index.sources.fields.people import people_in
from index.sources.problem_reasons import skipped
from index.wording.said import said

Values = Mapping[str, Any]
"""What a file gives of a paper, by the names of `columns.FIELDS`: texts, numbers, lists or objects."""

_TAG = re.compile(r"</?(?:jats:)?[a-z]+(?:\d|-[a-z]+)?(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_MARKED_UP = re.compile(r"\s*<(?:jats:|p\b|div\b|h\d\b)", re.IGNORECASE)
_HEADING = re.compile(
    r"\s*(?:<(?:jats:title|h\d)>\s*)?(?:abstract|summary)[.:]?\s*</(?:jats:title|h\d)>", re.IGNORECASE
)
# What an abstract begins with where the name of its section came along.
_NAMED = re.compile(
    r"\s*(?i:abstract|summary)(?:[ \t]*[:：—–]\s*|\.[ \t]+|[ \t]*\n\s*"
    r"|[ \t]+(?=(?:We|This|The|Here|In|Our|It|A|An|Background|Introduction|Objectives?|Purpose|Aims?|Motivation)\b))"
)
# What stands in the middle of a word, as in H<sub>2</sub>O.
_INLINE = re.compile(r"</?(?:jats:)?(?:i|b|em|strong|su[bp]|italic|bold|sc|u)>", re.IGNORECASE)
_EMPHASIS = re.compile(r"<(?P<tag>i|b|em|strong|su[bp]|scp|italic|bold)>(?P<text>[^<>]*)</(?P=tag)>", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:h\d|p|br)\s*/?>", re.IGNORECASE)
_TEXT_KEYS = ("title", "value", "abstract", "description", "text", "#text", "$")
_CATEGORY = re.compile(r"[a-z][a-z-]{1,15}\.[A-Za-z][A-Za-z-]{1,20}|(?:astro|cond|gr|hep|math|nucl|quant)-[a-z]{2,4}")
_NO_VENUE = re.compile(r"(?:arxiv|corr|arxiv preprint|arxiv\.org|arxiv e-prints)\b.*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")
_PDF = re.compile(r"https?://\S*(?:/pdf/\S+|\.pdf)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z]{2,4})?", re.IGNORECASE)
_LANGUAGES = {"eng": "en", "english": "en", "ger": "de", "deu": "de", "german": "de", "fre": "fr", "fra": "fr",
              "french": "fr", "spa": "es", "spanish": "es", "chi": "zh", "chinese": "zh", "jpn": "ja",
              "japanese": "ja", "kor": "ko", "korean": "ko", "rus": "ru", "russian": "ru", "por": "pt",
              "portuguese": "pt", "ita": "it", "italian": "it"}  # fmt: skip
_BEFORE_THE_ID, _WITHIN_THE_ID = timedelta(days=7), timedelta(days=32)
# What indexes write where they have none.
_NO_ABSTRACT = re.compile(
    r"no abstract(?: is)?(?: available| provided)?|abstract (?:is )?(?:not |un)available|not available|n/a|none|null"
    r"|nan|abstract|",
    re.IGNORECASE,
)
_SHORTEST_SURE = 60
_LONGEST_INDEX = 20_000
_NO_TITLE = skipped(said("problem.no_title", "a paper without a title"))
_NEITHER = skipped(said("problem.neither", "neither a title nor an abstract"))
_WITHOUT_ABSTRACT = skipped(said("problem.no_abstract", "a paper without an abstract"))
# How many problems of one kind are listed; the others are only counted.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Record:
    """A paper as its file gives it, and the line where it begins."""

    line: int
    values: Values
    fault: str = ""
    """Why it could not be read, if so."""
    columns: tuple[str, str] | None = None
    """The keys or columns that the title and the abstract were read from."""


def reading_of(records: Iterable[Record], file: str) -> Reading:
    """Return the papers of the records; each without a title or an abstract becomes a problem."""
    entries, problems, loose = [], [], []
    for record in records:
        title, abstract = text_of(record.values.get("title")), _abstract_of(record.values.get("abstract"))
        fault = record.fault or _missing(title, abstract)
        if fault:
            problems.append((record.line, fault))
        else:
            paper = _paper(title, abstract, record.values, file)
            entries.append(Entry(paper, record.line))
            has_sign = paper.arxiv_id or paper.doi or len(paper.authors) > 1
            if record.columns and is_loose(record.columns[1]) and not has_sign:
                loose.append(record.columns)
    return Reading(
        tuple(entries),
        tuple(Problem(file, line, reason) for line, reason in _counted(problems)),
        loose=loose[0] if 2 * len(loose) > len(entries) else (),
    )


def _paper(title: str, abstract: str, values: Values, file: str) -> Paper:
    links = [*texts_in(values.get("url")), *texts_in(values.get("pdf_url"))]
    named = [*texts_in(values.get("arxiv_id")), *texts_in(values.get("doi")), *links]
    arxiv_id = arxiv_id_in([*named, *texts_in(values.get("ids")), *texts_in(values.get("venue"))])
    categories, other_subjects = _subjects(values)
    submitted = _submitted(values, arxiv_id)
    return Paper(
        title=title,
        abstract=abstract,
        authors=people_in(values.get("authors")),
        author_count=_number(values.get("author_count")),
        organisation=_organisation(values.get("organisation")),
        date=submitted.date if submitted else None,
        date_precision=submitted.precision if submitted else "day",
        comments=_number(values.get("comments")),
        upvotes=_number(values.get("upvotes")),
        arxiv_id=arxiv_id,
        arxiv_version=_number(values.get("arxiv_version")),
        doi=doi_in([*texts_in(values.get("doi")), *texts_in(values.get("url")), *texts_in(values.get("ids"))]),
        other_ids=other_ids_in(values.get("ids")),
        url=_address(values.get("url")),
        pdf_url=_address(values.get("pdf_url")) or next(filter(_PDF.fullmatch, links), None),
        code_url=_address(values.get("code_url")),
        venue=_venue(values.get("venue")),
        categories=categories,
        listed_on=tuple(sorted({found.date for item in _several(values.get("listed_on")) if (found := day_in(item))})),
        language=_language(values.get("language")),
        tags=tuple(dict.fromkeys((*_tags(values.get("tags")), *other_subjects))),
        sources=(file,),
    )


def text_of(value: Any) -> str:
    """Return a title or an abstract as one line of text; of a list the first, of an OpenAlex index its words in order.

    >>> text_of({"We": [0], "birds": [2], "count": [1]}), text_of("<jats:p>We count</jats:p>"), text_of(["a <b", "c"])
    ('We count birds', 'We count', 'a <b')
    """
    if isinstance(value, Mapping):
        inner = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
        return _from_index(value) if inner is None else text_of(inner)
    if isinstance(value, list | tuple):
        return next((text for item in value if (text := text_of(item))), "")
    if not isinstance(value, str):
        return "" if value is None or isinstance(value, bool) else str(value)
    if _MARKED_UP.match(value):
        value = unescape(_TAG.sub(" ", _INLINE.sub("", _HEADING.sub("", value))))
    elif "</" in value:
        value = _BREAK.sub(" ", _EMPHASIS.sub(r"\g<text>", value))
    return tidy(value)


def _abstract_of(value: Any) -> str:
    return text_of(_NAMED.sub("", value, count=1) if isinstance(value, str) and _NAMED.match(value) else value)


def _missing(title: str, abstract: str) -> str:
    if not title:
        return _NO_TITLE if abstract else _NEITHER
    return _WITHOUT_ABSTRACT if _is_none(abstract) else ""


def _is_none(abstract: str) -> bool:
    return len(abstract) < _SHORTEST_SURE and bool(_NO_ABSTRACT.fullmatch(re.sub(r"^\W+|\W+$", "", abstract)))


def _counted(problems: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the problems; if there are many of one kind, only the first ones and a count."""
    totals, seen = Counter(reason for _, reason in problems), Counter[str]()
    for line, reason in problems:
        seen[reason] += 1
        if seen[reason] < _SHOWN or totals[reason] == _SHOWN:
            yield line, reason
        elif seen[reason] == _SHOWN:
            yield (
                line,
                said(
                    "problem.and_more",
                    "{reason} (this and {more} more)",
                    reason=reason,
                    more=str(totals[reason] - _SHOWN),
                ),
            )


def _from_index(index: Mapping[Any, Any]) -> str:
    places: dict[int, str] = {}
    for word, positions in index.items():
        for position in positions if isinstance(positions, list) else ():
            if isinstance(position, int) and 0 <= position < _LONGEST_INDEX:
                places[position] = str(word)
    return tidy(" ".join(places[position] for position in sorted(places)))


def _several(value: Any) -> list[Any]:
    if isinstance(value, str):
        listed = re.findall(r"['\"]([^'\"]*)['\"]", value) if value.startswith("[") else []
        return listed or re.split(r"[;,]\s*", value)
    return list(value) if isinstance(value, list | tuple) else [value]


def _submitted(values: Values, arxiv_id: str | None) -> Day | None:
    """Return when the paper was submitted: the first given day that fits the arXiv id, or else the month of the id."""
    given = [*_listed(values.get("dates")), values.get("date"), values.get("year")]
    days = [day for value in given if (day := day_in(value, values.get("month")))]
    month = month_of(arxiv_id.partition("v")[0]) if arxiv_id else None
    if month:
        # A paper of the last days of a month may get an id of the next.
        near = [day for day in days if month - _BEFORE_THE_ID <= day.date < month + _WITHIN_THE_ID]
        return _most_exact(near) if near else Day(month, "month")
    # A day in another year belongs to something else, such as the registration of a DOI.
    return _most_exact([day for day in days if day.date.year == days[0].date.year]) if days else None


def _most_exact(days: list[Day]) -> Day:
    """Return the first of the most precise days."""
    return min(days, key=lambda day: ("day", "month", "year").index(day.precision))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> int | None:
    text = str(value).strip().replace(",", "") if value is not None and not isinstance(value, bool) else ""
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else None


def _organisation(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("fullname") or value.get("display_name") or value.get("name")
    if isinstance(value, list | tuple):
        value = _organisation(value[0]) if value else None
    # The first of those of all authors.
    return (tidy(value.partition("; ")[0]) or None) if isinstance(value, str) else None


def _address(value: Any) -> str | None:
    for text in texts_in(value):
        if match := _ADDRESS.match(text):
            return match[0]
    return None


def _venue(value: Any) -> str | None:
    if isinstance(value, Mapping):
        inner = value.get("source")
        value = (inner.get("display_name") if isinstance(inner, Mapping) else None) or value.get(
            "name", value.get("title")
        )
    if isinstance(value, list | tuple):
        names = (item.get("journal_title", item.get("title")) if isinstance(item, Mapping) else item for item in value)
        value = next((name for name in names if isinstance(name, str) and name), None)
    text = tidy(value) if isinstance(value, str) else ""
    # Astronomers write macros, such as `\apj`.
    return text if text and not text.startswith("\\") and not _NO_VENUE.fullmatch(text) else None


def _subjects(values: Values) -> tuple[tuple[str, ...], list[str]]:
    """Return the arXiv categories, and subjects in words."""
    given = values.get("categories")
    whole = [tidy(text) for item in _several(given) for text in texts_in(item)]
    categories = [token for text in whole for token in text.split() if _CATEGORY.fullmatch(token)]
    written = [
        match for text in texts_in(values.get("ids")) for match in re.findall(r"\[([a-z-]+(?:\.[A-Z]{2})?)\]", text)
    ]
    words = [text for text in whole if text and not any(_CATEGORY.fullmatch(token) for token in text.split())]
    return tuple(dict.fromkeys((*categories, *written))), words


def _tags(value: Any) -> list[str]:
    if isinstance(value, str):
        between = next((mark for mark in (";", "|") if mark in value), "")
        value = re.split(rf"\s*{re.escape(between)}\s*" if between else r"\s*,\s*(?![^()]*\))|\n", value)
    found = []
    for item in value if isinstance(value, list | tuple) else ():
        name = item.get("display_name") or item.get("name") if isinstance(item, Mapping) else item
        if isinstance(name, str) and tidy(name):
            found.append(tidy(name))
    return found


def _language(value: Any) -> str | None:
    text = value.strip().casefold() if isinstance(value, str) else ""
    match = _LANGUAGE.fullmatch(text)
    return _LANGUAGES.get(text) or (match[1] if match else None)
