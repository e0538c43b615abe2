"""Quotes: how often the answer without a model quotes the sentence that people chose, or states the fact they expect.

Sentences: see `quote_cases`. Facts: our own questions about the saved pages, in two halves by a hash: rules are made by
looking at the failures of the first ("seen"), the other ("kept") is only counted.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from zlib import crc32

from app.answers.quoted import Quotes, quote
from app.engine import Engine
from app.evaluation.answering import answer_questions
from app.evaluation.measures import FACTS
from app.evaluation.question_file import read_questions
from index.collection import Stores
from index.retrieval.evidence import Evidence
from tests.bench.answerability.answerability_cases import papers_of
from tests.bench.answers.quote_cases import Searched, evidence_of, is_gold, is_quoted, searched_cases
from tests.bench.checking.sentence_cases import Part
from tests.bench.common import ROOT, seed_pages, stores_of, table

_DEPTHS = (1, 2, 3)
_HEAD = (
    *("questions", "number", "its paper is first", "refused", "right sentence quoted, refused or not"),
    *("the same, if its paper is first", "right among its paper's best 1 / 2 / 3, if that is first"),
    *("sentences quoted", "its paper cited", "the same where several papers answer", "of"),
)


def measure(split: Part = "dev") -> Iterator[str]:
    """Right sentences that are quoted (SciFact, arXiv), and facts that quotes state (our questions)."""
    rows = [_sentences(kind, cases) for kind, cases in searched_cases(split)]
    yield f"**{split}**, in %\n\n{table(_HEAD, rows)}"
    with stores_of("saved-pages", papers_of(seed_pages())) as stores:
        yield table(("our questions", "number", "facts stated, in %"), _facts(stores))


def _sentences(kind: str, cases: Sequence[Searched]) -> tuple[object, ...]:
    ranked = [(one, evidence_of(one)) for one in cases]
    quotes = [quote(one.found.hits, evidence) for one, evidence in ranked]
    quoted = [is_quoted(found, one.case) for found, one in zip(quotes, cases, strict=True)]
    cited = [_is_cited(found, one) for found, one in zip(quotes, cases, strict=True)]
    papers = Counter(one.case.sentence for one in cases)
    several = [own for own, one in zip(cited, cases, strict=True) if papers[one.case.sentence] > 1]
    first = [i for i, one in enumerate(cases) if one.hit and one.hit is one.found.hits[0]]
    best = [_place(cases[i], ranked[i][1][0]) for i in first]
    return (
        kind,
        len(cases),
        _percent([i in first for i in range(len(cases))]),
        _percent([not one.found.answerable for one in cases]),
        _percent(quoted),
        _percent([quoted[i] for i in first]),
        " / ".join(_percent([place < depth for place in best]) for depth in _DEPTHS),
        f"{sum(len(own) for found in quotes for _, own in found.cited) / max(1, len(quotes)):.1f}",
        _percent(cited),
        _percent(several),
        len(several),
    )


def _place(one: Searched, ranked: Sequence[Evidence]) -> int:
    """Return the place of the best right sentence among those of its paper, from 0 on."""
    return next((i for i, item in enumerate(ranked) if is_gold(item.start, item.end, one.case)), len(ranked))


def _is_cited(quotes: Quotes, one: Searched) -> bool:
    return any(hit is one.hit for hit, _ in quotes.cited)


def _percent(found: Sequence[bool]) -> str:
    return f"{100 * sum(found) / max(1, len(found)):.1f}"


def _facts(stores: Stores) -> Iterator[tuple[object, ...]]:
    titles = {paper.id: paper.title for paper in stores.library.papers()}
    asked = [one for one in read_questions(ROOT / "tests" / "questions.jsonl", titles) if one.facts]
    for half, rest in (("seen", 0), ("kept", 1)):
        own = [one for one in asked if crc32(one.text.encode()) % 2 == rest]
        stated = [outcome.values[FACTS] for outcome in answer_questions(Engine(stores), own)]
        yield half, len(own), f"{100 * sum(stated) / max(1, len(stated)):.1f}"
