"""Answers which paper, or which side of a comparison, is the best: gives no verdict, only the evidence.

That is what the papers say about each other and about their results, and the counts of the sources, such as upvotes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.answer import Answer
from app.answers.list_text import ordered_detail
from app.answers.overview import drafted
from app.answers.sources import as_sources
from app.citations import without_false_marks
from app.summaries.aspects import RoleSentence, read_roles, sentences_of_role
from app.summaries.draft import DraftWriter, Quote
from index.collection import Stores
from index.identity import short_title
from index.papers import Paper
from index.questions.query import Condition, Order, Query
from index.retrieval.filtering import matching
from index.retrieval.search import full_list, search
from index.text.counting import said_papers
from index.text.words import terms
from index.wording.said import Said, said

# With more papers than this, only the counts are given.
_FEW = 4
# How many papers are read for their results: more than an answer cites.
_READ_FOR_RESULTS = 40
# How many papers are searched for sentences that name both sides of a comparison.
_READ = 8
_MOST_COMPARING = 3
_COUNTED: tuple[tuple[Order, Said], ...] = (
    ("upvotes", said("best.most_upvoted", "Most upvoted")),
    ("comments", said("best.most_discussed", "Most discussed")),
    ("newest", said("best.newest", "Newest")),
)
_OPENING = said(
    "best.opening", "Which is best depends on what you need. Here is what your papers and their records say."
)


def best_answer(stores: Stores, answer: Answer, query: Query) -> Answer:
    """Return the finished answer: what the papers say about their results, and which paper is first by each count.

    The papers are those that the query selects, those on its topic, or all.
    """
    writer = DraftWriter()
    writer.line(_OPENING)
    ids, conditions = _candidates(stores, query)
    papers = stores.library.papers(ids[:_READ_FOR_RESULTS])
    if query.sides:
        _write_comparison(writer, stores, query.sides, papers)
    elif query.text.strip() or len(papers) <= _FEW:
        _write_results(writer, papers)
    if len(ids) > 1:
        _write_counts(writer, stores, len(ids), conditions)
    answer = replace(answer, intent="find", chips=query.chips, dropped=query.dropped)
    if not papers:
        return replace(answer, stage="done", text=_none(query), refused=True)
    draft = writer.draft()
    return drafted(replace(answer, sources=as_sources(draft.papers or papers[:_READ])), draft)


def _none(query: Query) -> Said:
    if query.text.strip():
        return said("best.none", "No paper in your collection is about “{topic}”.", topic=query.text)
    return said("best.none_meets", "No paper in your collection meets the filters.")


def _candidates(stores: Stores, query: Query) -> tuple[Sequence[str], Sequence[Condition]]:
    """Return the ids of the papers to compare, the closest to a topic first, and the conditions that they meet."""
    if query.text.strip() and not any(condition.field == "id" for condition in query.conditions):
        ids = tuple(hit.paper.id for hit in full_list(stores, query).hits)
        return ids, (Condition("id", names=ids),)
    return matching(stores, query.conditions).ids, query.conditions


def _write_comparison(writer: DraftWriter, stores: Stores, sides: Sequence[str], papers: Sequence[Paper]) -> None:
    """Write the sentences that name both sides, or else the results of the papers that name one side."""
    found = [hit.paper for hit in search(stores, Query(" ".join(sides)), _READ).hits]
    read = list({paper.id: paper for paper in (*papers, *found)}.values())
    quotes = [Quote(paper, (line.span,)) for paper in read for line in _comparing(paper, sides)]
    writer.line()
    if not quotes:
        writer.line(said("best.not_compared", "No sentence in your collection is about both."))
        _write_results(writer, [paper for paper in papers if _names_a_side(paper, sides)])
        return
    writer.line(said("best.compared", "Sentences about both:"))
    writer.line()
    for quote in quotes[:_MOST_COMPARING]:
        writer.line("- ", quote)


def _comparing(paper: Paper, sides: Sequence[str]) -> Iterator[RoleSentence]:
    """Yield the sentences that name two sides, or one side if the title names another; none about the problem."""
    name = set(terms(short_title(paper.title)))
    for line in read_roles(paper):
        words = set(terms(paper.abstract[slice(*line.span)]))
        named = [side for side in sides if _is_named(side, words)]
        others = [side for side in sides if _is_named(side, name) and side not in named]
        if line.role != "problem" and named and len(named) + len(others) > 1:
            yield line


def _names_a_side(paper: Paper, sides: Sequence[str]) -> bool:
    words = set(terms(paper.text))
    return any(_is_named(side, words) for side in sides)


def _is_named(side: str, words: set[str]) -> bool:
    return bool(terms(side)) and words.issuperset(terms(side))


def _write_results(writer: DraftWriter, papers: Sequence[Paper]) -> None:
    """Write one result of each paper that states one."""
    results = [(paper, sentences_of_role(read_roles(paper), "results", 1)) for paper in papers[:_FEW]]
    if stated := [(paper, lines[0]) for paper, lines in results if lines]:
        writer.line()
        if len(papers) > _FEW:
            writer.line(said("best.closest_results", "Results of the closest papers:"))
        else:
            writer.line(said("best.results", "Their results:"))
        writer.line()
        for paper, line in stated:
            writer.line(f"- {without_false_marks(paper.title)}: ", Quote(paper, (line.span,)))


def _write_counts(writer: DraftWriter, stores: Stores, number: int, conditions: Sequence[Condition]) -> None:
    """Write which of the papers that meet the conditions has the most upvotes, comments and so on."""
    first = [
        (label, paper, detail)
        for order, label in _COUNTED
        for paper in stores.library.papers(matching(stores, conditions, order).ids[:1])
        if (detail := _counted(paper, order))
    ]
    writer.line()
    if not first:
        no_counts = "Your sources give no upvotes, comments or dates to rank these papers by."
        writer.line(said("best.no_counts", no_counts))
        return
    writer.line(said("best.counts", "By the records of these {papers}:", papers=said_papers(number)))
    writer.line()
    for label, paper, detail in first:
        writer.line("- ", label, f": {without_false_marks(paper.title)} (", detail, f") {writer.mark(paper)}")


def _counted(paper: Paper, order: Order) -> str:
    """Return the paper's value for an order in words, such as its upvotes; empty if it has none."""
    has_any = {"upvotes": paper.upvotes, "comments": paper.comments, "newest": paper.date}[order]
    return ordered_detail(paper, order) if has_any else ""
