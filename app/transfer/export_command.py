"""`paperchat export` and `paperchat import`: papers as files, and the whole library as one."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
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
@click.option(
    "--format", "format_name", type=click.Choice([*FORMATS]), help="Default: by the ending of FILE, or else jsonl."
)
@click.option("--ids", help="Only these papers: ids from `paperchat list`, separated by commas.")
@click.option("--source", help="Only the papers of this source.")
@click.option("--question", help='Only the papers that a question lists, as in "papers about tides from 2024".')
@click.option("--where", default="", help="Only papers that meet these conditions, as in category=cs.CL,date>=2024.")
def export(file: Path, *, format_name: str | None, where: str, **chosen: str | None) -> None:
    """Write papers to FILE, or to standard output.

    As jsonl and without a choice of papers, the whole library is written with sources, marks and edits; `paperchat
    import` restores it.
    """
    from index.sources.requirements import meets, requirements
    from index.stores.by_hand.paper_marks import marks_of
    from index.stores.library_lines import library_lines

    wanted, format_name = requirements(where), format_name or _format_of(file)
    choice = _Choice(**chosen)
    with open_collection() as (_, stores):
        library = stores.library
        if format_name == "jsonl" and choice == _Choice() and not wanted:
            count = library.count()
            _write(file, (f"{line}\n" for line in library_lines(library)))
        else:
            papers = [paper for paper in _chosen(stores, choice) if meets(paper, wanted)]
            if not papers:
                raise _nothing_chosen()
            count = len(papers)
            _write(file, [exported(papers, format_name, marks_of(library, [paper.id for paper in papers]))])
    if str(file) != "-":
        click.echo(f"Wrote {counted(count, 'paper')} to {file}.")


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which papers to write; all where nothing is said."""

    ids: str | None = None
    source: str | None = None
    question: str | None = None


def _format_of(file: Path) -> str:
    suffix = file.suffix.casefold()
    if not suffix:
        return "jsonl"
    named = next((name for name, form in FORMATS.items() if suffix == form.suffix), None)
    if named is None:
        endings = ", ".join(form.suffix for form in FORMATS.values())
        raise PaperchatError(
            f"No export format ends with {suffix}.", f"These do: {endings}. `--format` sets the format for any name."
        )
    return named


def _write(file: Path, pieces: Iterable[str]) -> None:
    """Write a file that is whole or, where that fails, left as it was; `-` is the standard output."""
    if not file.is_file() and (str(file) == "-" or file.exists()):
        with click.open_file(str(file), "w", encoding="utf-8") as out:
            out.writelines(pieces)
        return
    file = file.resolve()
    unfinished = file.with_name(f".{file.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8") as out:
            out.writelines(pieces)
        unfinished.replace(file)
    except OSError as fault:
        with suppress(OSError):
            unfinished.unlink()
        raise PaperchatError(
            f"{file} cannot be written: {fault.strerror or fault}.", "Nothing was changed. Name another place."
        ) from fault


def _chosen(stores: "Stores", choice: _Choice) -> Sequence[Paper]:
    library = stores.library
    papers = _with_ids(stores, choice.ids) if choice.ids else library.papers()
    if choice.source:
        papers = [paper for paper in papers if choice.source in paper.sources]
    if choice.question:
        left = {paper.id for paper in papers}
        papers = [paper for paper in _asked_for(stores, choice.question) if paper.id in left]
    if not papers:
        raise _nothing_chosen()
    return papers


def _nothing_chosen() -> PaperchatError:
    return PaperchatError("This selects no papers.", "`paperchat list` shows the papers, `status` the sources.")


def _with_ids(stores: "Stores", ids: str) -> Sequence[Paper]:
    wanted = [id_.strip() for id_ in ids.split(",") if id_.strip()]
    papers = stores.library.papers(wanted)
    if unknown := sorted(set(wanted).difference(paper.id for paper in papers)):
        raise PaperchatError(f"No paper has the id {' or '.join(unknown)}.", "`paperchat list` shows the ids.")
    return papers


def _asked_for(stores: "Stores", question: str) -> Sequence[Paper]:
    """Return all papers that a question lists, in its order."""
    from index.retrieval.question_parsing import parse_for
    from index.retrieval.search import full_list

    return [hit.paper for hit in full_list(stores, parse_for(stores, question)).hits]


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
def import_library(file: Path) -> None:
    """Import a FILE written by `paperchat export --format jsonl`, with sources, marks and edits."""
    from app.terminal import show_progress
    from index import ingest
    from index.stores.library_lines import put_lines
    from index.writer_lock import writing

    with open_collection() as (_, stores):
        with writing(stores.lock, stores.library), click.open_file(str(file), encoding="utf-8") as lines:
            added, merged = put_lines(stores.library, lines)
        show_progress(ingest.catch_up(stores))
    click.echo(f"Imported {counted(added, 'paper')}; {merged} were here already and are merged.")
