"""Turns a follow-up into a question that stands alone, using the question before it or one model call.

A question that stands alone costs no call, nor does one that only filters or reorders the last search.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date

from app.answer import QUOTING, Turn
from app.followups.pointing_back import has_content, points_back
from app.followups.search_words import PREPOSITION, in_words
from app.followups.spoken_words import AMONG, CONJUNCTION, ORDINAL, spoken
from app.llm.endpoint import Endpoint
from app.llm.prompts import condense_prompt, count_tokens, translation_prompt
from index.endpoint_errors import EndpointError
from index.identity import fold
from index.questions.parser import parse_question
from index.questions.query import ASIDES, OVERVIEWS, Intent, Names, Query
from index.text.language import language_of
from index.wording.said import Said, said, sentences_said

Reader = Callable[[str, Sequence[str]], Query]
"""Parses a question, given the ids of the papers shown before it."""

_LONGEST = 400
_FRAGMENT = re.compile(
    rf"^(?:{CONJUNCTION}*(?:what|how)\s+about\s+|{CONJUNCTION}+)(?:only\s+|just\s+)?(?P<rest>.+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^about\s+", re.IGNORECASE)
_PAPERS = re.compile(r"\bpapers?\b", re.IGNORECASE)
# The most words of a fragment without a conjunction.
_SHORT = 4
_QUESTION = re.compile(
    r"(?:(?:what|which|who|whose|when|where|why|how)(?:['’]?(?:s|re))?|is|are|was|were|do|does|did|can|could|should|would|will|list|show|find"
    r"|give|compare|tell|explain|summari[sz]e)\b",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[re.Pattern[str], Intent], ...] = (
    (
        re.compile(
            rf"^{CONJUNCTION}*how\s+many(?:\s+(?:are|is|were)\s+(?:there|that|they|these|those|it)|\s+in\s+(?:all|total)|\s+ones)?\s*\?*$",
            re.IGNORECASE,
        ),
        "count",
    ),
    (
        re.compile(
            rf"^{CONJUNCTION}*(?:which\s+(?:ones|papers)(?:\s+are\s+(?:they|these|those))?"
            r"|(?:please\s+)?(?:list|show)(?:\s+me)?\s+(?:them|these|those|all)(?:\s+all)?)\s*[?.!]*$",
            re.IGNORECASE,
        ),
        "list",
    ),
)


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


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A question resolved without a model. `sure`: a model could not do better."""

    question: str
    query: Query
    sure: bool = True
    leans: bool = False


def read_plainly(text: str, shown: Sequence[str]) -> Query:
    """Parse a question by today's date, without a library to know names from."""
    return parse_question(text, today=Date.today(), names=Names(), shown=shown)


def make_standalone(
    question: str, history: Sequence[Turn], endpoint: Endpoint | None, read: Reader = read_plainly
) -> StandaloneQuestion:
    """Return the question so that it stands alone, in English; one model call if it depends on earlier turns.

    Without a model, or if the call fails, such a question is joined with the one before.
    """
    language = language_of(question)
    resolved = _fold(question, history, read)
    without = StandaloneQuestion(resolved.question, resolved.query, points_back=resolved.leans)
    if not language and not _needs_model(question, history, resolved, endpoint):
        return without
    if endpoint is None:
        return replace(without, notice=_foreign(language) if language else "")
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
    return replace(without, question=rewritten, query=query, rewritten=True, points_back=leans)


def _needs_model(question: str, history: Sequence[Turn], resolved: _Resolved, endpoint: Endpoint | None) -> bool:
    """Return whether a model should make the question whole.

    One that is known to do this well is asked about each follow-up: rules miss half of those that point back without
    a pronoun. It is not asked about a repeated question or a mere filter. One known to fail is never asked.
    """
    able = endpoint.profile.rewrites if endpoint else None
    if not resolved.sure:
        return able is not False
    if not able or not history or resolved.question != question or _ids(resolved.query):
        return False
    repeated = fold(question) in {fold(turn.question) for turn in history}
    return not repeated and resolved.query.intent not in {*ASIDES, *OVERVIEWS, "record"}


def _foreign(language: str) -> Said:
    foreign = (
        "This reads as {language}; the bundled encoder and the abstracts are English, so ask in English or connect a"
        " model, which translates."
    )
    return said("notice.foreign", foreign, language=language)


def shown_last(history: Sequence[Turn], question: str) -> tuple[str, ...]:
    """Return the ids of the papers at hand for a question: those that the last answer showed.

    `The second one` counts in the last answer with several. Those of a refusal only if there was no answer.
    """
    shown = [turn for turn in history if turn.papers]
    answers = [turn for turn in shown if not turn.refused] or shown
    several = [turn for turn in answers if len(turn.papers) > 1] if ORDINAL.search(question) else []
    return (several or answers)[-1].papers if answers else ()


def _fold(question: str, history: Sequence[Turn], read: Reader) -> _Resolved:
    """Return the question resolved against the last one that stood alone, turn by turn from the first."""
    base: _Resolved | None = None
    for number, turn in enumerate(history):
        if turn.query:
            base = _Resolved(turn.question, turn.query)
            continue
        now = _resolve(turn.searched or turn.question, shown_last(history[:number], turn.question), base, read)
        if now.query.intent in ASIDES:
            continue
        # Join it with the last question that stood alone, so that the words of a chain do not pile up.
        base = base if base and now.leans else now
    return _resolve(question, shown_last(history, question), base, read)


def _resolve(question: str, shown: Sequence[str], base: _Resolved | None, read: Reader) -> _Resolved:
    """Return `question` resolved against the one before."""
    question = spoken(question) if base or shown else question
    alone = read(question, shown)
    if base is None or _is_whole(alone):
        return _Resolved(question, alone)
    found = _FRAGMENT.match(question)
    rest = found["rest"] if found else question
    if searched := _searched_again(question, rest, alone, base.query, read):
        return _worded(searched)
    if chosen := _chosen(question, alone, base, shown, read):
        return chosen
    if _is_fragment(rest, conjoined=bool(found)):
        return _other_topic(question, rest, base, read)
    leans = points_back(alone.text if _ids(alone) else rest)
    return _leaning(question, alone, base) if leans else _Resolved(question, alone)


def _is_whole(alone: Query) -> bool:
    """Return whether a question needs no earlier one, whatever it points to."""
    if alone.intent == "record":
        return bool(alone.paper) or _ids(alone)
    return alone.intent in ASIDES or (alone.intent in OVERVIEWS and bool(alone.text or alone.conditions))


def _chosen(question: str, alone: Query, base: _Resolved, shown: Sequence[str], read: Reader) -> _Resolved | None:
    """Return the question about some of the papers shown, if it only says which ones."""
    if (among := AMONG.match(question)) and shown:
        return _Resolved(question, replace(read(f"papers {among['rest']}", ()).among(tuple(shown)), intent="list"))
    if _one(alone) and not has_content(alone.text) and base.query.intent != "find":
        # `The second one, tell me more`: what it says as a whole.
        return _Resolved(question, replace(alone, text="", intent="summary"))
    if _ids(alone) and not alone.text and alone.intent != "count":
        return _Resolved(f"{base.question} {question}", replace(alone, text=base.query.text, intent="find"), leans=True)
    return None


def _searched_again(question: str, rest: str, alone: Query, before: Query, read: Reader) -> Query | None:
    """Return the last search with another intent (`how many?`), filter or order; None for anything else."""
    for pattern, intent in _KINDS:
        if pattern.match(question) and before.intent in {"list", "count"}:
            return replace(before, intent=intent, sides=(), order="relevance", limit=None)
    refinement = _refinement(rest, alone, before, read)
    return _merged(before, refinement) if refinement else None


def _is_fragment(rest: str, *, conjoined: bool) -> bool:
    """Return whether this is only part of a question: what follows `and` or `what about`, or `for video`."""
    if conjoined:
        return not _QUESTION.match(rest)
    return bool(PREPOSITION.match(rest)) and len(rest.split()) <= _SHORT


def _leaning(question: str, alone: Query, base: _Resolved) -> _Resolved:
    """Return the question joined with the words and conditions of the one before."""
    text = f"{base.query.text} {alone.text}".strip()
    query = replace(alone, text=text, conditions=_merged(base.query, alone).conditions)
    return _Resolved(f"{base.question} {question}", query, sure=False, leans=True)


def _other_topic(question: str, rest: str, base: _Resolved, read: Reader) -> _Resolved:
    """Return the last search on another topic (`what about tides?`) or extended (`and on images?`)."""
    rest = _ABOUT.sub("", rest.rstrip("?.! "))
    more = PREPOSITION.match(rest)
    fragment = read(f"papers {rest}" if more else f"papers about {rest}", ())
    before = base.query
    if _ids(before):
        # After a question about one paper, another topic is asked of all.
        return _worded(replace(fragment, intent="list"), sure=False)
    if before.intent == "compare":
        return _compared(_merged(before, fragment), fragment.text, rest if more else "")
    if before.intent == "find":
        query = replace(_merged(before, fragment), text=f"{before.text} {question}".strip())
        return _Resolved(f"{base.question} {question}", query, sure=False, leans=True)
    added = fragment.text if not more or PREPOSITION.match(fragment.text) else f"{more[0].strip()} {fragment.text}"
    topic = f"{before.text} {added}".strip() if more else added
    kept = before if more else replace(before, phrases=(), excluded=())
    query = replace(_merged(kept, fragment), text=topic, phrases=(*kept.phrases, *fragment.phrases))
    return _worded(query, sure=False)


def _compared(before: Query, side: str, more: str) -> _Resolved:
    """Return the comparison with another side, or with `more` added to each side."""
    sides = before.sides if more else (*before.sides, side)
    words = f"Compare {', '.join(sides[:-1])} and {sides[-1]} {more}".strip()
    whole = tuple(f"{each} {more}".strip() for each in sides)
    return _Resolved(words, replace(before, text=words, sides=whole), sure=False)


def _refinement(rest: str, alone: Query, before: Query, read: Reader) -> Query | None:
    """Return the filter or order in `rest`, if there is nothing else (`only from 2023`, `the newest`)."""
    if _ids(alone) or _PAPERS.search(rest):
        return None
    if _QUESTION.match(rest):
        return alone if not alone.text and alone.order != "relevance" else None
    before_fields = {condition.field for condition in before.conditions}
    for form, bare in (("{}", False), ("papers {}", False), ("{} papers", True), ("papers from {}", True)):
        reading = read(form.format(rest), ())
        fields = {condition.field for condition in reading.conditions}
        # A bare name or year is a condition if the last search had one on that field, or listed papers.
        meant = not bare or before.intent in {"list", "count"} or fields & before_fields
        if not reading.text and (fields or reading.limit or reading.order != "relevance") and meant:
            return reading
    return None


def _merged(before: Query, after: Query) -> Query:
    """Return the last search with the conditions, order and number of the new one."""
    query = replace(before.narrowed_by(after.conditions), excluded=(*before.excluded, *after.excluded))
    if after.order == "relevance":
        return replace(query, limit=after.limit or before.limit)
    return replace(query, order=after.order, limit=after.limit)


def _worded(query: Query, *, sure: bool = True) -> _Resolved:
    return _Resolved(in_words(query), query, sure=sure)


def _ids(query: Query) -> bool:
    return any(condition.field == "id" for condition in query.conditions)


def _one(query: Query) -> bool:
    return any(condition.field == "id" and len(condition.names) == 1 for condition in query.conditions)
