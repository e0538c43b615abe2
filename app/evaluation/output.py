"""What the commands `paperchat eval ...` share: thresholds read, progress and tables shown. Knows no measure."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from index.evaluation.bootstrap import Estimate

T = TypeVar("T")

# Narrower, a value and its interval stand one below the other, which reads best with little space between columns.
_WIDE = 120


def read_thresholds(values: Sequence[str], measures: Sequence[str], example: str) -> tuple[tuple[str, float], ...]:
    """Return measures with the least mean that is asked of them; a name may be shortened while it is clear.

    Raises click.BadParameter, with `example` as the form.
    """
    found = []
    for value in values:
        name, _sign, least = value.partition("=")
        meant = [one for one in measures if one.casefold() == name.casefold()]
        meant = meant or [one for one in measures if one.casefold().startswith(name.casefold())]
        if len(meant) != 1:
            raise click.BadParameter(f"{name!r} is none of {', '.join(measures)}.")
        try:
            found.append((meant[0], float(least)))
        except ValueError:
            raise click.BadParameter(f"{value!r} is not of the form {example}.") from None
    return tuple(found)


def tracked(steps: Iterable[T], total: int, doing: str) -> Iterable[T]:
    """Return the steps, one a question, with a progress bar in a terminal while they are gone through."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(steps, doing, total=total, console=console, transient=True, disable=not console.is_terminal)


def tell_missed(missed: Sequence[str]) -> None:
    """Say what falls short of the thresholds, and end with 1 if anything does."""
    for line in missed:
        click.echo(line, err=True)
    if missed:
        raise click.exceptions.Exit(1)


def cell(value: "Estimate", sign: str = "") -> str:
    """Return a mean and its interval, with a single blank, so that a narrow table breaks there."""
    return f"{value.mean:{sign}.3f} [{value.low:{sign}.2f},{value.high:{sign}.2f}]"


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]], text: str = "") -> None:
    """Print a table, numbers to the right, the first column and `text` to the left."""
    from rich.console import Console
    from rich.table import Table

    # The cells are data: nothing in them is markup.
    console = Console(markup=False, highlight=False, emoji=False)
    table = Table(box=None, pad_edge=False, padding=(0, 2 if console.width >= _WIDE else 1, 0, 0))
    for number, name in enumerate(head):
        table.add_column(name, justify="left" if number == 0 or name == text else "right")
    for row in rows:
        table.add_row(*map(str, row))
    console.print(table)
    click.echo()
