"""Sentence checking: false sentences flagged, true ones accepted, and whether the right evidence is found.

True sentences are those of abstracts, and human ones about them (SciTLDR summaries, SciFact claims). Daily Papers are
split by id, the other sets as published.
"""

import random
import time
from collections.abc import Iterator, Sequence

from app.checking.decision import Writer
from app.checking.sentence_check import SentenceResult, check
from app.checking.support import CitedAbstract, Similarity
from index.text.sentences import sentences
from tests.bench.checking.checking_sets import cached_encoder, claims_of, daily_papers, nearest, summaries, texts_of
from tests.bench.checking.edits import FALSE, TRUE, Material, foreign_names
from tests.bench.checking.sentence_cases import fitting_cases, from_titles
from tests.bench.checking.written_by_people import Case, Half, written_by_people
from tests.bench.common import median, table

_PAPERS = 150
_SUMMARIES = 300
_MIN_WORDS = 8
_OF_A_KIND = 200
# The kinds of sentences that a model wrote about whole abstracts, as it writes answers.
_OF_A_MODEL = ("arXiv: ", "title alone: ")


def measure(split: str = "dev") -> Iterator[str]:
    """False sentences flagged, true ones flagged by mistake, rationales found, time per sentence."""
    cases = list(load_cases(split))
    encoder = cached_encoder("checking")
    encoder.add(texts_of(cases))
    rows = {name: _run(cases, similarity) for name, similarity in (("", None), ("vectors", encoder.similarity))}
    human = list(_of_others("seen" if split == "train" else "kept"))
    encoder.add(texts_of(human))
    yield f"**written by people**, flagged in %\n\n{_rates(human, _run(human, encoder.similarity), _run(human, None))}"
    whole = [*fitting_cases("train" if split == "train" else "dev"), *from_titles()]
    encoder.add(texts_of(whole))
    rates = _rates(whole, _run(whole, encoder.similarity), _run(whole, None))
    yield f"**with the whole abstract**, flagged in %\n\n{rates}"
    yield f"**{split}**, flagged in %\n\n{_rates(cases, rows['vectors'], rows[''])}"
    yield _rationales(cases, rows["vectors"], rows[""])
    yield _speed(cases, encoder.similarity)


def _of_others(half: Half) -> Iterator[Case]:
    """Yield at most so many sentences of a kind, drawn at random."""
    kinds: dict[str, list[Case]] = {}
    for case in written_by_people(half):
        kinds.setdefault(case.kind, []).append(case)
    draw = random.Random(half)  # noqa: S311 - to repeat it, not to keep a secret
    for _, cases in sorted(kinds.items()):
        cases.sort(key=lambda case: (case.sentence, case.paper.abstract))
        yield from draw.sample(cases, min(_OF_A_KIND, len(cases)))


def _run(cases: Sequence[Case], similarity: Similarity | None) -> list[SentenceResult | None]:
    return [check(f"{case.sentence} [{case.paper.number}]", [case.paper], similarity, _writer(case)) for case in cases]


def _writer(case: Case) -> Writer:
    return "model" if case.kind.startswith(_OF_A_MODEL) else "person"


def _rates(cases: Sequence[Case], full: Sequence[SentenceResult | None], bare: Sequence[SentenceResult | None]) -> str:
    rows = []
    for kind in dict.fromkeys(case.kind for case in cases):
        of_kind = [i for i, case in enumerate(cases) if case.kind == kind]
        shares = [round(100 * sum(_flagged(found[i]) for i in of_kind) / len(of_kind), 1) for found in (full, bare)]
        gone = round(100 * sum(_verdict(full[i]) == "not found" for i in of_kind) / len(of_kind), 1)
        rows.append((kind, "no" if cases[of_kind[0]].true else "yes", len(of_kind), shares[0], gone, shares[1]))
    return table(("sentences", "to be flagged", "number", "flagged", "of these not found", "without vectors"), rows)


def _flagged(checked: SentenceResult | None) -> bool:
    return checked is not None and checked.flagged


def _verdict(checked: SentenceResult | None) -> str:
    return checked.verdict if checked else ""


def _rationales(
    cases: Sequence[Case], full: Sequence[SentenceResult | None], bare: Sequence[SentenceResult | None]
) -> str:
    rows = []
    for name, found in (("words and vectors", full), ("words", bare)):
        hits = [
            any(_overlaps(span, gold) for evidence in checked.evidence for span in evidence.spans for gold in case.gold)
            for case, checked in zip(cases, found, strict=True)
            if case.gold and checked
        ]
        rows.append((name, len(hits), round(100 * sum(hits) / len(hits), 1)))
    return table(("evidence by", "claims", "rationale in the top 2, %"), rows)


def _overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether they share at least half of the shorter."""
    shared_length = min(one[1], other[1]) - max(one[0], other[0])
    return shared_length >= min(one[1] - one[0], other[1] - other[0]) / 2


def _speed(cases: Sequence[Case], similarity: Similarity) -> str:
    draw = random.Random(0)  # noqa: S311 - to repeat it, not to keep a secret
    times = []
    for case in draw.sample(cases, 200):
        papers = [case.paper, *(CitedAbstract(i, other.paper.title, other.paper.abstract)
                                for i, other in enumerate(draw.sample(cases, 7), 2))]  # fmt: skip
        check(case.sentence, papers)
        started = time.perf_counter()
        check(case.sentence, papers)
        times.append(1000 * (time.perf_counter() - started))
    return f"{median(times):.2f} ms a sentence that cites 8 papers (median; papers prepared, encoder aside)"


def load_cases(split: str) -> Iterator[Case]:
    """Make the sentences of a split."""
    draw = random.Random(split)  # noqa: S311 - to repeat it, not to keep a secret
    claims = list(claims_of(split))
    yield from claims
    by_people = draw.sample(sorted(summaries(split), key=lambda case: case.sentence), _SUMMARIES)
    yield from by_people
    pools = {"daily_papers": daily_papers(split), "scifact": [case.paper for case in claims]}
    for papers in pools.values():
        unique = list({paper.abstract: paper for paper in papers}.values())
        yield from _edited(draw.sample(unique, min(_PAPERS, len(unique))), draw)
    for kind, written in (("claims", claims), ("summaries", by_people)):
        yield from _misplaced(kind, [case for case in written if case.true], draw)


def _edited(papers: Sequence[CitedAbstract], draw: random.Random) -> Iterator[Case]:
    """Apply every edit to a sentence of each paper that it fits."""
    foreign = foreign_names([paper.abstract for paper in papers])
    near = nearest(papers)
    for i, paper in enumerate(papers):
        own = [found for found in sentences(paper.abstract) if len(found.split()) >= _MIN_WORDS]
        stranger = draw.choice(sentences(papers[near[i]].abstract))
        for edits, true in ((TRUE, True), (FALSE, False)):
            for kind, edit in edits.items():
                materials = [Material(s, f"{paper.title}\n{paper.abstract}", foreign, stranger) for s in own]
                draw.shuffle(materials)
                made = next((text for material in materials if (text := edit(material, draw))), None)
                if made:
                    yield Case(kind, made, paper, true)
        if own:
            yield Case(
                "sentence, wrong paper", draw.choice(own), draw.choice([*papers[:i], *papers[i + 1 :]]), true=False
            )
            yield Case("sentence, nearest wrong paper", draw.choice(own), papers[near[i]], true=False)


def _misplaced(kind: str, cases: Sequence[Case], draw: random.Random) -> Iterator[Case]:
    papers = list({case.paper.abstract: case.paper for case in cases}.values())
    places = {paper.abstract: i for i, paper in enumerate(papers)}
    near = nearest(papers)
    backing = {(case.sentence, case.paper.abstract) for case in cases}
    for case in cases:
        i = places[case.paper.abstract]
        if (case.sentence, papers[near[i]].abstract) in backing:
            continue
        yield Case(f"{kind}, wrong paper", case.sentence, draw.choice([*papers[:i], *papers[i + 1 :]]), true=False)
        yield Case(f"{kind}, nearest wrong paper", case.sentence, papers[near[i]], true=False)
