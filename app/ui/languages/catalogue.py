"""The words of the page: one catalogue per language, `en.json` and its like, from a key to a sentence. Pure.

A sentence may have slots, `{name}`, and forms for one and for several things, which its slot `count` chooses. The
scripts fill theirs by the same rules (static/page/words.js).
"""

import json
import re
from collections.abc import Mapping
from datetime import date as Date
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from app.ui.languages.visitor_language import current_language, languages
from index.papers import DatePrecision
from index.wording.said import DateForm

Sentence = str | Mapping[str, str]
"""A sentence, or its forms: `one` and `other`, or `other` alone where the language has no plural."""
_FOLDER = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")
_TENTHS = 10
_DATES: Mapping[DateForm, str] = {
    "day": "format.day",
    "month": "format.month",
    "year": "format.year",
    "short_day": "format.short_day",
}


@cache
def sentences(language: str) -> Mapping[str, Sentence]:
    """Return the catalogue of a language."""
    catalogue: Mapping[str, Sentence] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return catalogue


def language_names() -> list[tuple[str, str, str]]:
    """Return each language with its own name for itself, and its tag."""
    named = ((language, sentences(language)) for language in languages())
    return [(language, str(words["language.name"]), str(words["language.tag"])) for language, words in named]


def translated(key: str, **slots: object) -> str:
    """Return a sentence in the language of the visitor; whole numbers are written as it writes them.

    >>> translated("common.papers", count=1), translated("common.papers", count=1200)
    ('1 paper', '1,200 papers')
    """
    return _SLOT.sub(lambda slot: _in_words(slots[slot[1]]), _sentence(key, slots))


def translated_html(key: str, **slots: object) -> Markup:
    """Return a sentence as HTML: it and its slots are escaped, but for `Markup`.

    >>> print(translated_html("common.more_for", title=Markup("<b>Tides & Coral</b>")))
    More for <b>Tides & Coral</b>
    """
    text = str(escape(_sentence(key, slots)))
    return Markup(_SLOT.sub(lambda slot: str(escape(_in_words(slots[slot[1]]))), text))  # noqa: S704 - all is escaped


def number(value: float) -> str:
    """Return a number as the visitor's language writes it.

    >>> number(12345), number(6.04)
    ('12,345', '6.0')
    """
    written = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return written.translate({ord(","): _plain("format.group"), ord("."): _plain("format.decimal")})


def day(date: Date, precision: DatePrecision = "day") -> str:
    """Return a date as people read it, as far as it is known.

    >>> day(Date(2025, 6, 8)), day(Date(2025, 6, 1), "month")
    ('Jun 8, 2025', 'Jun 2025')
    """
    return dated(precision, date)


def duration(seconds: float) -> str:
    """Return a time span as people read it.

    >>> duration(6), duration(75)
    ('6.0 s', '1 min 15 s')
    """
    if seconds < _TENTHS:
        return translated("format.seconds", seconds=number(float(seconds)))
    minutes, rest = divmod(round(seconds), 60)
    return (
        translated("format.minutes", minutes=minutes, seconds=rest)
        if minutes
        else translated("format.seconds", seconds=rest)
    )


def _sentence(key: str, slots: Mapping[str, object]) -> str:
    found = sentences(current_language())[key]
    if isinstance(found, str):
        return found
    return found["one"] if slots["count"] == 1 and "one" in found else found["other"]


def dated(form: DateForm, date: Date) -> str:
    """Return a date in one of the forms `day`, `month`, `year` and `short_day`."""
    month = _plain("format.months").split()[date.month - 1]
    return translated(_DATES[form], day=date.day, month=month, year=str(date.year))


def _in_words(value: object) -> str:
    return number(value) if isinstance(value, int) else value if isinstance(value, str) else str(value)


def _plain(key: str) -> str:
    return _sentence(key, {})
