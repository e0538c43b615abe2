"""Answers that a real model writes to our own questions, compared with quotes: quality and cost.

The model is a GGUF file, served by llama.cpp as in `tests/model`. Tokens are what the server counts.
"""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from app.answer import Answer
from app.citations import answer_sentences
from app.engine import Engine
from app.evaluation.answer_report import AnswerReport, report_answers
from app.evaluation.answering import without_model
from app.evaluation.measures import MEASURES, AnswerOutcome, judge
from app.evaluation.question_file import LabelledQuestion, read_questions
from app.llm.endpoint import Endpoint
from app.request import Question
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from tests.bench.common import ROOT, median, percentile, table
from tests.bench.processes import seeds_home
from tests.model.running import LlamaServer, Usage

QUESTIONS = ROOT / "tests" / "questions.jsonl"
_ASKED = 40
_CONTEXT = 8192
_MAX_TOKENS = 512
_TIMEOUT = 1800.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, its answer, and what the answer took."""

    outcome: AnswerOutcome
    answer: Answer
    first_token: float | None
    """Seconds to the first word of the model; None if it wrote none."""
    usage: Usage


def measure() -> Iterator[str]:
    """Answers of the GGUF model PAPERCHAT_BENCH_MODEL to 40 questions; PAPERCHAT_BENCH_QUESTIONS, _THREADS, _PROMPT."""
    file = model_file()
    count = int(os.environ.get("PAPERCHAT_BENCH_QUESTIONS", _ASKED))
    prompt: Any = os.environ.get("PAPERCHAT_BENCH_PROMPT", "short")
    home, papers = seeds_home()
    questions = _spread(read_questions(QUESTIONS, {paper.id: paper.title for paper in papers}), count)
    stores = open_stores(home, BundledEncoder())
    with serving(file) as server:
        engine = Engine(stores, short_endpoint(server, prompt))
        quoted = _ask_all(without_model(engine), questions, server)
        written = _ask_all(engine, questions, server)
    stores.close()
    threads = f"{server.threads} threads"
    what = f"{len(questions)} questions, {len(papers)} papers, window {_CONTEXT}, {threads}, {prompt} prompt"
    yield f"{file.name}, {what}"
    yield _worth({"quotes": quoted, file.stem: written, **_parts(written, questions)}, len(papers))
    yield _cost(written)


def _parts(written: Sequence[_Asked], questions: Sequence[LabelledQuestion]) -> dict[str, Sequence[_Asked]]:
    """Return the answers in two halves; where more questions than usual were asked, those to the others apart."""
    if len(questions) <= _ASKED:
        return {"odd ones": written[::2], "even ones": written[1::2]}
    usual = {question.text for question in _spread(questions, _ASKED)}
    others = [one for one, question in zip(written, questions, strict=True) if question.text not in usual]
    return {f"all but the usual {_ASKED}": others}


def model_file() -> Path:
    """Return the GGUF file to measure. Ends the program where none is named."""
    file = Path(os.environ.get("PAPERCHAT_BENCH_MODEL", ""))
    if not file.is_file():
        raise SystemExit("Set PAPERCHAT_BENCH_MODEL to a GGUF file.")
    return file


def serving(file: Path) -> LlamaServer:
    """Return a server for the model, with a thread for each core unless PAPERCHAT_BENCH_THREADS says otherwise."""
    threads = int(os.environ.get("PAPERCHAT_BENCH_THREADS", os.cpu_count() or 1))
    return LlamaServer(file, context=_CONTEXT, threads=threads)


def short_endpoint(server: LlamaServer, prompt: Any = "short") -> Endpoint:
    """Return the product's endpoint for the server, with the prompt of a small model unless told otherwise."""
    endpoint = Endpoint(
        *(server.url, None, None),
        context_window=_CONTEXT,
        max_tokens=_MAX_TOKENS,
        temperature=0.0,
        timeout=_TIMEOUT,
        prompt=prompt,
    )
    # Neither loading the client nor asking for the model's name is the answer's time.
    endpoint.warm_up()
    assert endpoint.model
    return endpoint


def _spread(questions: Sequence[LabelledQuestion], count: int) -> list[LabelledQuestion]:
    """Return `count` questions from all over the file, which is sorted by kind."""
    count = min(count, len(questions))
    return [questions[position * len(questions) // count] for position in range(count)]


def _ask_all(engine: Engine, questions: Sequence[LabelledQuestion], server: LlamaServer) -> list[_Asked]:
    engine.find(questions[0].text, 1)
    what = "writing" if engine.endpoint else "quoting"
    console = Console(stderr=True)
    return [_ask(engine, question, server) for question in track(questions, what, console=console, transient=True)]


def _ask(engine: Engine, question: LabelledQuestion, server: LlamaServer) -> _Asked:
    before, start, first_token = server.usage, time.monotonic(), None
    for answer in engine.answer(Question(question.text)):
        if first_token is None and answer.model and (answer.text or answer.thinking):
            first_token = time.monotonic() - start
    return _Asked(judge(question, answer), answer, first_token, server.usage - before)


def _worth(asked: Mapping[str, Sequence[_Asked]], papers: int) -> str:
    """Return the measures of `paperchat eval answers` side by side, with how many sentences carry a source."""
    reports = {name: report_answers(name, papers, None, [one.outcome for one in each]) for name, each in asked.items()}
    rows = [(what, *(_cell(found, measure) for found in reports.values())) for measure, what in MEASURES.items()]
    rows += [
        ("papers cited in the model's words that were expected, of all such", *map(_right_citations, asked.values())),
        ("sentences that cite a paper, of all the model wrote to answerable questions", *map(_cited, asked.values())),
        ("marks found by us, of all sentences that cite a paper", *map(_attributed, asked.values())),
        ("answerable questions refused", *(f"{one.wrongly_refused} of {one.answerable}" for one in reports.values())),
        (
            "unanswerable questions answered",
            *(f"{one.wrongly_answered} of {len(one.outcomes) - one.answerable}" for one in reports.values()),
        ),
        (
            "invented answers: unanswerable questions answered in the model's words",
            *map(_invented, asked.values()),
        ),
        ("texts of the model set aside because nothing is backed", *map(_set_aside, asked.values())),
        ("quotes in place of an answer by the model", *(str(one.fallen_back) for one in reports.values())),
        ("dead ends: neither text nor papers", *map(_dead_ends, asked.values())),
    ]
    return table(("measure", *asked), rows)


def _cell(found: AnswerReport, measure: str) -> str:
    one = found.summaries.get(measure)
    return f"{one.mean.mean:.3f} ({one.mean.low:.2f} to {one.mean.high:.2f})" if one else "-"


def _right_citations(asked: Sequence[_Asked]) -> str:
    """Of the model's answers to answerable questions. What another paper says may be true, too."""
    shown = [
        (source.paper.id, one.outcome.question.papers)
        for one in asked
        if one.outcome.question.papers and one.answer.model
        for source in one.answer.cited
    ]
    return f"{sum(paper in expected for paper, expected in shown)} of {len(shown)}"


def _cited(asked: Sequence[_Asked]) -> str:
    """Sentences of texts that were set aside count as not cited."""
    written = [one.answer for one in asked if one.outcome.question.answerable and one.outcome.model_calls]
    cited = sum(bool(check.evidence) for answer in written if answer.model for check in answer.checks)
    rest = sum(not check.evidence for answer in written if answer.model for check in answer.checks)
    set_aside = sum(sentence.claim for answer in written for sentence in answer_sentences(answer.unbacked, 0))
    return f"{cited} of {cited + rest + set_aside}"


def _attributed(asked: Sequence[_Asked]) -> str:
    cited = [check for one in asked if one.answer.model for check in one.answer.checks if check.evidence]
    return f"{sum(check.attributed for check in cited)} of {len(cited)}"


def _invented(asked: Sequence[_Asked]) -> str:
    unanswerable = [one.answer for one in asked if not one.outcome.question.answerable]
    return f"{sum(answer.model is not None and not answer.refused for answer in unanswerable)} of {len(unanswerable)}"


def _set_aside(asked: Sequence[_Asked]) -> str:
    return str(sum(bool(one.answer.unbacked) for one in asked))


def _dead_ends(asked: Sequence[_Asked]) -> str:
    return str(sum(not one.answer.text.strip() or not one.answer.sources for one in asked))


def _cost(asked: Sequence[_Asked]) -> str:
    """Return seconds and tokens of the answers that a model was asked for."""
    called = [one for one in asked if one.outcome.model_calls]
    columns: dict[str, list[float]] = {
        "seconds to the first token": [one.first_token for one in called if one.first_token is not None],
        "seconds to the end": [one.answer.seconds for one in called],
        "prompt tokens read": [one.usage.read for one in called],
        "prompt tokens cached": [one.usage.cached for one in called],
        "tokens written": [one.usage.written for one in called],
        "model calls": [one.outcome.model_calls for one in called],
    }
    rows = [
        (name, len(found), median(found), percentile(found, 0.95), sum(found))
        for name, found in columns.items()
        if found
    ]
    return table(("cost of an answer", "answers", "p50", "p95", "in all"), rows)
