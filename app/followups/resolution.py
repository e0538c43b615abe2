"""Resolves a follow-up against the questions before it, without a model: what it asks for as a whole. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import get_args

from app.answer import Turn
from app.followups.by_kind import ChatSoFar, FollowupContext, at_hand, between_places, by_kind
from app.followups.pointing_back import has_content, points_back
from app.followups.record_followups import by_record, of_the_paper
from app.followups.resolved import Resolved, chooses_papers, merged, worded
from app.followups.search_words import PREPOSITION
from app.followups.spoken_words import (
    AMONG,
    CONJUNCTION,
    FORM_WORDS,
    NOT_ABOUT,
    ORDINAL,
    WHICH_ONE,
    spoken,
)
from index.questions.phrases import AS_TABLE
from index.questions.query import ASIDES, OVERVIEWS, Field, Intent, Mark, Query
from index.questions.translation.translated_requests import followup_in_english
from index.sentence_ranking.definitions import requested_term
from index.text.words import terms

Reader = Callable[[str, Sequence[str]], Query]
"""Parses a question, given the ids of the papers shown before it."""

_FRAGMENT = re.compile(
    rf"^(?:{CONJUNCTION}*(?:what|how)\s+about\s+|{CONJUNCTION}+)(?:only\s+|just\s+)?(?P<rest>.+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^about\s+", re.IGNORECASE)
_PAPERS = re.compile(r"\bpapers?\b", re.IGNORECASE)
# The most words of a fragment without a conjunction.
_SHORT = 4
# The most search terms of a question that may leave out what it is about.
_FEW_WORDS = 4
_QUESTION = re.compile(
    r"(?:(?:what|which|who|whose|when|where|why|how)(?:['’]?(?:s|re))?|is|are|was|were|do|does|did|can|could|should|would|will|list|show|find"
    r"|give|compare|tell|explain|summari[sz]e)\b",
    re.IGNORECASE,
)
# `On which benchmarks?` asks about what was said, `on video?` is another topic.
_ASKS_WHICH = re.compile(r"\w+\s+(?:which|what|whom|whose)\b", re.IGNORECASE)
_PLEASE = re.compile(r"[,\s]+please(?=\s*[?.!]*$)", re.IGNORECASE)
_TABLE_WORDS = frozenset(
    "and but now please can could would you show give put make me it them that this all again".split()
)
_THAT = re.compile(r"\b(?:that|this|it)\b", re.IGNORECASE)
# The conditions that choose among papers only with `only` or without a topic of their own.
_OF_A_TOPIC: frozenset[Field] = frozenset(("study", "kind", *get_args(Mark)))
_INTENTS: tuple[tuple[re.Pattern[str], Intent], ...] = (
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


def shown_last(history: Sequence[Turn], question: str) -> tuple[str, ...]:
    """Return the ids of the papers at hand for a question: those that the last answer showed.

    `The second one` counts in the last answer with several. Those of a refusal only if there was no answer.
    """
    shown = [turn for turn in history if turn.papers]
    answers = [turn for turn in shown if not turn.refused] or shown
    several = (
        [turn for turn in answers if len(turn.papers) > 1] if ORDINAL.search(followup_in_english(question)) else []
    )
    return (several or answers)[-1].papers if answers else ()


def resolve(question: str, history: Sequence[Turn], read: Reader, known: FollowupContext) -> Resolved:
    """Return the question resolved against the last one that stood alone, turn by turn from the first."""
    return _resolve(question, history, _base(history, read, known), read, known)


def joined(question: str, history: Sequence[Turn], read: Reader, known: FollowupContext) -> Resolved | None:
    """Return a question joined with the one it follows, for one that finds nothing alone; None for a first one.

    Only a question of a few words leaves out what it is about; one that asks what something is does not.
    """
    base = _base(history, read, known)
    if base is None or requested_term(question) or not 0 < len(terms(question)) <= _FEW_WORDS:
        return None
    return _leaning(question, read(question, ()), base)


def _base(history: Sequence[Turn], read: Reader, known: FollowupContext) -> Resolved | None:
    """Return the last question that stood alone, resolved against the ones before it."""
    base: Resolved | None = None
    for number, turn in enumerate(history):
        if turn.query:
            base = Resolved(turn.question, turn.query)
            continue
        now = _resolve(turn.searched or turn.question, history[:number], base, read, known)
        if now.query.intent in ASIDES:
            continue
        # Join it with the last question that stood alone, so that the words of a chain do not pile up.
        base = base if base and (now.leans or _stays_with_its_paper(turn, history[:number])) else now
    return base


def _stays_with_its_paper(turn: Turn, before: Sequence[Turn]) -> bool:
    """Return whether a short question was answered from the paper that the answer before it rests on.

    Its few words are not what the next follow-up is about: `who paid for the trial`.
    """
    cited, last = turn.papers[: turn.cited], at_hand(before).cited
    return len(terms(turn.question)) <= _FEW_WORDS and len(cited) == 1 and cited == last[:1]


def _resolve(
    typed: str, history: Sequence[Turn], base: Resolved | None, read: Reader, known: FollowupContext
) -> Resolved:
    """Return a question resolved against the one before."""
    shown = shown_last(history, typed)
    question = spoken(typed) if base or shown else typed
    alone = read(question, shown)
    if base is None or alone.intent in ASIDES:
        return Resolved(question, alone)
    if base.query.sides and _asks_for_table(question):
        words = base.question.rstrip(" ?.!")
        return Resolved(f"{words} in a table", replace(base.query, intent="table"))
    kind, papers = known.kind_of(question), at_hand(history)
    if alone.intent == "best" and not alone.text:
        # `Which paper is the best` means one of those shown.
        kind = "best"
    elif NOT_ABOUT.match(question):
        # `Not about foam: papers on coral` asks for other papers.
        kind = "whole" if alone.text and alone.excluded else "narrow"
    elif kind == "narrow" and _is_of_the_library(alone):
        kind = "whole"
    whole = _is_whole(alone)
    of_shown = _in_form(question, alone, papers.cited) or by_record(question, alone, base.query, shown)
    if shown and of_shown:
        return of_shown
    if not (whole and kind == "again") and (found := by_kind(kind, question, ChatSoFar(base.query, papers, known))):
        return Resolved(question, found.query, sure=not found.notice, leans=found.leans, notice=found.notice)
    if whole or alone.sides:
        return Resolved(question, between_places(alone, papers, known))
    resolved = _by_rules(question, alone, base, shown, read)
    if kind == "about" and resolved.query == alone:
        resolved = _leaning(question, alone, base)
    return of_the_paper(resolved, alone, papers) if resolved.leans and base.query.intent == "record" else resolved


def _asks_for_table(question: str) -> bool:
    """Return whether a follow-up only asks for a table: `and in a table, please`."""
    plain = _PLEASE.sub("", question)
    rest = AS_TABLE.sub("", plain)
    return rest != plain and _TABLE_WORDS.issuperset(re.findall(r"\w+", rest.lower()))


def _in_form(question: str, alone: Query, cited: tuple[str, ...]) -> Resolved | None:
    """Return the papers cited last in the form asked for, if nothing else is: `a table, one row per paper`."""
    words = re.findall(r"\w+", alone.text.casefold())
    only_form = alone.intent in OVERVIEWS and not alone.conditions and FORM_WORDS.issuperset(words)
    if not (cited and only_form and (words or (alone.intent == "table" and _THAT.search(question)))):
        return None
    return Resolved(question, Query("", intent=alone.intent).among(cited), leans=True)


def _by_rules(question: str, alone: Query, base: Resolved, shown: Sequence[str], read: Reader) -> Resolved:
    """Return a question that its kind does not resolve."""
    found = _FRAGMENT.match(question)
    rest = found["rest"] if found else question
    if searched := _searched_again(question, rest, alone, base.query, read):
        return worded(searched)
    if chosen := _chosen(question, alone, base, shown, read):
        return chosen
    if _is_fragment(rest, conjoined=bool(found)):
        return _other_topic(question, rest, base, read)
    leans = points_back(alone.text if chooses_papers(alone) or alone.excluded else rest)
    return _leaning(question, alone, base) if leans else Resolved(question, alone)


def _is_of_the_library(alone: Query) -> bool:
    """Return whether what looks like a choice among the papers shown is about the whole library.

    `Only those from 2025` names no topic, `RCTs on tides I have not read` needs no context.
    """
    fields = {condition.field for condition in alone.conditions}
    return bool(fields & (_OF_A_TOPIC if alone.text else {"date"}))


def _is_whole(alone: Query) -> bool:
    """Return whether a question needs no earlier one, whatever it points to."""
    if alone.intent == "record":
        return bool(alone.paper) or chooses_papers(alone)
    if alone.text and _is_of_the_library(alone):
        return not chooses_papers(alone)
    return alone.intent in ASIDES or (alone.intent in OVERVIEWS and bool(alone.text or alone.conditions))


def _chosen(question: str, alone: Query, base: Resolved, shown: Sequence[str], read: Reader) -> Resolved | None:
    """Return the question about some of the papers shown, if it only says which ones."""
    if (among := AMONG.match(question)) and shown:
        return Resolved(question, replace(read(f"papers {among['rest']}", ()).among(tuple(shown)), intent="list"))
    if WHICH_ONE.match(question) and shown and base.query.intent in ("list", "count"):
        return Resolved(question, replace(alone, intent="find").among(tuple(shown)), leans=True)
    if _one(alone) and not has_content(alone.text) and base.query.intent != "find":
        # `The second one, tell me more`: what it says as a whole.
        return Resolved(question, replace(alone, text="", intent="summary"))
    if chooses_papers(alone) and not alone.text and alone.intent != "count":
        return Resolved(f"{base.question} {question}", replace(alone, text=base.query.text, intent="find"), leans=True)
    return None


def _searched_again(question: str, rest: str, alone: Query, before: Query, read: Reader) -> Query | None:
    """Return the last search with another intent (`how many?`), filter or order; None for anything else."""
    for pattern, intent in _INTENTS:
        if pattern.match(question) and before.intent in {"list", "count"}:
            return replace(before, intent=intent, sides=(), order="relevance", limit=None, after=0)
    refinement = _refinement(rest, alone, before, read)
    return merged(before, refinement) if refinement else None


def _is_fragment(rest: str, *, conjoined: bool) -> bool:
    """Return whether this is only part of a question: what follows `and` or `what about`, or `for video`."""
    if conjoined:
        return not _QUESTION.match(rest)
    return bool(PREPOSITION.match(rest)) and len(rest.split()) <= _SHORT and not _ASKS_WHICH.match(rest)


def _leaning(question: str, alone: Query, base: Resolved) -> Resolved:
    """Return the question joined with the words and conditions of the one before."""
    text = f"{base.query.text} {alone.text}".strip()
    query = replace(alone, text=text, conditions=merged(base.query, alone).conditions)
    return Resolved(f"{base.question} {question}", query, sure=False, leans=True, asks=alone.text)


def _other_topic(question: str, rest: str, base: Resolved, read: Reader) -> Resolved:
    """Return the last search on another topic (`what about tides?`) or extended (`and on images?`)."""
    rest = _ABOUT.sub("", rest.rstrip("?.! "))
    more = PREPOSITION.match(rest)
    fragment = read(f"papers {rest}" if more else f"papers about {rest}", ())
    before = base.query
    if chooses_papers(before):
        # After a question about one paper, another topic is asked of all.
        return worded(replace(fragment, intent="list"), sure=False)
    if before.sides:
        return _compared(merged(before, fragment), fragment.text, rest if more else "")
    if before.intent == "find":
        query = replace(merged(before, fragment), text=f"{before.text} {question}".strip())
        return Resolved(f"{base.question} {question}", query, sure=False, leans=True, asks=question)
    added = fragment.text if not more or PREPOSITION.match(fragment.text) else f"{more[0].strip()} {fragment.text}"
    topic = f"{before.text} {added}".strip() if more else added
    kept = before if more else replace(before, phrases=(), excluded=())
    query = replace(merged(kept, fragment), text=topic, phrases=(*kept.phrases, *fragment.phrases))
    return worded(query, sure=False)


def _compared(before: Query, side: str, more: str) -> Resolved:
    """Return the comparison with another side, or with `more` added to each side."""
    sides = before.sides if more else (*before.sides, side)
    words = f"Compare {', '.join(sides[:-1])} and {sides[-1]} {more}".strip()
    whole = tuple(f"{each} {more}".strip() for each in sides)
    return Resolved(words, replace(before, text=words, sides=whole), sure=False)


def _refinement(rest: str, alone: Query, before: Query, read: Reader) -> Query | None:
    """Return the filter or order in `rest`, if there is nothing else (`only from 2023`, `the newest`)."""
    if chooses_papers(alone) or _PAPERS.search(rest):
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


def _one(query: Query) -> bool:
    return any(condition.field == "id" and len(condition.names) == 1 for condition in query.conditions)
