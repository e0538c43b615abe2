"""Quotes: how often the answer without a model quotes the sentence that people chose, or states the fact they expect.

Sentences: SciFact's annotators chose those that support or contradict a claim. Facts: our own questions about the saved
pages, in two halves by a hash: rules are made by looking at the failures of the first ("seen"), the other ("kept") is
only counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from app.answers.quoted import Quotes, quote
from app.engine import Engine
from app.evaluation.answering import answer_questions
from app.evaluation.measures import FACTS
from app.evaluation.question_file import read_questions
from index.collection import Stores
from index.retrieval.evidence import Evidence
from index.retrieval.explanation import evidence_for
from index.retrieval.search import search
from tests.bench.answerability_cases import papers_of
from tests.bench.checking_sets import claims_of
from tests.bench.common import ROOT, load_set, seed_pages, stores_of, table
from tests.bench.written_by_people import Case

_CLAIMS = 200
_DEPTHS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What was quoted for a claim."""

    first: bool
    """Its paper is found first."""
    place: int | None
    """The place of the best chosen sentence among those of its paper, from 0 on; None if the paper is not found."""
    quoted: bool
    refused: bool


def measure(split: str = "dev") -> Iterator[str]:
    """Chosen sentences that are quoted (SciFact), and facts that quotes state (our questions)."""
    with stores_of("scifact", load_set("scifact").papers) as stores:
        yield f"**{split}**, of {_CLAIMS} claims\n\n{_sentences(stores, list(claims_of(split))[:_CLAIMS])}"
    with stores_of("saved-pages", papers_of(seed_pages())) as stores:
        yield table(("our questions", "number", "facts stated, in %"), _facts(stores))


def _sentences(stores: Stores, claims: Sequence[Case]) -> str:
    found = [_outcome(stores, claim) for claim in claims]
    ranked = [outcome for outcome in found if outcome.first]
    rows = [
        ("its paper is first", len(ranked), len(found)),
        ("refused", sum(outcome.refused for outcome in found), len(found)),
        ("a chosen sentence is quoted, refused or not", sum(outcome.quoted for outcome in found), len(found)),
        ("the same, if its paper is first", sum(outcome.quoted for outcome in ranked), len(ranked)),
    ]
    for depth in _DEPTHS:
        within = sum(outcome.place is not None and outcome.place < depth for outcome in ranked)
        rows.append(
            (f"a chosen sentence is among the best {depth} of its paper, if that is first", within, len(ranked))
        )
    return table(("", "claims", "of", "in %"), [(*row, f"{100 * row[1] / max(1, row[2]):.1f}") for row in rows])


def _outcome(stores: Stores, claim: Case) -> _Outcome:
    found = search(stores, claim.sentence)
    evidence = evidence_for(stores, found)
    abstracts = [hit.paper.abstract for hit in found.hits]
    at = abstracts.index(claim.paper.abstract) if claim.paper.abstract in abstracts else None
    ranked = evidence[at] if at is not None else []
    place = next((i for i, sentence in enumerate(ranked) if _is_chosen(sentence, claim)), None)
    return _Outcome(at == 0, place, _is_quoted(quote(found.hits, evidence), claim), not found.answerable)


def _is_quoted(quotes: Quotes, claim: Case) -> bool:
    return any(
        hit.paper.abstract == claim.paper.abstract and any(_is_chosen(sentence, claim) for sentence in sentences)
        for hit, sentences in quotes.cited
    )


def _is_chosen(sentence: Evidence, claim: Case) -> bool:
    """Whether the sentence holds at least half of one that annotators chose; their sentences end elsewhere at times."""
    return any(min(end, sentence.end) - max(start, sentence.start) > (end - start) / 2 for start, end in claim.gold)


def _facts(stores: Stores) -> Iterator[tuple[object, ...]]:
    titles = {paper.id: paper.title for paper in stores.library.papers()}
    asked = [one for one in read_questions(ROOT / "tests" / "questions.jsonl", titles) if one.facts]
    for half, rest in (("seen", 0), ("kept", 1)):
        own = [one for one in asked if crc32(one.text.encode()) % 2 == rest]
        stated = [outcome.values[FACTS] for outcome in answer_questions(Engine(stores), own)]
        yield half, len(own), f"{100 * sum(stated) / max(1, len(stated)):.1f}"
