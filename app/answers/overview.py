"""The overview: what papers say as a whole, as a summary of one or several, a digest of a source, or a table.

Written by the model if there is one, otherwise quoted; a table is always quoted. Turns requests into queries too.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from app.answer import Answer, Source
from app.answers.sentence_cosines import similarity
from app.answers.small_model.in_short import with_short_version
from app.answers.small_model.reading import BEARING
from app.answers.sources import as_sources, cited_first
from app.answers.without_search.record_answer import find_named_paper
from app.answers.written import AnswerWriter, join_notices
from app.llm.language_model import LanguageModel
from app.llm.prompts import Task, answer_prompt
from app.request import OverviewIntent, OverviewRequest
from app.summaries.digest import digest
from app.summaries.draft import Draft
from app.summaries.one_paper import summarise_paper
from app.summaries.paper_set import summarise_set
from app.summaries.table import compare, csv_text, markdown
from index.collection import Stores
from index.identity import fold, short_title
from index.papers import Paper
from index.questions.chip_words import all_words
from index.questions.query import OVERVIEWS, Condition, Query
from index.retrieval.results import SearchResult
from index.stores.library import Library
from index.stores.listed import source_names
from index.stores.listed.present_ids import id_of
from index.text.counting import said_papers
from index.text.names import looks_like_name
from index.text.words import terms
from index.wording.said import in_quotes, listed, said

# The maximum number of papers in an overview: of a topic, where only the closest matter, and of a filtered set.
_ON_TOPIC, _MOST = 12, 200
_FORMS = {"summary": "a summary of several papers", "digest": "the digest of a page of papers"}


def is_overview(query: Query) -> bool:
    """Return whether the query asks for an overview."""
    return query.intent in OVERVIEWS


def max_papers(query: Query) -> int:
    """Return the maximum number of papers for the overview that a query asks for."""
    return query.limit or (_ON_TOPIC if query.text.strip() else _MOST)


def overview_request(
    library: Library, arguments: Sequence[str], intent: OverviewIntent, parse: Callable[[str], Query]
) -> OverviewRequest:
    """Return the request for what a person named: papers by title or id, a source, or a description of papers.

    Raises PaperchatError if several sources have that name.
    """
    words = " ".join(arguments)
    with library.database.connect() as db:
        for names in (arguments, (words,)):
            ids = [id_of(db, name) for name in names]
            if all(ids):
                return OverviewRequest(intent, paper_ids=tuple(dict.fromkeys(filter(None, ids))))
        if source := source_names.name_of(db, words):
            return OverviewRequest(intent, source=source)
    return OverviewRequest(intent, query=parse(words))


def overview_query(request: OverviewRequest) -> Query:
    """Return the search for a request; no text is parsed."""
    typed = request.query or Query("")
    conditions = [condition for condition in typed.conditions if condition.field not in ("id", "source")]
    if request.paper_ids:
        conditions.append(Condition("id", names=request.paper_ids))
    if request.source:
        conditions.append(Condition("source", names=(request.source,)))
    query = replace(typed, conditions=tuple(conditions), intent=request.intent, sides=())
    return query.without(request.dropped)


def overview_title(request: OverviewRequest, titles: Sequence[str]) -> str:
    """Return a title for the request, shown where a chat shows the question; `titles`: of the papers it names.

    >>> overview_title(OverviewRequest("table", paper_ids=("a", "b")), ["Tides", "Seals"])
    'Comparison table of 2 papers'
    >>> overview_title(OverviewRequest("digest", source="monday.txt"), [])
    'Digest of monday.txt'
    """
    things = _subject(request, titles)
    if request.intent == "digest":
        return said("overview.digest_of", "Digest of {things}", things=things)
    if request.intent == "table":
        return said("overview.table_of_things", "Comparison table of {things}", things=things)
    return said("overview.summary_of_things", "Summary of {things}", things=things)


def _subject(request: OverviewRequest, titles: Sequence[str]) -> str:
    """Return what an overview summarises, in words: some papers, those on a topic, or a source."""
    if titles:
        return in_quotes(titles[0]) if len(titles) == 1 else said_papers(len(titles))
    if request.query and (topic := request.query.text.strip(" ?.!")):
        return said("overview.papers_on", "papers on “{topic}”", topic=topic)
    return request.source or said("overview.papers", "papers")


def answer_with_overview(
    stores: Stores, model: LanguageModel | None, answer: Answer, found: SearchResult
) -> Generator[Answer, None, Answer]:
    """Yield the answer as it grows, then return it: an overview of the papers found."""
    papers = _papers(stores, found)
    total = found.mention_count + found.related_count
    if 1 < len(papers) < total:
        closest = "This covers the closest {covered} of {total} papers."
        notice = said("notice.closest_of", closest, covered=len(papers), total=total)
        answer = replace(answer, notice=join_notices(answer.notice, notice))
    answer = replace(answer, sources=as_sources(papers))
    if model and answer.intent != "table" and model.prompt_style == "full":
        one = Task("summary_of_one") if len(papers) == 1 else Task("summary_of_many", {"form": _FORMS[answer.intent]})
        one = replace(one, templates=model.templates)
        prompt = answer_prompt(answer.searched or answer.question, papers, (), model.room, one)
        begun = answer

        def quotes() -> Answer:
            return _quoted(stores, begun, papers)

        writer = AnswerWriter(stores, model)
        answer = yield from writer.write(answer, prompt, lambda: as_sources(papers), quotes=quotes)
        if answer.refused:
            # Never refused: the papers are there, so they can be summarised.
            answer = replace(answer, stage="writing", refused=False, text="")
    if answer.stage != "done" and answer.quotes:
        return answer.with_quotes_instead()
    if answer.stage != "done":
        yield replace(answer, sources=as_sources(papers))
        if answer.intent == "table":
            table = compare(papers)
            return replace(drafted(answer, markdown(table)), csv=csv_text(table))
        answer = _quoted(stores, answer, papers)
        if model and model.prompt_style == "short":
            answer = yield from with_short_version(model, answer, similarity(stores))
    return answer


def _papers(stores: Stores, found: SearchResult) -> list[Paper]:
    """Return the one paper that the topic names, or else all papers found; of a comparison, those of each side."""
    if found.query.sides:
        covered = [side for side in found.query.sides if side not in found.missing]
        compared = [paper for side in covered for paper in _of_side(stores, found, side)]
        return list({paper.id: paper for paper in compared}.values())
    papers = [hit.paper for hit in found.hits]
    if found.query.intent == "digest" and found.query.order == "relevance":
        papers.sort(key=lambda paper: -(paper.upvotes or 0))
    named = [paper for paper in papers if _names(found.query.text, paper)]
    return named if len(named) == 1 else papers


def _of_side(stores: Stores, found: SearchResult, side: str) -> list[Paper]:
    """Return the one paper that a side of a comparison names, or else the likely ones found for it."""
    named = find_named_paper(stores, side)
    # Filters may have left it out.
    if named and named.id in {hit.paper.id for hit in found.hits}:
        return [named]
    hits = [hit for hit in found.hits if hit.side == side]
    if looks_like_name(side, certain=True) and " " not in side:
        # A paper that has both names was found for the other side.
        having = [hit for hit in (*hits, *found.hits) if set(terms(side)) <= set(terms(hit.paper.text))]
        return [hit.paper for hit in (having or hits)[:1]]
    return [hit.paper for hit in hits if hit.score >= BEARING * hits[0].score]


def _names(topic: str, paper: Paper) -> bool:
    """Return whether a topic is the title of a paper, or the name that its title begins with."""
    return bool(topic.strip()) and fold(topic) in {fold(paper.title), fold(short_title(paper.title))}


def _quoted(stores: Stores, answer: Answer, papers: Sequence[Paper]) -> Answer:
    """Return the answer in the papers' own words; a notice counts the papers without a vector, which have no theme."""
    if len(papers) == 1:
        return drafted(answer, summarise_paper(papers[0]))
    ids, vectors = stores.vectors.paper_vectors([paper.id for paper in papers])
    rows = {id_: row for row, id_ in enumerate(ids)}
    indexed = [paper for paper in papers if paper.id in rows]
    ordered = vectors[[rows[paper.id] for paper in indexed]]
    if missing := len(papers) - len(indexed):
        notice = said("notice.not_indexed", "{papers} left out: no indexed abstract.", papers=said_papers(missing))
        answer = replace(answer, notice=join_notices(answer.notice, notice))
    if answer.intent == "digest":
        return drafted(answer, digest(indexed, ordered, listed(all_words(answer.chips)) if answer.chips else ""))
    return drafted(answer, summarise_set(indexed, ordered, similarity(stores)))


def drafted(answer: Answer, draft: Draft) -> Answer:
    """Return the answer with a draft as its text; papers that it does not cite come after those it does."""
    numbers = {paper.id: number for number, paper in enumerate(draft.papers, 1)}
    evidence = draft.evidence
    sources = [
        Source(paper, evidence.get(number, ()), number) if (number := numbers.get(paper.id)) else Source(paper, ())
        for paper in (source.paper for source in answer.sources)
    ]
    return replace(
        answer,
        stage="done",
        model=None,
        text=draft.text,
        said=draft.said,
        sources=cited_first(sources),
        checks=draft.checks,
    )
