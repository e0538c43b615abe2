"""`paperchat watch`: adds what appears in folders and at addresses, and reports papers that are new to a question."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.command_support import open_collection, read_inputs
from app.private_file import write_privately
from app.watch.interval import read_interval
from index.errors import LibraryBusyError, PaperchatError, StoppedError

if TYPE_CHECKING:
    from index.collection import Stores
    from index.ingest import Input

# How many papers a file lists, the latest first.
_IN_FILE = 500


@click.command()
@click.argument("places", nargs=-1)
@click.option("--question", "questions", multiple=True, help="Report new papers on this question, and save it.")
@click.option("--every", help="Repeat at this interval, as in 30m, 6h or 1d, until Ctrl-C; without it, run once.")
@click.option(
    "--to", "file", type=click.Path(path_type=Path, dir_okay=False), help="A .md or .xml (Atom) file to write."
)
@click.option("--from-now", is_flag=True, help="For a new question, skip papers that are already in the collection.")
@click.option("--once", is_flag=True, expose_value=False, help="Run once; for cron and other schedulers.")
def watch(
    places: tuple[str, ...], questions: tuple[str, ...], *, every: str | None, file: Path | None, from_now: bool
) -> None:
    """Add what is new in PLACES, folders and addresses such as arxiv:cs.CL/new, and report new papers.

    Questions are saved, and each run reports only papers that it has not reported before. Without --question, all
    saved questions are run.
    """
    from app.fetch.source_address import is_source_address

    interval = read_interval(every, services=any(map(is_source_address, places))) if every else None
    if file and (len(questions) != 1 or file.suffix.casefold() not in (".md", ".xml", ".atom")):
        raise PaperchatError("--to takes one question and a .md or .xml file.", "Run the other questions separately.")
    folders = _NewFiles(places)
    wanted = [" ".join(question.split()) for question in questions]

    def run() -> bool:
        return _run(folders, wanted, file, from_now=from_now)

    if interval is None:
        if not run():
            raise click.exceptions.Exit(1)
        return
    repeat(run, interval)


def repeat(run: Callable[[], bool], interval: timedelta, sleep: Callable[[float], None] = time.sleep) -> None:
    """Run again and again until Ctrl-C; anything that fails in a run is reported and tried again in the next."""
    try:
        while True:
            start = time.monotonic()
            try:
                run()
            except StoppedError:
                raise
            except PaperchatError as fault:
                click.echo(f"paperchat: {fault}", err=True)
            left = max(0.0, interval.total_seconds() - (time.monotonic() - start))
            following = datetime.now().astimezone() + timedelta(seconds=left)
            click.echo(f"The next run is at {following:%H:%M} (Ctrl-C stops).", err=True)
            sleep(left)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


class _NewFiles:
    """The files in the places that are new or changed since the previous run, and what the addresses have."""

    def __init__(self, places: Sequence[str]) -> None:
        self._places = places
        self._seen: dict[str, tuple[int, int]] = {}

    def inputs(self) -> Iterator["Input"]:
        """Yield the files that are new or changed since the last call, and the content of the addresses."""
        for item in read_inputs(self._places):
            if item.file is not None:
                found = item.file.stat()
                state = (found.st_mtime_ns, found.st_size)
                if self._seen.get(item.path) == state:
                    continue
                self._seen[item.path] = state
            yield item


def _run(new_files: _NewFiles, questions: Sequence[str], file: Path | None, *, from_now: bool) -> bool:
    """Run once; return whether everything could be read."""
    from app.terminal import print_report, show_progress
    from index import ingest
    from index.stores.by_hand.watched_questions import watched

    with open_collection() as (_, stores):
        reports = show_progress(ingest.add(stores, new_files.inputs()))
        for report in reports:
            if report.failed or report.counts.added or report.counts.merged:
                print_report(report)
        if ingest.is_search_behind(stores):
            try:
                show_progress(ingest.catch_up(stores))
            except LibraryBusyError as fault:
                click.echo(f"{fault.message} Searching what is indexed so far.", err=True)
        for question in questions or watched(stores.library):
            _tell(stores, question, file, from_now=from_now)
    return not any(report.failed for report in reports)


def _tell(stores: "Stores", question: str, file: Path | None, *, from_now: bool) -> None:
    """Report the papers that are new to a question."""
    from app.watch.new_papers import new_papers, papers_listed
    from app.watch.news_digest import in_terminal, to_atom, to_markdown_digest
    from index.stores.by_hand.watched_questions import mark_as_reported, reported_papers, watch_question

    library = stores.library
    watch_question(library, question, papers_listed(stores, question) if from_now else ())
    found = new_papers(stores, question)
    quotes = [(one.paper.id, one.quote) for one in found]
    if file is None:
        # Recorded last: papers that could not be printed are reported in the next run.
        for line in in_terminal(question, found) if found else ():
            click.echo(line)
        mark_as_reported(library, question, quotes, datetime.now(UTC))
    else:
        # Recorded first: the file is written from the record, so the next run completes it after a failure.
        mark_as_reported(library, question, quotes, datetime.now(UTC))
        write = to_markdown_digest if file.suffix.casefold() == ".md" else to_atom
        try:
            write_privately(file, write(question, reported_papers(library, question, _IN_FILE)))
        except OSError as fault:
            raise PaperchatError(
                f"{file} cannot be written: {fault.strerror or fault}.", "The next run adds what is missing."
            ) from fault
    if not found:
        click.echo(f"No new paper for “{question}”.", err=True)


@click.command()
@click.option("--forget", "question", help="Stop watching this question.")
def watches(question: str | None) -> None:
    """List the questions that `watch` has saved."""
    from index.stores.by_hand.watched_questions import forget_question, watched

    with open_collection() as (_, stores):
        if question and not forget_question(stores.library, " ".join(question.split())):
            raise PaperchatError(f"The question “{question}” is not being watched.", "`paperchat watches` lists them.")
        for kept in watched(stores.library):
            click.echo(kept)
