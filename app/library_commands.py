"""The commands that manage the library: add, list, status, remove, rebuild, backup, restore."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.command_support import json_option, open_collection, print_json, read_inputs, read_settings
from app.connect.endpoints import endpoint_of
from index.errors import PaperchatError
from index.text.counting import counted

if TYPE_CHECKING:
    from app.settings import Settings
    from index.collection import Stores


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--map", "columns", default="", help="What the columns contain, as in title=Name,abstract=Text.")
@click.option(
    "--where", default="", help="Take only papers that meet these conditions, as in category=cs.CL,date>=2024."
)
@click.option("--dry-run", is_flag=True, help="Show what the files would add, without adding it.")
@json_option
def add(paths: tuple[str, ...], *, columns: str, where: str, dry_run: bool, as_json: bool) -> None:
    """Add the papers in PATHS: files in any supported format, folders, or - for standard input."""
    from app.json_output import preview_json, reports_json
    from app.terminal import print_report, show_progress
    from app.transfer.previewing import print_preview, reading_options
    from index import ingest
    from index.preview import previews

    options = reading_options(columns, where)
    if dry_run:
        failed = False
        for preview in previews(read_inputs(paths), options):
            failed |= preview.refused
            if as_json:
                print_json(preview_json(preview))
            else:
                print_preview(preview)
        if not as_json:
            click.echo("Nothing was added.")
    else:
        with open_collection() as (_, stores):
            reports = show_progress(ingest.add(stores, read_inputs(paths), options))
        failed = any(report.failed for report in reports)
        if as_json:
            print_json(reports_json(reports))
        else:
            for report in reports:
                print_report(report)
    if failed:
        raise click.exceptions.Exit(1)


@click.command(name="list")
@json_option
def list_papers(*, as_json: bool) -> None:
    """List all papers, by title."""
    from app.json_output import paper_json
    from index.stores.by_hand.paper_marks import NO_MARKS, marks_of

    with open_collection() as (_, stores):
        papers = stores.library.papers()
        marks = marks_of(stores.library, [paper.id for paper in papers])
    for paper in papers:
        if as_json:
            print_json(paper_json(paper, marks.get(paper.id, NO_MARKS)))
        else:
            click.echo(f"{paper.id}  {paper.iso_date:10}  {paper.title}")


@click.command()
@json_option
def status(*, as_json: bool) -> None:
    """Show what is in the library, whether it is intact, where it is stored, and which model answers."""
    from index.collection import LIBRARY
    from index.stores.backups import all_backups
    from index.verification import verify

    with open_collection() as (settings, stores):
        endpoint = endpoint_of(settings)
        facts: dict[str, Any] = {
            "home": str(settings.home),
            "library": stores.library.store.place,
            "vectors": _place_of_vectors(settings, stores),
            "papers": stores.library.count(),
            "passages": stores.library.count_passages(),
            "waiting": stores.library.count_pending(),
            "encoder": stores.encoder.fingerprint,
            "endpoint": endpoint and endpoint.address,
            "model": settings.model,
            "backups": [str(backup) for backup in all_backups(settings.home / LIBRARY)],
            "sources": stores.library.sources(),
        }
        found = verify(stores)
        facts |= {"fault": found and found.fault, "remedy": found and found.remedy}
    if as_json:
        print_json(facts)
        return
    for source, count in facts.pop("sources").items():
        click.echo(f"{count:>6} papers in {source}")
    facts["backups"] = len(facts["backups"])
    fault, remedy = facts.pop("fault"), facts.pop("remedy")
    for name, value in facts.items():
        click.echo(f"{name:9} {'-' if value is None else value}")
    if fault:
        raise PaperchatError(fault, remedy)
    click.echo("All stores were read and are whole.")


def _place_of_vectors(settings: "Settings", stores: "Stores") -> str:
    return f"the Chroma server at {stores.chroma.base}" if stores.chroma else str(settings.home / "chroma")


@click.command()
@click.argument("names", nargs=-1, required=True)
def remove(names: tuple[str, ...]) -> None:
    """Remove papers by id, or a source by name with all papers that are in no other."""
    from index import ingest

    with open_collection() as (_, stores):
        removed = ingest.remove(stores, names)
        kept = "" if removed else " They are listed by other files, too, and stay."
        click.echo(f"Removed {counted(removed, 'paper')}.{kept}")


@click.command()
def rebuild() -> None:
    """Rebuild the vectors and the word index from the library."""
    from app.terminal import show_progress
    from index import ingest

    with open_collection() as (_, stores):
        show_progress(ingest.rebuild(stores))
        click.echo(f"Rebuilt the index of {counted(stores.library.count(), 'paper')}.")


@click.command()
def backup() -> None:
    """Back up the library and the chats, even while the page is running; the newest few backups are kept."""
    from app.chats.chat_backups import back_up_chats

    with open_collection() as (settings, stores):
        copy = stores.library.back_up()
        click.echo(f"Copied the library to {copy}.")
    if chats := back_up_chats(settings.home, settings.database, copy):
        click.echo(f"Copied the chats to {chats}.")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def restore(file: Path | None) -> None:
    """Replace the library with the backup FILE, or with the newest backup; missing chats are put back from it."""
    from app.chats.chat_backups import restore_chats
    from index.collection import LIBRARY
    from index.moving.restoration import restore as put_back
    from index.stores.backups import all_backups

    settings = read_settings()
    home = settings.home
    file = file or next(reversed(all_backups(home / LIBRARY)), None)
    if file is None:
        raise PaperchatError("There is no backup.", "`paperchat backup` makes one.")
    aside = put_back(home, file, settings.database)
    kept = f" What was there before is now {aside}." if aside else ""
    click.echo(f"Restored {file}.{kept} The index is rebuilt with the next question.")
    if chats := restore_chats(home, settings.database, file):
        click.echo(f"Restored {counted(chats, 'missing chat')}.")
