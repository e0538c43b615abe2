"""Leaves out what people say before the question itself: greetings, and that they have a question. Pure.

`Hey, could you tell me which papers use radar?` asks which papers use radar. What is said before is made of a few dozen
words, in any order; the question begins after them.
"""

import re
from collections.abc import Sequence
from itertools import islice

from index.questions.phrases import has_topic
from index.text.spelling import spelled_out

# No one says more before a question.
_MOST_WORDS = 40
# What people say before the question itself is made of these words alone.
_GREETINGS = frozenset("hey hi hello hiya heya".split())
_GREETED = frozenset("there all everyone everybody folks guys team again".split())
_PRONOUNS = frozenset("you i we anyone anybody someone somebody".split())
_ADDRESSING = frozenset(
    "ask me know idea question questions trying want wanted wondering wonder curious please help".split()
)
_SAID_BEFORE = (
    _PRONOUNS
    | _ADDRESSING
    | frozenset(
        "a about also am an and another any at but can check could do does doing explain figure find for from"
        " good got happen have here hoping i'd i'm i've id if is just kindly last let like love maybe might"
        " more my need new of ok okay one or out perhaps possible possibly quick quickly real really request"
        " simple small so sorry tell thank thanks this to understand us was well whether will with would your".split()
    )
)
# What a question or request begins with. The second ones follow no pronoun: `do you have`.
_ASKED_FROM = frozenset(
    "what what's which who who's whose whom when where where's why how how's list show give find get name compare"
    " contrast summarise summarize tabulate count recommend suggest explain describe define export cite".split()
)
_ASKED_BY_VERB = frozenset("is are was were do does did has have can could should would will".split())
_CONDITIONAL = frozenset(("if", "whether"))
_THERE_IS = re.compile(r"there\s+(?P<verb>is|are|was|were)\b", re.IGNORECASE)
# `..., thanks a lot`, `..., can you help me with that?`: said after the question.
_SAID_BEHIND = re.compile(
    r"(?:(?<=\?)|[,.!;–-])\s*(?:many\s+)?(?:thanks|thank\s+you|cheers|thx|can\s+you\s+help|could\s+you\s+help|please\s+help)"
    r"(?:\s+(?:a\s+lot|so\s+much|very\s+much|in\s+advance|me|with\s+(?:that|this|it)|please|out))*\s*[.!?]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PAUSE = re.compile(r"\s*[,.!:;–—]+\s*|\s+-\s+")
# Capitals within a sentence that do not belong to a title.
_I = frozenset("i i'm i'd i've".split())


def plainly_asked(question: str) -> str:
    """Return a question without what is said before it, and with short forms written out.

    >>> plainly_asked("hey, could you tell me which papers use radar? thx"), plainly_asked("Can radar see rain?")
    ('which papers use radar?', 'Can radar see rain?')
    >>> plainly_asked("I was wondering if there are any papers on seals"), plainly_asked("hi there!")
    ('are there any papers on seals', 'hi there!')
    """
    rest = _without_opening(spelled_out(question))
    shorter = _SAID_BEHIND.sub("", rest).rstrip()
    return shorter if has_topic(shorter) else rest


def _without_opening(question: str) -> str:
    """Return the question itself, without the words before it that only address somebody."""
    words = list(islice(_WORD.finditer(question), _MOST_WORDS))
    greeted = _length_of_greeting(question, words)
    said = greeted
    while said < len(words) and _is_said_before(question, words, said):
        said += 1
    for end in range(min(said, len(words) - 1), greeted, -1):
        if _begins_at(words, greeted, end):
            return _THERE_IS.sub(lambda found: f"{found['verb']} there", question[words[end].start() :], count=1)
    return question[words[greeted].start() :] if 0 < greeted < len(words) else question


def _length_of_greeting(question: str, words: Sequence[re.Match[str]]) -> int:
    """Return how many words greet: up to a pause, or to words that go on asking."""
    if not words or _folded(words[0]) not in _GREETINGS:
        return 0
    end = 1
    while end < len(words) and _folded(words[end]) in _GREETED:
        end += 1
    if end == len(words):
        return 0
    pause = question[words[end - 1].end() : words[end].start()]
    goes_on = words[end][0].islower() and _folded(words[end]) in _SAID_BEFORE | _ASKED_FROM | _ASKED_BY_VERB
    return end if _PAUSE.fullmatch(pause) or (pause.isspace() and goes_on) else 0


def _is_said_before(question: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Return whether a word may be said before a question; a capital within a sentence belongs to a title."""
    word = words[at]
    titled = word[0][0].isupper() and _folded(word) not in _I
    inside = at > 0 and question[words[at - 1].end() : word.start()].isspace()
    return _folded(word) in _SAID_BEFORE and not (titled and inside)


def _begins_at(words: Sequence[re.Match[str]], greeted: int, end: int) -> bool:
    """Return whether a question begins at this word, after those that only address somebody."""
    before, first = [_folded(word) for word in words[greeted:end]], words[end]
    addressed = not _ADDRESSING.isdisjoint(before) or (before[0] not in _PRONOUNS and "you" in before)
    if not addressed or first[0][0].isupper() or before[0] == "is":
        return False
    if before[-1] in _CONDITIONAL or _folded(first) in _ASKED_FROM:
        return True
    return _folded(first) in _ASKED_BY_VERB and before[-1] not in _PRONOUNS


def _folded(word: re.Match[str]) -> str:
    return word[0].casefold().replace("’", "'")
