"""A comparison table whose columns are a person's own questions: each cell quotes the abstract, or says "not stated".

Each question is searched for in each paper alone, as any question is; the search decides whether the paper answers it.
If a question asks for a particular detail, the cell is a sentence that states it: a figure next to its word is enough.
Questions for the problem, method, results or limits are answered as in the table of these aspects. Model sizes and data
sets are described in too many ways for a search: their sentences are found by rules.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from app.answer import Answer, Step
from app.answers.overview import drafted
from app.answers.sources import as_sources
from app.summaries.requested_aspects import requested_aspect, sentence_on_aspect
from app.summaries.table import Cell, Row, Table, csv_text, markdown
from index.collection import Stores
from index.papers import Paper
from index.questions.query import Query
from index.retrieval.evidence import Evidence
from index.retrieval.explanation import evidence_for
from index.retrieval.search import search
from index.sentence_ranking.requested_detail import (
    RequestedDetail,
    Weigh,
    has_name_nearby,
    is_stated_nearby,
    requested_detail,
)
from index.sentence_ranking.sizes_and_data import asked_for, telling_sentence
from index.wording.said import Said, said


def table_of_questions(
    stores: Stores, answer: Answer, papers: Sequence[Paper], questions: Sequence[str], parse: Callable[[str], Query]
) -> Generator[Answer, None, Answer]:
    """Yield the answer with a step for each question, then return it with the table."""
    columns: list[list[Cell | None]] = []
    answer = replace(answer, stage="writing", sources=as_sources(papers))
    for done, question in enumerate(questions):
        yield replace(answer, steps=_steps(questions, done, columns))
        columns.append(_column(stores, papers, question, parse(question)))
    rows = tuple(Row(paper, tuple(column[place] for column in columns)) for place, paper in enumerate(papers))
    table = Table(tuple(questions), rows, own=True)
    return replace(drafted(answer, markdown(table)), csv=csv_text(table))


def _column(stores: Stores, papers: Sequence[Paper], question: str, query: Query) -> list[Cell | None]:
    if requested_aspect(question):
        return [Cell(span, span) if (span := sentence_on_aspect(question, paper)) else None for paper in papers]
    if known := asked_for(question):
        spans = [telling_sentence(known, paper.abstract) for paper in papers]
        return [Cell(span, span) if span else None for span in spans]
    thing = requested_detail(question)
    asked = replace(query, intent="find", conditions=(), order="relevance", sides=())
    return [_cell(stores, asked, thing, paper) for paper in papers]


def _cell(stores: Stores, asked: Query, thing: RequestedDetail | None, paper: Paper) -> Cell | None:
    """Return the sentence of an abstract that answers; None if it states nothing about the question."""
    found = search(stores, asked.among((paper.id,)), 1)
    evidence: Sequence[Evidence] = next(iter(evidence_for(stores, found)), [])
    if thing is not None:
        evidence = _telling(thing, evidence, paper.abstract, stores.words.weights)
    if not evidence or not (found.answerable or (thing is not None and thing.is_figure)):
        return None
    best = evidence[0]
    return Cell((best.start, best.end), (best.start, best.end))


def _telling(thing: RequestedDetail, evidence: Sequence[Evidence], abstract: str, weigh: Weigh) -> list[Evidence]:
    """Return the sentences that state a detail: first those that name it, each group with the best first."""
    stated = [one for one in evidence if is_stated_nearby(thing, abstract[one.start : one.end], weigh)]
    return sorted(stated, key=lambda one: not has_name_nearby(thing, abstract[one.start : one.end]))


def _stated(column: Sequence[Cell | None]) -> Said:
    stating = sum(cell is not None for cell in column)
    return said("step.stated_by", "stated by {stating} of {papers}", stating=stating, papers=len(column))


def _steps(questions: Sequence[str], done: int, columns: Sequence[Sequence[Cell | None]]) -> tuple[Step, ...]:
    """Return the questions as steps: those done with the number of papers that state something."""
    return tuple(
        Step(question, "done", _stated(columns[place]))
        if place < done
        else Step(question, "running" if place == done else "waiting")
        for place, question in enumerate(questions)
    )
