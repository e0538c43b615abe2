"""From search results to an answer: an overview, a list, a text by the model, or quotes, as the query asks."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from app.answer import Answer, Turn
from app.answers.overview import answer_with_overview, is_overview, max_papers
from app.answers.paper_list import answer_with_list, asks_for_papers, list_length
from app.answers.quoted import answer_with_quotes
from app.answers.refusal import no_paper_by
from app.answers.small_model.papers_words import with_papers_words
from app.answers.small_model.side_by_side import compare_sides
from app.answers.unanswered.foreign_questions import searched_instead
from app.answers.written import AnswerWriter, answer_with_model, finished, join_notices
from app.citations import without_false_marks
from app.llm.language_model import LanguageModel
from index.collection import Stores
from index.questions.at_hand.code_links import WITH_CODE
from index.questions.chip_words import all_words, day_words
from index.questions.query import ALWAYS_KNOWN, ORDERED_BY, Chip, Field, Query, UnknownKind
from index.retrieval.results import SearchResult
from index.text.counting import said_papers
from index.wording.said import Said, in_quotes, listed, said

# Papers of unknown date have their own notice.
_GIVEN_AS: dict[Field, Said] = {
    "appeared": said("given.day_of_listing", "day of listing"),
    "author": said("given.author_names", "author names"),
    "organisation": said("given.organisation", "organisation"),
    "category": said("given.category", "category"),
    "authors": said("given.authors", "authors"),
    "code": said("given.code", "address of the code"),
    "comments": said("given.comments", "comments"),
    "upvotes": said("given.upvotes", "upvotes"),
    "date": said("given.date", "date"),
}
_NOT_SAID: dict[UnknownKind, Said] = {
    "origin": said("given.not_where_authors_work", "where authors work or come from"),
    "access": said("given.not_open_access", "which papers are open access"),
    "review": said("given.not_peer_review", "which papers were peer reviewed"),
}


def papers_to_find(query: Query, usual: int) -> int:
    """Return the maximum number of papers to answer a query from; `usual`: unless it asks for a list or an overview."""
    if is_overview(query):
        return max_papers(query)
    return list_length(query, usual) if asks_for_papers(query) else usual


def with_search(answer: Answer, found: SearchResult) -> Answer:
    """Return the answer with what the search has shown."""
    return replace(
        answer,
        stage="writing",
        intent="list" if asks_for_papers(found.query) else found.query.intent,
        chips=found.chips,
        dropped=found.dropped,
        notice=join_notices(answer.notice, found.notice, *_search_notices(found), _in_english(answer, found)),
        model_calls=answer.model_calls + found.model_calls,
        prompt_tokens=answer.prompt_tokens + found.prompt_tokens,
    )


def answer_from_search(
    stores: Stores, model: LanguageModel | None, answer: Answer, found: SearchResult, history: Sequence[Turn] = ()
) -> Generator[Answer, None, Answer]:
    """Yield the answer as it grows, then return it, `done`: written by the model, or quoted without one."""
    answer = with_search(answer, found)
    # Answers update what is known about the model; this one uses what was known when it began.
    style = model.prompt_style if model else "full"
    if is_overview(found.query) and found.answerable:
        answer = yield from answer_with_overview(stores, model, answer, found)
    elif asks_for_papers(found.query) and found.answerable:
        answer = yield from answer_with_list(stores, model, answer, found)
    elif model and found.query.sides and found.answerable and style == "short":
        answer = replace(answer, quotes=finished(answer_with_quotes(stores, answer, found)))
        answer = yield from compare_sides(stores, model, answer, found)
    elif model and found.hits and (found.answerable or (style == "full" and not asks_for_papers(found.query))):
        answer = yield from _written(stores, model, answer, found, history)
    if answer.stage != "done" and answer.quotes:
        return answer.with_quotes_instead()
    if answer.stage != "done":
        answer = yield from answer_with_quotes(stores, answer, found, connected=model is not None)
    return answer


def _written(
    stores: Stores, model: LanguageModel, answer: Answer, found: SearchResult, history: Sequence[Turn]
) -> Generator[Answer, None, Answer]:
    """Let the model write; the answer is not `done` if it should be quotes instead."""
    begun, small = answer, model.prompt_style == "short"

    def quotes() -> Answer:
        return finished(answer_with_quotes(stores, begun, found, connected=True))

    if small:
        # A small model does not notice what the papers lack, such as a result on another data set.
        answer = replace(answer, quotes=quotes())
        if answer.quotes and answer.quotes.refused:
            return answer
    answer = yield from answer_with_model(AnswerWriter(stores, model), answer, found, history, quotes)
    return with_papers_words(stores, answer, found) if answer.stage == "done" and small else answer


def _in_english(answer: Answer, found: SearchResult) -> str:
    """Return the notice on which words were searched for, if a question in another language was answered."""
    if not found.answerable or asks_for_papers(found.query):
        return ""
    return searched_instead(answer.searched or answer.question, found)


def _search_notices(found: SearchResult) -> Iterator[str]:
    """Yield which papers a filter left out for lack of data, and which sides of a comparison were not found."""
    yield from _otherwise_searched(found)
    if found.query.unknown_author and found.query.text.strip():
        yield no_paper_by(found.query.unknown_author)
    if wanted := found.query.unknown_filter:
        words = without_false_marks(wanted.words)
        nothing_filtered = "Your sources do not say {what}, so “{words}” filters nothing."
        yield said("notice.unknown_filter", nothing_filtered, what=_NOT_SAID[wanted.kind], words=words)
    if day := found.query.counted_from:
        newest = "Your newest paper is of {day}, and dates are counted back from that day."
        yield said("notice.counted_from", newest, day=day_words(day))
    if found.query.first_visit:
        yield said("notice.first_visit", "This is your first known visit, so every paper counts as new.")
    # The opening sentence of a list already says how many have no exact date.
    if found.undated and not (found.apart and found.answerable):
        yield _undated(found)
    if found.unordered:
        yield _unordered(found)
    if found.incomplete:
        yield _incomplete(found)
    if found.missing and found.answerable:
        nothing = "Your collection seems to have nothing on {topics}."
        yield said("notice.nothing_on", nothing, topics=listed(found.missing, "and"))


def _otherwise_searched(found: SearchResult) -> Iterator[str]:
    """Yield which filters the search ignored, and which part of a question was searched for."""
    if found.set_aside == (Chip("condition", WITH_CODE),):
        no_links = "Your sources give no link to the code of any of these papers; this is where the word “code” occurs."
        yield said("notice.no_code_links", no_links)
    elif found.set_aside:
        aside = listed([in_quotes(words) for words in all_words(found.set_aside)], "and")
        yield said("notice.set_aside", "Searched without {filters}, which would hide the best papers.", filters=aside)
    if found.unframed:
        yield said("notice.searched_for", "Searched for “{words}”.", words=found.unframed)


def _undated(found: SearchResult) -> Said:
    """Return how many papers have no exact date, and where they are: they might pass the filter or not."""
    query, count = found.query, found.undated
    if query.intent in ("find", "compare") and query.order == "relevance" and query.text.strip():
        among = (
            "{papers} has no exact date in your sources and may be among those found.",
            "{papers} have no exact date in your sources and may be among those found.",
        )
        return said("notice.undated_among", among, papers=_more_papers(found), count=count)
    undated = ("{papers} has no exact date in your sources.", "{papers} have no exact date in your sources.")
    return said("notice.undated", undated, papers=_more_papers(found), count=count)


def _more_papers(found: SearchResult) -> Said:
    if not found.hits:
        return said_papers(found.undated)
    return said("count.more_papers", ("{count} more paper", "{count} more papers"), count=found.undated)


def _incomplete(found: SearchResult) -> Said:
    """Return how many papers were left out because the sources lack what the filters ask for."""
    fields = {one.field for one in found.query.conditions if one.field not in ALWAYS_KNOWN} - {"date"}
    lacking = listed(sorted(_GIVEN_AS[field] for field in fields), "or")
    left_out = (
        "{papers} is left out because its sources do not give the {fields}.",
        "{papers} are left out because their sources do not give the {fields}.",
    )
    count = found.incomplete
    return said("notice.incomplete", left_out, papers=said_papers(count), fields=lacking, count=count)


def _unordered(found: SearchResult) -> Said:
    """Return which papers of a list are not in the order that the question asks for."""
    field, count = _GIVEN_AS[ORDERED_BY.get(found.query.order, "date")], found.unordered
    if count >= found.mention_count + found.related_count:
        none = "Your sources do not give the {field} of these papers, so they are not in that order."
        return said("notice.no_order", none, field=field)
    last = (
        "{papers} without {field} in your sources comes last.",
        "{papers} without {field} in your sources come last.",
    )
    return said("notice.come_last", last, papers=said_papers(count), field=field, count=count)
