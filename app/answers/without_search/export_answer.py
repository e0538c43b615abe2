"""Answers requests for papers in the format of a reference manager: those of the last answer, or those that are named.

The text is the file, in a block that can be copied.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answer import Answer, Source, Turn
from app.answers.without_search.record_answer import find_papers
from app.export import FORMATS, exported
from index.collection import Stores
from index.papers import Paper
from index.questions.query import Query
from index.text.counting import said_papers
from index.wording.said import Said, composed, said

MAX_EXPORTED = 50
_USUAL = "bibtex"
# Programs, and endings of files, beside the names of the formats.
_ALSO_CALLED = {"ris": ("endnote", "mendeley"), "csv": ("spreadsheet", "excel", "table")}
_RUN = re.compile(r"`+")


def export_answer(stores: Stores, answer: Answer, query: Query, history: Sequence[Turn] = ()) -> Answer:
    """Return the finished answer: the papers that meet the query's filters, or that it names, or those cited last."""
    if query.conditions:
        ids: Sequence[str] = stores.library.matching(query.conditions).ids
    else:
        ids = [paper.id for paper in _named(stores, query)] or _cited_last(history)
    papers = stores.library.papers(ids[:MAX_EXPORTED])
    if not papers:
        return replace(answer, stage="done", intent="export", text=_nothing(query))
    kind = format_named(answer.question)
    text, own = composed(
        [_opening(len(papers), len(ids), FORMATS[kind].name), "\n\n", _fenced(exported(papers, kind), kind)]
    )
    sources = tuple(Source(paper, (), number=number) for number, paper in enumerate(papers, 1))
    return replace(answer, stage="done", intent="export", text=text, said=own, sources=sources, chips=query.chips)


def format_named(question: str) -> str:
    """Return the key of the format that a request names; BibTeX if it names none.

    >>> format_named("export these as RIS"), format_named("a spreadsheet of them"), format_named("cite these")
    ('ris', 'csv', 'bibtex')
    """
    words = set(re.findall(r"[\w-]+", question.casefold()))
    names = {key: {key, made.name.casefold(), *_ALSO_CALLED.get(key, ())} for key, made in FORMATS.items()}
    return next((key for key, called in names.items() if called & words), _USUAL)


def _named(stores: Stores, query: Query) -> list[Paper]:
    """Return the papers whose title the request names, or whose text has its words if it is `the paper on ...`."""
    return find_papers(stores, query.paper, described=True) if query.paper else []


def _cited_last(history: Sequence[Turn]) -> tuple[str, ...]:
    """Return the papers that the last answer with papers cites; all that it shows, if it cites none.

    What is shown with a refusal is not what was asked for.
    """
    last = next((turn for turn in reversed(history) if turn.papers and not turn.refused), None)
    return last.papers[: last.cited or None] if last else ()


def _opening(count: int, every: int, form: str) -> Said:
    papers = said_papers(count)
    if every <= MAX_EXPORTED:
        return said("export.papers_as", "{papers} as {form}:", papers=papers, form=form)
    first = "{papers} as {form}, the first {first} of {every}:"
    return said("export.first_papers_as", first, papers=papers, form=form, first=MAX_EXPORTED, every=every)


def _nothing(query: Query) -> Said:
    if query.conditions:
        return said("export.no_match", "No paper in your collection matches, so there is nothing to export.")
    return said(
        "export.nothing",
        "There is no answer with papers to export yet. Ask a question first, or tick papers in *Library*; in a"
        " terminal, `paperchat export` writes the whole collection.",
    )


def _fenced(text: str, kind: str) -> str:
    """Return the text as a block of code, whatever it contains."""
    fence = "`" * max(3, 1 + max(map(len, _RUN.findall(text)), default=0))
    return f"{fence}{kind}\n{text.rstrip()}\n{fence}"
