"""The command `paperchat eval answers`: measures answers to your own questions. Wiring and tables only.

The modules beside it do the measuring.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.evaluation.output import cell, exit_if_missed, print_table, read_thresholds, with_progress
from index.papers import tidy

if TYPE_CHECKING:
    from app.engine import Engine
    from app.evaluation.answer_report import AnswerReport
    from app.evaluation.measures import AnswerOutcome
    from app.evaluation.retrieval_command import Openers


@dataclass(frozen=True, slots=True)
class _AnswerOptions:
    file: Path
    no_model: bool
    at_least: tuple[tuple[str, float], ...]
    as_json: bool
    per_question: bool


def _thresholds(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[tuple[str, float], ...]:
    from app.evaluation.measures import MEASURES

    return read_thresholds(values, list(MEASURES), "citation-recall=0.8")


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--no-model", is_flag=True, help="Quote, even if a model is connected.")
@click.option(
    "--at-least",
    multiple=True,
    callback=_thresholds,
    metavar="MEASURE=VALUE",
    help="Exit with 1 if a mean is lower, for example citation-recall=0.8; one of citation-precision, citation-recall, "
    "sentences-found, fact-recall, answerable-answered, unanswerable-refused.",
)
@click.option(
    "--per-question", is_flag=True, help="List the questions whose answers fell short; with --json, all questions."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def answers(openers: "Openers", /, **options: Any) -> None:
    """Measure the answers to the questions in FILE, from your own library.

    FILE has one question per line, as JSON: {"question": "...", "papers": ["title"], "facts": ["68.77k"]}. An empty
    list of papers means that the library has no answer. A fact can be a list of alternatives. "kind" groups questions.

    The connected model answers; without one, answers are quoted. Intervals are 95 % bootstrap, over questions.
    """
    wanted = _AnswerOptions(**options)
    with openers.engine() as engine:
        found = _evaluate(wanted, engine)
    _show(wanted, found)
    exit_if_missed(list(_missed(wanted, found)))


def _evaluate(wanted: _AnswerOptions, engine: "Engine") -> "AnswerReport":
    from app.evaluation.answer_report import report_answers
    from app.evaluation.answering import answer_questions, without_model
    from app.evaluation.question_file import read_questions

    titles = {paper.id: paper.title for paper in engine.stores.library.papers()}
    questions = read_questions(wanted.file, titles)
    engine = without_model(engine) if wanted.no_model else engine
    outcomes = list(with_progress(answer_questions(engine, questions), len(questions), "Answering"))
    # The name of an endpoint's only model may not be known before the first call.
    model = (engine.endpoint.known_model or engine.endpoint.address) if engine.endpoint else None
    return report_answers(str(wanted.file), len(titles), model, outcomes)


def _show(wanted: _AnswerOptions, found: "AnswerReport") -> None:
    from app.evaluation.answer_report import answers_json

    if wanted.as_json:
        click.echo(json.dumps(answers_json(found, per_question=wanted.per_question), ensure_ascii=False))
        return
    _print(found)
    if wanted.per_question:
        for one in found.failures:
            click.echo("\n".join(_failure(one)))


def _missed(wanted: _AnswerOptions, found: "AnswerReport") -> Iterator[str]:
    """Yield a message for each measure below its threshold."""
    for name, least in wanted.at_least:
        one = found.summaries.get(name)
        if one is None:
            yield f"{found.file}: {name} applies to none of the questions."
        elif one.mean.mean < least:
            yield f"{found.file}: {name} is {one.mean.mean:.3f}, below {least:g}."


def _print(found: "AnswerReport") -> None:
    """Print what was measured, the measures in all and by kind, and the costs."""
    from app.evaluation.measures import MEASURES

    total, answerable = len(found.outcomes), found.answerable
    click.echo(f"{tidy(found.file)}: {total:,} questions, {answerable:,} of them answerable, {found.papers:,} papers.")
    click.echo(f"Answered by {tidy(found.model)}." if found.model else "Answers are quoted, without a model.")
    if found.fallen_back:
        click.echo(f"{found.fallen_back:,} answers are quoted because the model gave none.")
    click.echo(
        f"{found.wrongly_refused:,} of {answerable:,} answerable questions were refused, "
        f"{found.wrongly_answered:,} of {total - answerable:,} others were answered.\n"
    )
    rows = [(name, cell(one.mean), one.questions, MEASURES[name]) for name, one in found.summaries.items()]
    print_table(("measure", "mean", "questions", "what"), rows, text="what")
    if any(found.kinds):
        names = list(found.summaries)
        kinds = [(kind or "-", *(_mean(means.get(name)) for name in names)) for kind, means in found.kinds.items()]
        print_table(("kind", *(name.replace("-", "\n") for name in names)), kinds)
    calls, tokens = (sum(getattr(one, what) for one in found.outcomes) for what in ("model_calls", "prompt_tokens"))
    head = ("seconds p50 / p95", "model calls per question", "prompt tokens per question")
    print_table(head, [(f"{found.p50:.2f} / {found.p95:.2f}", f"{calls / total:.2f}", f"{tokens / total:,.0f}")])


def _failure(one: "AnswerOutcome") -> Iterator[str]:
    """Yield lines on what a question got and what was missing."""
    yield one.question.text
    if one.refused:
        yield "  refused"
    elif one.cited:
        yield f"  cited: {_listed(one.cited)}"
    else:
        yield "  cited nothing"
    if not one.question.answerable:
        yield "  expected: a refusal"
    for what, missing in (("papers", one.missing_papers), ("facts", one.missing_facts), ("the source of", one.flagged)):
        if missing:
            yield f"  missing {what}: {_listed(missing)}"


def _listed(texts: Sequence[str]) -> str:
    return "; ".join(map(tidy, texts))


def _mean(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
