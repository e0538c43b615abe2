"""Turns a follow-up into a question that stands alone, using the question before it or one model call.

A question that stands alone costs no call, nor does one that only filters or reorders the last search.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Date

from app.answer import QUOTING, Turn
from app.followups.by_kind import FollowupContext, at_hand
from app.followups.resolution import Reader, joined, resolve, shown_last
from app.followups.resolved import Resolved, chooses_papers
from app.llm.endpoint import Endpoint
from app.llm.prompts import condense_prompt, count_tokens, translation_prompt
from index.endpoints.endpoint_errors import EndpointError
from index.identity import fold
from index.questions.parser import parse_question
from index.questions.query import ASIDES, OVERVIEWS, Names, Query
from index.text.language import language_of
from index.wording.said import sentences_said

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """The question in words that stand alone, its query, what that cost, and a notice if something failed."""

    question: str
    query: Query
    model_calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    notice: str = ""
    rewritten: bool = False
    """A model, or the person, worded it differently than it was typed."""
    points_back: bool = False
    """It cannot be understood without the answer before it."""
    asks: str = ""
    """Its own words, where it was joined with the question before it: they tell the sentence, the others the paper."""


def read_plainly(text: str, shown: Sequence[str]) -> Query:
    """Parse a question by today's date, without a library to know names from."""
    return parse_question(text, today=Date.today(), names=Names(), shown=shown)


def make_standalone(
    question: str,
    history: Sequence[Turn],
    endpoint: Endpoint | None,
    read: Reader = read_plainly,
    known: FollowupContext | None = None,
) -> StandaloneQuestion:
    """Return the question so that it stands alone, in English; one model call if it depends on earlier turns.

    Without a model, or if the call fails, such a question is joined with the one before.
    """
    known = known or FollowupContext()
    language = language_of(question)
    resolved = resolve(question, history, read, known)
    without = StandaloneQuestion(resolved.question, resolved.query, points_back=resolved.leans, asks=resolved.asks)
    if endpoint is None:
        return replace(without, notice=resolved.notice)
    translates = language and not known.most_are_in(language)
    if not translates and not _needs_model(question, history, resolved, endpoint):
        return without
    prompt = condense_prompt(question, history) if history else translation_prompt(question)
    without = replace(without, model_calls=1, prompt_tokens=prompt.tokens)
    try:
        rewritten = " ".join(endpoint.complete(prompt.messages).split())
    except EndpointError as fault:
        return replace(without, notice=sentences_said(fault.in_full, QUOTING))
    without = replace(without, answer_tokens=count_tokens(rewritten))
    # A model that rambles has not rewritten the question.
    if not 0 < len(rewritten) <= _LONGEST:
        return without
    query = read(rewritten, shown_last(history, rewritten))
    leans = bool(history) and (fold(rewritten) != fold(question) or resolved.leans)
    return replace(without, question=rewritten, query=query, rewritten=True, points_back=leans, asks="")


def joined_with_the_last(
    question: str, history: Sequence[Turn], read: Reader, known: FollowupContext
) -> StandaloneQuestion | None:
    """Return a follow-up that found nothing alone, joined with the question before it; None if it is no such one."""
    found = joined(question, history, read, known) if at_hand(history).cited else None
    return StandaloneQuestion(found.question, found.query, points_back=True, asks=found.asks) if found else None


def _needs_model(question: str, history: Sequence[Turn], resolved: Resolved, endpoint: Endpoint | None) -> bool:
    """Return whether a model should make the question whole.

    One that is known to do this well is asked about each follow-up: rules miss half of those that point back without
    a pronoun. It is not asked about a repeated question or a mere filter. One known to fail is never asked.
    """
    able = endpoint.profile.rewrites if endpoint else None
    if not resolved.sure:
        return able is not False
    if not able or not history or resolved.question != question or chooses_papers(resolved.query):
        return False
    repeated = fold(question) in {fold(turn.question) for turn in history}
    return not repeated and resolved.query.intent not in {*ASIDES, *OVERVIEWS, "record"}
