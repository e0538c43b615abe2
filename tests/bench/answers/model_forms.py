"""Lists, comparisons, overviews and multi-step answers that a real model writes: what of them the papers bear out.

The questions are ours, a few of each form; the papers of the overviews are spread over the seed pages.
"""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from app.answer import Answer
from app.engine import Engine
from app.evaluation.question_file import read_questions
from app.request import OverviewRequest, Question, Request
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.papers import Paper
from tests.bench.answers.model import QUESTIONS, model_file, serving, short_endpoint
from tests.bench.common import median, table
from tests.bench.processes import seeds_home

_EACH = 3
_SUMMARISED = 3


@dataclass(frozen=True, slots=True)
class _Answered:
    answer: Answer
    seconds: float


def measure() -> Iterator[str]:
    """Lists, comparisons, overviews and multi-step answers of PAPERCHAT_BENCH_MODEL; PAPERCHAT_BENCH_THREADS."""
    file = model_file()
    home, papers = seeds_home()
    stores = open_stores(home, BundledEncoder())
    with serving(file) as server:
        engine = Engine(stores, short_endpoint(server))
        console = Console(stderr=True)
        rows = []
        for form, requests in _requests(papers).items():
            answered = [_ask(engine, one) for one in track(requests, form, console=console, transient=True)]
            _keep(form, answered)
            rows.append(_row(form, answered))
    stores.close()
    columns = (
        *("form", "answers", "the model's sentences", "with a paper", "flagged", "quoted", "quotes instead"),
        *("dead ends", "seconds, p50"),
    )
    yield f"{file.name}, {len(papers)} papers\n\n{table(columns, rows)}"


def _requests(papers: Sequence[Paper]) -> dict[str, Sequence[Request]]:
    questions = read_questions(QUESTIONS, {paper.id: paper.title for paper in papers})
    lists, comparisons = (
        [question.text for question in questions if question.kind == kind][:_EACH] for kind in ("papers", "comparison")
    )
    chosen = papers[:: len(papers) // (_EACH * _SUMMARISED)]
    ids = [
        tuple(paper.id for paper in chosen[start : start + _SUMMARISED])
        for start in range(0, _EACH * _SUMMARISED, _SUMMARISED)
    ]
    return {
        "list": [Question(text) for text in lists],
        "comparison": [Question(text) for text in comparisons],
        "multi-step": [Question(text, multi_step=True) for text in comparisons],
        "summary": [OverviewRequest("summary", few[:1]) for few in ids],
        "digest": [OverviewRequest("digest", few) for few in ids],
        "table": [OverviewRequest("table", few) for few in ids],
    }


def _ask(engine: Engine, request: Request) -> _Answered:
    start = time.monotonic()
    *_, answer = engine.answer(request)
    return _Answered(answer, time.monotonic() - start)


def _keep(form: str, answered: Sequence[_Answered]) -> None:
    """Append the texts to the file PAPERCHAT_BENCH_TEXTS, for a person to read."""
    if there := os.environ.get("PAPERCHAT_BENCH_TEXTS"):
        with Path(there).open("a") as file:
            for one in answered:
                flagged = [one.answer.text[check.start : check.end] for check in one.answer.checks if check.flagged]
                file.write(f"## {form}: {one.answer.question}\n\n{one.answer.text}\n\nFlagged: {flagged}\n\n")


def _row(form: str, answered: Sequence[_Answered]) -> tuple[object, ...]:
    checks = [check for one in answered for check in one.answer.checks]
    written = [check for check in checks if check.verdict != "quoted"]
    return (
        *(form, len(answered), len(written), sum(bool(check.evidence) for check in written)),
        *(sum(check.flagged for check in written), len(checks) - len(written)),
        sum(one.answer.model is None for one in answered),
        sum(not one.answer.text.strip() for one in answered),
        median([one.seconds for one in answered]),
    )
