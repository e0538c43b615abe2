"""Parses a question for a collection: with its names, by its newest day where today's finds nothing, with its model.

The intent model works on the vector of the bundled encoder, which remembers the last questions: the search after it
does not encode the same text again. While a question is being encoded, its words are looked up and the rules tried.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Date
from datetime import datetime
from functools import cache, partial

from index.collection import Stores
from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import Encoder
from index.questions.intent import Classify
from index.questions.intent_model import Array, Encode, intent_classifier
from index.questions.parser import parse_question
from index.questions.query import Query
from index.questions.request_topics.plain_questions import plainly_asked
from index.questions.translation.request_words import ENGLISH, language_of_request
from index.questions.translation.translated_requests import request_in_english
from index.retrieval.prepare import begin_to_encode, look_up, query_terms
from index.stores import filters
from index.stores.author_names import authors_matching
from index.stores.library import Library
from index.text.language import language_of


def parse_for(
    stores: Stores,
    text: str,
    shown: Sequence[str] = (),
    today: Date | None = None,
    last_visit: datetime | None = None,
) -> Query:
    """Return the query that a question asks for in this collection; `shown`: ids of the papers last shown.

    `last month` is counted from today, or from the day of the newest paper if no paper is that recent. Without a last
    visit, all papers are new since then.
    """
    typed = plainly_asked(text)
    # Of a request in another language, its English is encoded later.
    begin_to_encode(stores, typed)
    text = request_in_english(typed)
    language = _language_of(typed)
    # Most questions are searched for as they are.
    begin_to_encode(stores, query_terms(stores.words, text).expansion.text)
    look_up(stores.words, text)
    today = today or Date.today()
    names = replace(stores.library.names(), find_authors=partial(authors_matching, stores.library))
    classify = question_classifier(stores.encoder)
    query = parse_question(text, today=today, names=names, shown=shown, classify=classify).since(last_visit)
    if language:
        query = replace(query, language=language)
    day = next((condition for condition in query.conditions if condition.field in ("date", "appeared")), None)
    if day is None or query.counted_from:
        # Not said where it makes no difference.
        return replace(query, counted_from=None) if query.counted_from == today else query
    if stores.library.any_match([day]):
        return query
    newest = names.newest if day.field == "appeared" else newest_day(stores.library)
    if newest is None or newest >= today:
        return query
    earlier = parse_question(text, today=newest, names=names, shown=shown, classify=classify)
    return query if earlier.conditions == query.conditions else replace(earlier, counted_from=newest)


def _language_of(question: str) -> str:
    """Return the English name of the language of a question; empty for English and where it is not clear."""
    return (language_of(question) or "") if language_of_request(question) != ENGLISH else ""


def newest_day(library: Library) -> Date | None:
    """Return the date of the newest paper; None if no date is known."""
    return library.cached("newest day", filters.newest_day)


def question_classifier(encoder: Encoder) -> Classify:
    """Return the classifier of intents by the vectors of `question_encoder`."""
    return intent_classifier(question_encoder(encoder))


def question_encoder(encoder: Encoder) -> Encode:
    """Return what gives the vector of a question for the models that know questions by examples.

    `encoder` is used if it is the bundled one, which they were fitted to.
    """
    bundled = encoder if isinstance(encoder, BundledEncoder) else _bundled()

    def encode(question: str) -> Array:
        vector: Array = bundled.encode_tokens([question])[0][0]
        return vector

    return encode


@cache
def _bundled() -> BundledEncoder:
    return BundledEncoder()
