"""Figures: the numbers of a text with their units. Pure.

Knows how people write, round and spell numbers; about what they count, only the neighbouring words. Numbers in names
(GPT-4, ResNet-50) belong to the names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from index.text.plain_text import content_stems, in_common_letters
from index.text.words import STOP_WORDS, stem

Nearness = Literal["", "about", "over", "under"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text."""

    text: str
    """As written, with its unit."""
    value: float
    unit: str
    """"%", "x" (times), "year", a unit of measure, or "" for a count or a bare number."""
    step: float
    """The value of the last digit: 0.1 for 43.8, 100,000 for 1.2M; 0 for a number that must not be rounded."""
    near: Nearness = ""
    """The hedge before it."""
    noun: str = ""
    """The stem of the word that follows, for a count; else empty."""
    beside: frozenset[str] = frozenset()
    """Stems of the words around it."""


_COUNTS = {
    word: value
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        2,
    )
}
_TENS = {word: 10 * i for i, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}
_WORDS = {**_COUNTS, **_TENS, "dozen": 12, "hundred": 100}
_UNITS_OF_TENS = {"one": 1, **{word: value for word, value in _COUNTS.items() if value < 10}}  # noqa: PLR2004
_SCALES = {
    "hundred": 1e2,
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "million": 1e6,
    "mn": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "t": 1e12,
    "tn": 1e12,
    "trillion": 1e12,
}
_SPELLINGS = {
    "%": "% percent percents percentage pct pp pts points point percentile",
    "x": "x × times fold folds-fold",
    "ms": "ms msec millisecond milliseconds",
    "s": "s sec secs second seconds",
    "min": "min mins minute minutes",
    "h": "h hr hrs hour hours",
    "d": "day days",
    "wk": "wk wks week weeks",
    "mo": "month months mo",
    "y": "year years yr yrs",
    "dimension": "D dimensional dimension dimensions",
    **{
        unit: unit
        for unit in "mg kg ng pg mL dL mm cm nm km Hz kHz MHz GHz KB MB GB TB mmHg mM nM kDa kb bp °C".split()
    },
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_FRACTIONS = {
    "half": 1 / 2,
    **dict.fromkeys(("third", "thirds"), 1 / 3),
    **dict.fromkeys(("quarter", "quarters"), 1 / 4),
    **dict.fromkeys(("fifth", "fifths"), 1 / 5),
    **dict.fromkeys(("tenth", "tenths"), 1 / 10),
}
_MULTIPLES = {
    **dict.fromkeys(("twice", "twofold", "doubles", "doubled", "doubling"), 2),
    **dict.fromkeys(("thrice", "threefold", "triples", "tripled", "tripling"), 3),
    **dict.fromkeys(("fourfold", "quadruples", "quadrupled"), 4),
    "fivefold": 5,
    "sixfold": 6,
    "tenfold": 10,
}
_LOOSE = {"both": 2, "pair": 2, "dual": 2, "one": 1, "single": 1, "zero": 0}
# Kinds of thing, not counts: "3D models".
_KINDS = re.compile(r"[1-4]-?D\b")

_WORD_NUMBERS = "|".join(_WORDS)
_ANY = re.compile(
    rf"""
    (?P<fraction>\b(?:(?P<of>a|one|two|three|four)[ -])?(?:half(?=\ of\b|\ the\b|\ as\b)|(?<=by\ )half|(?<=in\ )half
        |(?<=a\ )half|(?<=one[ -])half|(?:(?<=a\ )|(?<=one[ -]))(?:third|quarter|fifth|tenth)
        |(?<=[a-z][ -])(?:thirds|quarters|fifths|tenths))\b(?!-))
    | (?P<multiple>\b(?:{"|".join(_MULTIPLES)})\b(?!-blind))
    | (?P<magnitude>\ban\ order\ of\ magnitude\b)
    | (?P<word>\b(?:{_WORD_NUMBERS})\b(?:[ -](?:one|{_WORD_NUMBERS})\b)*)
    | (?P<name>[^\W\d_][\w]*(?:[-.@/+&]\w+)*)
    | (?P<digits>(?P<currency>[$€£])?(?P<sign>[-−+])?(?P<number>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
        (?:\s?[×x]\s?10\s?\^?(?P<exponent>[-−]?\d{{1,2}})\b|\^(?P<power>[-−]?\d{{1,3}}))?)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = re.compile(r"(?P<attached>[a-zA-Z]+(?![\w]))|(?P<sign>\s?%|\s?×(?!\s?\d)|\s?°C)|[\s-]+(?P<next>[a-zA-Z]+)")
_BEFORE = {
    "about": re.compile(
        r"(?:\b(?:about|around|roughly|approximately|nearly|almost|circa|ca\.?|some|close to|up to|as (?:many|much) as)"
        r"|[~∼≈])\s*(?:an? |the )?[$€£]?$",
        re.IGNORECASE,
    ),
    "over": re.compile(
        r"(?:\b(?:over|above|exceed\w*|(?:more|greater|higher) than|at least)|[>≥])\s*[$€£]?$", re.IGNORECASE
    ),
    "under": re.compile(
        r"(?:\b(?:under|below|(?:less|fewer|lower) than|at most|within)|[<≤])\s*[$€£]?$", re.IGNORECASE
    ),
}
_FACTOR = re.compile(r"\bfactor of (?:about |around |roughly |over |up to )?$", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:several|few|many|some) $", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|just|exactly|a) $", re.IGNORECASE)
_NUMBER = r"\d+(?:\.\d+)?"
# "1.5, 7 and 72 billion", "4.6 vs. 8.1 minutes": the last number of a list has the scale and the unit of all.
_LISTED = re.compile(
    rf"(?:(?:,\s?{_NUMBER})*,?\s(?:and|or)\s|(?:/{_NUMBER})*/|\s?[-–]\s?|\s(?:to|vs\.?|versus)\s){_NUMBER}(?![\d.]*\d)"
)
_ENDS_RANGE = re.compile(r"\d\s?[-–]\s?$")
_YEARS = range(1900, 2100)
# How many characters on either side of a figure say what it is: a fixed number, so that the work grows with the text.
_AROUND = 80


def figures(text: str, *, loose: bool = False) -> list[Figure]:
    """Return the figures of a plain text, in order.

    `loose` includes what a figure elsewhere may refer to: "both", "one", the 7B in Llama-7B.

    >>> [(f.text, f.value, f.unit) for f in figures("GPT-4 is 43.8 percent better on 1.2M pairs of two kinds.")]
    [('43.8 percent', 43.8, '%'), ('1.2M', 1200000.0, ''), ('two', 2.0, '')]
    """
    text = re.sub(r"(?<=\d)·(?=\d)", ".", text)
    found = []
    for match in _ANY.finditer(text):
        if match["name"]:
            found += _in_name(text, match) if loose else []
        elif loose or not _KINDS.match(text, match.start()):
            found += _figure(text, match)
    return found


def _figure(text: str, match: re.Match[str]) -> Iterator[Figure]:
    words = match[0].lower()
    if match["fraction"]:
        share = _FRACTIONS[re.split(r"[ -]", words)[-1]] * {"two": 2, "three": 3, "four": 4}.get(match["of"] or "", 1)
        yield _made(text, match, 100 * share, "%", 1)
    elif match["multiple"]:
        yield _made(text, match, _MULTIPLES[words], "x", 0)
    elif match["magnitude"]:
        yield _made(text, match, 10, "x", 0)
    elif match["word"]:
        if not (words in {"hundred", "dozen"} and _VAGUE.search(_before(text, match))):
            yield _measured(text, match, _spelled(words), 0)
    elif not _is_list_number(text, match):
        yield from _written(text, match)


def _spelled(words: str) -> float:
    """Return the value of words such as `two hundred` or `twenty-five`."""
    total = current = 0
    for word in re.split(r"[ -]", words):
        if word == "hundred":
            current = max(current, 1) * 100
        elif word in _UNITS_OF_TENS and current >= 20 and current % 10 == 0:  # noqa: PLR2004
            current += _UNITS_OF_TENS[word]
        elif word == "dozen":
            current = max(current, 1) * 12
        else:
            total, current = total + current, _WORDS.get(word, 1)
    return float(total + current)


def _written(text: str, match: re.Match[str]) -> Iterator[Figure]:
    number = match["number"].replace(",", "")
    decimals = len(number.partition(".")[2])
    power = int((match["exponent"] or "0").replace("−", "-"))
    value, step = float(number) * 10.0**power, 10.0 ** (power - decimals)
    if match["power"]:
        value, step = float(number) ** int(match["power"].replace("−", "-")), 0.0
    if match["sign"] in {"-", "−"} and not re.search(r"[\w%)]\s?$", _before(text, match)):
        value = -value
    if match["currency"]:
        value, step, _, _ = _scaled(text[match.end() : match.end() + _AROUND], value, step)
        yield _made(text, match, value, match["currency"], step)
        return
    yield _measured(text, match, value, step)


def _measured(text: str, match: re.Match[str], value: float, step: float) -> Figure:
    """Return the figure with the scale, unit and noun that follow it."""
    after = text[match.end() : match.end() + _AROUND]
    stop = match.end() + len(after)
    value, step, after, scaled = _scaled(after, value, step)
    tail = _TAIL.match(after)
    unit = noun = ""
    end = stop - len(after)
    if tail:
        word = (tail["attached"] or tail["sign"] or tail["next"] or "").strip()
        unit = _unit(word)
        if tail["attached"] and not unit:
            unit = word.lower()
        if unit or tail["attached"]:
            end += tail.end()
        elif word.lower() not in STOP_WORDS:
            noun = stem(word.lower())
    if not unit and not scaled and not noun:
        value, step, unit, scaled = _shared(text, match, value, step)
    if not unit and _FACTOR.search(_before(text, match)):
        unit = "x"
    if not unit and not scaled and not noun and value in _YEARS and match["number"] and "," not in match[0]:
        unit = "year"
    figure = _made(text, match, value, unit, step)
    return Figure(
        text[match.start() : end].strip(" -–−") if value >= 0 else text[match.start() : end].strip(),
        value,
        unit,
        step,
        figure.near,
        noun,
        figure.beside,
    )


def _shared(text: str, match: re.Match[str], value: float, step: float) -> tuple[float, float, str, bool]:
    """Return value, step, unit, and whether there is a scale, by what follows the last number of a list."""
    listed = _LISTED.match(text, match.end())
    if not listed or value in _YEARS or match["sign"] or _ENDS_RANGE.search(_before(text, match)):
        return value, step, "", False
    value, step, after, scaled = _scaled(text[listed.end() : listed.end() + _AROUND], value, step)
    tail = _TAIL.match(after)
    return value, step, _unit((tail["attached"] or tail["sign"] or tail["next"]).strip()) if tail else "", scaled


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(match.start() - _AROUND, 0) : match.start()]


def _scaled(after: str, value: float, step: float) -> tuple[float, float, str, bool]:
    """Return value and step without a scale such as `M` or `million`, the text after it, and whether there was one."""
    match = re.match(r"(\s?(?:[kKMBT]|bn|mn|tn)|b)(?![\w])|[\s-](hundred|thousand|million|billion|trillion)s?\b", after)
    if not match:
        return value, step, after, False
    scale = _SCALES[(match[1] or match[2]).strip().lower()]
    return value * scale, (step or 1) * scale, after[match.end() :], True


def _unit(word: str) -> str:
    return _UNITS.get(word) or _UNITS.get(word.lower(), "") if len(word) > 1 else _UNITS.get(word, "")


def _made(text: str, match: re.Match[str], value: float, unit: str, step: float) -> Figure:
    before = _before(text, match)
    near: Nearness = ""
    for kind in ("about", "over", "under"):
        if _BEFORE[kind].search(before[-24:]):
            near = kind
    beside = frozenset(content_stems(in_common_letters(before[-48:]))[-4:]) | frozenset(
        content_stems(text[match.end() : match.end() + 60])[:5]
    )
    return Figure(match[0].strip(), float(value), unit, float(step), near, "", beside)


def _is_list_number(text: str, match: re.Match[str]) -> bool:
    """Return whether it numbers an item, `(2) a loss`, or begins a name (14-3-3, 5-HT, 3T3) or a kind (3D)."""
    around = text[max(match.start() - 1, 0) : match.end() + 1]
    enumerates = bool(re.fullmatch(r"\(?\d\)", around.strip()))
    return enumerates or bool(
        re.match(r"-\d+-\d|-?[A-Z]{2,}\d|[A-Z]\d|[a-z]?[A-Z][a-z]+[A-Z]", text[match.end() : match.end() + _AROUND])
    )


def _in_name(text: str, match: re.Match[str]) -> list[Figure]:
    """Return the figures inside a name, 3.1 and 8B in Llama-3.1-8B. Of "one layer", only "only one" counts layers."""
    name = match["name"]
    loose = _LOOSE.get(name.lower())
    if loose == 1 and _ONLY.search(_before(text, match)):
        return [replace(_measured(text, match, loose, 0), unit="")]
    if loose is not None:
        return [Figure(name, loose, "", 0)]
    pieces = [piece for piece in re.split(r"[-/@+]", name) if piece[:1].isdigit()] if not name.isalpha() else []
    return [figure for piece in pieces for figure in figures(piece)]
