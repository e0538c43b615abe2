"""The answer to a question for papers rather than for what they say: a list, a number, the newest ones. Pure."""

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace

from app.answer import Answer, cited_papers
from app.answers.sources import bare, explained, with_evidence
from app.answers.written import AnswerWriter, mapped, similarity
from app.checking.answer_check import check_answer
from app.citations import answer_sentences, inert, marks_before_stop
from app.citations.marks import numbers_in, without_marks
from app.llm.language_model import LanguageModel
from app.llm.prompts import REFUSAL, Task, answer_prompt
from app.summaries.quoting import quoted
from index.collection import Stores
from index.papers import Paper
from index.questions.query import ORDERED_BY, OVERVIEWS, Order, Query
from index.retrieval.evidence import Evidence, spans
from index.retrieval.search import SearchResult, evidence_for

_BEFORE_REMARK = "  - "
"""Begins a line of a list that says what the paper before it has to do with the topic."""
LISTED = 50
"""Papers that a list names at most."""
# More papers are easier to scan without.
_QUOTED = 10
_COUNTED = 8
_LEAD = re.compile(r"^\W*(?:\d{1,3}[.):]\s+)?")
# Before a topic in quotation marks it reads oddly.
_FRAME = re.compile(r"^(?:with|using|use|on|about)\s+", re.IGNORECASE)
_ORDERS: dict[Order, str] = {
    "relevance": "best",
    "newest": "newest",
    "oldest": "oldest",
    "upvotes": "most upvoted",
    "comments": "most discussed",
    "authors": "ones by the most authors",
}


def asks_for_papers(query: Query) -> bool:
    """Return whether the query is answered by naming papers."""
    return query.intent not in OVERVIEWS and (
        query.intent in ("list", "count") or query.order != "relevance" or not query.text.strip()
    )


def listed(query: Query, papers: int) -> int:
    """Return how many papers to name at most, for a question that is otherwise answered from `papers`."""
    if query.limit:
        return min(query.limit, LISTED)
    if query.intent == "count":
        return _COUNTED
    return LISTED if query.intent == "list" and query.order == "relevance" else papers


def list_text(found: SearchResult, said: Mapping[str, str] | None = None) -> str:
    """Return the list of the papers found as Markdown with `[n]` marks, n being their places.

    `said`: by id of a paper a sentence that says what it has to do with the topic, or a quotation that does.
    """
    sentences = said or {}
    entries = []
    for n, hit in enumerate(found.hits, 1):
        entries.append(f"- {inert(hit.paper.title)}{_detail(hit.paper, found.query.order)} [{n}]")
        if sentence := sentences.get(hit.paper.id):
            line = f"{sentence} [{n}]"
            # The mark of a quotation stands behind it.
            entries.append(f"{_BEFORE_REMARK}{line if sentence.endswith('”') else marks_before_stop(line)}")
    return "\n".join([_opening(found), "", *entries])


def answer_with_list(
    stores: Stores, model: LanguageModel | None, answer: Answer, found: SearchResult
) -> Generator[Answer, None, Answer]:
    """Yield the sources, then return the papers as the answer; it is not `done` if there are none.

    On a topic, a model says what each paper has to do with it, in one call; without one, each paper is quoted if they
    are few. Titles and order always come from the search.
    """
    evidence = evidence_for(stores, found.query.text, found.hits)
    sources = tuple(replace(source, number=n) for n, source in enumerate(explained(stores, found, evidence), 1))
    if not sources:
        return answer
    answer = replace(answer, sources=sources)
    yield answer
    if model and is_on_topic(found.query):
        return (yield from _annotated(AnswerWriter(stores, model, "The list stays bare."), answer, found))
    return replace(answer, stage="done", text=list_text(found, quotes_of(found, evidence)))


def is_on_topic(query: Query) -> bool:
    """Return whether the query asks for a list of papers on a topic, of which there is something to say."""
    return query.intent == "list" and bool(query.text.strip())


def quotes_of(found: SearchResult, evidence: Sequence[Sequence[Evidence]]) -> dict[str, str]:
    """Return by id of a paper the sentence that says most of the topic, quoted; none where the list is a long one.

    `evidence`: the sentences of each hit, best first.
    """
    if not is_on_topic(found.query) or len(found.hits) > _QUOTED:
        return {}
    return {
        hit.paper.id: quoted(hit.paper.abstract, spans(best[:1]))
        for hit, best in zip(found.hits, evidence, strict=True)
        if best and best[0].words
    }


def said_of(text: str, papers: Sequence[str]) -> dict[str, str]:
    r"""Return what a text says of papers, one a line that ends with its mark; `papers`: ids by the text's numbers.

    >>> said_of("- It counts gulls [2].\n- It is [1] told. [1]\nAnd so on.", ["a", "b"])
    {'b': 'It counts gulls.', 'a': 'It is told.'}
    """
    said: dict[str, str] = {}
    for line in text.splitlines():
        numbers = numbers_in(line)
        if len(set(numbers)) == 1 and 1 <= numbers[0] <= len(papers):
            sentence = _LEAD.sub("", without_marks(line)).strip()
            said.setdefault(papers[numbers[0] - 1], re.sub(r"\s+(?=[.,;:])", "", sentence))
    return {paper: sentence for paper, sentence in said.items() if sentence}


def _annotated(writer: AnswerWriter, answer: Answer, found: SearchResult) -> Generator[Answer, None, Answer]:
    """Yield the list as it grows, then return it, what is said checked; the bare list if the model fails. One call.

    The sources of `answer` are the papers found, numbered by their places.
    """
    papers = [hit.paper for hit in found.hits]
    prompt = answer_prompt(
        answer.searched or answer.question,
        papers,
        (),
        writer.model.room,
        Task("paper_list", templates=writer.model.templates),
    )

    def told(snapshot: Answer) -> Answer:
        said = said_of(snapshot.text, [source.paper.id for source in snapshot.cited])
        return replace(snapshot, text=list_text(found, said), sources=answer.sources)

    writing = writer.write(replace(answer, sources=bare(papers)), prompt, lambda: bare(papers))
    written = yield from mapped(writing, told)
    if written.stage != "done" or written.refused:
        notice = answer.notice if written.refused else written.notice
        stays = replace(written, stage="done", text=list_text(found), refused=False, model=None, notice=notice)
        return replace(stays, sources=answer.sources, checks=())
    answer = told(written)
    said = "\n".join(line for line in answer.text.splitlines() if line.startswith(_BEFORE_REMARK))
    sentences = [one for one in answer_sentences(answer.text, len(papers), REFUSAL) if _is_said(answer.text, one.start)]
    checks = check_answer(answer.text, sentences, cited_papers(answer.sources), similarity(writer.stores))
    return replace(answer, sources=with_evidence(writer.stores, answer.sources, said), checks=checks)


def _is_said(text: str, start: int) -> bool:
    return text.startswith(_BEFORE_REMARK, text.rfind("\n", 0, start) + 1)


def _opening(found: SearchResult) -> str:
    """Return what was counted, in words."""
    query, shown = found.query, len(found.hits)
    every = found.holding + found.near
    which = "" if query.order == "relevance" else f", the {_ORDERS[query.order]} first" if shown > 1 else ""
    first = "first is" if shown == 1 else f"first {shown} are"
    rest = f" The {first} listed." if shown < every else ""
    if not query.text.strip():
        return f"{_papers(found.holding)} of your collection{which}.{rest}"
    topic = _FRAME.sub("", query.text).strip(' ?.!"“”')
    if found.near and not found.holding:
        near = f"{_papers(found.near)} of your collection {_s(found.near, 'come')} near “{topic}”"
        return f"{near}; none holds its words together{which}.{rest}"
    holding = f"{_papers(found.holding)} of your collection {_s(found.holding, 'hold')} “{topic}”"
    near = f"; {found.near} more {_s(found.near, 'come')} near it" if found.near else ""
    return f"{holding}{near}{which}.{rest}"


def _detail(paper: Paper, order: Order) -> str:
    """Return what the papers are ordered by."""
    if order == "relevance":
        return ""
    field = ORDERED_BY[order]
    if field == "date":
        return f" ({paper.date:%b} {paper.date.day}, {paper.date.year})" if paper.date else ""
    number = paper.author_count if field == "authors" else getattr(paper, field)
    return f" ({number:,} {field if number != 1 else field.removesuffix('s')})"


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count:,} papers" if count else "No paper"


def _s(count: int, verb: str) -> str:
    return f"{verb}s" if count <= 1 else verb
