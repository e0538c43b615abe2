"""Puts requests in other languages into English: what is asked for, while the topic or title stays as typed. Pure.

Whoever reads the page in another language also asks in that language. Only the request is translated: titles and names
are the same in all languages, and a topic that is not English is searched for as it stands.
"""

import re
from functools import lru_cache

from index.questions.phrases import PLACES
from index.questions.translation.request_model import COMPARE, SIDES, load_request_model
from index.questions.translation.request_times import without_time, years_in
from index.questions.translation.request_words import ENGLISH, language_of_request, tokens_of

_LONGEST = 300
# The least probability of a reading. Of the examples kept out, nearly all that are read otherwise have less.
_LEAST_SURE = 0.7
_ENGLISH = {
    "count": ("how many papers are about {}?", "how many papers are there?"),
    "list": ("which papers are about {}?", "list all papers"),
    "newest": ("newest papers on {}?", "newest papers?"),
    "upvoted": ("most upvoted papers on {}?", "what is the most upvoted paper?"),
    "authors": ("who wrote {}?", "who wrote it?"),
    "date": ("when was {} published?", "when was it published?"),
    "link": ("link to {}?", "what is the link?"),
    "summary": ("summarize {}?", "summarize it"),
    COMPARE: ("compare {} and {}?", ""),
    "definition": ("what is {}?", ""),
    "how": ("how does {} work?", ""),
    "library": ("", "give me an overview of my collection?"),
    "help": ("", "what can you do?"),
    "identity": ("", "who are you?"),
    "greeting": ("", "hello!"),
    "thanks": ("", "thanks!"),
}
"""Each kind of request in English, with a topic and without; empty where it is none."""
_OF_THE_LAST = {"more": "show me more", "again": "make it shorter", "detail": "explain it in more detail"}
"""The kinds of request that only an answer before them gives a meaning, in English."""
# What may accompany `the second one` where nothing else is asked for: `und was ist mit dem zweiten?`
_AROUND_A_PLACE = frozenset(
    "and or the of with is what about explain deal content show for in i you please this paper particle sign quote"
    " ?".split()
)
_NAME = "Paper1"
# What shows that an ordinal does not count papers: `der erste Autor`, `die letzten Jahre`.
_ITS_NOUN = frozenset(("", "author", "result", "year", "number", "name", "topic", "short", "date"))

# `In a table`, in each of the languages.
_AS_TABLE = re.compile(
    r",?\s*\b(?:in\s+(?:einer\s+|form\s+einer\s+)?|als\s+)(?:vergleichs)?tabelle\b"
    r"|,?\s*\b(?:dans\s+un\s+|en\s+|sous\s+forme\s+de\s+)tableau\b|,?\s*\ben\s+(?:una\s+|forma\s+de\s+)?tabla\b"
    r"|[，、,]?\s*[用以](?:一个|一张)?表格(?:的?形式)?来?|(?<![\u4e00-\u9fff])表(?:形式)?で",
    re.IGNORECASE,
)
_IN_TIME_OF = ("count", "list", "newest", "upvoted", "summary")
"""What can be asked of a time."""
_TABLES = (COMPARE, "summary")
"""What a table can be made for."""


# What a follow-up in another language goes on with, and what it leaves of the papers shown.
_ARTICLES = r"(?:(?:de[rnms]?|die|das|la|le|les|el|los|las)\s+|l['’])?"
_FOLLOW_UPS = tuple(
    (re.compile(rf"^{pattern}\s*[?？.!]*$", re.IGNORECASE), english)
    for pattern, english in (
        (
            r"(?:nur|solo|sólo|seulement|uniquement)\s+(?:die|diese|las?|los|ceux|celles)\s+"
            rf"(?:zu[mr]?|über|mit|aus|von|sobre|con|de|sur|avec)\s+{_ARTICLES}(?P<topic>.+?)",
            "only those about {}",
        ),
        (r"只(?:要|看)(?:关于)?(?P<topic>.+?)的?(?:论文)?", "only those about {}"),
        (rf"(?:und|et|y)\s+(?:zu[mr]?|über|sobre|de|sur|pour|para|für)\s+{_ARTICLES}(?P<topic>.+?)", "what about {}?"),
        (r"(?:und\s+was\s+ist\s+mit|¿?y\s+qué\s+hay\s+de|et\s+pour)\s+(?P<topic>.+?)", "what about {}?"),
        (r"那(?:么)?(?:关于)?(?P<topic>.+?)的?(?:论文)?呢", "what about {}?"),
    )
)
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_NOTHING_ELSE = re.compile(r"(?:und|et|y|那|那么|呢|[\s?？¿.!])*", re.IGNORECASE)


def followup_in_english(question: str) -> str:
    """Return a follow-up of a few words in another language in English; any other as it is.

    >>> followup_in_english("und aus 2023?"), followup_in_english("nur die zu LoRA"), followup_in_english("y de LoRA?")
    ('and from 2023?', 'only those about LoRA', 'what about LoRA?')
    >>> followup_in_english("solo los de 2025"), followup_in_english("只要2025年的")
    ('only those from 2025', 'only those from 2025')
    >>> [followup_in_english(typed) for typed in ("und das zweite?", "第二篇是谁写的？", "mehr davon")]
    ['tell me about the second one', 'who wrote the second one?', 'show me more']
    """
    left, when = without_time(question)
    if when and _NOTHING_ELSE.fullmatch(left):
        return f"and {when}?"
    if placed := _with_place(question):
        return placed
    request = load_request_model().read(question) if len(question) <= _LONGEST else None
    if request and request.kind in _OF_THE_LAST and request.chance >= _LEAST_SURE and not request.topics:
        return _OF_THE_LAST[request.kind]
    for pattern, english in _FOLLOW_UPS:
        if len(question) <= _LONGEST and (found := pattern.match(question.strip(" ¿"))):
            year = _YEAR.fullmatch(found["topic"])
            return f"only those from {year[1]}" if year else english.format(found["topic"])
    return question


def _with_place(question: str) -> str:
    """Return a follow-up on one of the papers shown, by its place, in English; empty for any other."""
    language = language_of_request(question)
    tokens = [] if language == ENGLISH or len(question) > _LONGEST else tokens_of(question, language)
    meanings = [token.meaning for token in tokens]
    at = next((at for at, meaning in enumerate(meanings) if meaning in PLACES), None)
    if at is None or (at + 1 < len(tokens) and meanings[at + 1] in _ITS_NOUN):
        return ""
    last = at + 1 if meanings[at + 1 : at + 2] == ["paper"] else at
    first = at - 1 if at and meanings[at - 1] in ("the", "of") else at
    place = f"the {meanings[at]} one"
    if _AROUND_A_PLACE.issuperset(meanings[:first] + meanings[last + 1 :]):
        return f"tell me about {place}"
    # A name in its place leaves the rest in one language.
    named = request_in_english(f"{question[: tokens[first].start]} {_NAME} {question[tokens[last].end :]}")
    return named.replace(_NAME, place) if language_of_request(named) == ENGLISH and _NAME in named else ""


@lru_cache(maxsize=64)
def request_in_english(question: str) -> str:
    """Return a request in another language in English, its topic as typed; any other question as it is.

    >>> request_in_english("Wer hat LongLoRA geschrieben?"), request_in_english("什么是LongLoRA？")
    ('who wrote LongLoRA?', 'what is LongLoRA?')
    >>> request_in_english("Welche Paper gibt es zu LoRA seit 2025?")
    'which papers are about LoRA since 2025?'
    >>> request_in_english("Who wrote LongLoRA?")
    'Who wrote LongLoRA?'
    """
    typed = " ".join(question.split())
    if len(typed) > _LONGEST:
        return question
    plain = _AS_TABLE.sub("", typed).strip()
    timed, when = without_time(plain)
    if when and (known := load_request_model().read(timed)).kind in _IN_TIME_OF and known.chance >= _LEAST_SURE:
        return f"{request_in_english(timed).rstrip('?')} {when}?"
    request = load_request_model().read(plain)
    as_table = plain != typed and request.kind in _TABLES
    if plain != typed and not as_table:
        request = load_request_model().read(typed)
    if request.chance < _LEAST_SURE or request.kind not in _ENGLISH:
        return question
    about, without = _ENGLISH[request.kind]
    topics = request.topics if about else ()
    wanted = SIDES if request.kind == COMPARE else 1
    english = about.format(*topics) if len(topics) == wanted else without
    if years_in(typed) - years_in(english):
        # The time that it asks for would be lost: `2025年3月的论文`.
        return question
    return f"{english.rstrip('?')} in a table?" if english and as_table else english or question
