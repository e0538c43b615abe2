"""Questions how something is done, made of titles that say by what: `Halving X by Y` asks how, and Y is the answer.

The sentences of the abstract with most of the words of Y answer, and the question has none of these words.
"""

import gzip
import json
import re
from collections.abc import Iterator
from zlib import crc32

from app.checking.support import CitedAbstract
from index.text.sentences import sentence_spans
from index.text.words import terms
from tests.bench.checking.sentence_cases import Part
from tests.bench.checking.written_by_people import Case
from tests.bench.common import shared

_MOST = {"train": 300, "dev": 150}
_TITLE = re.compile(
    r"(?:[^:]{2,40}:\s*)?(?P<done>[A-Z]\w+ing\b.{10,80}?)\s+(?:via|through|by|using)\s+(?P<means>.{10,90})$"
)
# The share of the words of the means that a sentence needs, and how many there must be.
_ENOUGH, _FEWEST = 0.6, 2


def means_cases(part: Part) -> list[Case]:
    """Return the questions of a part, in an order that is by chance and always the same."""
    cases = sorted(_cases(part), key=lambda case: crc32(case.sentence.encode()))
    return cases[: _MOST[part]]


def _cases(part: Part) -> Iterator[Case]:
    with gzip.open(shared() / "bench" / "arxiv" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            in_dev = crc32(record["title"].encode()) % 3 == 0
            titled = _TITLE.match(record["title"]) if in_dev == (part == "dev") else None
            if titled and (gold := _telling(titled["done"], titled["means"], record["text"])):
                paper = CitedAbstract(1, record["title"], record["text"])
                yield Case("how", f"How {titled['done'].lower()}?", paper, true=True, gold=gold)


def _telling(done: str, means: str, abstract: str) -> frozenset[tuple[int, int]]:
    """Return the spans of the sentences with most of the words of the means; none if these words are too few."""
    wanted = set(terms(means)) - set(terms(done))
    if len(wanted) < _FEWEST:
        return frozenset()
    shares = {span: len(wanted & set(terms(abstract[slice(*span)]))) / len(wanted) for span in sentence_spans(abstract)}
    return frozenset(span for span, share in shares.items() if share >= _ENOUGH)
