"""Shared by the `paperchat eval` commands: parses thresholds, shows progress and tables. Knows no measure."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from index.evaluation.bootstrap import Estimate

T = TypeVar("T")

# On a narrower terminal a value and its interval wrap, and less space between columns reads better.
_WIDE = 120


def read_thresholds(values: Sequence[str], measures: Sequence[str], example: str) -> tuple[tuple[str, float], ...]:
    """Parse `measure=minimum` options; a measure can be shortened as long as it is unambiguous.

    Raises click.BadParameter, which shows `example`.
    """
    found = []
    for value in values:
        name, _sign, least = value.partition("=")
        meant = [one for one in measures if one.casefold() == name.casefold()]
        meant = meant or [one for one in measures if one.casefold().startswith(name.casefold())]
        if len(meant) != 1:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(measures)}.")
        try:
            found.append((meant[0], float(least)))
        except ValueError:
            raise click.BadParameter(f"{value!r} is not of the form measure=number, such as {example}.") from None
    return tuple(found)


def with_progress(steps: Iterable[T], total: int, doing: str) -> Iterable[T]:
    """Return the steps, one per question, with a progress bar if this is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(steps, doing, total=total, console=console, transient=True, disable=not console.is_terminal)


def exit_if_missed(missed: Sequence[str]) -> None:
    """Print the messages on missed thresholds, and exit with 1 if there are any."""
    for line in missed:
        click.echo(line, err=True)
    if missed:
        raise click.exceptions.Exit(1)


def cell(value: "Estimate", sign: str = "") -> str:
    """Return a mean and its interval. Narrow tables wrap at the only space in it."""
    return f"{value.mean:{sign}.3f} [{value.low:{sign}.2f},{value.high:{sign}.2f}]"


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]], text: str = "") -> None:
    """Print a table: numbers align right, the first column and the column `text` left."""
    from rich.console import Console
    from rich.table import Table

    # Cells are data, not markup.
    console = Console(markup=False, highlight=False, emoji=False)
    table = Table(box=None, pad_edge=False, padding=(0, 2 if console.width >= _WIDE else 1, 0, 0))
    for number, name in enumerate(head):
        table.add_column(name, justify="left" if number == 0 or name == text else "right")
    for row in rows:
        table.add_row(*map(str, row))
    console.print(table)
    click.echo()
