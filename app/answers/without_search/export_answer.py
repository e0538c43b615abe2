"""Answers requests for papers in a format: those of the last answer, of the chat, of a choice in words, or by name.

The text is the file, in a block that can be copied.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answer import Answer, Source, Turn
from app.answers.without_search.record_answer import find_named_paper, find_papers
from app.export import FORMATS, exported
from app.export.format_names import NamedFormat, named_format
from index.collection import Stores
from index.questions.phrases import PAPER
from index.questions.query import Query
from index.retrieval.filtering import matching
from index.retrieval.search import full_list
from index.stores.by_hand.paper_marks import marks_of
from index.text.counting import said_papers
from index.wording.said import Said, composed, said, sentences_said

MAX_EXPORTED = 50
_RUN = re.compile(r"`+")
_WRITTEN = ", ".join(form.name for form in FORMATS.values())
_HOW = said(
    "export.how",
    "Papers can be written as {formats}. Ask for it: “these as RIS”, “BibTeX of 1 and 3”, “CSV of papers about X”,"
    " “export this chat”. The papers of each answer have a menu *Export*, and so have ticked papers in *Library*; in a"
    " terminal, `paperchat export FILE` writes the whole collection or a choice of it.",
    formats=_WRITTEN,
)
_ALL = said("export.all", "In a terminal, `paperchat export FILE` writes all of them.")


def export_answer(stores: Stores, answer: Answer, query: Query, history: Sequence[Turn] = ()) -> Answer:
    """Return the finished answer: the papers that the query lists or names, or those cited last or in all the chat."""
    answer = replace(answer, stage="done", intent="export")
    if query.exports == "how":
        return replace(answer, text=_HOW)
    ids = _requested_ids(stores, query, history)
    papers = stores.library.papers(ids[:MAX_EXPORTED])
    if not papers:
        return replace(answer, text=_nothing(query, history))
    named = named_format(answer.question)
    marks = marks_of(stores.library, [paper.id for paper in papers])
    parts = [_opening(len(papers), len(ids), named), "\n\n", _fenced(exported(papers, named.key, marks), named.key)]
    text, own = composed([*parts, "\n\n", _ALL] if len(ids) > len(papers) else parts)
    sources = tuple(Source(paper, (), number=number) for number, paper in enumerate(papers, 1))
    return replace(answer, text=text, said=own, sources=sources, chips=query.chips)


def is_of_a_paper(stores: Stores, query: Query) -> bool:
    """Return whether what an export names is a paper in the library, and not a topic."""
    described = PAPER.search(query.text) is not None
    return find_named_paper(stores, query.paper) is not None or (
        described and bool(find_papers(stores, query.paper, described=True))
    )


def _requested_ids(stores: Stores, query: Query, history: Sequence[Turn]) -> Sequence[str]:
    """Return the ids of the papers that are asked for."""
    if query.exports == "listed":
        return [hit.paper.id for hit in full_list(stores, query).hits]
    if query.conditions:
        return matching(stores, query.conditions).ids
    if query.paper:
        return [paper.id for paper in find_papers(stores, query.paper, described=True)]
    answered = [turn for turn in history if turn.papers and not turn.refused]
    # The papers shown with a refusal are not an answer.
    turns = answered if query.exports == "chat" else answered[-1:]
    return list(dict.fromkeys(id_ for turn in turns for id_ in turn.papers[: turn.cited or None]))


def _opening(written: int, found: int, named: NamedFormat) -> Said:
    papers = said_papers(written)
    form: str = FORMATS[named.key].name
    if named.program:
        form = said("export.for_program", "{form} for {program}", form=form, program=named.program)
    if found > written:
        form = said("export.first_of", "{form}, the first {first} of {every}", form=form, first=written, every=found)
    if named.unknown:
        unknown = "{unknown} is not written here. {papers} as {form}, from which {maker} makes it:"
        maker = named.maker
        return said("export.made_from", unknown, unknown=named.unknown, papers=papers, form=form, maker=maker)
    return said("export.papers_as", "{papers} as {form}:", papers=papers, form=form)


def _nothing(query: Query, history: Sequence[Turn]) -> str:
    if any(condition.field == "id" for condition in query.conditions):
        no_number = "The last answer shows no paper with that number, so there is nothing to export."
        return said("export.no_number", no_number)
    if query.paper:
        not_called = (
            "No paper in your collection is called “{name}”, so there is nothing to export. For a topic, ask for"
            " “papers about {name}”."
        )
        return said("export.not_called", not_called, name=query.paper)
    if query.exports == "listed" or query.conditions:
        return said("export.no_match", "No paper in your collection matches, so there is nothing to export.")
    if history:
        none_cited = (
            "The last answer cites no paper, so there is nothing to export. Name papers by their numbers or say what"
            " they are about, as in “export 1 and 3” or “BibTeX of all papers about X”."
        )
        return said("export.none_cited", none_cited)
    return sentences_said(said("export.nothing", "There is no answer with papers to export yet."), _HOW)


def _fenced(text: str, kind: str) -> str:
    """Return the text as a block of code, whatever it contains."""
    fence = "`" * max(3, 1 + max(map(len, _RUN.findall(text)), default=0))
    return f"{fence}{kind}\n{text.rstrip()}\n{fence}"
