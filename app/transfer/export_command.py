"""`paperchat export` and `paperchat import`: papers as files, and the whole library as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.command_support import open_collection
from app.export import FORMATS, exported
from index.errors import PaperchatError
from index.papers import Paper
from index.text.counting import counted

if TYPE_CHECKING:
    from index.collection import Stores


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), default="-")
@click.option("--format", "format_name", type=click.Choice([*FORMATS]), help="Default: what FILE ends with, or jsonl.")
@click.option("--ids", help="Only these papers: ids of `paperchat list`, with commas between them.")
@click.option("--source", help="Only the papers of this source.")
@click.option("--question", help='Only what a question asks for, as in "papers of 2024 by Meta".')
@click.option("--where", default="", help="Only what meets this, as in category=cs.CL,date>=2024.")
def export(file: Path, *, format_name: str | None, where: str, **chosen: str | None) -> None:
    """Write papers to FILE, or to standard output.

    As jsonl, without any choice of papers, the whole library is written with sources, marks and edits; `paperchat
    import` makes the same library of it.
    """
    from index.sources.selection import meets, requirements
    from index.stores.by_hand.paper_marks import marks_of
    from index.stores.library_lines import library_lines

    wanted = requirements(where)
    format_name = format_name or _format_of(file)
    choice = _Choice(**chosen)
    with open_collection() as (_, stores), click.open_file(str(file), "w", encoding="utf-8", lazy=True) as out:
        if format_name == "jsonl" and choice == _Choice() and not wanted:
            count = stores.library.count()
            out.writelines(f"{line}\n" for line in library_lines(stores.library))
        else:
            papers = [paper for paper in _chosen(stores, choice) if meets(paper, wanted)]
            count = len(papers)
            marks = marks_of(stores.library, [paper.id for paper in papers])
            out.write(exported(papers, format_name, marks))
    if str(file) != "-":
        click.echo(f"Wrote {counted(count, 'paper')} to {file}.")


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which papers to write; all where nothing is said."""

    ids: str | None = None
    source: str | None = None
    question: str | None = None


def _format_of(file: Path) -> str:
    return next((name for name, form in FORMATS.items() if file.suffix.casefold() == form.suffix), "jsonl")


def _chosen(stores: "Stores", choice: _Choice) -> Sequence[Paper]:
    library = stores.library
    papers = library.papers([id_.strip() for id_ in choice.ids.split(",")]) if choice.ids else library.papers()
    if choice.source:
        papers = [paper for paper in papers if choice.source in paper.sources]
    if choice.question:
        passing = _filtered(stores, choice.question)
        papers = [paper for paper in papers if paper.id in passing]
    if not papers:
        raise PaperchatError("No paper is chosen by this.", "`paperchat list` shows the papers, `status` the sources.")
    return papers


def _filtered(stores: "Stores", question: str) -> frozenset[str]:
    from index.retrieval.filtering import apply_filters
    from index.retrieval.question_parsing import parse_for

    filtered = apply_filters(stores, parse_for(stores, question))
    if filtered is None:
        raise PaperchatError(
            "The question names nothing to choose papers by.", 'Name a year, a source or words in quotes: "of 2024".'
        )
    return frozenset(filtered.ids)


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
def import_library(file: Path) -> None:
    """Add the papers of a FILE that `paperchat export --format jsonl` wrote, with their sources, marks and edits."""
    from app.terminal import show_progress
    from index import ingest
    from index.stores.library_lines import put_lines
    from index.writer_lock import writing

    with open_collection() as (_, stores):
        with writing(stores.lock, stores.library), click.open_file(str(file), encoding="utf-8") as lines:
            added, merged = put_lines(stores.library, lines)
        show_progress(ingest.catch_up(stores))
    click.echo(f"Imported {counted(added, 'paper')}; {merged} were here already and are merged.")
