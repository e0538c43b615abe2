"""One spelling for words that have several: tumour and tumor, TGF-β and TGF-beta. Pure.

For comparing: both sides are normalised, so a word that only looks British does no harm.
"""

import re
from functools import lru_cache

GREEK = {
    chr(code): name
    for start in (0x391, 0x3B1)
    for code, name in zip(
        [start + i for i in range(25) if start + i not in {0x3A2, 0x3C2}],
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau "
            "upsilon phi chi psi omega"
        ).split(),
        strict=True,
    )
}
"""The names of the Greek letters in both cases."""


_LETTERS = str.maketrans(GREEK)
_WORD = re.compile(r"[^\W\d_]{5,40}")
# The same in a text without other letters, found in half the time.
_ASCII_WORD = re.compile(r"[A-Za-z]{5,40}")
_AMERICAN = [
    (re.compile(pattern), spelled)
    for pattern, spelled in (
        # optimisation, generalised; not raise or noise
        (r"(?<=...)is(e|es|ed|er|ers|ing|ations?|able)$", r"iz\1"),
        # analyse, catalysed
        (r"ys(e|es|ed|er|ers|ing)$", r"yz\1"),
        # behaviour, tumours, coloured; not hour or contour
        (r"(?<=.[bdgilmnpv])our(s|ed|ing|al|ally|abl[ey]|ful|less|ites?|hoods?|ers?)?$", r"or\1"),
        # modelling, labelled
        (r"(mode|labe|trave|cance|signa|channe|tunne|leve|fue|unrave)ll(ings?|ed|ers?)$", r"\1l\2"),
        # centre, fibres
        (r"(?<=..[bt])re(s?)$", r"er\1"),
        # leukaemia, paediatric; oestrogen, oedema; foetal; diarrhoea
        (r"(?<=.)ae(?=[cdmnst])", "e"),
        (r"^oe(?=[ds])", "e"),
        (r"^foe(?=t)", "fe"),
        (r"rrhoea", "rrhea"),
        # catalogue, dialogues; programme; defence, licences
        (r"logue(s?)$", r"log\1"),
        (r"programme(s?)$", r"program\1"),
        (r"^(def|lic)ence(s?)$", r"\1ense\2"),
        # ageing, judgement; artefact; leucocyte; sulphate
        (r"^ageing$", "aging"),
        (r"dgement(s?)$", r"dgment\1"),
        (r"^artefact", "artifact"),
        (r"^leuco", "leuko"),
        (r"^sulph", "sulf"),
    )
]
# Most words match nothing: one search is faster than trying each pattern.
_BRITISH = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _AMERICAN))

_CHAT_WORDS = {
    "abt": "about", "hows": "how is", "pls": "please", "plz": "please", "sth": "something", "thx": "thanks",
    "whats": "what is", "wheres": "where is", "whos": "who is", "wich": "which", "w/o": "without", "w/": "with",
    "sentance": "sentence", "sentances": "sentences", "sumarise": "summarise", "sumarize": "summarize",
    "summerise": "summarise", "summerize": "summarize", "pappers": "papers", "artical": "article",
}  # fmt: skip
# Elsewhere `u` is a name: neuromedin u, the u test.
_YOU = re.compile(
    r"(?:(?<=\bcan )|(?<=\bcould )|(?<=\bdid )|(?<=\bdo )|(?<=\bwill )|(?<=\bwould )|(?<=\bhave )|(?<=\bare )|(?<=\br )"
    r"|(?<=\bthank ))u(?![\w/-])|(?<![\w/-])u(?=\s+(?:have|got|know)\b)"
)
# Before these, `w` is a symbol: the weight w of a layer.
_WITH = re.compile(
    r"(?<=\w )w(?=\s+(?!(?:of|in|is|are|and|as|for|to|from|or|be|where|that|which|by|at|on|w)\b)[^\W\d_]{2})"
)
# As words of their own and in lower case.
_CHAT_WORD = re.compile(r"(?<![\w/-])(?:" + "|".join(map(re.escape, _CHAT_WORDS)) + r")(?![\w/-])")


def spelled_out(question: str) -> str:
    """Return a question without the short forms and slips that people write in chats.

    >>> spelled_out("whats U-Net abt?"), spelled_out("u-net w/o skips")
    ('what is U-Net about?', 'u-net without skips')
    >>> spelled_out("tides w models"), spelled_out("the weight w of tides")
    ('tides with models', 'the weight w of tides')
    >>> spelled_out("can u explain the u test")
    'can you explain the u test'
    >>> spelled_out("oldest paper u have on sth like r")
    'oldest paper you have on something like r'
    """
    question = _CHAT_WORD.sub(lambda word: _CHAT_WORDS[word[0]], question)
    return _WITH.sub("with", _YOU.sub("you", question))


def in_one_spelling(text: str) -> str:
    """Return the text with Greek letters spelled out and in American spelling; for comparing, not for showing.

    >>> in_one_spelling("Modelling behaviour: TGF-β analysed in paediatric tumours of our hour")
    'modeling behavior: TGF-beta analyzed in pediatric tumors of our hour'
    """
    spelled = text.translate(_LETTERS)
    pattern = _ASCII_WORD if spelled.isascii() else _WORD
    # Each word is looked up once, and a text in which none changes, as most, is not put together again.
    changed = {word: other for word in set(pattern.findall(spelled)) if (other := _american(word)) != word}
    return pattern.sub(lambda word: changed.get(word[0], word[0]), spelled) if changed else spelled


@lru_cache(65536)
def _american(word: str) -> str:
    """Return a word in American spelling, in lower case if it changes."""
    small = word.lower()
    if not _BRITISH.search(small):
        return word
    spelled = small
    for pattern, as_spelled in _AMERICAN:
        spelled = pattern.sub(as_spelled, spelled)
    return word if spelled == small else spelled
