"""Tells whether what was read looks like titles and abstracts, or is a manual, a changelog, a list of products. Pure.

A regression over how a title and an abstract are written and which words they have; `python -m tests.bench
papers_fit` fits it on papers and on other texts, and writes `record_likeness.json`.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import fmean

from index.papers import Paper

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_PLAIN = re.compile(r"[(“\"'‘]?[^\W\d_]+(?:[-’'][^\W\d_]+)*[)”\"’']?[.,;:!?]?[)”\"’']?")
_CODE = re.compile(r"[=<>{}|\\_@#~^`*]|--|https?://|/\w+/")
_BULLET = re.compile(r"(?:^|\s)[*•+-]\s")
_INITIAL = re.compile(r"\b[A-Z]\.")
_SENTENCE_END = re.compile(r"[.!?。！？]+[)”\"’']*(?:\s|$)")
_FIRST = re.compile(r"[\"“‘'(\[¿¡$]?[^\W_]")
_TITLE_ENDS = ".,;:-=~|"
_MOST = 4.0
"""The most that one record can count, however clear it is."""
_LETTERS_READ = re.compile(r"[a-zà-öø-ÿ]", re.IGNORECASE)


def signals(paper: Paper) -> tuple[float, ...]:
    """Return how a title and an abstract are written, as numbers; the last one is 1."""
    title, text = paper.title, paper.abstract
    words = text.split()
    number = len(words) or 1
    titled = title.split()
    return (
        float(title.endswith(tuple(_TITLE_ENDS))),
        float(not _FIRST.match(title)),
        float(title[:1].islower()),
        min(len(_CODE.findall(title)), 3),
        float(len(titled) < 3),  # noqa: PLR2004 - a title of one or two words
        math.log(len(titled) or 1),
        sum(1 for word in titled if word[:1].isupper()) / (len(titled) or 1),
        math.log(number),
        float(text[:1].isupper()),
        float(bool(re.search(r"[.!?…。！？][)”\"’'\]]*$", text))),
        sum(1 for word in words if _PLAIN.fullmatch(word)) / number,
        min(len(_CODE.findall(text)) / number, 0.3) * 10,
        min(len(_BULLET.findall(text)) / number, 0.1) * 20,
        min(len(_INITIAL.findall(text)) / number, 0.3) * 10,
        min(text.count(",") / number, 0.3) * 10,
        math.log(number / (len(_SENTENCE_END.findall(text)) or 1)),
        1.0,
    )


def lower_words(text: str) -> set[str]:
    """Return the words of a title or an abstract, in lower case."""
    return set(_WORD.findall(text.lower()))


@cache
def model() -> tuple[tuple[float, ...], dict[str, float], dict[str, float]]:
    """Return the weights of `signals`, those of the words of titles, and those of the words of abstracts."""
    found = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return tuple(found["signals"]), found["title"], found["abstract"]


def likeness(paper: Paper) -> float:
    """Return how like a paper a record is: the log odds, at most `_MOST` either way."""
    weights, of_titles, of_abstracts = model()
    how = sum(weight * signal for weight, signal in zip(weights, signals(paper), strict=True))
    what = _weight(paper.title, of_titles) + _weight(paper.abstract, of_abstracts)
    return max(-_MOST, min(_MOST, how + what))


def _weight(text: str, by_word: Mapping[str, float]) -> float:
    words = lower_words(text)
    return sum(by_word.get(word, 0.0) for word in words) / math.sqrt(len(words) or 1)


def look_like_papers(papers: Sequence[Paper], file: str = "") -> bool:
    """Return whether most of the records look like papers; in doubt, they do.

    In a `file` with a name that projects give to other texts, such as README, doubt counts against them. Records with
    an id of a paper, authors or upvotes do without looking; other scripts than Latin are not judged.
    """
    judged = [paper for paper in papers if not _is_surely_paper(paper) and _is_latin(paper.abstract)]
    if 2 * len(judged) <= len(papers):
        return True
    likenesses = [likeness(paper) * _weight_of(paper) for paper in judged[:_ENOUGH_PAPERS]]
    if _PROJECT_FILE.fullmatch(file.rpartition("/")[2]):
        return fmean(likenesses) > _BAR_OF_PROJECT_FILES
    return _together(likenesses) > _BAR


def may_be_papers(papers: Sequence[Paper]) -> bool:
    """Return whether records with the title and the text that other things have, too, may be papers.

    Here few words say a lot: five are enough for what a product is for. If in doubt, they are papers, as for texts.
    """
    judged = [paper for paper in papers[:_ENOUGH_PAPERS] if _is_latin(paper.abstract)]
    return not judged or _together([*map(likeness, judged)]) > _BAR_OF_LOOSE_RECORDS


def _together(likenesses: Sequence[float]) -> float:
    """Return how much several records look like papers: together they leave less doubt than one alone."""
    return fmean(likenesses) * min(2.0, math.sqrt(len(likenesses)))


def _weight_of(paper: Paper) -> float:
    """Return the weight of a record: an abstract of a few words says little."""
    return min(1.0, len(paper.abstract.split()) / _ENOUGH_WORDS)


def _is_surely_paper(paper: Paper) -> bool:
    # Not those with a day: minutes of meetings and the weeks of a course have one, too.
    return any(sign is not None for sign in (paper.arxiv_id, paper.doi, paper.author_count, paper.upvotes))


# A list of papers that is refused costs more than a manual that is read: of 14,480 single papers 3 are refused here.
# docs/benchmarks.md has what is refused of other texts.
_BAR = -2.2
# Of single papers, 0.6 % would be refused under a name that projects give to other texts.
_BAR_OF_PROJECT_FILES = 1.0
# Of the first sentences of abstracts, each with its title, 0.1 to 0.4 % would be refused if it were alone; of lists of
# five, and of whole abstracts, none (SciFact, SciTLDR, Daily Papers, 3,000 of each).
_BAR_OF_LOOSE_RECORDS = -2.0
_PROJECT_FILE = re.compile(
    r"(?:licen[cs]es?|copying|copyright|notice|authors|credits|thanks|contribut(?:ors|ing)|maintainers|readme|install"
    r"|change(?:s|log)|news|history|todo|faq|bugs|security|code_of_conduct)(?:[._-].*)?",
    re.IGNORECASE,
)
# Of 88 manuals, release notes and other texts that were taken for papers at 30, 19 are refused; of lists of three
# one-sentence abstracts none is, of single ones 0.3 % (Daily Papers), 0.4 % (SciTLDR) and 1.6 % (SciFact).
_ENOUGH_WORDS = 25
# As many of each file as the regression was fitted to.
_ENOUGH_PAPERS = 40


def _is_latin(text: str) -> bool:
    if text.isascii():
        # The first letter decides: all are Latin.
        return any(map(str.isalpha, text))
    return 2 * len(_LETTERS_READ.findall(text)) > sum(map(str.isalpha, text))
