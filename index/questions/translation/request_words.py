"""The words that requests are made of, in six languages: a question as the meanings of its words. Pure.

`request_words.tsv` has a line for each meaning. Through it, what one language teaches holds in the others, and any
other word may be of the topic.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS_FILE = Path(__file__).with_name("request_words.tsv")
ENGLISH = "en"
_UNSPACED = ("zh", "ja")
_HANGING = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(rf"[{_HANGING}]|(?:(?![{_HANGING}])[^\W_])+['’]?|[^\w\s]|_")
_KANA, _CHARACTER = re.compile("[\u3040-\u30ff]"), re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_FIRST_UNSPACED = "\u3000"
# A single word does not show the language of a text with more tokens than this.
_FEW = 3
_DIGRAPH = re.compile("([aou])e")
_QUOTES = frozenset("\"'„“”«»‘’《》「」『』")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a Chinese or Japanese character or several that mean something together, or a sign."""

    meaning: str
    """A meaning of `request_words.tsv`, or what kind of sign it is: `quote`, `sign` or `?`; empty for other words."""
    shape: str
    """How it is written: in lower case, in characters, with capitals and so on."""
    start: int
    end: int


@cache
def meanings(language: str) -> Mapping[str, str]:
    """Return the meaning of each word that requests in this language are made of."""
    head, *lines = (line.split("\t") for line in WORDS_FILE.read_text(encoding="utf-8").splitlines())
    column = head.index(language)
    found: dict[str, str] = {}
    for line in lines:
        for word in line[column].split():
            found.setdefault(word.casefold(), line[0])
    return found


def language_of_request(text: str) -> str:
    """Return the language whose words of requests a text has; English if it has as many of English.

    >>> [language_of_request(text) for text in ("Wer schrieb LoRA?", "LoRA是什么", "LoRAとは", "Is it a die?", "LoRA")]
    ['de', 'zh', 'ja', 'en', 'en']
    """
    if _KANA.search(text):
        return "ja"
    if _CHARACTER.search(text):
        return "zh"
    words = [_folded(found[0]) for found in _TOKEN.finditer(text)]
    best, most, first = ENGLISH, 0, len(words)
    for language in ("de", "fr", "es"):
        own = [at for at, word in enumerate(words) if _is_of(word, language) and not _is_of(word, ENGLISH)]
        english = [at for at, word in enumerate(words) if _is_of(word, ENGLISH) and not _is_of(word, language)]
        lead = len(own) - len(english)
        if len(own) == 1 and len(words) > _FEW:
            continue
        # `Was bedeutet chain of thought`: a question is in the language in which it begins.
        if own and (lead > 0 or (lead == 0 and own[0] < english[0])) and (-len(own), own[0]) < (-most, first):
            best, most, first = language, len(own), own[0]
    return best


def tokens_of(text: str, language: str) -> list[Token]:
    """Return the tokens of a text with their meanings in this language.

    >>> [(token.meaning, token.start) for token in tokens_of("Wer schrieb Gull Eye?", "de")]
    [('who', 0), ('write', 4), ('', 12), ('', 17), ('?', 20)]
    """
    if language in _UNSPACED:
        return list(_longest(text, language))
    return tokens_with(text, lambda word: _meaning(word, language))


def tokens_with(text: str, meaning_of: Callable[[str], str]) -> list[Token]:
    """Return the tokens of a text in a language with spaces; `meaning_of` is given each word in lower case.

    >>> [(token.meaning, token.start) for token in tokens_with("Any gulls?", lambda word: "")]
    [('', 0), ('', 4), ('?', 9)]
    """
    return [_token(found[0], meaning_of(_folded(found[0])), found.start()) for found in _TOKEN.finditer(text)]


def _longest(text: str, language: str) -> Iterator[Token]:
    """Yield the tokens of a text without spaces: at each place the longest that means something."""
    known, end = meanings(language), 0
    longest = max(map(len, known))
    for found in _TOKEN.finditer(text):
        if found.start() < end:
            continue
        start, word = found.start(), found[0]
        if word >= _FIRST_UNSPACED:
            pieces = (text[start : start + size] for size in range(longest, 1, -1))
            word = next((piece for piece in pieces if piece.casefold() in known), word)
        end = start + len(word)
        yield _token(word, _meaning(_folded(word), language), start)


def _token(word: str, meaning: str, start: int) -> Token:
    shape = _shape(word)
    if not meaning and not word[0].isalnum():
        meaning = "?" if word in "?？" else shape
    return Token(meaning, shape, start, start + len(word))


def _meaning(word: str, language: str) -> str:
    known = meanings(language)
    # `beschaeftigen`: many write umlauts so.
    plain = _DIGRAPH.sub(r"\1", word) if language == "de" else word
    return known.get(word) or known.get(word.rstrip("'")) or known.get(plain, "")


def _is_of(word: str, language: str) -> bool:
    return bool(_meaning(word, language))


def _folded(word: str) -> str:
    """Return a word in lower case without accents: many people leave them out."""
    small = word.casefold().replace("’", "'")
    if small.isascii() or small >= _FIRST_UNSPACED:
        return small
    return "".join(sign for sign in unicodedata.normalize("NFD", small) if not unicodedata.combining(sign))


def _shape(word: str) -> str:
    if word in _QUOTES:
        return "quote"
    if not word[0].isalnum():
        return "sign"
    if word >= _FIRST_UNSPACED:
        return "kana" if _KANA.match(word) else "character"
    inner = "+" if any(sign.isupper() or sign.isdigit() for sign in word[1:]) else ""
    return ("digit" if word[0].isdigit() else "capital" if word[0].isupper() else "small") + inner
