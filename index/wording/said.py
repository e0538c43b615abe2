"""Texts that know their key and values, so that the page can show them in its visitor's language. Pure.

A `Said` is its English words, for the terminal, JSON and the log; its key and values are what a catalogue of another
language needs (app/ui/languages/said). Quotes, titles and a model's text are plain text, never a `Said`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Annotated, Any, Literal, get_args

_SLOT = re.compile(r"\{(\w+)\}")
_NESTED = 20
"""The most sentences inside one another that are read back."""
DateForm = Literal["day", "month", "year", "short_day"]
_WRITTEN: Mapping[DateForm, str] = {
    "day": "{0:%b} {0.day}, {0.year}",
    "month": "{0:%b %Y}",
    "year": "{0:%Y}",
    "short_day": "{0.day} {0:%b %Y}",
}
DATES: Mapping[str, DateForm] = {f"date.{form}": form for form in get_args(DateForm)}
"""The keys of dates, each with its form."""


class Said(str):
    """The English words of a sentence, with its key and what fills its slots: text, whole numbers, other sentences."""

    __slots__ = ("key", "values")
    key: str
    values: "tuple[tuple[str, str | int], ...]"

    def __new__(cls, text: str, key: str = "", values: "Iterable[tuple[str, str | int]]" = ()) -> "Said":
        """Return the sentence; `said` makes the text from the values."""
        made = super().__new__(cls, text)
        made.key, made.values = key, tuple(values)
        return made


def said(key: str, english: str | Sequence[str], **values: str | int) -> Said:
    """Return a sentence; `english` has a slot for each value, and of two forms, the first is for a `count` of 1.

    >>> said("papers.left_out", ("{count} paper is left out", "{count} papers are left out"), count=1200)
    '1,200 papers are left out'
    """
    form = english if isinstance(english, str) else english[values["count"] != 1]
    return Said(_SLOT.sub(lambda slot: _in_english(values[slot[1]]), form), key, values.items())


def said_date(date: Date, form: DateForm = "day") -> Said:
    """Return a date as people read it.

    >>> said_date(Date(2025, 6, 8)), said_date(Date(2025, 6, 8), "short_day"), said_date(Date(2025, 6, 8), "month")
    ('Jun 8, 2025', '8 Jun 2025', 'Jun 2025')
    """
    return Said(_WRITTEN[form].format(date), f"date.{form}", (("date", date.isoformat()),))


def in_quotes(text: str) -> Said:
    """Return a text between quotation marks."""
    return said("common.quoted", "“{text}”", text=text)


def sentences_said(*sentences: str) -> str:
    """Return the sentences that are not empty, one after the other."""
    return _chained(filter(None, sentences), lambda first, second: said(
        "list.sentences", "{first} {second}", first=first, second=second
    ))  # fmt: skip


def lines_said(lines: Iterable[str]) -> str:
    """Return lines as one text."""
    return _chained(lines, lambda first, second: said("list.lines", "{first}\n{second}", first=first, second=second))


def listed(items: Iterable[str], last: Literal["and", "or", "comma"] = "comma") -> str:
    """Return things as a list, the last one joined by this word.

    >>> listed(["tides", "seals", "coral"], "or"), listed(["tides"]), listed(["tides", "seals"], "and")
    ('tides, seals or coral', 'tides', 'tides and seals')
    """
    *first, end = items
    return _joined(_chained(first, _with_comma), end, last) if first else end


def _joined(first: str, second: str, by: str) -> Said:
    if by == "and":
        return said("list.and", "{first} and {second}", first=first, second=second)
    if by == "or":
        return said("list.or", "{first} or {second}", first=first, second=second)
    return _with_comma(first, second)


def _with_comma(first: str, second: str) -> Said:
    return said("list.comma", "{first}, {second}", first=first, second=second)


def _chained(parts: Iterable[str], join: Callable[[str, str], str]) -> str:
    """Join the two halves, each joined the same way: one after the other, hundreds would be nested too deep to keep."""
    every = list(parts)
    if len(every) <= 1:
        return every[0] if every else ""
    half = (len(every) + 1) // 2
    return join(_chained(every[:half], join), _chained(every[half:], join))


def _in_english(value: str | int) -> str:
    return value if isinstance(value, str) else f"{value:,}"


@dataclass(frozen=True, slots=True)
class _Kept:
    """Tells pydantic how to keep a text that may be a `Said`: as the text, or with its key and values."""

    def __get_pydantic_core_schema__(self, *_: object) -> Any:
        from pydantic_core import core_schema

        writing = core_schema.plain_serializer_function_ser_schema(_written)
        return core_schema.no_info_plain_validator_function(_read, serialization=writing)


Words = Annotated[str, _Kept()]
"""Text of a record that may be a `Said`, and stays one when the record is kept."""


def _written(text: str) -> Any:
    if not isinstance(text, Said):
        return text
    values = {name: _written(value) if isinstance(value, str) else value for name, value in text.values}
    return {"text": str(text), "key": text.key, "values": values}


def _read(kept: Any, depth: int = 0) -> str:
    if isinstance(kept, str):
        return kept
    if not isinstance(kept, Mapping) or not kept.keys() >= {"text", "key", "values"} or depth > _NESTED:
        raise ValueError("no text")
    values = kept["values"].items()
    return Said(
        kept["text"],
        kept["key"],
        ((name, value if isinstance(value, int) else _read(value, depth + 1)) for name, value in values),
    )


@dataclass(frozen=True, slots=True)
class SaidPart:
    """A sentence of our own inside a longer text."""

    start: int
    said: Words

    @property
    def end(self) -> int:
        """Where the text goes on."""
        return self.start + len(self.said)


def composed(parts: Iterable[str]) -> tuple[str, tuple[SaidPart, ...]]:
    """Return the parts as one text, and where in it the sentences of our own are.

    >>> composed(["# ", said("heading.themes", "Themes"), "!"])
    ('# Themes!', (SaidPart(start=2, said='Themes'),))
    """
    text, own = "", list[SaidPart]()
    for part in parts:
        if isinstance(part, Said):
            own.append(SaidPart(len(text), part))
        text += part
    return text, tuple(own)
