"""The language of a question that is certainly not English. The door to py3langid, whose model is loaded on first use.

Names, formulas and loan words do not count: if in doubt, the answer is None.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sv": "Swedish", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""The English names of the languages that are recognised, by ISO 639 code."""
_ENGLISH, _NO_LANGUAGE = "en", "zxx"
# How likely English may still be for a text to count as foreign: in a question, and in a few key words, which may be
# names. No false alarm on 6,000 English questions and sentences; 72 of 78 questions in 31 other languages are found.
_QUESTION, _KEY_WORDS = 0.006, 0.0001
# How likely the language must stay, and English may be, in the few words left of a question without its nouns.
_MOSTLY, _LEFT = 0.7, 0.03
_FEW_WORDS = 6
_LONGEST = 400

_WORD = re.compile(r"[^\W\d_]+")
# A single word of Latin or Greek letters, which may be a name or a symbol.
_SINGLE_WORD = re.compile(r"[\W\d_]*[a-zA-Z\u00c0-\u03ff\u1f00-\u1fff]*[\W\d_]*")
_SYMBOL = re.compile(r"(?<!\w)[a-zA-Z\u0370-\u03ff](?!\w)")
# How questions begin: with one of these, a text without a question mark is one all the same.
_OPENERS = {
    "de": "gibt nenne wann warum was welche welchem welchen welcher welches wer weshalb wie wieso wo womit wozu zeige",
    "es": "cuál cuáles cuándo cómo dónde qué quién",
    "fr": "comment où pourquoi quel quelle quelles quels qu qui",
    "it": "che chi come cosa dove perché quale quali quando",
    "nl": "hoe waarom wanneer wat welk welke wie",
    "pt": "como onde porquê quais qual quando quem",
    "sv": "hur vad vilka vilken vilket varför",
}
# A text that begins with one of the first, or has two of the others, is English; that saves loading the model.
_ENGLISH_OPENERS = frozenset("does how what when where which who why".split())
_ENGLISH_WORDS = _ENGLISH_OPENERS | frozenset("about and from of papers that the this with".split())


def language_of(text: str) -> str | None:
    """Return the English name of the language of `text` if it is certainly not English, else None.

    >>> language_of("Welche Arbeiten gibt es über Musik?"), language_of("What is Kullback–Leibler?")
    ('German', None)
    """
    text = text[:_LONGEST]
    words = _WORD.findall(text)
    if _SINGLE_WORD.fullmatch(text) or is_plainly_english(text):
        return None
    is_question = text.rstrip().endswith(("?", "？", ";", "؟")) or len(words) >= _FEW_WORDS
    limit = _QUESTION if is_question else _KEY_WORDS
    text = _SYMBOL.sub(" ", text)
    if words and (opened := _opened(words[0].lower(), _without_names(text))):
        return _NAMES[opened]
    code = _foreign(text, limit)
    # The result must not depend on names (Los Angeles, Université de Bretagne).
    return _NAMES[code] if code and _stays(code, _without_names(text), limit) else None


def is_plainly_english(text: str) -> bool:
    """Return whether a text is English by its first words or by common ones, without the model, which takes 100 MB.

    >>> is_plainly_english("We count the gulls of a bay – twice."), is_plainly_english("Wir zählen, state of the art.")
    (True, False)
    """
    words = [word.lower() for word in _WORD.findall(text[:_LONGEST])]
    if not all(map(str.isascii, words)):
        return False
    return any(word in _ENGLISH_OPENERS for word in words[:1]) or len(_ENGLISH_WORDS.intersection(words)) > 1


def _opened(first: str, rest: str) -> str | None:
    """Return the code of the language in which a question opens with `first`, if `rest` is mostly in it; else None."""
    code = next((code for code, openers in _OPENERS.items() if first in openers.split()), None)
    return code if code and _mostly(code, rest) else None


def _mostly(code: str, text: str) -> bool:
    likely = dict(_identifier().rank(text))
    return bool(likely[code] >= _MOSTLY and likely[_ENGLISH] < _LEFT)


def _foreign(text: str, limit: float) -> str | None:
    """Return the code of the likeliest language if English is less likely than `limit`."""
    likely = dict(_identifier().rank(text))
    code = max(likely, key=lambda code: likely[code])
    return code if code in _NAMES and likely[_ENGLISH] < limit else None


def _stays(code: str, rest: str, limit: float) -> bool:
    """Return whether the rest is in the same language without capitalised words, which in German are all nouns."""
    return (rest.rstrip().endswith("?") and _mostly(code, rest)) or _foreign(rest, limit) is not None


def _without_names(text: str) -> str:
    """Return a text without its capitalised words, except for the first word."""
    first = _WORD.search(text)
    start = first.end() if first else 0
    return text[:start] + _WORD.sub(lambda word: "" if word[0][0].isupper() else word[0], text[start:])


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*_NAMES, _ENGLISH, _NO_LANGUAGE])
    return identifier
