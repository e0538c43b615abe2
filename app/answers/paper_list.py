"""Answers questions that ask for papers rather than for what they say: a list, a count, the newest ones.

Titles and order always come from the search. For a topic, a model says in one call how each paper relates to it;
until it does, and without a model, a short list quotes its papers.
"""

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace

from app.answer import Answer, ListItem, cited_papers
from app.answers.list_text import (
    authors_named,
    list_markdown,
    list_opening,
    names_detail,
    ordered_detail,
    said_in_list,
)
from app.answers.sentence_cosines import similarity
from app.answers.sources import as_sources, explained_sources, with_evidence
from app.answers.written import AnswerWriter, map_snapshots
from app.checking.answer_check import check_answer
from app.citations import answer_sentences, without_false_marks
from app.citations.marks import numbers_in, without_marks
from app.llm.language_model import LanguageModel
from app.llm.prompts import REFUSAL, Task, answer_prompt
from index.collection import Stores
from index.papers import Paper
from index.questions.at_hand.code_links import WITH_CODE
from index.questions.query import OVERVIEWS, Query
from index.retrieval.evidence import Evidence, spans
from index.retrieval.explanation import evidence_for
from index.retrieval.results import SearchResult
from index.wording.said import said, sentences_said

MAX_LISTED = 50
"""The most papers in a list."""
# Longer lists are easier to scan without quotes.
_MAX_QUOTED = 10
# Papers listed after a count.
_COUNTED = 8
# What a model may put before an item: "- ", "2. ".
_LEAD = re.compile(r"^\W*(?:\d{1,3}[.):]\s+)?")
_SPACE_BEFORE_STOP = re.compile(r"\s+(?=[.,;:])")


def asks_for_papers(query: Query) -> bool:
    """Return whether the query is answered by naming papers."""
    return query.intent not in OVERVIEWS and (
        query.intent in ("list", "count") or query.order != "relevance" or not query.text.strip()
    )


def list_length(query: Query, papers: int) -> int:
    """Return the maximum number of papers to list, for a question that is otherwise answered from `papers`."""
    if query.limit:
        return min(query.limit, MAX_LISTED)
    if query.intent == "count":
        return _COUNTED
    everything = query.order == "relevance" or query.asks_for_news
    return MAX_LISTED if query.intent == "list" and everything else papers


def answer_with_list(
    stores: Stores, model: LanguageModel | None, answer: Answer, found: SearchResult
) -> Generator[Answer, None, Answer]:
    """Yield the sources, then return the papers as the answer; it is not `done` if there are none."""
    evidence = evidence_for(stores, found)
    sources = tuple(replace(source, number=n) for n, source in enumerate(explained_sources(stores, found, evidence), 1))
    if not sources:
        return answer
    answer = replace(answer, sources=sources)
    yield answer
    # A small model mixes up the papers of a list; their best sentences say what they have to do with it.
    if model and is_on_topic(found.query) and model.prompt_style == "full":
        writer = AnswerWriter(stores, model, said("notice.without_remarks", "The papers are listed without remarks."))
        return (yield from _with_remarks(writer, answer, found, list_items(found, evidence)))
    return replace(_with_items(answer, found, list_items(found, evidence)), stage="done")


def is_on_topic(query: Query) -> bool:
    """Return whether the query asks for a list of papers on a topic, so that a model can say how each relates to it."""
    return query.intent == "list" and bool(query.text.strip())


def list_items(found: SearchResult, evidence: Sequence[Sequence[Evidence]] = ()) -> tuple[ListItem, ...]:
    """Return the papers found as a list, those of a short list on a topic with their best sentence as a quote.

    `evidence`: the sentences of each hit, best first; empty for a list without quotes.
    """
    quotes = evidence if is_on_topic(found.query) and len(found.hits) <= _MAX_QUOTED else ()
    best = [spans(sentences[:1]) if sentences and sentences[0].words else () for sentences in quotes]
    return tuple(
        ListItem(hit.paper, n, _detail(hit.paper, n, found), quote=best[n - 1] if best else ())
        for n, hit in enumerate(found.hits, 1)
    )


def _detail(paper: Paper, number: int, found: SearchResult) -> str:
    apart = number > len(found.hits) - found.apart
    if apart:
        return said("list.date_unknown", "date unknown")
    if WITH_CODE in found.query.conditions and paper.code_url:
        return said("list.code_at", "code: {address}", address=without_false_marks(paper.code_url))
    return ordered_detail(paper, found.query.order) or names_detail(paper, found.query)


def read_remarks(reply: str, papers: Sequence[str]) -> dict[str, str]:
    r"""Return a model's remarks by paper id, one per line, each ending with the paper's mark; `papers`: ids by number.

    >>> read_remarks("- It counts gulls [2].\n- It is [1] new. [1]\nAnd so on.", ["a", "b"])
    {'b': 'It counts gulls.', 'a': 'It is new.'}
    """
    remarks: dict[str, str] = {}
    for line in reply.splitlines():
        numbers = numbers_in(line)
        if len(set(numbers)) == 1 and 1 <= numbers[0] <= len(papers):
            sentence = _LEAD.sub("", without_marks(line)).strip()
            remarks.setdefault(papers[numbers[0] - 1], _SPACE_BEFORE_STOP.sub("", sentence))
    return {paper: sentence for paper, sentence in remarks.items() if sentence}


def _with_remarks(
    writer: AnswerWriter, answer: Answer, found: SearchResult, items: tuple[ListItem, ...]
) -> Generator[Answer, None, Answer]:
    """Yield the list as the model remarks on its papers, then return it checked; papers without a remark are quoted.

    One call. The sources of `answer` are the papers found, numbered in their order, as `items` are.
    """
    papers = [item.paper for item in items]
    task = Task("paper_list", templates=writer.model.templates)
    prompt = answer_prompt(answer.searched or answer.question, papers, (), writer.model.room, task)

    def listed(snapshot: Answer) -> Answer:
        remarks = read_remarks(snapshot.text, [source.paper.id for source in snapshot.cited])
        return _with_items(replace(snapshot, sources=answer.sources), found, _remarked(items, remarks))

    plain = replace(_with_items(answer, found, items), stage="done")
    begun = replace(answer, sources=as_sources(papers), quotes=plain)
    writing = writer.write(begun, prompt, lambda: as_sources(papers))
    written = yield from map_snapshots(writing, listed)
    if written.stage == "done" and not written.refused:
        return _checked(writer.stores, listed(written))
    notice = answer.notice if written.refused else written.notice
    return replace(written, quotes=plain, notice=notice).with_quotes_instead()


def _remarked(items: Sequence[ListItem], remarks: Mapping[str, str]) -> tuple[ListItem, ...]:
    return tuple(
        replace(item, remark=remark, quote=()) if (remark := remarks.get(item.paper.id)) else item for item in items
    )


def _with_items(answer: Answer, found: SearchResult, items: tuple[ListItem, ...]) -> Answer:
    """Return the answer as a list of these items."""
    opening = sentences_said(list_opening(found), authors_named(found))
    text, own = list_markdown(opening, items)[0], said_in_list(opening, items)
    return replace(answer, opening=opening, items=items, text=text, said=own)


def _checked(stores: Stores, answer: Answer) -> Answer:
    """Return the list with the remarks of the model checked."""
    text, remarks = list_markdown(answer.opening, answer.items)
    sentences = [
        sentence
        for sentence in answer_sentences(text, len(answer.items), REFUSAL)
        if any(start <= sentence.start < end for start, end in remarks)
    ]
    checks = check_answer(text, sentences, cited_papers(answer.sources), similarity(stores))
    remarked = "\n".join(text[start:end] for start, end in remarks)
    return replace(answer, sources=with_evidence(stores, answer.sources, remarked), checks=checks)
