"""Names in texts: models, data sets, acronyms, genes and drugs, recognised by how they are written. Pure.

Knows what a name looks like; knows no list of names.
"""

import re
from collections.abc import Iterator

from index.text.acronyms import is_spelled_out
from index.text.plain_text import GREEK_NAMES, TOKEN, content_stems, in_common_letters
from index.text.words import STOP_WORDS, stem

_QUESTION_WORD = re.compile(r"(?<![\w.-])[^\W_](?:[\w'’.+-]*\w)?")
# "RNN-like", "NOX2-independent" and "LLMs": the name is what precedes the ending.
_ENDING = re.compile(r"(?<=[A-Z\d])(?:-[a-z]+|['’]?s['’]?)$")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_QUESTION = re.compile(
    r"(?:(?:and|so|but)\s+)?(?:what|which|who|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|has|have"
    r"|tell|explain|describe|compare)\b",
    re.IGNORECASE,
)
# This few words are key words, not a statement.
_FEW = 2

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
# Stems of non-proprietary drug names (WHO) and endings of enzymes: names, even in lower case.
_SUBSTANCE = re.compile(
    r"^[a-z]{2,}(?:mab|tinib|ciclib|parib|zomib|rafenib|statin|prazole|sartan|olol|dipine|cillin|mycin|floxacin|cycline"
    r"|conazole|azepam|barbital|caine|gliptin|gliflozin|glitazone|glutide|formin|vudine|navir|tegravir|buvir|lukast"
    r"|triptan|setron|oxetine|afil|dronate|taxel|platin|rubicin|trexate|profen|thiazide|xaban|gatran|parin|olone|asone"
    r"|(?:in|er|yl|id|ip|ct|ot|ro|el|uc|sp)ase)s?$"
)
# Endings of abstract nouns: capitalised, they are a term rather than a name.
_ABSTRACT = re.compile(r"[A-Z][a-z]+(?:[ts]ion|ment|ity|ance|ence|ing)s?|[A-Z][a-z]+(?:ness|ities|ics)")
_CAPITALISED = re.compile(r"[A-Z][a-z]+")
_TITLE_CASE = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)*")
# Above this share of capitalised words, a text is a headline.
_HEADLINE = 0.6


def names_in_question(text: str) -> tuple[str, ...]:
    """Return the names that a question or a few key words mention; none for a sentence that states something.

    >>> names_in_question("How fast is FlashAttention-3 on H100s?"), names_in_question("HNF4A is mutated here.")
    (('FlashAttention-3', 'H100'), ())
    """
    words = text.split()
    if len(words) > _FEW and not (text.rstrip().endswith("?") or _QUESTION.match(text)):
        return ()
    # In a text all in capitals, capitals mean nothing.
    if len(words) > 1 and text.isupper():
        return ()
    found = (_ENDING.sub("", word) for word in _QUESTION_WORD.findall(text))
    return tuple(dict.fromkeys(word for word in found if len(word) > 1 and looks_like_name(word, certain=True)))


def names_in(text: str) -> list[str]:
    """Return the names in a plain text, in order, each once.

    >>> names_in("Mamba beats GPT-4-based agents on ImageNet and lowers TNF-α, Smith et al. say.")
    ['Mamba', 'GPT-4', 'ImageNet', 'TNF-alpha']
    """
    text = in_common_letters(text)
    words = [word for word in TOKEN.findall(text) if word.lower() not in STOP_WORDS]
    headline = sum(bool(_CAPITALISED.fullmatch(word)) for word in words) > _HEADLINE * len(words)
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        if (
            not is_spelled_out(text, match.start(), match.end())
            and not _AUTHOR.match(text, match.end())
            and not re.search(r"et al\.? and $", text[max(match.start() - 12, 0) : match.start()])
        ):
            found += _named(text, match)
    # Where every word is capitalised, a capital does not mark a name.
    return [name for name in dict.fromkeys(found) if not (headline and _TITLE_CASE.fullmatch(name))]


def spellings(name: str) -> tuple[str, ...]:
    """Return the ways in which papers may write a name.

    >>> spellings("Mamba-2"), spellings("TreeSearch")
    (('Mamba-2', 'Mamba2', 'Mamba 2'), ('TreeSearch', 'Tree Search'))
    """
    joined = re.sub(r"[^\w]+", "", name)
    return tuple(dict.fromkeys((name, joined, " ".join(_PARTS.findall(name)) or name)))


def looks_like_name(word: str, *, certain: bool = False) -> bool:
    """Return whether a word has the capitals or digits of a name.

    `certain`: only if no English word is written so, not even at the start of a sentence: with a second capital, or
    with a digit beside the first.

    >>> [looks_like_name(word) for word in ("Mamba", "p53", "5MB", "tide")], looks_like_name("Mamba", certain=True)
    ([True, True, False, False], False)
    """
    capitals = sum(letter.isupper() for letter in word)
    digit = any(letter.isdigit() for letter in word)
    if certain:
        return capitals > 1 or (capitals == 1 and digit)
    if word[:1].isdigit():
        return bool(re.match(r"\d+[a-z]*[A-Z]{2,}", word)) and not re.fullmatch(r"\d+[KMGT]B|\d+[KMG]Hz", word)
    return capitals > 0 or (digit and not word.isdigit())


def _named(text: str, match: re.Match[str]) -> Iterator[str]:
    token = match[0].removesuffix("'s").rstrip(".")
    if token.lower() in STOP_WORDS or stem(token.lower()) in STOP_WORDS or len(token) < 2:  # noqa: PLR2004
        return
    core = _core(token)
    if core.lower() in STOP_WORDS:
        return
    # "Don't" and "Linearly" are not names, wherever they stand.
    if token.lower().endswith(("n't", "ly")) and _CAPITALISED.match(token) and token[1:].islower():
        return
    if _ABSTRACT.fullmatch(token) and not _is_bare_subject(text, match):
        return
    opens = bool(_OPENS.search(text[max(match.start() - 12, 0) : match.start()]))
    if not core:
        yield from (piece for piece in token.split("-") if _SUBSTANCE.match(piece))
    elif (len(core) > 1 and not (opens and _CAPITALISED.fullmatch(core) and token.startswith(core))) or (
        core == token and _is_bare_subject(text, match)
    ):
        yield core


def _core(token: str) -> str:
    """Return the part of `token` that is a name, such as `GPT-4` in `GPT-4-based`; empty if there is none."""
    pieces = re.split(r"([-–/&@+.])", token)
    kept = [i for i in range(0, len(pieces), 2) if looks_like_name(pieces[i])]
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


def _is_bare_subject(text: str, match: re.Match[str]) -> bool:
    word = match[0].lower()
    ordinary = word in _GENERIC or word.endswith(("ing", "ly", "s", "ed")) or not content_stems(word)
    return not ordinary and bool(_VERB.match(text, match.end()))
