"""Finds the time that a request in another language asks for, and puts it into English. Pure."""

import re
from collections.abc import Iterator
from functools import cache

from index.questions.translation.request_words import meanings

_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_UNTIL = r"(?P<until>(?:19|20)\d\d)"
_NUMBERS = {
    "zwei": 2, "deux": 2, "dos": 2, "两": 2, "二": 2, "drei": 3, "trois": 3, "tres": 3, "三": 3, "vier": 4,
    "quatre": 4, "cuatro": 4, "四": 4, "fünf": 5, "cinq": 5, "cinco": 5, "五": 5,
}  # fmt: skip
_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)})"
# German, French and Spanish: what stands for a time, and the time in English.
_SPOKEN = (
    ("between {year} and {until}", rf"(?:zwischen|entre)\s+{_YEAR}\s+(?:und|et|y)\s+{_UNTIL}"),
    ("between {year} and {until}", rf"(?:von|de)\s+{_YEAR}\s+(?:bis|à|a)\s+{_UNTIL}"),
    ("since {year}", rf"(?:seit|ab|depuis|desde|[àa]\s+partir\s+de)(?:\s+(?:dem\s+jahr|l['’]an|el\s+año))?\s+{_YEAR}"),
    ("after {year}", rf"(?:nach|(?:d['’])?après|después\s+de|posteriores\s+a)\s+{_YEAR}"),
    ("before {year}", rf"(?:vor|avant|antes\s+de|anteriores\s+a)\s+{_YEAR}"),
    ("from {year}", rf"(?:aus(?:\s+dem\s+jahr)?|von|im\s+jahre?|de(?:\s+l['’]an)?|del\s+año|en)\s+{_YEAR}"),
    ("from this year", r"(?:aus\s+diesem\s+jahr|de\s+cette\s+année|de\s+este\s+año)"),
    (
        "from last year",
        r"(?:aus\s+dem\s+(?:letzten|vergangenen)\s+jahr|de\s+l['’]an(?:née)?\s+(?:dernière?|passée?)|del\s+año\s+pasado)",
    ),
    (
        "from the last {number} years",
        rf"(?:aus\s+den\s+(?:letzten|vergangenen)\s+{_NUMBER}\s+jahren)",
    ),
    ("from the last {number} years", rf"(?:des\s+{_NUMBER}\s+dernières\s+années)"),
    ("from the last {number} years", rf"(?:de\s+los\s+últimos\s+{_NUMBER}\s+años)"),
)
# What papers did then, before or after the time.
_DID = (
    r"(?:(?:se\s+publicaron|(?:fueron\s+)?publicad[oa]s|aparecid[oa]s|(?:ont\s+été\s+)?publiée?s|(?:sont\s+)?parue?s"
    r"|datent|datan|(?:die\s+)?(?:sind|wurden))\s+)?"
)
_DONE = r"\s+(?:erschienen|veröffentlicht|publiziert)(?:\s+(?:sind|wurden|worden))?"
_BEFORE = r"(?<![\s,])[\s,]+"
_END = r"(?=(?:\s+(?:zusammen|auf|bitte|svp|por\s+favor))?\W*$)"
# After a year that a request begins with, these make it another time: `1990年代`, `2025年3月`.
_NO_OTHER_TIME = r"(?!\s*(?:[\d到至和与とや、，,~〜–—-]|から|まで|[以之前后後代度初底末中间間]))"
_ISSUED = r"(?:に?(?:发表|发布|出版|発表された|公開された)了?)?[的の]?"
# Chinese and Japanese.
_WRITTEN = (
    (
        "between {year} and {until}",
        rf"(?<!\d){_YEAR}\s*年?\s*(?:到|至|から|[-~〜–—])\s*{_UNTIL}\s*年(?:之?间|期间|の間|まで)?{_ISSUED}",
    ),
    ("since {year}", rf"(?:自从?)?(?<!\d){_YEAR}\s*年?\s*(?:以来|以后|之后|后(?!期)|至今|以降){_ISSUED}"),
    ("before {year}", rf"(?<!\d){_YEAR}\s*年?\s*(?:以前|之前){_ISSUED}"),
    ("from {year}", rf"(?<!\d){_YEAR}\s*年(?:发表)?[的の]"),
    ("from {year}", rf"^{_YEAR}\s*年(?:(?:发表|发布)了?)?{_NO_OTHER_TIME}"),
    ("from {year}", rf"(?<=\w)在{_YEAR}\s*年(?=有|发表)"),
    ("from this year", rf"(?:^|(?<=哪些))今年{_ISSUED}"),
    ("from last year", rf"(?:^|(?<=哪些))去年{_ISSUED}"),
    ("from the last {number} years", rf"(?:^|(?<=哪些))(?:最近|近|过去){_NUMBER}年(?:来|内|间)?{_ISSUED}"),
)


def years_in(text: str) -> set[str]:
    """Return the years that a text names.

    >>> sorted(years_in("2023年到2025年关于潮汐的论文")), years_in("all 12023 papers")
    (['2023', '2025'], set())
    """
    return set(_YEARS.findall(text))


def without_time(question: str) -> tuple[str, str]:
    """Return a request without the time that it asks for, and that in English; empty if it asks for none.

    >>> without_time("toutes les études sur LoRA depuis 2024 ?"), without_time("2025年以来关于LoRA的论文")
    (('toutes les études sur LoRA ?', 'since 2024'), ('关于LoRA的论文', 'since 2025'))
    >>> without_time("Welche Arbeiten aus 2024 behandeln LoRA?")
    ('Welche Arbeiten behandeln LoRA?', 'from 2024')
    """
    for pattern, english in _patterns():
        if found := pattern.search(question):
            words = {key: _NUMBERS.get(value, value) for key, value in found.groupdict().items() if value}
            papers = str(words.get("papers", ""))
            return question[: found.start()] + papers + question[found.end() :], english.format(**words)
    return question, ""


def _papers() -> str:
    """Return what matches a word for papers in one of the languages with spaces."""
    words = {word for language in ("de", "fr", "es") for word, own in meanings(language).items() if own == "paper"}
    accented = {"a": "[aä]", "e": "[eé]", "i": "[ií]", "o": "[oö]", "u": "[uü]"}
    spelt = ("".join(accented.get(letter, letter) for letter in word) for word in sorted(words, key=len, reverse=True))
    return rf"(?P<papers>\b(?:{'|'.join(spelt)}))"


def _forms() -> Iterator[tuple[str, str]]:
    """Yield each pattern and its time in English: at the end of a request, right after its word for papers, ..."""
    for english, time in _SPOKEN:
        yield rf"{_BEFORE}{_DID}{time}(?:{_DONE})?{_END}", english
    yield rf"{_BEFORE}(?:(?:die|sind|wurden)\s+)?(?:in\s+)?{_YEAR}{_DONE}{_END}", "from {year}"
    yield rf"{_BEFORE}erschienen\s+(?:in\s+)?{_YEAR}{_END}", "from {year}"
    for english, time in _SPOKEN:
        yield rf"{_papers()}\s+{_DID}{time}(?:{_DONE})?(?=\s)", english
    for english, time in _WRITTEN:
        yield time, english


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    # To compile them takes a twentieth of all imports, and most questions are in English.
    return tuple((re.compile(pattern, re.IGNORECASE), english) for pattern, english in _forms())
