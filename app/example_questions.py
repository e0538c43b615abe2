"""Example questions, made from the titles in the collection. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.papers import Paper

# A coined name before a colon, with an inner capital or a digit: `FemtoDet: An Object Detection Baseline ...`.
_COINED = re.compile(r"(?P<name>\S*(?:[a-z][A-Z]|[A-Z]{2}|\d)\S*): .+")
_WORD = re.compile(r"[a-z]{4,}")
_PLAIN = frozenset(
    "with from into using towards toward based their that this under without beyond over between".split()
)
_ABOUT_NAMES = ("What is {}?", "How well does {} do?", "What problem does {} solve?")


def example_questions(papers: Sequence[Paper], count: int = 4) -> list[str]:
    """Return up to `count` different questions that the collection can answer."""
    names = [match["name"] for paper in papers if (match := _COINED.fullmatch(paper.title))]
    forms = _ABOUT_NAMES[: len(names)]
    questions = [form.format(names[i * len(names) // len(forms)]) for i, form in enumerate(forms)]
    questions += [f"What do the papers say about {topic}?" for topic in _topics(papers)]
    questions += [f"What is “{paper.title}” about?" for paper in papers[:count]]
    return list(dict.fromkeys(questions))[:count]


def _topics(papers: Sequence[Paper]) -> Iterator[str]:
    """Yield pairs of words that several titles share, the most frequent first."""
    pairs = Counter(
        f"{left} {right}"
        for paper in papers
        for left, right in set(pairwise(_WORD.findall(paper.title.lower())))
        if not {left, right} & _PLAIN and f"{left} {right}" in paper.title.lower()
    )
    yield from (pair for pair, times in sorted(pairs.items(), key=lambda item: (-item[1], item[0])) if times > 1)
