"""Tells the language of a question that is surely not English, by its script or its function words. Pure.

Names, formulas and loan words are no language: None is the answer wherever it is not sure.
"""

import re
from collections import Counter

_SCRIPTS = {
    "Japanese": r"[\u3040-\u30ff]",
    "Korean": r"[\uac00-\ud7af\u1100-\u11ff]",
    "Chinese": r"[\u4e00-\u9fff\u3400-\u4dbf]",
    "Russian": r"[\u0400-\u04ff]",
    "Arabic": r"[\u0600-\u06ff]",
    "Hebrew": r"[\u05d0-\u05ea]",
    "Greek": r"[\u0370-\u03ff\u1f00-\u1fff]",
    "Hindi": r"[\u0900-\u097f]",
    "Bengali": r"[\u0980-\u09ff]",
    "Tamil": r"[\u0b80-\u0bff]",
    "Thai": r"[\u0e00-\u0e7f]",
}
_OF_SCRIPT = {language: re.compile(letters) for language, letters in _SCRIPTS.items()}
# What tells a language from another one of its script.
_TELLING = (
    ("Russian", re.compile(r"[іїєґІЇЄҐ]"), "Ukrainian"),
    ("Arabic", re.compile(r"[پچژگ]"), "Persian"),
    ("Chinese", _OF_SCRIPT["Japanese"], "Japanese"),
)
_LATIN = re.compile(r"[a-zà-öø-ÿāăąćčďđęěğıłńňőřśşšťůűźżžơư\u1ea0-\u1ef9]", re.IGNORECASE)
# A syllable or an ideogram says as much as so many letters.
_DENSE = {"Chinese": 3, "Japanese": 2, "Korean": 2}
_FEWEST_LETTERS = 4

# Frequent words of the ten languages with the most speakers that are written so; none is an English word or a term.
_WORDS = {
    "German": "der und ist nicht wie welche welcher welches mit für auf zu den dem des ein eine einer einen von"
    " werden wird sind was das zeige mir alle nutzen verwenden arbeiten neuesten gibt es über warum"
    " bei oder auch kann können haben zwischen nach durch sich",
    "French": "le les des une est que qui quels quelles quelle quel sont dans pour avec sur pas comment"
    " pourquoi ce cette ces aux du et il y entre peut être quoi leurs ont nous je combien parlent"
    " traitent fonctionne fonctionnent montre moi quelles utilisent",
    "Spanish": "el los las una es que qué cómo cuáles cuál son para con por del sobre como más se hay entre y en"
    " su sus está puede pueden lo artículos funciona funcionan tratan hablan usan trabajos muéstrame",
    "Portuguese": "os uma é que quais qual são para com por do da dos das no na em como não mais sobre entre se há"
    " e ou pode podem está artigos funciona funcionam tratam falam usam em trabalhos mostre",
    "Italian": "il gli una è che quali quale sono per con del della dei delle nel nella come non più di tra fra"
    " e ci si può possono perché cosa articoli funziona funzionano parlano sulla sul usano mostrami",
    "Dutch": "het een van hoe welke zijn wordt worden niet met voor op aan er ook naar waarom tussen kan"
    " kunnen deze dat wat bij uit en over",
    "Polish": "jest są jak jakie które który nie się na w z do dla czy przez od po między jaki ile oraz lub to"
    " o co",
    "Turkish": "ve bir bu için ile nasıl nedir hangi mi mı olan olarak daha gibi ne kadar var çok makaleler"
    " arasında",
    "Indonesian": "yang dan apa bagaimana adalah untuk dengan dari pada ini itu dalam tidak oleh makalah antara"
    " mana saja",
    "Vietnamese": "là của và các có cho không những như thế nào trong được với về bài báo gì một",
}  # fmt: skip
_FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_ENGLISH = frozenset(
    "the of and to in is are a an that for with on by as from this which what how does do can or be it its at we not"
    " use using between more than used why when who list show papers about all".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_HITS = 2
_MOST_WORDS = 200
# Of the words of a question: a fifth are function words in every one of these languages.
_SHARE = 0.25


def language_of(text: str) -> str | None:
    """Return the English name of the language of `text` if it is surely another than English, else None.

    >>> language_of("Welche Arbeiten gibt es über Musik?"), language_of("What is Kullback–Leibler?")
    ('German', None)
    """
    if "¿" in text:
        return "Spanish"
    # Capitals are names (Los Angeles), but for the first word of a sentence.
    words = _WORD.findall(text)[:_MOST_WORDS]
    return _by_script(text) or _by_words([word.casefold() for word in words[:1]] + words[1:])


def _by_script(text: str) -> str | None:
    """Return the language whose script most of the letters are of."""
    found = {language: len(letters.findall(text)) * _DENSE.get(language, 1) for language, letters in _OF_SCRIPT.items()}
    language = max(found, key=lambda name: found[name])
    letters = sum(found.values())
    # Greek letters are symbols of formulas unless they make words.
    too_few = letters < _FEWEST_LETTERS or (language == "Greek" and not re.search(r"[\u0370-\u03ff]{4}", text))
    if too_few or letters <= len(_LATIN.findall(text)):
        return None
    return next((name for of, telling, name in _TELLING if of == language and telling.search(text)), language)


def _by_words(words: list[str]) -> str | None:
    """Return the language of which the text holds two function words and more than of English and of any other."""
    hits = Counter({language: sum(word in known for word in words) for language, known in _FUNCTION_WORDS.items()})
    (language, most), (_, second) = hits.most_common(2)
    distinct = len(_FUNCTION_WORDS[language].intersection(words))
    english = sum(word in _ENGLISH for word in words)
    sure = distinct >= _FEWEST_HITS and most >= _SHARE * len(words) and most > 2 * english
    if sure and most == second and {"Spanish", "Portuguese"} == {name for name, _ in hits.most_common(2)}:
        return "Portuguese" if re.search(r"[ãõç]", " ".join(words)) else "Spanish"
    return language if sure and most > second else None
