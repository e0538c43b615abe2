"""Parses a question for a collection: with its names, by its newest day where today's finds nothing, with its model.

The intent model works on the vector of the bundled encoder, which remembers the last questions: the search after it
does not encode the same text again. While a question is being encoded, the rules are tried and its words looked up.
"""

from collections.abc import Callable, Sequence
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
from index.retrieval.prepare import look_up
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

    def look_up_ahead(question: str) -> None:
        if question == text:
            look_up(stores.words, text)

    typed = plainly_asked(text)
    if isinstance(stores.encoder, BundledEncoder):
        # Of a request in another language, its English is encoded later.
        stores.encoder.begin(typed)
    text = request_in_english(typed)
    language = _language_of(typed)
    today = today or Date.today()
    names = replace(stores.library.names(), find_authors=partial(authors_matching, stores.library))
    classify = question_classifier(stores.encoder, look_up_ahead)
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


def question_classifier(encoder: Encoder, meanwhile: Callable[[str], None] | None = None) -> Classify:
    """Return the classifier of intents; `meanwhile` is called with each question before its vector is waited for."""
    encode = question_encoder(encoder)

    def encoded(question: str) -> Array:
        if meanwhile:
            meanwhile(question)
        return encode(question)

    return intent_classifier(encoded)


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
