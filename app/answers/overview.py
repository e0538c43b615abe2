"""What papers say as a whole: the summary of one or of several, the digest of a page, a table of them.

By the model where one is connected, else in the papers' own words; a table always quotes. Knows the search's result
and the drafts of `app.summaries`.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace

from app.answer import Answer, Source
from app.answers.sources import bare, cited_first
from app.answers.written import AnswerWriter, joined, similarity
from app.llm.prompts import Task, answer_prompt
from app.summaries.digest import digest
from app.summaries.draft import Draft
from app.summaries.one_paper import summarise_paper
from app.summaries.paper_set import summarise_set
from app.summaries.table import compare, csv_text, markdown
from index.collection import Stores
from index.identity import fold
from index.papers import Paper
from index.questions.query import OVERVIEWS, Query
from index.retrieval.search import SearchResult

# Papers on a topic that are summed up: the nearest; where conditions alone say which, all up to this number.
_ON_TOPIC, _MOST = 12, 200
_FORMS = {"summary": "a summary of several papers", "digest": "the digest of a page of papers"}


def is_overview(query: Query) -> bool:
    """Return whether the query wants papers summed up."""
    return query.intent in OVERVIEWS


def summed_up(query: Query) -> int:
    """Return how many papers to sum up at most."""
    return query.limit or (_ON_TOPIC if query.text.strip() else _MOST)


def overview(
    stores: Stores, writer: AnswerWriter | None, answer: Answer, found: SearchResult
) -> Generator[Answer, None, Answer]:
    """Yield the answer as it grows, then return it: the papers found, summed up."""
    papers = _papers(found)
    left_out = found.holding + found.near - len(papers)
    if len(papers) > 1 and left_out > 0:
        told = f"{len(papers)} of {found.holding + found.near} papers are summed up, the nearest first."
        answer = replace(answer, notice=joined(answer.notice, told))
    answer = replace(answer, sources=bare(papers))
    if writer and answer.intent != "table":
        one = Task("summary_of_one") if len(papers) == 1 else Task("summary_of_many", {"form": _FORMS[answer.intent]})
        prompt = answer_prompt(answer.searched or answer.question, papers, (), writer.endpoint.room, one)
        answer = yield from writer.write(answer, prompt, lambda: bare(papers))
    if answer.stage != "done":
        yield replace(answer, sources=bare(papers))
        if answer.intent == "table":
            table = compare(papers)
            return replace(_drafted(answer, markdown(table)), csv=csv_text(table))
        answer = _quoted(stores, answer, papers)
    return answer


def _papers(found: SearchResult) -> list[Paper]:
    """Return the paper that the topic names, where it names one; else all that were found."""
    papers = [hit.paper for hit in found.hits]
    if found.query.intent == "digest" and found.query.order == "relevance":
        papers.sort(key=lambda paper: -(paper.upvotes or 0))
    named = [paper for paper in papers if _names(found.query.text, paper)]
    return named if len(named) == 1 else papers


def _names(topic: str, paper: Paper) -> bool:
    """Return whether a topic is the title of a paper, or the name before the colon that begins it."""
    name, colon, _ = paper.title.partition(":")
    return bool(topic.strip()) and fold(topic) in {fold(paper.title), fold(name) if colon else ""}


def _quoted(stores: Stores, answer: Answer, papers: Sequence[Paper]) -> Answer:
    """Return the answer in the papers' own words; papers without a vector are in no theme, and are told."""
    if len(papers) == 1:
        return _drafted(answer, summarise_paper(papers[0]))
    ids, vectors = stores.vectors.paper_vectors([paper.id for paper in papers])
    rows = {id_: row for row, id_ in enumerate(ids)}
    held = [paper for paper in papers if paper.id in rows]
    ordered = vectors[[rows[paper.id] for paper in held]]
    if unread := len(papers) - len(held):
        told = f"{unread} {'paper' if unread == 1 else 'papers'} without an indexed abstract left out."
        answer = replace(answer, notice=joined(answer.notice, told))
    if answer.intent == "digest":
        return _drafted(answer, digest(held, ordered, ", ".join(answer.labels)))
    return _drafted(answer, summarise_set(held, ordered, similarity(stores)))


def _drafted(answer: Answer, draft: Draft) -> Answer:
    """Return the answer with a draft as its text; the papers that it does not cite follow those that it does."""
    numbers = {paper.id: number for number, paper in enumerate(draft.papers, 1)}
    evidence = draft.evidence
    sources = [
        Source(paper, evidence.get(number, ()), number) if (number := numbers.get(paper.id)) else Source(paper, ())
        for paper in (source.paper for source in answer.sources)
    ]
    return replace(answer, stage="done", model=None, text=draft.text, sources=cited_first(sources), checks=draft.checks)
