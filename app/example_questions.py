"""Questions to go on with, made from the papers: for a collection, and for the papers that an answer cites. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.papers import Paper
from index.text.acronyms import definitions
from index.wording.said import said

# A coined name before a colon, with an inner capital or a digit: `FemtoDet: An Object Detection Baseline ...`.
_COINED = re.compile(r"(?P<name>\S*(?:[a-z][A-Z]|[A-Z]{2}|\d)\S*): .+")
_WORD = re.compile(r"[a-z]{4,}")
_PLAIN = frozenset(
    "with from into using towards toward based their that this under without beyond over between".split()
)


def example_questions(papers: Sequence[Paper], count: int = 4) -> list[str]:
    """Return up to `count` different questions that the collection can answer."""
    names = _names(papers)
    forms = (_what_is, _how_well, _what_problem)[: len(names)]
    questions = [form(names[i * len(names) // len(forms)]) for i, form in enumerate(forms)]
    questions += map(_what_about, _topics(papers))
    questions += [said("example.title", "What is “{title}” about?", title=paper.title) for paper in papers[:count]]
    return list(dict.fromkeys(questions))[:count]


def next_questions(question: str, cited: Sequence[Paper], count: int = 3) -> tuple[str, ...]:
    """Return up to `count` questions that go on from an answer: about what the cited papers name.

    >>> next_questions("What is RAR?", [Paper("RAR: Points", "A."), Paper("OwlNet: Owls", "B.")])
    ('How well does RAR do?', 'Compare RAR and OwlNet', 'What problem does OwlNet solve?')
    """
    asked = question.lower()
    names = _names(cited)
    known = [name for name in names if name.lower() in asked]
    others = [name for name in names if name not in known]
    questions = list(map(_how_well, known[:1]))
    if len(names) > 1 and not ("compare" in asked and len(known) > 1):
        first, second = (known + others)[:2]
        questions.append(said("example.compare", "Compare {first} and {second}", first=first, second=second))
    questions += map(_what_problem, others[:1])
    spelt = {long for paper in cited for _, long in definitions(paper.abstract)}
    topics = [*_topics(cited), *sorted(long for long in spelt if " " in long)]
    questions += [_what_about(topic) for topic in topics if topic.lower() not in asked]
    return tuple(one for one in dict.fromkeys(questions) if one.lower() != asked)[:count]


def _what_is(name: str) -> str:
    return said("example.what_is", "What is {name}?", name=name)


def _how_well(name: str) -> str:
    return said("example.how_well", "How well does {name} do?", name=name)


def _what_problem(name: str) -> str:
    return said("example.what_problem", "What problem does {name} solve?", name=name)


def _what_about(topic: str) -> str:
    return said("example.what_about", "What do the papers say about {topic}?", topic=topic)


def _names(papers: Sequence[Paper]) -> list[str]:
    return [match["name"] for paper in papers if (match := _COINED.fullmatch(paper.title))]


def _topics(papers: Sequence[Paper]) -> Iterator[str]:
    """Yield pairs of words that several titles share, the most frequent first."""
    pairs = Counter(
        f"{left} {right}"
        for paper in papers
        for left, right in set(pairwise(_WORD.findall(paper.title.lower())))
        if not {left, right} & _PLAIN and f"{left} {right}" in paper.title.lower()
    )
    yield from (pair for pair, times in sorted(pairs.items(), key=lambda item: (-item[1], item[0])) if times > 1)
