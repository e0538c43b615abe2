"""What the commands share: opening the collection or the engine, reading input files, printing JSON.

Imports are local, so that `--help` stays fast.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.wiring import engine_of, stores_of
from index.errors import LibraryBusyError, PaperchatError

if TYPE_CHECKING:
    from app.engine import Engine
    from app.settings import Settings
    from index.collection import Stores
    from index.ingest import Input


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


def print_json(value: dict[str, Any]) -> None:
    """Print a line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))


@contextmanager
def open_collection() -> Iterator[tuple["Settings", "Stores"]]:
    """Open the settings and the collection that they name; at the end, report damage that was met while reading."""
    from index.stores.databases.read_only_folder import is_full
    from index.verification import damage_met

    settings = read_settings()
    stores = stores_of(settings)
    try:
        stores.library.check_sample()
        yield settings, stores
        if is_full(settings.home):
            message = f"The disk with {settings.home} is full: the library was read, and nothing can be added to it."
            click.echo(click.style(message, fg="yellow"), err=True)
        if damage := damage_met(stores):
            click.echo(click.style(damage, fg="yellow"), err=True)
    finally:
        stores.close()


# Drawing the map takes seconds with this many papers.
_SLOW_MAP = 5000


@contextmanager
def open_engine() -> Iterator["Engine"]:
    """Open the engine, after bringing the collection up to date."""
    with open_collection() as (settings, stores):
        _catch_up(stores)
        yield replace(engine_of(settings, stores), last_visit=_last_visit(settings))


def _last_visit(settings: "Settings") -> datetime | None:
    """Return when the person who runs the command was last here; None in a folder that can only be read."""
    from app.chats.chat_store import ChatStore
    from app.chats.visits import account

    try:
        with closing(ChatStore(settings.home, settings.database)) as chats:
            return chats.visits.visit(account())
    except PaperchatError:
        return None


def read_settings() -> "Settings":
    """Return the settings of this run."""
    from app.settings import load_settings

    return load_settings()


def read_inputs(paths: Sequence[str]) -> Iterator["Input"]:
    """Yield the files at the paths: of a folder those in it, for `-` the standard input, for an address what it has."""
    from app.fetch.download import Downloader
    from app.fetch.fetched_papers import fetch_papers
    from app.fetch.source_address import is_source_address
    from index.ingest import Input, gather

    downloader = Downloader()
    for path in paths:
        if path == "-":
            yield Input("stdin", sys.stdin.buffer.read())
        elif is_source_address(path) and not Path(path).exists():
            yield from fetch_papers([path], downloader)
        else:
            yield from gather([Path(path)])


def _catch_up(stores: "Stores") -> None:
    """Index what is not indexed yet and draw the map; raise `PaperchatError` if there are no papers."""
    from app.terminal import show_progress
    from index import ingest

    if not stores.library.count():
        raise PaperchatError("The library is empty.", "Add papers first: `paperchat add FILE`.")
    reason = ingest.is_search_behind(stores)
    if reason or ingest.is_behind(stores):
        if reason:
            click.echo(f"{reason}: indexing.", err=True)
        elif stores.library.count() > _SLOW_MAP:
            click.echo("Drawing the map with the papers that were added.", err=True)
        try:
            show_progress(ingest.catch_up(stores))
        except LibraryBusyError as fault:
            # The next process that can write draws the map.
            if reason:
                click.echo(f"{fault.message} Searching what is indexed so far.", err=True)
