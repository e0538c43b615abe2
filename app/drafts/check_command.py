"""The command `paperchat check`: a draft's cited sentences against the abstracts in the collection. Wiring only."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.command_support import json_option, open_collection, print_json
from app.wiring import entailment_of
from index.errors import PaperchatError
from index.text.counting import counted

if TYPE_CHECKING:
    from app.drafts.draft_check import CheckedCitation, ComparisonBasis
    from app.drafts.sentence_places import SentencePlaces

_LARGEST = 20_000_000


@click.command()
@click.argument("draft", type=click.Path(path_type=Path, allow_dash=True), metavar="DRAFT")
@click.option(
    "--bib",
    "bibliographies",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A BibTeX file with the draft's keys; otherwise every .bib file beside the draft.",
)
@click.option(
    "--at-least",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Exit with 1 if a smaller share of the compared sentences passes, for example 0.95.",
)
@json_option
def check(draft: Path, bibliographies: tuple[Path, ...], *, at_least: float | None, as_json: bool) -> None:
    """Compare every cited sentence of DRAFT with the abstracts it cites.

    DRAFT is Markdown, LaTeX, plain text, or lines of JSON with a sentence and a paper. Papers are cited by arXiv id,
    DOI, title, or a key of a BibTeX file.
    """
    from app.answers.sentence_cosines import similarity
    from app.drafts.cited_works import KnownPapers
    from app.drafts.draft_check import ComparisonBasis
    from app.drafts.sentence_places import SentencePlaces
    from index.retrieval.late_interaction import nearest_papers

    text = _read(draft)
    with open_collection() as (settings, stores):
        papers = KnownPapers.of(stores.library.papers())
        if not papers.titles:
            raise PaperchatError("The library is empty.", "Add papers first: `paperchat add FILE`.")
        against = ComparisonBasis(papers, similarity(stores), entailment_of(settings), partial(nearest_papers, stores))
        places = SentencePlaces(text)
        found = list(_shown(_checked(text, draft, bibliographies, against), places, draft.name, as_json=as_json))
    compared = [one for one in found if one.verdict]
    share = sum(not one.flagged for one in compared) / len(compared) if compared else 0.0
    if not as_json:
        click.echo(_summary(found, compared))
    if at_least is not None and share < at_least:
        click.echo(f"{share:.3f} of the compared sentences passed, less than {at_least}.", err=True)
        raise click.exceptions.Exit(1)


def _read(path: Path) -> str:
    try:
        data = sys.stdin.buffer.read(_LARGEST + 1) if str(path) == "-" else _bounded(path)
    except OSError as fault:
        raise PaperchatError(f"{path} cannot be read: {fault.strerror}.", "Name a text file.") from None
    if len(data) > _LARGEST:
        raise PaperchatError(f"{path} is larger than 20 MB.", "Check the draft in parts.")
    return data.decode("utf-8-sig", "replace")


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


def _checked(
    text: str, draft: Path, bibliographies: Sequence[Path], against: "ComparisonBasis"
) -> "Iterator[CheckedCitation]":
    from app.drafts.cited_works import read_bibliography
    from app.drafts.draft_check import check_draft, check_given
    from app.drafts.draft_text import is_latex, read_bibitems, read_draft, read_json_lines
    from app.drafts.latex import with_inputs

    if text.lstrip().startswith('{"') or draft.suffix.lower() in {".jsonl", ".ndjson"}:
        return check_given(read_json_lines(text, draft.name), against)
    keys: dict[str, str] = {}
    if str(draft) != "-" and is_latex(text, draft.name):
        text = with_inputs(text, _taken_in(draft))
        for file in sorted(draft.parent.glob("*.bbl")):
            keys |= read_bibitems(_read(file))
    beside = () if str(draft) == "-" else sorted(draft.parent.glob("*.bib"))
    for file in bibliographies or beside:
        keys |= read_bibliography(_read(file))
    return check_draft(read_draft(text, draft.name, keys), against)


def _taken_in(draft: Path) -> Callable[[str], str]:
    """Return a function that reads a file that the draft includes, by its name in LaTeX; each file only once."""
    inside = draft.parent.resolve()
    known = {draft.resolve()}

    def read(name: str) -> str:
        for place in ((inside / name).resolve(), (inside / f"{name}.tex").resolve()):
            if place.is_relative_to(inside) and place.is_file() and place not in known:
                known.add(place)
                return _read(place)
        return ""

    return read


def _shown(
    found: "Iterable[CheckedCitation]", places: "SentencePlaces", name: str, *, as_json: bool
) -> "Iterator[CheckedCitation]":
    """Print each sentence as it is checked: all of them as JSON, otherwise those that need a look or lack a paper."""
    for one in found:
        line = places.line_of(one.sentence)
        if as_json:
            print_json(_as_json(one, line))
        else:
            for text in _lines(one, f"{name}:{line}" if line else name):
                click.echo(text)
        yield one


def _as_json(one: "CheckedCitation", line: int | None) -> dict[str, Any]:
    from app.checking.reasons import in_words

    return {
        "sentence": one.sentence,
        "line": line,
        "papers": [{"id": paper.id, "title": paper.title} for paper in one.papers],
        "not_in_collection": list(one.missing),
        "verdict": one.verdict or "not compared",
        "flagged": one.flagged,
        "reasons": [in_words(reason, one.names) for reason in one.reasons],
        "evidence": [{"id": paper.id, "sentence": sentence} for paper, sentence in one.evidence],
    }


def _lines(one: "CheckedCitation", place: str) -> Iterator[str]:
    from app.checking.reasons import in_words

    reasons = [in_words(reason, one.names) for reason in one.reasons]
    if one.flagged:
        yield f"{place}: {click.style(one.verdict or '', fg='yellow')}: {one.sentence}"
        yield from (f"    {reason}" for reason in reasons)
        yield from (f"    {paper.title}: {sentence}" for paper, sentence in one.evidence)
    elif reasons:
        # Not enough to flag it: people name things that an abstract leaves out.
        yield f"{place}: {one.verdict}, but {'; '.join(reasons)}"
    yield from (f"{place}: not in your collection: {written}" for written in one.missing)


def _summary(found: "Sequence[CheckedCitation]", compared: "Sequence[CheckedCitation]") -> str:
    flagged = sum(one.flagged for one in compared)
    text = f"{counted(len(found), 'cited sentence')}: {len(compared) - flagged} found, {flagged} to look at"
    left = len(found) - len(compared)
    return f"{text}, {left} not compared." if left else f"{text}."
