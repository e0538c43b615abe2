"""The command `paperchat eval answers`: how good the answers are, on questions of one's own. Wiring and tables only.

What is measured, and how, stands in the modules beside it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.evaluation.output import cell, print_table, read_thresholds, tell_missed, tracked
from index.papers import tidy

if TYPE_CHECKING:
    from app.engine import Engine
    from app.evaluation.answer_report import AnswerReport
    from app.evaluation.measures import AnswerOutcome
    from app.evaluation.retrieval_command import Openers


@dataclass(frozen=True, slots=True)
class _Options:
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
@click.option("--no-model", is_flag=True, help="Answer by quoting, whatever model is connected.")
@click.option(
    "--at-least",
    multiple=True,
    callback=_thresholds,
    metavar="MEASURE=VALUE",
    help="End with 1 where a mean is lower, such as citation-recall=0.8; of citation-precision, citation-recall, "
    "sentences-backed, fact-recall, answerable-answered, unanswerable-refused.",
)
@click.option("--per-question", is_flag=True, help="List the questions that fall short; with --json, all of them.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def answers(openers: "Openers", /, **options: Any) -> None:
    """Measure the answers to the questions of FILE, from your own library.

    FILE holds a question a line, as JSON: {"question": "...", "papers": ["title"], "facts": ["68.77k"]}. No papers: the
    library does not hold the answer. A fact may be a list of alternatives. A "kind" groups questions.

    Answers are those of the connected model, or quotes where there is none. 95 % bootstrap intervals over questions.
    """
    wanted = _Options(**options)
    with openers.engine() as engine:
        found = _evaluate(wanted, engine)
    _show(wanted, found)
    tell_missed(list(_missed(wanted, found)))


def _evaluate(wanted: _Options, engine: "Engine") -> "AnswerReport":
    from app.evaluation.answer_report import report
    from app.evaluation.asking import ask_all, without_model
    from app.evaluation.question_file import read_questions

    held = {paper.id: paper.title for paper in engine.stores.library.papers()}
    questions = read_questions(wanted.file, held)
    engine = without_model(engine) if wanted.no_model else engine
    outcomes = list(tracked(ask_all(engine, questions), len(questions), "Answering"))
    # An endpoint's only model may be known by its name once it was called.
    model = (engine.endpoint.known_model or engine.endpoint.address) if engine.endpoint else None
    return report(str(wanted.file), len(held), model, outcomes)


def _show(wanted: _Options, found: "AnswerReport") -> None:
    from app.evaluation.answer_report import as_json

    if wanted.as_json:
        click.echo(json.dumps(as_json(found, per_question=wanted.per_question), ensure_ascii=False))
        return
    _print(found)
    if wanted.per_question:
        for one in found.failures:
            click.echo("\n".join(_failure(one)))


def _missed(wanted: _Options, found: "AnswerReport") -> Iterator[str]:
    """Yield what falls short of the thresholds, in words for people."""
    for name, least in wanted.at_least:
        one = found.summaries.get(name)
        if one is None:
            yield f"{found.file}: {name} applies to no question."
        elif one.mean.mean < least:
            yield f"{found.file}: {name} is {one.mean.mean:.3f}, not {least:g} or more."


def _print(found: "AnswerReport") -> None:
    """Print what was measured on, the measures, those of each kind, and what the answers cost."""
    from app.evaluation.measures import MEASURES

    asked, held = len(found.outcomes), found.answerable
    click.echo(f"{tidy(found.file)}: {asked:,} questions, {held:,} of them answerable, {found.papers:,} papers.")
    click.echo(f"Answered by {tidy(found.model)}." if found.model else "Answered in quotes, without a model.")
    if found.fallen_back:
        click.echo(f"Quotes stand for {found.fallen_back:,} answers that the model did not give.")
    click.echo(
        f"{found.wrongly_refused:,} of {held:,} answerable questions refused, "
        f"{found.wrongly_answered:,} of {asked - held:,} others answered.\n"
    )
    rows = [(name, cell(one.mean), one.questions, MEASURES[name]) for name, one in found.summaries.items()]
    print_table(("measure", "mean", "questions", "what"), rows, text="what")
    if any(found.kinds):
        names = list(found.summaries)
        kinds = [(kind or "-", *(_mean(means.get(name)) for name in names)) for kind, means in found.kinds.items()]
        print_table(("kind", *(name.replace("-", "\n") for name in names)), kinds)
    calls, tokens = (sum(getattr(one, what) for one in found.outcomes) for what in ("model_calls", "prompt_tokens"))
    head = ("seconds p50 / p95", "model calls a question", "prompt tokens a question")
    print_table(head, [(f"{found.p50:.2f} / {found.p95:.2f}", f"{calls / asked:.2f}", f"{tokens / asked:,.0f}")])


def _failure(one: "AnswerOutcome") -> Iterator[str]:
    """Yield in lines what a question got, and what was missing."""
    yield one.question.text
    if one.refused:
        yield "  refused"
    elif one.cited:
        yield f"  cited: {_listed(one.cited)}"
    else:
        yield "  cited nothing"
    if not one.question.answerable:
        yield "  wanted: a refusal"
    for what, missing in (("papers", one.missing_papers), ("facts", one.missing_facts), ("backing of", one.unbacked)):
        if missing:
            yield f"  missing {what}: {_listed(missing)}"


def _listed(texts: Sequence[str]) -> str:
    return "; ".join(map(tidy, texts))


def _mean(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
