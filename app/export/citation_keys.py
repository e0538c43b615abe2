"""The keys that entries of a bibliography are cited by, and names split into given and family name. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from string import ascii_lowercase

from index.papers import Paper

_SMALL_WORDS = frozenset("a an the on of for in to and with towards toward from is are do does can not no how".split())
_FROM_BIBTEX = "bibtex:"
_WORDS_ALONE = 3
# What BibTeX reads in another way.
_NO_KEY = re.compile(r"[\s{},#%\\~\"'=()]")


def citation_keys(papers: Sequence[Paper]) -> list[str]:
    """Return a key for each paper, no two the same in any case: that of the BibTeX file it came from, else a made one.

    That is family name, year and first word of the title, or of a paper without names three words.

    >>> from datetime import date
    >>> quill = Paper("On Lamps", "...", authors=("Ada Quíll",), date=date(2026, 1, 5))
    >>> citation_keys([quill, quill, Paper("灯", "...")])
    ['quill2026lamps', 'quill2026lampsa', 'paper']
    >>> citation_keys([Paper("Not All Lamps Are Bright", "..."), Paper("Nets", "", other_ids=("bibtex:Tern_nets",))])
    ['alllampsbright', 'Tern_nets']
    """
    keys: list[str] = []
    taken: Counter[str] = Counter()
    for paper in papers:
        key = _key(paper)
        # BibTeX takes keys for the same whatever their case.
        folded = key.casefold()
        while (number := taken[folded]) and (suffixed := key + _letters(number - 1)).casefold() in taken:
            taken[folded] += 1
        keys.append(suffixed if number else key)
        taken[folded] += 1
        taken[keys[-1].casefold()] += keys[-1] != key
    return keys


def _key(paper: Paper) -> str:
    own = (id_.removeprefix(_FROM_BIBTEX) for id_ in paper.other_ids if id_.startswith(_FROM_BIBTEX))
    if key := next((key for key in own if key and not _NO_KEY.search(key)), ""):
        return key
    family = split_name(paper.authors[0])[1] if paper.authors else ""
    words = [word for word in map(_plain, paper.title.split()) if word and word not in _SMALL_WORDS]
    title = "".join(words[: 1 if family else _WORDS_ALONE])
    return f"{_plain(family)}{paper.date.year if paper.date else ''}{title}" or "paper"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", decomposed.casefold())[:30]


def _letters(number: int) -> str:
    letters = ""
    while number >= 0:
        letters = ascii_lowercase[number % 26] + letters
        number = number // 26 - 1
    return letters


def split_name(name: str) -> tuple[str, str]:
    """Return given and family name; a name of one word, or one with a comma, is a family name.

    >>> split_name("Ludwig van Beethoven"), split_name("Ada Quill"), split_name("OpenAI")
    (('Ludwig', 'van Beethoven'), ('Ada', 'Quill'), ('', 'OpenAI'))
    """
    words = name.split()
    if len(words) <= 1 or "," in name:
        return "", name
    particle = next((n for n, word in enumerate(words[1:-1], 1) if word.islower()), len(words) - 1)
    return " ".join(words[:particle]), " ".join(words[particle:])


def family_first(name: str) -> str:
    """Return the name with its family name first, as catalogues sort it.

    >>> family_first("Ludwig van Beethoven"), family_first("OpenAI")
    ('van Beethoven, Ludwig', 'OpenAI')
    """
    given, family = split_name(name)
    return f"{family}, {given}" if given else name
