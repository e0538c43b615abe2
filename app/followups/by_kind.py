"""What a follow-up asks for by its kind: the same in other words, what else its authors wrote, a comparison. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from app.answer import Turn
from app.followups.followup_model import FollowupKind, KindOf, stands_alone
from index.identity import fold
from index.questions.at_hand.paper_kinds import kind_named
from index.questions.exclusions import things_in
from index.questions.phrases import PLACES
from index.questions.query import Place, Query
from index.questions.topic_extraction import topic_of, topic_of_choice
from index.questions.translation.request_words import ENGLISH, language_of_request
from index.sentence_ranking.definitions import requested_term
from index.wording.said import said

OTHERS_ASKED = "what else did they write"
"""The question for other papers of the same authors."""
NO_REWORDING = said("notice.no_rewording", "Rewording and translating need a model; here are the papers' own words.")
"""The notice of an answer to `explain it simpler` where no model is connected."""
# What stands on the other side of a comparison: `compare it with X`, `is it better than X`, `vs X`.
_OTHER_SIDE = re.compile(
    r"^.*?\b(?:with|to|than|from|against|versus|vs\.?|beats?|outperforms?)\s+(?P<side>(?!(?:each\s+other|that|this|it|them)\b)[^?!]+?)"
    r"\s*[?.!]*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:(?:the|a|an)\s+)+", re.IGNORECASE)
_PLACE = re.compile(rf"^(?:the\s+)?(?P<place>{'|'.join(PLACES)})(?:\s+(?:one|paper))?$", re.IGNORECASE)
_EXCLUDES = re.compile(
    r"\b(?:without|no|not|nothing|don['’]?t|(?:anything|all)\s+but|except|exclud\w*|leave\s+out|drop|remove|minus|skip|ignore|omit)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"^(?:(?:and|but|please|only|just|the)\s+)+|(?:[,\s]+please)?[\s.!?]*$", re.IGNORECASE)
_SEVERAL = ("list", "count", "compare", "summary", "digest", "table", "similar")


def no_name(_: str) -> str:
    """Return no name, for whoever knows no papers."""
    return ""


def in_english(language: str) -> bool:
    """Take all papers to be in English."""
    return language == "English"


@dataclass(frozen=True, slots=True)
class FollowupContext:
    """What is known about follow-ups and papers when a question is completed."""

    kind_of: KindOf = stands_alone
    name_of: Callable[[str], str] = no_name
    """Returns a short name of the paper with an id: the title up to its colon."""
    most_are_in: Callable[[str], bool] = in_english
    """Returns whether most papers are in a language, by its English name."""


@dataclass(frozen=True, slots=True)
class PapersAtHand:
    """The papers that a follow-up may be about."""

    shown: tuple[str, ...] = ()
    """Those of the last answer, the cited ones first."""
    cited: tuple[str, ...] = ()
    """Those that it cites."""
    recent: tuple[str, ...] = ()
    """Where it cites one paper only: that, and the papers of the answer before, the earlier ones first."""


def at_hand(history: Sequence[Turn]) -> PapersAtHand:
    """Return the papers at hand after these turns; refusals leave those of the answer before."""
    answers = [turn for turn in history if turn.papers and not turn.refused]
    if not answers:
        return PapersAtHand()
    cited = answers[-1].papers[: answers[-1].cited]
    before = answers[-2].papers[: answers[-2].cited] if len(answers) > 1 and len(cited) == 1 else ()
    return PapersAtHand(answers[-1].papers, cited, tuple(dict.fromkeys((*before, *cited))))


@dataclass(frozen=True, slots=True)
class ChatSoFar:
    """What a follow-up is read with."""

    before: Query
    """The search of the last question that stood alone."""
    papers: PapersAtHand
    known: FollowupContext

    @property
    def meant(self) -> tuple[str, ...]:
        """The papers that `it` or `they` mean: of a list all, of an answer the one that it rests on."""
        return self.papers.cited if self.before.intent in _SEVERAL else self.papers.cited[:1]

    @property
    def topic(self) -> str:
        """What the last question was about."""
        before = self.before
        asked = " ".join(before.sides) or requested_term(before.text) or topic_of(before.text.rstrip(" ?.!"))
        return asked or self.known.name_of(self.papers.cited[0])


@dataclass(frozen=True, slots=True)
class FollowupRequest:
    """What a follow-up of some kind asks for."""

    query: Query
    notice: str = ""
    """What can only be done with a model."""
    leans: bool = False
    """The next follow-up builds on the question before this one."""


def by_kind(kind: FollowupKind, question: str, chat: ChatSoFar) -> FollowupRequest | None:
    """Return what a follow-up asks for by its kind; None if its kind alone does not tell."""
    found = _BY_KIND.get(kind) if chat.papers.cited else None
    return found(question, chat) if found else None


def _again(_: str, chat: ChatSoFar) -> FollowupRequest:
    """Return the papers at hand summed up: of a list all, of an answer the one that it rests on."""
    return FollowupRequest(Query("", intent="summary").among(chat.meant), NO_REWORDING, leans=True)


def _aspect(_: str, chat: ChatSoFar) -> FollowupRequest:
    """Return what their problem, method, results and limits are."""
    meant = chat.meant
    return FollowupRequest(Query("", intent="summary" if len(meant) == 1 else "table").among(meant), leans=True)


def _same_authors(_: str, chat: ChatSoFar) -> FollowupRequest:
    return FollowupRequest(Query(OTHERS_ASKED, intent="record").among(chat.papers.cited[:1]), leans=True)


def _first(_: str, chat: ChatSoFar) -> FollowupRequest:
    if chat.before.intent in ("list", "count"):
        return FollowupRequest(replace(chat.before, intent="list", order="oldest"))
    return FollowupRequest(Query("", order="oldest", intent="list").among(chat.papers.recent or chat.papers.cited))


def _newer(_: str, chat: ChatSoFar) -> FollowupRequest:
    return FollowupRequest(Query(chat.topic, order="newest", intent="list"))


def _more(_: str, chat: ChatSoFar) -> FollowupRequest | None:
    """Return the list that goes on, or a list of what an answer was about."""
    before = chat.before
    if before.intent == "list" and before.limit is None:
        return FollowupRequest(replace(before, after=before.after + len(chat.papers.cited)))
    if before.intent != "find":
        return None
    if language_of_request(before.text) != ENGLISH:
        # The words of its topic are in no paper.
        return FollowupRequest(Query("", intent="similar").among(chat.papers.cited))
    if fold(chat.topic) == fold(chat.known.name_of(chat.papers.cited[0])):
        # Few other papers mention a paper by its name.
        return FollowupRequest(Query("", intent="similar").among(chat.papers.cited[:1]))
    return FollowupRequest(Query(chat.topic, intent="list"))


def _compared(question: str, chat: ChatSoFar) -> FollowupRequest | None:
    """Return the comparison of what was asked about with what the follow-up names."""
    other = _OTHER_SIDE.match(question)
    one = requested_term(chat.before.text) or chat.known.name_of(chat.papers.cited[0])
    return FollowupRequest(_comparison([one, _ARTICLE.sub("", other["side"])])) if other and one else None


def _comparison(sides: Sequence[str]) -> Query:
    return Query(f"Compare {' and '.join(sides)}", intent="compare", sides=tuple(sides))


def _best(_: str, chat: ChatSoFar) -> FollowupRequest:
    """Return the question which is the best of what was compared or listed, or of what an answer cites."""
    before = chat.before
    sides = before.sides if before.intent == "compare" else ()
    return FollowupRequest(Query(before.text, intent="best", sides=sides).among(chat.papers.cited), leans=True)


def _chosen_by_topic(question: str, chat: ChatSoFar) -> FollowupRequest | None:
    """Return the papers shown that are on what the follow-up names, or that are not."""
    topic, excludes = topic_of_choice(question), _EXCLUDES.search(question) is not None
    if topic and excludes and chat.before.intent in ("find", "count"):
        # A count shows only the first of its papers.
        return FollowupRequest(replace(chat.before, excluded=(*chat.before.excluded, *things_in(topic))))
    several = chat.before.intent in _SEVERAL or (chat.before.intent == "record" and len(chat.papers.cited) > 1)
    if not topic or not several:
        return None
    if excludes:
        return FollowupRequest(Query("", excluded=things_in(topic), intent="list").among(chat.papers.shown))
    # Of `only human studies`, the topic leaves `human`.
    if kind := kind_named(topic) or kind_named(_ONLY.sub("", question)):
        return FollowupRequest(Query("", intent="list").among(chat.papers.shown).with_conditions([kind]))
    return FollowupRequest(Query(topic, intent="list").among(chat.papers.shown))


_BY_KIND: dict[FollowupKind, Callable[[str, ChatSoFar], FollowupRequest | None]] = {
    "again": _again,
    "aspect": _aspect,
    "same_authors": _same_authors,
    "first": _first,
    "newer": _newer,
    "more": _more,
    "compare": _compared,
    "best": _best,
    "narrow": _chosen_by_topic,
}


def between_places(query: Query, papers: PapersAtHand, known: FollowupContext) -> Query:
    """Return a comparison of the first and the third paper with their names as sides; any other query as it is."""
    places = [_PLACE.match(side) for side in query.sides]
    at = [PLACES[cast("Place", place["place"].casefold())] for place in places if place]
    names = [known.name_of(papers.shown[place]) for place in at if place < len(papers.shown)]
    whole = query.sides and len(names) == len(query.sides) and all(names)
    return _comparison(names) if whole else query
