"""Prints to a terminal: progress, reports, search results, answers."""

import shutil
import signal
import sys
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from app.answer import Answer
from app.checking.reasons import in_words
from app.checking.result import summary_of
from app.cost import tokens_in_words
from app.summaries.quoting import unescaped
from index.errors import StoppedError
from index.ingest import FileReport, Progress
from index.questions.chip_words import all_words
from index.retrieval.explanation import Explanation
from index.retrieval.results import SearchResult
from index.text.counting import counted

_SET_ASIDE = "The text above is set aside. The papers say:"


def show_progress(steps: Iterable[Progress]) -> tuple[FileReport, ...]:
    """Run the steps and return the reports; in a terminal, with a progress bar, papers/s and time left.

    Ctrl-C, or an end that the system asks for, raises StoppedError, which says what is kept.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("papers  {task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    last: Progress | None = None
    shown = Bar(*columns, console=console, disable=not console.is_terminal, transient=True)
    with ended_like_ctrl_c(), shown as bar:
        task = bar.add_task("", total=None, rate="", visible=False)
        try:
            for last in steps:
                rate = f"{last.done / last.seconds:.0f}/s" if last.done and last.seconds else ""
                what = "Indexing words" if last.words_alone else "Indexing"
                bar.update(
                    task, description=what, completed=last.done, total=last.total, rate=rate, visible=last.total > 0
                )
        except KeyboardInterrupt:
            raise _stopped(last) from None
        finally:
            # Ends the threads now, instead of with the process.
            if isinstance(steps, Generator):
                steps.close()
    return last.files if last else ()


@contextmanager
def ended_like_ctrl_c() -> Iterator[None]:
    """Make SIGTERM act like Ctrl-C within the block, so that a write is finished first.

    Otherwise it would end the process at once, and Chroma's files are whole only between two writes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, usual)


def _stopped(last: Progress | None) -> StoppedError:
    indexed = ""
    if last and last.total:
        alone = ", by their words alone" if last.words_alone else ""
        indexed = f" {last.done} of {counted(last.total, 'paper')} are indexed{alone}."
    return StoppedError(f"Stopped.{indexed}", "Nothing is lost: the next question indexes the rest.")


def print_report(report: FileReport) -> None:
    """Print what was added from a file, and its problems."""
    counts = report.counts
    left_out = f", {report.left_out:,} left out" if report.left_out else ""
    if not report.failed:
        click.echo(
            f"{report.name}: {counts.added} added, {counts.merged} merged, {counts.unchanged} unchanged{left_out}"
        )
    for problem in report.problems:
        click.echo(click.style(f"  {problem}", fg="yellow"), err=True)


def print_answer(snapshots: Iterable[Answer]) -> Answer:
    """Print the filters, the answer as it grows, its sources and the sentences to compare with them; return it.

    Ctrl-C ends the call to a model and makes the quotes the answer.
    """
    answer = _print_growing(snapshots)
    click.echo()
    if answer.notice:
        click.echo(click.style(answer.notice, fg="yellow"), err=True)
    click.echo()
    for source in answer.cited or answer.sources:
        mark = f"[{source.number}]" if source.number else " - "
        click.echo(f"{mark} {click.style(source.paper.title, bold=True)}")
        if source.number and source.sentence:
            click.echo(f"    {source.sentence}")
    for line in _flagged(answer):
        click.echo(click.style(line, fg="yellow"), err=True)
    for line in _asides(answer):
        click.echo(click.style(line, dim=True), err=True)
    return answer


def _print_growing(snapshots: Iterable[Answer]) -> Answer:
    shown, answer = "", Answer("", "searching")
    printed: set[str] = set()
    status = _StatusLine()
    try:
        for answer in snapshots:
            lines = [line for line in _progress(answer) if line not in printed]
            printed.update(lines)
            status.show("" if shown or lines else _waiting(answer))
            for line in lines:
                click.echo(click.style(line, dim=True), err=True)
            shown = _print_more(answer, shown, status)
    except KeyboardInterrupt:
        if answer.quotes is None:
            raise
        if isinstance(snapshots, Generator):
            snapshots.close()
        answer = answer.with_quotes_instead()
        _print_more(answer, shown, status)
    return answer


def _print_more(answer: Answer, shown: str, status: "_StatusLine") -> str:
    """Print what is new in the text and return all that has been printed; a file gets only the finished text."""
    # A model's text is printed as written; only quotes have escapes.
    text = answer.text if answer.model else unescaped(answer.text)
    if text == shown or (answer.stage != "done" and not (text.startswith(shown) and sys.stdout.isatty())):
        return shown
    status.show("")
    # Quotes may replace the text of a model that broke off.
    click.echo(text[len(shown) :] if text.startswith(shown) else f"\n\n{_SET_ASIDE}\n\n{text}", nl=False)
    return text


def _waiting(answer: Answer) -> str:
    """Return the status line; empty if there is nothing to wait for."""
    if answer.wait is None:
        return ""
    return f"{answer.wait.words}: {answer.wait.time}{' (Ctrl-C: use the quotes)' if answer.quotes else ''}"


class _StatusLine:
    """A line of the terminal that is overwritten again and again; does nothing if the output is not a terminal."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._shown = ""

    def show(self, line: str) -> None:
        """Replace the line; an empty one leaves no trace."""
        if self._terminal and line != self._shown:
            width = shutil.get_terminal_size().columns - 1
            click.echo(f"\r\x1b[K{click.style(line[:width], dim=True)}", nl=False, err=True)
            self._shown = line


def _progress(answer: Answer) -> Iterator[str]:
    """Yield one line for each thing known while the answer is being made."""
    if answer.max_calls:
        yield f"at most {answer.max_calls} model calls"
    yield from (f"{step.state}: {step.label}" for step in answer.steps if step.state in ("done", "failed"))
    if answer.chips:
        yield f"filters: {', '.join(all_words(answer.chips))}"


def _asides(answer: Answer) -> Iterator[str]:
    """Yield what else there is to know about the text: which citations were found for it, what was set aside."""
    if found := sum(check.attributed for check in answer.checks):
        yield f"paperchat found the citation of {counted(found, 'sentence')}: the model cited none."
    if answer.checks:
        yield summary_of(answer.checks)
    if tokens := tokens_in_words(answer):
        yield tokens
    if answer.unbacked:
        yield f"The model wrote: {' '.join(answer.unbacked.split())}"


def _flagged(answer: Answer) -> Iterator[str]:
    """Yield one line for each sentence that a reader should look at, with its reasons."""
    for check in answer.checks:
        if check.flagged:
            yield f"{check.verdict}: {' '.join(answer.text[check.start : check.end].split())}"
            yield from (f"    {in_words(reason)}" for reason in check.reasons)


def print_results(found: SearchResult, whys: Sequence[Explanation], *, explained: bool) -> None:
    """Print the search results, best first; `explained`: with the reasons for each."""
    if found.chips:
        left = "" if found.filtered is None else f"  ({found.filtered} papers left)"
        click.echo(click.style(f"filters: {', '.join(all_words(found.chips))}{left}", dim=True), err=True)
    if not found.hits:
        click.echo("No paper found.", err=True)
    for rank, (hit, why) in enumerate(zip(found.hits, whys, strict=True), 1):
        click.echo(f"{rank}. {click.style(hit.paper.title, bold=True)}  ({hit.score:.2f})\n   {why.sentence}")
        if explained:
            for line in _reasons(why):
                click.echo(click.style(f"   {line}", dim=True))


def _reasons(why: Explanation) -> Iterator[str]:
    """Yield the reasons why a paper was found, one per line."""
    yield f"keyword rank {_rank(why.keyword_rank)}, semantic rank {_rank(why.semantic_rank)}"
    matched = ", ".join(why.words) or "none"
    yield f"matched words: {matched}" + (f"; missing: {', '.join(why.missing_words)}" if why.missing_words else "")
    if why.side:
        yield f"found for: {why.side}"
    if why.expansion:
        yield f"query expansion: {why.expansion}"


def _rank(rank: int | None) -> str:
    return "-" if rank is None else str(rank)
