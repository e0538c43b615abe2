"""Words: text without its markup, tokens, stems, and which words say something. Pure.

Knows English as abstracts use it; knows no papers and no figures. Made for comparing, not for showing.
"""

import re
from functools import lru_cache

from index.text.spelling import GREEK, in_one_spelling

_MARKS = re.compile(r"\s*[\[【]\^?\d{1,3}(?:\s*[,;–-]\s*\^?\d{1,3})*[\]】]")
_LEADING = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)]|#{1,6}|>)\s+")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_MARKUP = re.compile(r"\*\*|__|[*`~](?=\w)|(?<=\w)[*`]|\\(?:text\w*|emph|mathrm|mathbf|mathcal|em|bf|it)\b\s*|[{}]")
_LATEX = (
    (re.compile(r"\\(?:times|cdot)\b\s*"), "×"),
    (re.compile(r"\\(?:sim|approx)\b\s*"), "~"),
    (re.compile(r"\\(?:geq?|ge)\b\s*"), "≥"),
    (re.compile(r"\\(?:leq?|le)\b\s*"), "≤"),
    (re.compile(r"\\pm\b\s*"), " ± "),
    (re.compile(r"\\(?=[%$&#_])|\\[,;! ]"), ""),
    # A dollar sign that opens or closes a formula, not one before a price.
    (re.compile(r"\$(?=[^$\d\s][^$]*\$)|\$(?=\d[^$]{0,20}\$)|(?<=[\w%)×}])\$"), ""),
    (re.compile(r"\\([a-zA-Z]+)"), r"\1"),
)
GREEK_NAMES = frozenset(GREEK.values())
_FOLDED = str.maketrans({**GREEK, "µ": "mu", "‐": "-", "‑": "-", "’": "'", "ς": "sigma"})

TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
STOP_WORDS = frozenset(
    (
        "a about above after again all also although am among an and any are as at be because been before being below "
        "between both but by can cannot could did do does doing done due during each either ever every few for from "
        "further had has have having he hence her here his how however i if in into is it its itself just many may "
        "might more moreover most much must neither no nor not of off often on once one only onto or other our out "
        "over own per same she should since so some such than that the their them then there thereby therefore these "
        "they this those though through thus to too toward towards under until up upon us using used use uses very "
        "via was we were what when where whereas whether which while who whom whose why will with within without "
        "would yet you your never always across new novel well even still several various et al e.g i.e"
    ).split()
)
_REPORTING = frozenset(
    (
        "abstract answer approach article author call claim collection conclude demonstrate describe develop discuss "
        "evidence examine explore find finding found following give highlight include indicate information introduce "
        "investigate know list mention method note observe overview paper point present propose provide question "
        "report research researcher result reveal review say see show shown source state study suggest summary "
        "summarize summarise tell technique together work source text topic term section sentence table example"
    ).split()
)
_SUFFIXES = tuple(
    (
        "izations isations ization isation ational ations ation ators ator ating ated ates ative ate ities ity ements "
        "ement ments ment iveness fulness nesses ness ively ive ions ion ingly ings ing edly ed izing ising ized ised "
        "izes ises ize ise ically ical ally als al ics ic ences ances ence ance encies ency ancies ancy ables able "
        "ibles ible ably ibly ers er ors or est ents ent ants ant ies ied es s ly ous ously ful y e"
    ).split()
)
_BY_LENGTH = tuple(sorted(_SUFFIXES, key=lambda suffix: -len(suffix)))
_INFLECTIONS = frozenset(["s", "es", "ed", "ing", "e", "y", "ies", "ied", "ings", "ly"])
_SHORTEST, _SHORTEST_DERIVED = 3, 4


def plain(text: str) -> str:
    r"""Return `text` without citation marks, Markdown and LaTeX, on one line.

    >>> plain("- **LoRA** reaches $43.8\\%$ [1][2].")
    'LoRA reaches 43.8%.'
    """
    text = _LINK.sub(r"\1", _MARKS.sub("", _LEADING.sub("", text)))
    for pattern, replacement in _LATEX:
        text = pattern.sub(replacement, text)
    return " ".join(_MARKUP.sub("", text).split())


def folded(text: str) -> str:
    """Return `text` with Greek letters spelled out and one kind of hyphen and apostrophe."""
    return text.translate(_FOLDED)


def tokens(text: str) -> list[str]:
    """Return the words and numbers of `text` in lower case and in one spelling, hyphenated ones in pieces."""
    return TOKEN.findall(in_one_spelling(folded(text)).lower())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return what a word shares with its relatives, by stripping endings; lighter on short words.

    >>> [stem(word) for word in ("improves", "improvement", "stable", "stability", "associated", "association")]
    ['improv', 'improv', 'stabl', 'stabil', 'associ', 'associ']
    """
    word = word.removesuffix("'s")
    if not word.isalpha():
        return word
    for suffix in _BY_LENGTH:
        least = _SHORTEST if suffix in _INFLECTIONS else _SHORTEST_DERIVED
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            word = word[: -len(suffix)]
            break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word


_IDLE = frozenset(stem(word) for word in _REPORTING)


def content(text: str) -> list[str]:
    """Return the stems of the words that say something, in order: no stop words, words of reporting, digits.

    >>> content("The authors show that eight heads improve the accuracy of Llama-3.")
    ['eight', 'head', 'improv', 'accurac', 'llama']
    >>> content("behavioural modelling of tumours") == content("behavioral modeling of tumors")
    True
    """
    stems = (stem(word) for word in tokens(text) if word not in STOP_WORDS and len(word) > 1 and not word.isdigit())
    return [found for found in stems if found not in _IDLE]
