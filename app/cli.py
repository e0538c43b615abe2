"""The commands, where settings, stores, engine and page meet."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.evaluation.retrieval_command import Openers, eval_group
from app.wiring import encoder_of, endpoint_of, engine_of, reranker_of
from index.errors import LibraryBusyError, PaperchatError

if TYPE_CHECKING:
    from app.engine import Engine
    from app.request import OverviewIntent
    from app.settings import Settings
    from index.collection import Stores
    from index.ingest import Input

SAMPLE = Path(__file__).parent.parent / "index" / "sample" / "daily-papers.txt"


class _Command(click.Group):
    """Shows a fault meant for people as one line and its hint, and ends with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PaperchatError as fault:
            click.echo(f"paperchat: {fault.message}", err=True)
            if fault.hint:
                click.echo(f"  {fault.hint}", err=True)
            ctx.exit(1)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="paperchat")
def main() -> None:
    """Chat with your own collection of paper abstracts: cited answers, offline or with any model."""


@main.command()
@click.argument("paths", nargs=-1, required=True)
@json_option
def add(paths: tuple[str, ...], *, as_json: bool) -> None:
    """Add the papers of saved pages: files, folders of .txt files, or - for standard input."""
    from app.json_output import added
    from app.terminal import print_report, show_progress
    from index import ingest

    with _stores() as (_, stores):
        reports = show_progress(ingest.add(stores, _inputs(paths)))
    if as_json:
        _print_json(added(reports))
    else:
        for report in reports:
            print_report(report)
    if any(report.failed for report in reports):
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("question")
@click.option("--limit", default=8, show_default=True, type=click.IntRange(1, 100), help="Papers at most.")
@click.option("--explain", is_flag=True, help="Tell why each paper was found.")
@json_option
def search(question: str, limit: int, *, explain: bool, as_json: bool) -> None:
    """List the papers that come nearest to QUESTION, the best first; its words may filter and order them."""
    from app.json_output import found as as_found
    from app.terminal import print_found

    with _engine() as engine:
        found, whys = engine.find(question, limit)
    if as_json:
        for hit, why in zip(found.hits, whys, strict=True):
            _print_json(as_found(hit, why, explained=explain))
    else:
        print_found(found, whys, explained=explain)


@main.command()
@click.argument("question")
@click.option("--deeper", is_flag=True, help="Take the question apart, and look for each part.")
@json_option
def ask(question: str, *, deeper: bool, as_json: bool) -> None:
    """Answer QUESTION from the collection, with citations."""
    from app.json_output import answered
    from app.request import Question
    from app.terminal import print_answer

    with _engine() as engine:
        snapshots = engine.answer(Question(question, multi_step=deeper))
        if as_json:
            *_, answer = snapshots
            _print_json(answered(answer))
        else:
            print_answer(snapshots)


@main.command()
@click.argument("papers", nargs=-1, required=True)
@click.option("--form", default="summary", show_default=True, type=click.Choice(["summary", "digest", "table"]))
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV.")
@json_option
def summarise(papers: tuple[str, ...], *, form: "OverviewIntent", as_csv: bool, as_json: bool) -> None:
    """Sum up PAPERS: a title, a topic, a page, or a choice in words, such as "papers on pruning from 2024"."""
    from app.json_output import answered
    from app.terminal import print_answer

    with _engine() as engine:
        snapshots = engine.answer(engine.overview_of(papers, "table" if as_csv else form))
        if not as_csv and not as_json:
            print_answer(snapshots)
            return
        *_, answer = snapshots
    if as_json:
        _print_json(answered(answer))
    elif answer.csv:
        click.echo(answer.csv, nl=False)
    else:
        raise PaperchatError(answer.text, "Name a topic, a page or a title of your collection.")


@main.command()
def chat() -> None:
    """Ask questions one after another; an empty line or Ctrl-D ends."""
    from app.answer import Turn
    from app.request import Question
    from app.terminal import print_answer

    history: list[Turn] = []
    with _engine() as engine:
        while question := click.prompt("Question", default="", show_default=False, prompt_suffix=" > ").strip():
            answer = print_answer(engine.answer(Question(question, tuple(history))))
            history.append(Turn.of(answer))
            click.echo()


@main.command(name="list")
@json_option
def list_papers(*, as_json: bool) -> None:
    """List all papers, by title."""
    from app.json_output import listed

    with _stores() as (_, stores):
        papers = stores.library.papers()
    for paper in papers:
        if as_json:
            _print_json(listed(paper))
        else:
            click.echo(f"{paper.id}  {paper.date or '          '}  {paper.title}")


@main.command()
@json_option
def status(*, as_json: bool) -> None:
    """Show what is in the library, where it lies, and which model answers."""
    with _stores() as (settings, stores):
        endpoint = endpoint_of(settings)
        facts: dict[str, Any] = {
            "home": str(settings.home),
            "papers": stores.library.count(),
            "passages": stores.library.count_passages(),
            "waiting": stores.library.count_pending(),
            "encoder": stores.encoder.fingerprint,
            "endpoint": endpoint and endpoint.address,
            "model": settings.model,
            "sources": stores.library.sources(),
        }
    if as_json:
        _print_json(facts)
        return
    for source, count in facts.pop("sources").items():
        click.echo(f"{count:>6} papers in {source}")
    for name, value in facts.items():
        click.echo(f"{name:9} {'-' if value is None else value}")


@main.command()
@click.argument("names", nargs=-1, required=True)
def remove(names: tuple[str, ...]) -> None:
    """Remove papers by id, or all papers that were seen only in a source."""
    from index import ingest

    with _stores() as (_, stores):
        click.echo(f"Removed {ingest.remove(stores, names)} papers.")


@main.command()
def rebuild() -> None:
    """Make the vectors and the word index anew from the library."""
    from app.terminal import show_progress
    from index import ingest

    with _stores() as (_, stores):
        show_progress(ingest.rebuild(stores))
        click.echo(f"Rebuilt the index of {stores.library.count()} papers.")


@main.command()
@click.argument("paths", nargs=-1)
@click.option("--sample", is_flag=True, help="Index the sample collection if the library is empty.")
@click.option("--host", help="Address to serve on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve on.")
def serve(paths: tuple[str, ...], *, sample: bool, host: str | None, port: int | None) -> None:
    """Serve the chat page, after adding the papers of PATHS."""
    from app.terminal import print_report, show_progress
    from index import ingest

    with _stores() as (settings, stores):
        for report in show_progress(ingest.add(stores, _inputs(paths))) if paths else ():
            print_report(report)
        if sample and not stores.library.count():
            click.echo("The library is empty: adding the sample collection.")
            show_progress(ingest.add(stores, _inputs([str(SAMPLE)])))
        from app.engine_backend import PageBackend
        from app.ui.page import serve as serve_page

        backend = PageBackend(engine_of(settings, stores))

        def ready(address: str) -> None:
            click.echo(f"paperchat is at {address}  (Ctrl-C stops it)")
            backend.warm_up()

        serve_page(backend, host=host or settings.host, port=settings.port if port is None else port, ready=ready)


@contextmanager
def _stores() -> Iterator[tuple["Settings", "Stores"]]:
    """Open the settings and the collection they name."""
    from index.collection import open_stores

    settings = _settings()
    stores = open_stores(settings.home, encoder_of(settings))
    try:
        yield settings, stores
    finally:
        stores.close()


@contextmanager
def _engine() -> Iterator["Engine"]:
    """Open the engine over a collection that is ready for questions."""
    with _stores() as (settings, stores):
        _make_ready(stores)
        yield engine_of(settings, stores)


def _settings() -> "Settings":
    from app.settings import load_settings

    return load_settings()


main.add_command(eval_group(Openers(lambda: encoder_of(_settings()), lambda: reranker_of(_settings()), _engine)))


def _make_ready(stores: "Stores") -> None:
    """See that there are papers, and that what is derived from them is there."""
    from app.terminal import show_progress
    from index import ingest

    if not stores.library.count():
        raise PaperchatError("The library is empty.", "Add papers first: `paperchat add FILE`.")
    if reason := ingest.is_behind(stores):
        click.echo(f"{reason}: indexing.", err=True)
        try:
            show_progress(ingest.catch_up(stores))
        except LibraryBusyError as fault:
            click.echo(f"{fault.message} Searching what is there.", err=True)


def _inputs(paths: Sequence[str]) -> Iterator["Input"]:
    from index.ingest import Input, gather

    for path in paths:
        if path == "-":
            yield Input("stdin", sys.stdin.buffer.read())
        else:
            yield from gather([Path(path)])


def _print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
