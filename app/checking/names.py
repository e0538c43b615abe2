"""Names: models, data sets, acronyms, genes and drugs that a text names, and whether a paper has them. Pure.

Knows what a name looks like and how spellings of one differ; knows no list of names.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.checking.plain_text import GREEK_NAMES, STOP_WORDS, TOKEN, content, folded, stem

_TOKEN = re.compile(r"[^\W_][\w]*(?:[-–.+'&@]\w+|/\d+)*(?:\+\+?)?")
_OPENS = re.compile(r"(?:^|[.!?:;(]|[\"“”'‘])\s*$")
_AUTHOR = re.compile(r"(?:\s+(?:and|&)\s+[A-Z][\w-]+)?(?:\s+et al|\s*\(\d{4})|\s+and\s+(?:colleagues|co-?workers)")
# A bare singular before a verb is a name or names a substance: English counts nouns with an article.
_VERB = re.compile(
    r"\s+(?:also |only |even |does not |did not |can(?:not)? |significantly |consistently |further )?(?:is|was|has|can"
    r"|does|did|may|might|could|will|(?:achiev|activat|caus|combin|decreas|elevat|enabl|enhanc|generaliz|improv|increas|induc"
    r"|introduc|leverag|promot|propos|provid|rais|reduc|regulat|requir|stimulat|surpass|us|worsen)e?(?:s|d)|(?:affect|allow|"
    r"attain|beat|block|boost|control|exceed|exhibit|extend|gain|inhibit|lack|learn|lower|need|outperform|predict|prevent"
    r"|protect|reach|show|slow|support|train|treat|yield)(?:s|ed))\b"
)
_GENERIC = frozenset(
    (
        "analysis evaluation evidence experiment experimental experimentation experience training pretraining testing "
        "inference research work performance quality data code information everything something nothing everyone "
        "someone progress comparison treatment therapy exposure learning modeling modelling knowledge additional "
        "overall"
    ).split()
)
# Stems of non-proprietary drug names (WHO) and endings of enzymes: names, though written small.
_SUBSTANCE = re.compile(
    r"^[a-z]{2,}(?:mab|tinib|ciclib|parib|zomib|rafenib|statin|prazole|sartan|olol|dipine|cillin|mycin|floxacin|cycline"
    r"|conazole|azepam|barbital|caine|gliptin|gliflozin|glitazone|glutide|formin|vudine|navir|tegravir|buvir|lukast"
    r"|triptan|setron|oxetine|afil|dronate|taxel|platin|rubicin|trexate|profen|thiazide|xaban|gatran|parin|olone|asone"
    r"|(?:in|er|yl|id|ip|ct|ot|ro|el|uc|sp)ase)s?$"
)
# Endings of abstract nouns: with a capital they are a term, not a name.
_ABSTRACT = re.compile(r"[A-Z][a-z]+(?:[ts]ion|ment|ity|ance|ence|ing)s?|[A-Z][a-z]+(?:ness|ities|ics)")
_CAPITALISED = re.compile(r"[A-Z][a-z]+")
_PLAIN = re.compile(r"[A-Z][a-z]{3,}")
_LONGEST_RUN = 5
_HEADLINE = 0.6
_LEAST_STEM, _MOST_ENDING, _LEAST_ACRONYM = 4, 4, 3
# A phrase is one that a paper may shorten where it comes again.
_LONGEST_PHRASE, _AGAIN = 4, 2
_NUMBERED = re.compile(r"([a-z]{2,})(\d+)")
# "NF-kB" and "TNF-a" are written for "NF-kappaB" and "TNF-alpha".
_GREEK = re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(GREEK_NAMES, key=len, reverse=True))})(?![a-z])")
# How much longer a word is than its short form.
_SPELLED = 3
# What may have a letter of its own in an acronym: the variational AutoEncoder of VAE.
_PREFIX = re.compile(r"(?:auto|multi|inter|micro|macro|hyper|hypo|neuro|cardio|immuno|electro|photo|trans)(?=[a-z]{4})")
_ROMAN = {"II": "2", "III": "3", "IV": "4"}
_GRADED = ("type", "phase", "class", "stage", "grade", "level")


@dataclass(frozen=True, slots=True)
class Forms:
    """What a paper calls things, folded."""

    joined: frozenset[str]
    """Up to five neighbouring pieces of words, written as one."""
    pieces: frozenset[str]
    initials: tuple[str, str]
    """The first letters of all its words, and of those that are no stop words."""
    phrases: frozenset[tuple[str, ...]]
    """Two to four neighbouring words that come more than once."""


def forms(text: str) -> Forms:
    """Return the forms that the names of `text` take, for `has_name`."""
    pieces = _pieces(text)
    joined = {"".join(run) for length in range(1, _LONGEST_RUN + 1) for run in _runs(pieces, length)}
    if _GREEK.search(folded(text)):
        latin = _pieces(_latin(folded(text)))
        joined |= {"".join(run) for length in range(1, _LONGEST_RUN + 1) for run in _runs(latin, length)}
    # The RNA of mRNA and siRNA.
    joined |= {match[1].lower() for match in re.finditer(r"\b[a-z]{1,2}([A-Z]{3,})", text)}
    both = ("".join(piece[0] for piece in pieces), "".join(piece[0] for piece in pieces if piece not in STOP_WORDS))
    return Forms(frozenset(joined | {_singular(form) for form in joined}), frozenset(pieces), both, _phrases(pieces))


def _runs(pieces: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(pieces[i : i + length]) for i in range(len(pieces) - length + 1))


def _phrases(pieces: Sequence[str]) -> frozenset[tuple[str, ...]]:
    words = [_singular(piece) for piece in pieces]
    times = Counter(
        run
        for length in range(2, _LONGEST_PHRASE + 1)
        for run in _runs(words, length)
        if run[0] not in STOP_WORDS and run[-1] not in STOP_WORDS
    )
    return frozenset(run for run, count in times.items() if count >= _AGAIN)


def _latin(text: str) -> str:
    """Return a folded text with a Latin letter for each Greek one."""
    return _GREEK.sub(lambda match: match[0][0], text)


def has_name(paper: Forms, name: str) -> bool:
    """Whether the paper has `name` in any spelling, spelled out, or as an acronym."""
    pieces = _pieces(name)
    if len(pieces) > 1 and pieces[-1] in GREEK_NAMES and pieces[-1] in paper.pieces:
        pieces, name = pieces[:-1], name.rpartition("-")[0]
    whole = "".join(pieces)
    latin = "".join(_pieces(_latin(folded(name))))
    if whole in paper.joined or _singular(whole) in paper.joined or latin in paper.joined:
        return True
    if _PLAIN.fullmatch(name) and any(_related(whole, piece) for piece in paper.pieces):
        return True
    words = name.split("-")
    if len(words) > 1 and all(word.isalpha() for word in words):
        return all(has_name(paper, word) for word in words)
    return _has_short(paper, name) or _has_numbered(paper, name)


def _has_short(paper: Forms, name: str) -> bool:
    """Whether the paper spells out an acronym, numbers it (the BRCA of BRCA1), or writes type 2 for type II."""
    acronym = _singular(name.replace("-", "").replace("/", "")).lower()
    if not acronym.isalpha() or _PLAIN.fullmatch(name):
        return False
    if any(_abbreviates(acronym, phrase) for phrase in paper.phrases):
        return True
    if name in _ROMAN:
        return any(f"{word}{_ROMAN[name]}" in paper.joined for word in _GRADED)
    if len(acronym) < _LEAST_ACRONYM:
        return False
    numbered = any(form.startswith(acronym) and form[len(acronym) :].isdigit() for form in paper.pieces)
    return numbered or any(acronym in initials for initials in paper.initials)


def _abbreviates(letters: str, words: Sequence[str]) -> bool:
    """Whether the first letters of all words, in order, make the acronym; a prefix may have a letter of its own.

    >>> _abbreviates("rl", ["reinforcement", "learning"]), _abbreviates("vae", ["variational", "autoencoder"])
    (True, True)
    """
    if not words or not letters:
        return not words and not letters
    if letters[0] != words[0][0]:
        return False
    prefix = _PREFIX.match(words[0])
    parted = prefix and letters[1:2] == words[0][prefix.end()] and _abbreviates(letters[2:], words[1:])
    return bool(parted) or _abbreviates(letters[1:], words[1:])


def _has_numbered(paper: Forms, name: str) -> bool:
    """Whether the paper has a numbered name by its long or short form: IL-6 and interleukin 6."""
    said = _NUMBERED.fullmatch("".join(_pieces(name)))
    if not said:
        return False
    for form in paper.joined:
        held = _NUMBERED.fullmatch(form) if form[0] == said[1][0] and form.endswith(said[2]) else None
        if held and held[2] == said[2]:
            short, long = sorted((said[1], held[1]), key=len)
            if len(long) >= _SPELLED * len(short) and _runs_through(short, long):
                return True
    return False


def names(text: str) -> list[str]:
    """Return the names in a plain text, in order, each once.

    >>> names("Mamba beats GPT-4-based agents on ImageNet and lowers TNF-α, Smith et al. say.")
    ['Mamba', 'GPT-4', 'ImageNet', 'TNF-alpha']
    """
    text = folded(text)
    words = [word for word in TOKEN.findall(text) if word.lower() not in STOP_WORDS]
    headline = sum(bool(_CAPITALISED.fullmatch(word)) for word in words) > _HEADLINE * len(words)
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        if (
            not _is_explained(text, match)
            and not _AUTHOR.match(text, match.end())
            and not re.search(r"et al\.? and $", text[: match.start()])
        ):
            found += _named(text, match)
    # Where every word has its capital, a capital makes no name.
    return [name for name in dict.fromkeys(found) if not (headline and _CAPITALISED.fullmatch(name))]


def _named(text: str, match: re.Match[str]) -> Iterator[str]:
    token = match[0].removesuffix("'s").rstrip(".")
    if token.lower() in STOP_WORDS or stem(token.lower()) in STOP_WORDS or len(token) < 2:  # noqa: PLR2004
        return
    core = _core(token)
    if _ABSTRACT.fullmatch(token) and not _is_bare_subject(text, match):
        return
    opens = bool(_OPENS.search(text[: match.start()]))
    if not core:
        yield from (piece for piece in token.split("-") if _SUBSTANCE.match(piece))
    elif (len(core) > 1 and not (opens and _CAPITALISED.fullmatch(core) and token.startswith(core))) or (
        core == token and _is_bare_subject(text, match)
    ):
        yield core


def _is_explained(text: str, match: re.Match[str]) -> bool:
    """Whether it is an acronym in brackets behind the words that it stands for: those are looked for instead."""
    acronym = _singular(match[0]).lower()
    if text[max(match.start() - 1, 0)] != "(" or text[match.end() : match.end() + 1] != ")" or not acronym.isalnum():
        return False
    words = [word.lower() for word in TOKEN.findall(text[: match.start()])[-len(acronym) - 1 :]]
    starts = [i for i, word in enumerate(words) if word[0] == acronym[0]]
    return any(_runs_through(acronym, "".join(words[i:])) for i in starts)


def _runs_through(acronym: str, words: str) -> bool:
    """Whether the letters of the acronym come in the words in their order."""
    letters = iter(words)
    return all(letter in letters for letter in acronym)


def _core(token: str) -> str:
    """Return the part of `token` that is a name: `GPT-4` of `GPT-4-based`; empty without one."""
    pieces = re.split(r"([-–/&@+.])", token)
    kept = [i for i in range(0, len(pieces), 2) if _is_name(pieces[i])]
    if not kept and re.fullmatch(r"(?!percent)[a-z]{4,}-\d{1,2}", token):
        return token
    if not kept:
        return token if pieces[0] in GREEK_NAMES and len(pieces) > 1 else ""
    first, last = kept[0], kept[-1]
    # A number belongs to the name it follows, a Greek letter to the one beside it.
    while last + 2 < len(pieces) and (pieces[last + 2][:1].isdigit() or pieces[last + 2] in GREEK_NAMES):
        last += 2
    while first and pieces[first - 2] in GREEK_NAMES:
        first -= 2
    return "".join(pieces[first : last + 1])


def _is_name(piece: str) -> bool:
    capital = any(letter.isupper() for letter in piece)
    digit = any(letter.isdigit() for letter in piece)
    if piece[:1].isdigit():
        return bool(re.match(r"\d+[a-z]*[A-Z]{2,}", piece)) and not re.fullmatch(r"\d+[KMGT]B|\d+[KMG]Hz", piece)
    return capital or (digit and not piece.isdigit())


def _is_bare_subject(text: str, match: re.Match[str]) -> bool:
    word = match[0].lower()
    ordinary = word in _GENERIC or word.endswith(("ing", "ly", "s", "ed")) or not content(word)
    return not ordinary and bool(_VERB.match(text, match.end()))


@lru_cache(maxsize=10_000)
def _singular(form: str) -> str:
    return form[:-1] if form.endswith("s") and not form.endswith("ss") and len(form) > 2 else form  # noqa: PLR2004


def _pieces(text: str) -> list[str]:
    text = re.sub(r"(?<=\d)[.,](?=\d)", "p", folded(text))
    return [piece.removesuffix("'s").lower() for piece in TOKEN.findall(text.replace("_", " "))]


def _related(name: str, word: str) -> bool:
    """Whether both are of one family: Bayes and Bayesian, China and Chinese."""
    if stem(name) == stem(word):
        return True
    shared = 0
    for one, other in zip(name, word, strict=False):
        if one != other:
            break
        shared += 1
    return shared >= _LEAST_STEM and max(len(name), len(word)) - shared <= _MOST_ENDING
