"""Finds publication dates in a question: `since March`, `in 2024`, `before June 2024`, `in the last 30 days`. Pure.

A number is a date only if the words around it make it one: a year in a name (COCO 2017) or a quantity (2000 images)
stays part of the topic. Dates become ranges of days.
"""

import calendar
import re
from collections.abc import Sequence
from datetime import date as Date
from datetime import timedelta

from index.questions.exclusions import VERB_QUESTION
from index.questions.phrases import NUMBER, PAPERS, WORKED_ON, WORKS, number_of
from index.questions.query import Condition
from index.text.date_words import MONTHS

Days = tuple[Date, Date]
"""A first and a last day."""

_EARLIEST_YEAR = 1950
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19[5-9]\d|20\d\d)(?![\w%+*/-]|[.,]\d)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\b"
_UNIT = r"(?:day|week|month|year)"
_SPEC = (
    rf"(?:\d{{4}}-\d\d(?:-\d\d)?(?![\w-])|(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?|(?:last\s+)?{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?|(?:the\s+year\s+)?{_YEAR}"
    rf"|(?:the\s+start\s+of\s+)?(?:this|last)\s+{_UNIT}\b|today\b|yesterday\b)"
)
_SINCE = r"since|starting(?:\s+(?:in|from))?|as\s+of"
_AFTER = r"after|newer\s+than|later\s+than|more\s+recent\s+than|younger\s+than"
_BEFORE = r"before|older\s+than|earlier\s+than|prior\s+to"
_UNTIL = r"until|till|up\s+to|through"
_WITHIN = r"from|in|during|on|of|within"
_LATER = r"(?:\s+(?:onwards?|on(?=\s*(?:[?.!,]|$))|and\s+(?:later|after|newer)|or\s+(?:later|newer))\b)"
_PUBLISHED = (
    r"(?:published|released|posted|submitted|uploaded|listed|written|dated|added|appear(?:ed|ing)"
    r"|c(?:ame|ome|oming)\s+out)"
)
_PHRASES = re.compile(
    rf"(?<![\w-])(?:(?P<reach>between|from|in|during)\s+(?P<first>{_SPEC})"
    rf"\s+(?P<to>and|or|to|until|till|through)\s+(?P<last>{_SPEC})"
    rf"|(?P<years>(?:in|from|of|during)\s+)?(?P<one>(?:19|20)\d\d)\s?[-–—]\s?(?P<other>{_YEAR})"
    r"|(?:(?:in|from|during|over|within|of)\s+)?(?:the\s+)?(?:last|past|previous)\s+"
    rf"(?P<past>{NUMBER}\s+)(?P<unit>{_UNIT})s?\b"
    rf"|(?:in|during|over|within)\s+the\s+(?:last|past)\s+(?P<rolling>{_UNIT})\b"
    rf"|(?P<old>{_AFTER}|{_BEFORE})\s+(?P<age>{NUMBER})\s+(?P<aged>{_UNIT})s?\b"
    rf"|(?P<how>{_SINCE}|{_AFTER}|{_BEFORE}|{_UNTIL}|{_WITHIN})\s+(?P<when>{_SPEC})(?P<later>{_LATER})?"
    rf"|(?P<bare>(?:this|last)\s+{_UNIT}\b|yesterday\b|today\b)(?!['’]s)"
    rf"|(?P<attribute>{_SPEC})(?:['’]s)?(?=\s+{PAPERS}\b))",
    re.IGNORECASE,
)
_ANCHOR = re.compile(
    rf"(?:\b{WORKS}(?:\s+(?:are|were|is))?|\b{_PUBLISHED}|\b(?:is|what[’']s|anything) new)\s*$", re.IGNORECASE
)
_VERB = re.compile(
    r"(?:\b(?:that|which)\s+)?(?:\b(?:were|was|are|is|have\s+been|has\s+been|have|has)\s+)?(?:\bfirst\s+)?"
    rf"\b{_PUBLISHED}\s*$",
    re.IGNORECASE,
)
# Follows a number that is a quantity, not a year: `in 2000 patients`.
_QUANTITY = re.compile(
    r"\s+(?!(?:and|or|about|on|in|with|by|that|which|who|using|for|to|of|are|is|do|does|did|have|were|was|from|only"
    r"|please|use[ds]?|deal|discuss|propose|study|mention|at|the|a|but|not|as|there|newest|oldest|most|sorted|ordered"
    r")\b)[^\W\d_]",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?:[\w-]+\s+)?(?:patients|samples|images|steps|epochs|iterations|tokens|hours|people|participants|subjects|cases"
    r"|years|days|examples|words|mice|individuals|women|men|children|adults|genes|cells|languages|classes|videos"
    r"|documents|users|sentences|points|queries|tasks|layers|gpus|frames)\b",
    re.IGNORECASE,
)
# A question about what happened: the date is about the event, unless the question mentions papers.
_PAST = re.compile(
    r"(?:when|who|why|did|was|were|has|have|had|how)\b|.*\b(?:happened|occurred|died|won|increased|decreased|fallen|fell"
    r"|risen|rose|remained|changed|declined|grown|grew|dropped|was|were|did|had)\b",
    re.IGNORECASE,
)
# `papers that study X in Oslo`: a period after it is that of the study.
_STUDYING = re.compile(
    rf"\b{PAPERS}\s+(?:(?:that|which)\s+)?(?!(?:about|on|by|from|with|without|in|for|of|at|are|is|were|was|do|does|there"
    rf"|[\w-]+ing|{_PUBLISHED})\b)\w+",
    re.IGNORECASE,
)
_AT_A_PLACE = re.compile(r"\b(?:in|at|across|throughout)\s+(?:the\s+)?[A-Z]\w+\s*$")
_NEGATED = re.compile(r"(?:\b(?:not|no)|n['’]t)\s*$", re.IGNORECASE)
# Comes before `2024 papers`.
_DETERMINED = re.compile(
    r"(?:^|\b(?:the|all|any|me|list|show|find|many|every|of|some|which|what|those|compare|newest|upvoted))\s*$",
    re.IGNORECASE,
)
_ENDS_IN_YEAR = re.compile(r"\b\d{4}$")
_WEAK = re.compile(rf"(?:{_WITHIN}|between)$", re.IGNORECASE)
_SHORT = 8


def take_dates(text: str, today: Date, *, about_papers: bool) -> list[tuple[int, int, Condition]]:
    """Return the condition on the publication date in `text`: at most one, the first."""
    about_papers = about_papers or bool(WORKED_ON.match(text))
    for match in _PHRASES.finditer(text):
        if not _is_date(match, about_papers=about_papers):
            continue
        days = _days(match, today)
        if days is None:
            continue
        verb = _VERB.search(text[: match.start()])
        return [(verb.start() if verb else match.start(), match.end(), Condition("date", *days))]
    return []


_WITHIN_A_TIME = re.compile(rf"(?:{_WITHIN}|between)\b(?!\s+(?:the\s+)?(?:last|past|this)\b)", re.IGNORECASE)


def may_date_the_topic(text: str, taken: Sequence[tuple[int, int, Condition]]) -> bool:
    """Return whether a date of `take_dates` may say when something happened: `in 2024`, unlike `since 2024`.

    In `who studied the floods since 2024` and other questions every date may, but in `who wrote about them since 2024`.

    >>> texts = "papers since 2024", "papers in 2024"
    >>> [may_date_the_topic(text, [(7, len(text), Condition("date"))]) for text in texts]
    [False, True]
    """
    worked = WORKED_ON.match(text)
    asks = bool(worked or VERB_QUESTION.match(text))
    return (asks and not (worked and worked["wrote"])) or any(
        _WITHIN_A_TIME.match(text[start:end]) for start, end, _ in taken
    )


def _is_date(match: re.Match[str], *, about_papers: bool) -> bool:
    """Return whether the surrounding words make this a publication date."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _NEGATED.search(before) or _is_other_word(match):
        return False
    if match["attribute"]:
        return bool(_DETERMINED.search(before))
    anchored = bool(_ANCHOR.search(before))
    if _is_quantity(match, after, anchored=anchored) or (match["age"] and not anchored):
        return False
    if not anchored and _STUDYING.search(before) and (match["reach"] or _AT_A_PLACE.search(before)):
        return False
    if about_papers or anchored:
        return anchored or bool(match["years"]) or not match["one"]
    return not _PAST.match(match.string) and _is_at_an_edge(match, before, after)


def _is_quantity(match: re.Match[str], after: str, *, anchored: bool) -> bool:
    """Return whether a number that looks like a year counts what follows it."""
    if not _ENDS_IN_YEAR.search(match[0]):
        return False
    surely_a_date = anchored or (match["how"] or "").casefold() == "since"
    return bool((_COUNTED if surely_a_date else _QUANTITY).match(after))


def _is_at_an_edge(match: re.Match[str], before: str, after: str) -> bool:
    """Return whether the date starts or ends a question that does not mention papers; `in 2024` has to end it."""
    at_end = not after.strip(" ?!.,;")
    how = (match["how"] or match["reach"] or match["years"] or "").strip()
    if not (match["one"] or match["reach"] or _WEAK.match(how)):
        return at_end or not before.strip()
    short = len(before.split()) <= _SHORT and not re.search(r"\d", before)
    return at_end and short and bool(_ENDS_IN_YEAR.search(match[0]))


def _is_other_word(match: re.Match[str]) -> bool:
    """Return whether an apparent month is another word: `may`, `march`, `mar`, `dec`."""
    words = match["when"] or match["attribute"]
    if not words or not re.fullmatch(rf"(?i){_MONTH}", words):
        return False
    if match["attribute"]:
        return True
    how = (match["how"] or "").casefold()
    strong = re.fullmatch(rf"{_SINCE}|{_BEFORE}|{_UNTIL}|after", how)
    return not words[0].isupper() and not strong


def _days(match: re.Match[str], today: Date) -> tuple[Date | None, Date | None] | None:
    """Return the first and last day that the phrase allows, or None if it is not a valid range."""
    if match["first"] or match["one"]:
        words, other = match["first"] or match["one"], match["last"] or match["other"]
        year = re.search(r"\b\d{4}$", other)
        # `from March to May 2024`: the year applies to both.
        first = _parse(f"{words} {year[0]}" if year and not re.search(r"\d{4}", words) else words, today)
        last = _parse(other, today)
        if not first or not last or first[0] > last[1]:
            return None
        # `in 2022 and 2023` is one range; `in 2019 and 2023` is not, as it leaves out the years between.
        listed = match["to"] in {"and", "or"} and match["reach"].casefold() != "between"
        return None if listed and first[1] + timedelta(1) != last[0] else (first[0], last[1])
    if match["past"] or match["rolling"]:
        back = _back(today, number_of(match["past"].strip()) if match["past"] else 1, match["unit"] or match["rolling"])
        return (back, None) if back else None
    if match["age"]:
        back = _back(today, number_of(match["age"]), match["aged"])
        newer = re.fullmatch(_AFTER, match["old"], re.IGNORECASE)
        return None if back is None else (back, None) if newer else (None, back - timedelta(1))
    days = _parse(match["when"] or match["bare"] or match["attribute"], today)
    return _bounds(match, days) if days else None


def _bounds(match: re.Match[str], days: Days) -> tuple[Date | None, Date | None]:
    how = " ".join((match["how"] or "in").casefold().split())
    if match["later"] or re.fullmatch(_SINCE, how):
        return days[0], None
    if re.fullmatch(_AFTER, how):
        return days[1] + timedelta(1), None
    if re.fullmatch(_BEFORE, how):
        return None, days[0] - timedelta(1)
    return (None, days[1]) if re.fullmatch(_UNTIL, how) else days


def _back(today: Date, number: int, unit: str) -> Date | None:
    """Return the day this many days, weeks, months or years before `today`, or None if there is none."""
    unit = unit.casefold()
    if unit in {"day", "week"}:
        days = number * (7 if unit == "week" else 1)
        return today - timedelta(days) if days < today.toordinal() else None
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return Date(year, month, min(today.day, calendar.monthrange(year, month)[1])) if year >= 1 else None


def _parse(words: str, today: Date) -> Days | None:
    """Return the days that a date of any precision covers. Without a year, take the most recent one."""
    folded = " ".join(words.casefold().replace(",", " ").replace(".", " ").split())
    if iso := re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", folded):
        return _checked(int(iso[1]), int(iso[2]), int(iso[3]) if iso[3] else None, today)
    if folded in {"today", "yesterday"}:
        day = today - timedelta(folded == "yesterday")
        return day, day
    if unit := re.search(r"\b(this|last) (day|week|month|year)$", folded):
        return _unit(unit[2], 1 if unit[1] == "last" else 0, today)
    year = re.search(r"\b\d{4}$", folded)
    month = re.search(r"[a-z]{3,}", re.sub(r"\b(?:the|of|last|year|start)\b", "", folded))
    day_number = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", folded)
    return _checked(
        int(year[0]) if year else None,
        MONTHS.index(month[0][:3]) + 1 if month else None,
        int(day_number[1]) if day_number else None,
        today,
    )


def _unit(unit: str, back: int, today: Date) -> Days:
    """Return this day, week, month or year (`back` 0), or the one before."""
    if unit == "day":
        return today - timedelta(back), today - timedelta(back)
    if unit == "week":
        monday = today - timedelta(today.weekday() + 7 * back)
        return monday, monday + timedelta(6)
    if unit == "month":
        first = today.replace(day=1)
        first = (first - timedelta(1)).replace(day=1) if back else first
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return Date(today.year - back, 1, 1), Date(today.year - back, 12, 31)


def _checked(year: int | None, month: int | None, day: int | None, today: Date) -> Days | None:
    """Return the days of this year, month or day, or None if invalid or out of range for papers."""
    if year is None and month is not None:
        later = (month, day or 1) > (today.month, today.day)
        year = today.year - later
    if year is None or not _EARLIEST_YEAR <= year <= today.year + 1:
        return None
    if month is None:
        return Date(year, 1, 1), Date(year, 12, 31)
    try:
        first = Date(year, month, day or 1)
    except ValueError:
        return None
    return first, first if day else first.replace(day=calendar.monthrange(year, month)[1])
