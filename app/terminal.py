"""What people see in a terminal: progress, reports, answers."""

from collections.abc import Iterable

import click

from app.answer import Answer
from index.ingest import FileReport, Progress


def show_progress(steps: Iterable[Progress]) -> tuple[FileReport, ...]:
    """Run the steps under a progress bar with papers/s and time left, where there is a terminal; return the reports."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (
        TextColumn("Indexing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("papers  {task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    last: Progress | None = None
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None, rate="", visible=False)
        for last in steps:
            rate = f"{last.done / last.seconds:.0f}/s" if last.done and last.seconds else ""
            bar.update(task, completed=last.done, total=last.total, rate=rate, visible=last.total > 0)
    return last.files if last else ()


def print_report(report: FileReport) -> None:
    """Print what a file gave, and its problems."""
    counts = report.counts
    if not report.failed:
        click.echo(f"{report.name}: {counts.added} added, {counts.merged} merged, {counts.unchanged} unchanged")
    for problem in report.problems:
        click.echo(click.style(f"  {problem}", fg="yellow"), err=True)


def print_answer(snapshots: Iterable[Answer]) -> Answer:
    """Print an answer as it grows, then its sources; return the finished answer."""
    shown = ""
    for answer in snapshots:
        if answer.stage == "done" or answer.text.startswith(shown):
            # Quotes may take the place of what a model that broke off has written.
            fresh = answer.text[len(shown) :] if answer.text.startswith(shown) else f"\n\n{answer.text}"
            click.echo(fresh, nl=False)
            shown = answer.text
    click.echo()
    if answer.notice:
        click.echo(click.style(answer.notice, fg="yellow"), err=True)
    click.echo()
    for source in answer.cited or answer.sources:
        mark = f"[{source.number}]" if source.number else " - "
        click.echo(f"{mark} {click.style(source.paper.title, bold=True)}")
        if source.number:
            click.echo(f"    {source.sentence}")
    return answer
