"""Finds what a question does not want: `but not X`, `except X`, `, not X` at its end. Pure."""

import re
from dataclasses import dataclass

from index.questions.phrases import OPENER, PAPERS, cut

VERB_QUESTION = re.compile(
    r"(?:why|how|does|do|did|is|are|was|were|can|could|what|when|who|should|will|would)\b", re.IGNORECASE
)
_SHORT = 12
_FEW = 3
_THOSE = r"(?:any\s+|the\s+)?(?:papers|articles|ones|those)"
# What plainly says that papers are not wanted.
_SURELY = (
    r"not\s+(?:papers\s+)?(?:about|on)|no(?:ne)?\s+papers?\s+(?:about|on)|nothing\s+(?:about|on)"
    rf"|(?:that|which)\s+aren['’]?t\s+(?:about|on)|without\s+{_THOSE}\s+(?:about|on|with|that\s+use)"
    r"|(?<=\bpapers\s)(?:minus|without\s+the)|except(?:\s+for)?|excluding|other\s+than|apart\s+from"
    r"|(?<=,\s)(?:leav(?:e|ing)\s+out|skip(?:ping)?|ignor(?:e|ing)|exclude|omit(?:ting)?|drop)"
)
_NOT = re.compile(
    rf",?\s*(?:\bbut\s+)?(?:\b(?P<sure>{_SURELY})|\bbut\s+(?P<maybe>not?)|(?<=[,;.]\s)(?P<comma>not?))"
    r"\s+(?:(?:about|on|for|with|using|those|ones|the|papers|any|that|use|are)\s+)*"
    r"(?P<words>[^?!,.;]{1,60}?)(?:,?\s+please)?(?=[?!.]*$)",
    re.IGNORECASE,
)
# `Papers on tides that do not use models`.
_DO_NOT = re.compile(
    rf"(?<!\w)(?P<papers>{PAPERS}(?:\s+(?:about|on)\s+(?:(?!(?:that|which)\b)[\w-]+\s+){{1,5}}(?:that|which)|\s+that|\s+which)?)"
    r"(?P<sure>\s+(?:do\s+not|don['’]?t)\s+(?:use|mention|involve|rely\s+on|discuss|deal\s+with|cover|study|focus\s+on)"
    r"\s+(?:any\s+|the\s+)?(?P<words>[^?!,.;]{1,60}?))(?=[?.!]*$)",
    re.IGNORECASE,
)
# Before `but not`, these say what something is: `methods that are fast but not accurate`.
_IS = re.compile(r"\b(?:is|are|was|were|be|being|seems?|looks?)\b[^,]*$", re.IGNORECASE)
# Before `, not`, these begin what papers say: `papers that blame heat, not light`.
_SAYS = re.compile(r"\b(?:that|which|who|how|why|whether|where)\b|\b\w+ing\s+that\b", re.IGNORECASE)
# Words after `but not` that exclude nothing: `but not sufficient`.
_NO_THING = re.compile(
    r"(?:necessarily|always|sufficient|enough|all|only|yet|too|so|as|when|if|in|at|by|to|from|vice|since|before|after|until"
    r"|limited|required|others?|both|it|them)\b",
    re.IGNORECASE,
)
# A quotation is one character while the rest is parsed.
_MINUS = re.compile(
    r"(?:(?<=\s)|^)-(?P<words>[\ue000-\uf8ff]|[^\W\d_][\w'’+.-]*\w)(?=\s*(?:\s-(?:[\ue000-\uf8ff]|[^\W\d_])\S*\s*)*[?.!]*$)"
)
# What is excluded is a thing; with a verb, it is a sentence: `where nothing about the tides is known`.
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|can|does)\b", re.IGNORECASE)
_OR = re.compile(r"\s*,\s*(?:or\s+|and\s+)?|\s+or\s+|\s+nor\s+|\s+and\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|any)\s+", re.IGNORECASE)
# `Not the smoking one`: what the paper is about.
_ONE = re.compile(rf"(?<=\S)\s+(?:ones?|stuff|{PAPERS})$", re.IGNORECASE)
# `Not about images: papers on tides`.
_FIRST = re.compile(
    rf"^(?:please\s+)?not(?:hing)?\s+(?:{PAPERS}\s+)?(?:about|on)\s+(?P<words>[^?!,.;:]{{1,60}})[,.;:]\s+"
    rf"(?=(?:[^\s,.;:]+\s+){{0,4}}{PAPERS}\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unwanted:
    """What is not wanted, and the question without it."""

    words: tuple[str, ...]
    text: str
    certain: bool
    """Whether the question says so plainly: `not about X`, and not just `but not X`."""


def take_minus(text: str) -> tuple[str, list[str]]:
    """Return the text without each `-word` at its end, and those words.

    >>> take_minus("papers on tides -moon")
    ('papers on tides', ['moon'])
    """
    excluded = list[str]()
    while (minus := _MINUS.search(text)) and text[: minus.start()].strip():
        excluded.append(minus["words"])
        text = cut(text, *minus.span())
    return text, excluded


def find_unwanted(text: str, *, sure: bool) -> Unwanted | None:
    """Return what the end of a question excludes; None for nothing. `sure`: the question asks for papers."""
    if (match := _DO_NOT.search(text)) and len(match["words"].split()) <= _FEW:
        papers = re.sub(r"\s+(?:that|which)$", "", match["papers"], flags=re.IGNORECASE)
        rest = text[: match.start()] + papers + text[match.end() :]
        return Unwanted(things_in(match["words"]), rest, certain=True)
    if match := _FIRST.match(text):
        return Unwanted(things_in(match["words"]), text[match.end() :], certain=True)
    match = _NOT.search(text)
    if not match or not text[: match.start()].strip() or not _is_excluded(text, match, sure=sure):
        return None
    rest = text[: match.start()].rstrip(" ,") + text[match.end() :]
    return Unwanted(things_in(match["words"]), rest, bool(match["sure"]))


def things_in(words: str) -> tuple[str, ...]:
    """Return each of the things that are not wanted.

    >>> things_in("faces or the video ones")
    ('faces', 'video')
    """
    things = (_ARTICLE.sub("", thing) for thing in _OR.split(_ONE.sub("", words.strip())))
    return tuple(filter(None, things))


def _is_excluded(text: str, match: re.Match[str], *, sure: bool) -> bool:
    words = match["words"].strip()
    if _NO_THING.match(words) or _VERB.search(words) or len(words.split()) > (6 if sure else _FEW):
        return False
    if match["maybe"] and _IS.search(text[: match.start()]):
        return False
    if match["comma"]:
        return sure and len(words.split()) <= _FEW and not (_IS.search(text[: match.start()]) or _SAYS.search(text))
    named = re.match(rf"(?:{OPENER})", text, re.IGNORECASE)
    short = len(text.split()) <= _SHORT and not VERB_QUESTION.match(text)
    return sure or bool(named) or (short and bool(match["maybe"]))
