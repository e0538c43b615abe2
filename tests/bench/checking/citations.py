"""A draft's citations: 200 right ones and 200 planted wrong ones, put through what `paperchat check` does.

Right: sentences that people wrote about one paper (SciTLDR). Wrong: the same sentence citing another paper, in turn one
drawn at random and the one that shares most words. Rules are made by looking at "seen"; "kept" is reported only.
"""

import random
from collections.abc import Iterator, Sequence
from functools import partial

from app.drafts.cited_works import KnownPapers, Reference
from app.drafts.draft_check import ComparisonBasis, check_given
from app.drafts.draft_text import CitedSentence
from index.papers import Entry, Paper
from index.retrieval.late_interaction import nearest_papers
from tests.bench.checking.checking_sets import cached_encoder, nearest, summaries, texts_of
from tests.bench.checking.written_by_people import Case, Half, half_of
from tests.bench.common import fresh_stores, make_ready, table

_PLANTED = 200


def measure() -> Iterator[str]:
    """Planted wrong citations caught and right ones flagged, by `paperchat check`."""
    rows = [row for half in ("seen", "kept") for row in _rows(half)]
    yield table(("half", "citations", "number", "flagged, %"), rows)


def _rows(half: Half) -> Iterator[tuple[str, str, int, float]]:
    draw = random.Random(half)  # noqa: S311 - to repeat it, not to keep a secret
    split = "train" if half == "seen" else "dev"
    # One sentence a paper: otherwise the "wrong" paper may be the right one.
    cases = sorted({case.paper.title: case for case in summaries(split)}.values(), key=lambda case: case.sentence)
    cases = draw.sample([case for case in cases if half_of(case.sentence) == half], _PLANTED)
    papers = [case.paper for case in cases]
    near = nearest(papers)
    wrong = [papers[near[i]] if i % 2 else draw.choice([*papers[:i], *papers[i + 1 :]]) for i in range(len(cases))]
    yield half, "right", len(cases), _flagged(cases, [case.paper.title for case in cases])
    yield half, "wrong", len(cases), _flagged(cases, [paper.title for paper in wrong])


def _flagged(cases: Sequence[Case], titles: Sequence[str]) -> float:
    papers = [Paper(case.paper.title, case.paper.abstract) for case in cases]
    given = [CitedSentence(case.sentence, (Reference(title),)) for case, title in zip(cases, titles, strict=True)]
    encoder = cached_encoder("citations")
    encoder.add(texts_of(cases))
    with fresh_stores(encoder.encoder) as stores:
        stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers, 1)], "drafts.txt")
        make_ready(stores)
        known = KnownPapers.of(stores.library.papers())
        found = list(
            check_given(given, ComparisonBasis(known, encoder.similarity, None, partial(nearest_papers, stores)))
        )
    return round(100 * sum(one.flagged for one in found) / len(found), 1)
