"""`python -m tests.bench [NAME...]`: runs measurements and prints Markdown tables."""

import os
import platform
from collections.abc import Callable, Iterator
from functools import partial

import click

from app.operations.memory import collect_less_often
from tests.bench.answerability import answerability, answerability_fit, answerability_lead_fit, far_questions
from tests.bench.answers import model, model_forms, quotes, quotes_fit, summaries
from tests.bench.checking import as_answers, checking, checking_fit, citations, citations_fit, entailment
from tests.bench.collection import map as collection_map
from tests.bench.collection import map_labels, papers_fit, ranking, reading
from tests.bench.page import environment, first_token, imports, page, page_memory, startup, stopping
from tests.bench.retrieval import passages, questions, rerankers, retrieval, word_presence_fit
from tests.bench.scale import group, scale
from tests.bench.speed import disk, embeddings, indexing, interrupting, speed, work

# Run in this order, shortest first. Long ones, and those on the train split, run by name only.
_MEASUREMENTS: dict[str, Callable[[], Iterator[str]]] = {
    "indexing": indexing.measure,
    "embeddings": embeddings.measure,
    "disk": disk.measure,
    "first_token": first_token.measure,
    "startup": startup.measure,
    "stopping": stopping.measure,
    "interrupting": interrupting.measure,
    "page": page.measure,
    "work": work.measure,
    "imports": imports.measure,
    "environment": environment.measure,
    "retrieval": retrieval.measure,
    "passages": passages.measure,
    "questions": questions.measure,
    "answerability": answerability.measure,
    "rerankers": rerankers.measure,
    "checking": checking.measure,
    "as_answers": as_answers.measure,
    "citations": citations.measure,
    "quotes": quotes.measure,
    "summaries": summaries.measure,
    "map": collection_map.measure,
    "ranking": ranking.measure,
    "reading": reading.measure,
    "speed": speed.measure,
}
_LONG: dict[str, Callable[[], Iterator[str]]] = {
    "answerability_fit": answerability_fit.measure,
    "answerability_lead_fit": answerability_lead_fit.measure,
    "checking_fit": checking_fit.measure,
    "citations_fit": citations_fit.measure,
    "entailment": entailment.measure,
    "far_questions": far_questions.measure,
    "group": group.measure,
    "map_labels": map_labels.measure,
    "model": model.measure,
    "model_forms": model_forms.measure,
    "page_memory": page_memory.measure,
    "papers_fit": papers_fit.measure,
    "quotes_fit": quotes_fit.measure,
    "word_presence_fit": word_presence_fit.measure,
    "scale": scale.measure,
    "scale_large": scale.measure_large,
}
_ON_TRAIN: dict[str, Callable[[], Iterator[str]]] = {
    f"{module.__name__.rpartition('.')[2]}-train": partial(module.measure, "train")
    for module in (retrieval, passages, answerability, quotes, rerankers, checking, summaries)
}
_ALL = {**_MEASUREMENTS, **_LONG, **_ON_TRAIN}


def _described() -> str:
    measurements = {**_MEASUREMENTS, **_LONG}
    lines = [f"  {name:22} {(run.__doc__ or '').strip()}" for name, run in measurements.items()]
    lines.append(f"  {', '.join(_ON_TRAIN)}: the same on the train split.")
    lines.append(f"  By name only: {', '.join((*_LONG, *_ON_TRAIN))}.")
    return "\b\nThe measurements:\n" + "\n".join(lines)


@click.command(epilog=_described(), context_settings={"max_content_width": 120})
@click.argument("names", nargs=-1, type=click.Choice(list(_ALL)), metavar="[NAME]...")
def main(names: tuple[str, ...]) -> None:
    """Run the measurements NAME, or all of them, and print their tables as Markdown.

    The benchmark data is looked for in the folder PAPERCHAT_SHARED, ../shared without it.
    """
    # As the command does.
    collect_less_often()
    load = os.getloadavg()[0]
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}")
    for name in names or _MEASUREMENTS:
        click.echo(f"\n## {name}\n")
        for block in _ALL[name]():
            click.echo(f"{block}\n")


if __name__ == "__main__":
    main()
