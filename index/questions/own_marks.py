"""Finds conditions on what a person marked: papers that they read, starred, tagged or wrote notes on. Pure.

What is meant is what "I" did to papers: `I have not read`, `my starred papers`. `Methods that read images` is topic.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from index.questions.conditions import Taken
from index.questions.phrases import PAPERS
from index.questions.query import Condition, Field

_NOT = r"(?:not|never|n['’]t)"
_YET = r"(?:\s+(?:yet|so\s+far|until\s+now))?"
_THAT = r"(?:(?:that|which)\s+)?"
_I = r"(?:i|we)"
# `Which should I read first` is about what comes, not about what was read.
_NOT_YET = "".join(rf"(?<!\b{word}\s)" for word in ("should", "could", "can", "must", "do", "shall"))
_HAVE = rf"(?:{_NOT_YET}{_THAT}{_I}(?:['’]ve|\s+have|\s+had|\s+did)?|(?:have|had|did)\s+{_I})"
_HAVE_NOT = (
    rf"(?:{_THAT}{_I}(?:(?:['’]ve|\s+have|\s+had|\s+did)\s*{_NOT}|\s+never)"
    rf"|(?:have|had|did)\s+{_I}\s+{_NOT}|(?:have|had|did)n['’]t\s+{_I})"
)
_STILL = r"(?:still\s+)?(?:have|has|had|need|want|ought|am|are)\s+(?:yet\s+)?to"
_ALREADY = r"(?:\s+(?:already|ever|once))?"
_STAR = r"(?:starred|favou?rited|bookmarked|star(?=\s*[?.!]*$)|star(?=\s+(?:on|about|in|from|since)\b))"
_END = r"(?=\s*[?.!,;]*$|\s+(?:and|or|on|about|from|with|by|in|since|before|after|until|that|which|of|yet|so)\b)"
_BEFORE_PAPERS = rf"(?=\s+(?:(?!(?:and|or|of|in|on)\b)[\w-]+\s+){{0,4}}?{PAPERS}\b)"
_MY = r"(?:\bmy\s+)?"
_PATTERNS: tuple[tuple[Field, str, tuple[str, ...]], ...] = (
    (
        "read",
        "no",
        (
            rf"\b{_HAVE_NOT}(?:\s+yet)?\s+read\b{_YET}",
            rf"\b(?:{_THAT}{_I}\s+{_STILL}|(?:have|do)\s+{_I}\s+(?:still\s+)?(?:(?:yet|have|need)\s+)+to)\s+read\b",
            rf"{_MY}\b(?:unread|not\s+yet\s+read){_BEFORE_PAPERS}",
            rf"\b{_THAT}(?:(?:are|is|were)\s+)?(?:still\s+)?(?:unread|not\s+(?:yet\s+)?read)\b{_YET}{_END}",
            rf"\b{_THAT}have\s+(?:not|never)\s+(?:yet\s+)?been\s+read\b{_YET}{_END}",
            r"\bshould\s+I\s+read(?:\s+next)?(?=\s*[?.!]*$)",
        ),
    ),
    (
        "read",
        "yes",
        (
            rf"\b{_HAVE}{_ALREADY}\s+read\b(?:\s+(?:already|so\s+far))?(?!\s+(?:that|in|the|a|an|it|next)\b)",
            rf"^(?:have|did)\s+{_I}{_ALREADY}\s+read\b(?=\s+(?:the|an?|that|this)\s+\w)",
            rf"{_MY}\b(?:already\s+read){_BEFORE_PAPERS}",
            rf"\b{_THAT}(?:are|is)\s+(?:already\s+)?(?:read|marked\s+as\s+read){_END}",
        ),
    ),
    (
        "starred",
        "no",
        (
            rf"\b{_HAVE_NOT}(?:\s+yet)?\s+{_STAR}\b{_YET}",
            rf"\b(?:not\s+starred|unstarred){_BEFORE_PAPERS}",
            rf"\b{_THAT}(?:are|is)\s+(?:not\s+starred|unstarred){_END}",
            r"\bwithout\s+(?:a\s+|my\s+)?stars?\b",
        ),
    ),
    (
        "starred",
        "yes",
        (
            rf"\b{_HAVE}{_ALREADY}\s+{_STAR}\b",
            rf"{_MY}\b{_STAR}{_BEFORE_PAPERS}",
            rf"\bmy\s+(?:favou?rite{_BEFORE_PAPERS}|(?:stars|bookmarks|favou?rites?){_END})",
            rf"\b{_THAT}(?:(?:are|is)\s+)?(?:starred|bookmarked){_END}",
            r"\bwith\s+(?:a|my)\s+star\b",
        ),
    ),
    (
        "noted",
        "yes",
        (
            rf"\b{_HAVE}{_ALREADY}\s+(?:(?:written|wrote|write|made|taken|took|left|added)\s+)(?:an?\s+|my\s+|some\s+)?notes?"
            rf"(?:\s+(?:on|about|for|to)(?=\s*[?.!,;]*$))?",
            r"\bwith\s+(?:my\s+notes?|notes?\s+(?:of\s+mine|by\s+me)|an?\s+note)\b",
            rf"(?<=papers\s)with\s+notes{_END}",
            rf"\b{_THAT}have\s+(?:my\s+notes?|an?\s+note|notes){_END}",
        ),
    ),
)
_MARKED = tuple(
    (field, value, tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns))
    for field, value, patterns in _PATTERNS
)
# `tagged X` is about papers where papers, or what I did, stand before it: images are tagged as well.
_TAGGED = re.compile(
    rf"(?:(?<=papers\s)|(?<=articles\s)|(?<=ones\s)|(?<=those\s)|(?<=collection\s)|(?<=library\s)|(?<=everything\s)|(?<=anything\s)|^"
    rf"|\b(?:that|which)\s+(?:are|is)\s+|(?<=papers\s)(?:are|is)\s+|\b{_HAVE}\s+)"
    r"(?:tagged|tag)(?:\s+(?:with|as|by))?(?:\s+the\s+tags?)?\s+(?=\S)",
    re.IGNORECASE,
)
# `What did I tag Tides with`: its tags are asked for.
_TAGGED_WITH = re.compile(
    r"^\W*(?:and\s+)?(?:what|how|did|have)\b(?=.*\btag(?:ged)?\b).*\s(?:with|as|(?:with\s+)?(?:anything|something)|at\s+all)\s*[?.!]*$",
    re.IGNORECASE,
)
_WITH_TAG = re.compile(
    rf"(?:(?<=papers\s)|(?<=articles\s)|(?<=ones\s)|(?<=everything\s))(?:{_THAT}(?:with|have|under|having))\s+"
    r"(?:(?:the|my)\s+)?tags?\s+(?=\S)",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:,\s*(?:or\s+)?|\bor\s+)(?=\S)", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,;?!]+")
# Where a tag that no paper has ends.
_STOP = re.compile(
    r"(?:[,;?!]|$|\s+(?:and|or|on|about|from|since|before|after|until|that|which|by|in|newest|oldest|sorted)\b)",
    re.IGNORECASE,
)
_LONGEST_TAG = 8
_DID_I = re.compile(rf"(?:have|had|did)\s+{_I}\b", re.IGNORECASE)
# `Did I write a note on Tides`: what follows is the paper.
_NOTE, _NOTED_PAPER = re.compile(r"\bnotes?\b", re.IGNORECASE), re.compile(r"^\W*(?:on|about|for|to)\s+", re.IGNORECASE)
# What stands around a name that is not part of it: `the paper called Tides`, `the Tides paper`.
_PAPER = r"(?:paper|article|preprint|stud(?:y|ies)|work|one)"
_THE_PAPER = re.compile(
    rf"^(?:the|that|this)\s+{_PAPER}\s+(?:called|named|titled|entitled|on|about)\s+|^(?:the|that|this)\s+(?=.+\s{_PAPER}$)"
    rf"|(?<=\S)\s+{_PAPER}$",
    re.IGNORECASE,
)
# What is left of `have I read anything on tides` or `have I starred papers from 2024`.
_NO_TITLE = re.compile(
    rf"^\W*an?\s+{_PAPER}\b|"
    r"^\W*(?:any\w*|some\w*|every\w*|all|which|more|much|many|enough|most|on|about|in|of|from|for|by|since|yet|these|those)\b"
    r"|\bpapers\b|^\W*$",
    re.IGNORECASE,
)


def paper_of_mark(question: str, rest: str) -> str:
    """Return the paper of which a question asks whether it is marked; empty if it asks for papers with that mark.

    `rest`: the question without the words about the mark.

    >>> paper_of_mark("Have I read the Tides paper?", "the Tides paper?")
    'Tides'
    >>> paper_of_mark("Did I star any on tides?", "any on tides?")
    ''
    """
    rest = _NOTED_PAPER.sub("", rest) if _NOTE.search(question) else rest
    named = _DID_I.match(question) and not _NO_TITLE.search(rest)
    return _THE_PAPER.sub("", rest.strip(" ?!.\"“”'‘’")).strip("\"“”'‘’") if named else ""


def take_own_marks(text: str, tags: Sequence[str]) -> list[Taken]:
    """Return the conditions on what the person marked; `tags`: those in the library."""
    found: dict[Field, Taken] = {}
    for field, value, patterns in _MARKED:
        match = next(filter(None, (pattern.search(text) for pattern in patterns)), None)
        if match and field not in found and not _overlaps(match.span(), found.values()):
            found[field] = (*match.span(), Condition(field, names=(value,)))
    taken = list(found.values())
    return [*taken, *(tag for tag in _tags(text, tags) if not _overlaps(tag[:2], taken))]


def _tags(text: str, tags: Sequence[str]) -> Iterator[Taken]:
    for pattern in () if _TAGGED_WITH.match(text) else (_TAGGED, _WITH_TAG):
        if match := pattern.search(text):
            names, end = _names(text, match.end(), {tag.casefold(): tag for tag in tags})
            if names:
                yield match.start(), end, Condition("tag", names=names)
                return


def _names(text: str, start: int, known: dict[str, str]) -> tuple[tuple[str, ...], int]:
    """Return the tags named from `start` on, joined by `or`, and where they end. An unknown one is taken as it is."""
    names: list[str] = []
    while True:
        end = _longest(text, start, known) or start + _length(text[start:])
        name = text[start:end].strip(" \"'“”‘’.")
        names.append(known.get(name.casefold(), name))
        join = _JOIN.match(text, end)
        if not join:
            return tuple(filter(None, names)), end
        start = join.end()


def _longest(text: str, start: int, known: dict[str, str]) -> int:
    """Return where the longest known tag at `start` ends; 0 if there is none."""
    tokens = [match.end() for _, match in zip(range(_LONGEST_TAG), _TOKEN.finditer(text, start), strict=False)]
    ends = (end for end in reversed(tokens) if text[start:end].strip(" \"'“”‘’.").casefold() in known)
    return next(ends, 0)


def _length(text: str) -> int:
    stop = _STOP.search(text)
    return stop.start() if stop else len(text)


def _overlaps(span: tuple[int, int], taken: Iterable[Taken]) -> bool:
    return any(span[0] < end and start < span[1] for start, end, _ in taken)
