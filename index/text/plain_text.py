"""Plain text: text without markup, its tokens, and the stems of its content words. Pure.

Knows English as abstracts use it; knows no papers and no figures. For comparing texts, not for showing them.
"""

import re
import unicodedata
from functools import cache

from index.text.spelling import GREEK, in_one_spelling
from index.text.words import STOP_WORDS, stem

# Tried from each blank of a long run, it would take the square of its length.
SPELLED_MARKS = re.compile(r"(?<!\s)\s*[\[【]\^?\d{1,3}(?:\s*[,;–-]\s*\^?\d{1,3})*[\]】]")
"""Marks as models and papers spell them: `[1]`, `[1, 2]`, `[^1]`, `【1】`, with the white space before."""
_LEADING = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)]|#{1,6}|>)\s+")
_LINK = re.compile(r"\[([^\[\]]{1,500})\]\([^()]{0,2000}\)")
_MARKUP = re.compile(r"\*\*|__|[*`~](?=\w)|(?<=\w)[*`]|[{}]")
_LATEX = (
    (re.compile(r"\\(?:text\w*|emph|mathrm|mathbf|mathcal|em|bf|it)\b\s*"), ""),
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
# "Erd\H{o}s", "Poincar\'e", "\"{u}": the letter follows its accent.
_ACCENTS = dict(
    zip("'`^\"~=.Hcvuk", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307\u030b\u0327\u030c\u0306\u0328", strict=True)
)
_ACCENT = re.compile(r"""\\(?:(['`^"~=.])\s?\{?\\?([a-zA-Z])\}?|([Hcvuk])(?:\{\\?([a-zA-Z])\}|\s([a-zA-Z])))""")
GREEK_NAMES = frozenset(GREEK.values())
_FOLDED = str.maketrans({**GREEK, "µ": "mu", "‐": "-", "‑": "-", "’": "'", "ς": "sigma"})

TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
# Words that carry little of a claim: of reporting, of newness, of vague number.
_IDLE_WORDS = tuple(
    (
        "abstract answer approach article author call claim collection conclude demonstrate describe develop discuss "
        "evidence examine explore find finding found following give highlight include indicate information introduce "
        "investigate know list mention method note observe overview paper point present propose provide question "
        "report research researcher result reveal review say see show shown source state study suggest summary "
        "summarize summarise tell technique together work source text topic term section sentence table example "
        "always even every many never new novel per several still various well"
    ).split()
)


def plain_text(text: str) -> str:
    r"""Return `text` without citation marks, Markdown and LaTeX, on one line.

    >>> plain_text("- **LoRA** reaches $43.8\\%$ [1][2].")
    'LoRA reaches 43.8%.'
    >>> plain_text(r"It is \textbf{42.3\% faster}.")
    'It is 42.3% faster.'
    """
    text = _LINK.sub(r"\1", SPELLED_MARKS.sub("", _LEADING.sub("", text)))
    text = _ACCENT.sub(_accented, text)
    for pattern, replacement in _LATEX:
        text = pattern.sub(replacement, text)
    return " ".join(_MARKUP.sub("", text).split())


def _accented(match: re.Match[str]) -> str:
    letter = match[2] or match[4] or match[5]
    return unicodedata.normalize("NFC", letter + _ACCENTS[match[1] or match[3]])


def in_common_letters(text: str) -> str:
    """Return `text` with Greek letters spelled out and one kind of hyphen and apostrophe."""
    return text.translate(_FOLDED)


def tokens(text: str) -> list[str]:
    """Return the words and numbers of `text` in lower case and American spelling, with hyphenated words split."""
    return TOKEN.findall(in_one_spelling(in_common_letters(text)).lower())


def content_stems(text: str) -> list[str]:
    """Return the stems of the content words, in order: no stop words, words of reporting, or digits.

    >>> content_stems("The authors show that eight heads improve the accuracy of Llama-3.")
    ['eight', 'head', 'improv', 'accuraci', 'llama']
    >>> content_stems("behavioural modelling of tumours") == content_stems("behavioral modeling of tumors")
    True
    """
    words = (word for word in tokens(text) if word not in STOP_WORDS and len(word) > 1 and not word.isdigit())
    return [found for found in map(stem, words) if found not in _idle_stems()]


@cache
def _idle_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _IDLE_WORDS)
