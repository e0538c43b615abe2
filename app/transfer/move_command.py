"""`paperchat move`: the library and the chats to a PostgreSQL server, and back into files."""

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from app.command_support import read_settings
from app.settings import variable
from app.wiring import chroma_of, stores_of
from index.errors import PaperchatError
from index.text.counting import counted

if TYPE_CHECKING:
    from app.settings import Settings

_FILES = "files"


@click.command()
@click.option("--to", required=True, help="Address of an empty PostgreSQL database, or `files` for the home folder.")
@click.option("--chroma", help="Address of the Chroma server for the vectors.")
def move(to: str, chroma: str | None) -> None:
    """Move the library and the chats to a PostgreSQL server, or back into files.

    Stop the page first. The vectors are computed again in the new place.
    """
    from app.chats.chat_file import copy_chats
    from app.terminal import show_progress
    from index import ingest
    from index.collection import LIBRARY
    from index.moving.library_move import check_free, move_library
    from index.writer_lock import writing

    here = read_settings()
    there = _moved(here, to, chroma)
    where = _name_of(there)
    with closing(stores_of(here)) as stores, writing(stores.lock, stores.library):
        check_free(there.home / LIBRARY, there.database)
        copy_chats((here.home, here.database), (there.home, there.database))
        move_library(stores.library, there.home / LIBRARY, there.database, where)
    with closing(stores_of(there)) as stores:
        show_progress(ingest.catch_up(stores))
        click.echo(f"Moved {counted(stores.library.count(), 'paper')} to {where}.")
    click.echo(_what_to_set(there))


def _moved(here: "Settings", to: str, chroma: str | None) -> "Settings":
    """Return the settings of the new place. Raises PaperchatError if they are not enough."""
    server = None if to == _FILES else _plain(to)
    there = replace(here, database=server, chroma=chroma or (here.chroma if server else None))
    if server == (here.database and _plain(here.database)):
        raise PaperchatError("The library is already there.", "`--to` says where to move it.")
    chroma_of(there)
    return there


def _plain(address: str) -> str:
    """Return an address in its normal form. Raises PaperchatError for anything else."""
    from index.stores.databases.database_server import parse_address

    return parse_address(address).render_as_string(hide_password=False)


def _name_of(there: "Settings") -> str:
    from index.stores.databases.database_server import described, parse_address

    return described(parse_address(there.database)) if there.database else f"the folder {there.home}"


def _what_to_set(there: "Settings") -> str:
    names = [name for name in ("database", "chroma") if getattr(there, name)]
    unset = [variable(name) for name in ("database", "chroma") if name not in names]
    sentences = [f"Set {' and '.join(map(variable, names))} to the new addresses."] if names else []
    return " ".join([*sentences, f"Unset {' and '.join(unset)}."] if unset else sentences)
