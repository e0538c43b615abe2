"""Sentences about whole abstracts, true and made false, to fit the decision of the check and to measure it.

True ones come from people (SciFact, SciTLDR) and from a model (arXiv). Each is put beside another paper, and gets
another name or number. The parts are those of the sets: nothing of "train" is in "dev".
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from app.checking.support import CitedAbstract
from index.text.sentences import sentence_spans, sentences
from tests.bench.checking.checking_sets import claims_of, daily_papers, nearest, summaries
from tests.bench.checking.edits import FALSE, TRUE, Material, foreign_names, name_slipped, name_swapped, number_changed
from tests.bench.checking.written_by_people import Case, half_of
from tests.bench.common import bench_records

Part = Literal["train", "dev"]
HUMAN_TRUE = ("SciFact: true", "SciTLDR: true", "arXiv: true")
MODEL_TRUE = ("arXiv: true",)
# Sentences that a model wrote of papers of which it was told the title only, read against the abstracts. Our own.
_FROM_TITLES = Path(__file__).with_name("from_titles.jsonl")
_MOST = 700
_PAPERS = 250
_MIN_WORDS = 8
# What a sentence begins with tells it from the sentences of other abstracts.
_OPENING, _SHORTEST = 60, 30
_NOT_SEEN = ("negated", "direction reversed", "overclaimed")


def fitting_cases(part: Part) -> list[Case]:
    """Return the sentences of a part, in the kinds that the check can tell apart."""
    draw = random.Random(part)  # noqa: S311 - to repeat it, not to keep a secret
    found = [case for name, items in _sets(part, draw) for case in _with_false(name, items, draw)]
    return [*found, *_edited(part, draw)]


def _sets(part: Part, draw: random.Random) -> Iterator[tuple[str, list[Case]]]:
    named = {
        "SciFact": [case for case in claims_of(part) if case.true],
        "SciTLDR": list(summaries(part)),
        "arXiv": list(about_whole_abstracts(part)),
    }
    for name, cases in named.items():
        cases.sort(key=lambda case: (case.sentence, case.paper.abstract))
        yield name, draw.sample(cases, min(_MOST, len(cases)))


def _with_false(name: str, cases: Sequence[Case], draw: random.Random) -> Iterator[Case]:
    papers = list({case.paper.abstract: case.paper for case in cases}.values())
    places = {paper.abstract: i for i, paper in enumerate(papers)}
    near, foreign = nearest(papers), foreign_names([case.sentence for case in cases])
    backing = {(case.sentence, case.paper.abstract) for case in cases}
    for case in cases:
        i = places[case.paper.abstract]
        yield Case(f"{name}: true", case.sentence, case.paper, true=True)
        yield Case(f"{name}: wrong paper", case.sentence, draw.choice([*papers[:i], *papers[i + 1 :]]), true=False)
        if (case.sentence, papers[near[i]].abstract) not in backing:
            yield Case(f"{name}: nearest wrong paper", case.sentence, papers[near[i]], true=False)
        material = Material(case.sentence, f"{case.paper.title}\n{case.paper.abstract}", foreign, "")
        for kind, edit in (("number changed", number_changed), ("name swapped", name_swapped)):
            if text := edit(material, draw):
                yield Case(f"{name}: {kind}", text, case.paper, true=False)
        # With a draw of its own: what is drawn for the other kinds stays the same.
        if text := name_slipped(material, random.Random(case.sentence)):  # noqa: S311
            yield Case(f"{name}: name slipped", text, case.paper, true=False)


def _edited(part: Part, draw: random.Random) -> Iterator[Case]:
    """Yield edited sentences of abstracts, in the kinds that the check can tell apart."""
    papers = draw.sample(daily_papers(part), _PAPERS)
    near, foreign = nearest(papers), foreign_names([paper.abstract for paper in papers])
    for i, paper in enumerate(papers):
        own = [one for one in sentences(paper.abstract) if len(one.split()) >= _MIN_WORDS]
        stranger = draw.choice(sentences(papers[near[i]].abstract))
        materials = [Material(one, f"{paper.title}\n{paper.abstract}", foreign, stranger) for one in own]
        for edits, true in ((TRUE, True), (FALSE, False)):
            for kind, edit in edits.items():
                draw.shuffle(materials)
                made = next((text for material in materials if (text := edit(material, draw))), None)
                if made and kind not in _NOT_SEEN:
                    yield Case(f"edit: {kind}", made, paper, true)


def about_whole_abstracts(part: Part) -> Iterator[Case]:
    """Yield a model's sentences on one to three lines of an arXiv abstract, with the whole abstract beside them.

    The set gives only those lines; names that the rest of the abstract holds would count as missing.
    """
    half = "seen" if part == "train" else "kept"
    for premise, sentence, record in _matched():
        if half_of(premise, sentence) == half:
            paper = CitedAbstract(1, record["title"], record["text"])
            yield Case("arXiv: true", sentence, paper, true=True, gold=_lines_of(premise, record["text"]))


@cache
def _matched() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Return each pair of the paraphrased set whose lines all stand in one abstract, with that abstract's record."""
    records = [record for name in ("arxiv", "daily_papers") for record in bench_records(name)]
    openings: dict[str, int] = {}
    for place, record in enumerate(records):
        for opening in _openings(record["text"]):
            openings.setdefault(opening, place)
    found = []
    for pair in bench_records("entailment", "arxiv_paraphrase.jsonl.gz"):
        first, *others = [openings.get(opening) for opening in _openings(pair["premise"])] or [None]
        if first is not None and all(other == first for other in others):
            found.append((pair["premise"], pair["hypothesis"], records[first]))
    return tuple(found)


def from_titles() -> Iterator[Case]:
    """Yield what a model wrote of papers of which it had the titles: what abstracts say too, and what it invented."""
    papers = abstracts_by_title()
    for line in _FROM_TITLES.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        kind = "of the abstract" if one["true"] else "invented"
        yield Case(
            f"title alone: {kind}", one["sentence"], CitedAbstract(1, one["title"], papers[one["title"]]), one["true"]
        )


def abstracts_by_title() -> dict[str, str]:
    """Return the abstracts of Daily Papers and SciFact."""
    return {record["title"]: record["text"] for name in ("daily_papers", "scifact") for record in bench_records(name)}


def _lines_of(premise: str, abstract: str) -> frozenset[tuple[int, int]]:
    """Return the sentences of the abstract that the lines of `premise` are."""
    wanted = set(_openings(premise))
    return frozenset(
        span for span in sentence_spans(abstract) if wanted.intersection(_openings(abstract[slice(*span)]))
    )


def _openings(text: str) -> list[str]:
    letters = (re.sub(r"\W+", "", one.lower())[:_OPENING] for one in re.split(r"(?<=[.!?])\s+|\n", text))
    return [one for one in letters if len(one) >= _SHORTEST]
