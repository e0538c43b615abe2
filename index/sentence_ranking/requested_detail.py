"""The detail that a question asks for (a quantity, a date, a part of something), and whether a text states it. Pure.

Abstracts leave out much of what papers state: `which loss function does Okapi use`. A text states a thing if it has
most of its words, by weight; a count, if a sentence has a figure next to them; a quantity, if it has any figure too,
since the unit says of what (`1.11 W` of energy); a share or a date, if it has one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.text.sentences import sentences
from index.text.words import terms

Kind = Literal["count", "quantity", "share", "date", "part"]

_VERB = r"(?:does|do|did|has|have|had|was|were|is|are|can|could|will|would)"
_OF = r"(?:of|for|in|by|behind|(?:that\s+)?(?:is\s+)?used\s+(?:in|by|for|to\s+\w+))"
_THING = r"(?P<thing>[\w-]+(?:\s+[\w-]+){0,3}?)"
_START = r"(?:and\s+)?(?:(?:on|with|in|at|under|for|by|using|to|from|over|after)\s+)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # `how large is the training set of Okapi`
        r"(?:and\s+)?(?P<asks>how\s+(?:large|big|long|small|high|low|fast|old|deep|wide))\s+"
        rf"{_VERB}\s+(?:the\s+)?{_THING}\s+{_OF}\s+(?P<rest>.+)",
        # `how fast is Okapi`, `how much does Okapi cost`
        r"(?:and\s+)?(?P<asks>how\s+(?:large|big|long|small|fast|old|expensive|costly|heavy|deep|wide|much|often))\s+"
        rf"(?P<thing>){_VERB}\s+(?P<rest>.+)",
        # `which loss function does Okapi use`, `on how many GPUs was it trained`
        rf"{_START}(?P<asks>which|what|how\s+many|how\s+much)\s+{_THING}\s+{_VERB}\s+(?P<rest>.+)",
        # `what is the learning rate of Okapi`
        rf"(?:and\s+)?(?P<asks>what(?:['’]s|\s+(?:is|was|are|were)))\s+the\s+{_THING}\s+{_OF}\s+(?P<rest>.+)",
    )
)
# What every text has without the word for it: the parts that any paper has, or a unit that figures carry.
_GENERAL = frozenset(
    "advantage aim application approach area aspect author benefit caveat cause challenge claim component concept"
    " conclusion connection consequence contribution data definition difference disadvantage domain downside"
    " drawback effect evidence example field finding focus framework goal idea impact implication improvement"
    " influence insight intuition issue kind limitation meaning mechanism method model motivation name outcome"
    " paper part performance pitfall point principle problem property purpose question rationale reason relation"
    " relationship result risk role setting shortcoming solution source state step strategy strength system"
    " takeaway task technique thing tool topic type upside use way weakness work".split()
)
# Figures carry these without the word: `3 times`, `reaches 85 %`.
_UNITS = frozenset("time fold more less part amount factor number".split())
_SHARES = frozenset(
    "percent percentage point share fraction proportion portion ratio accuracy improvement gain reduction increase"
    " decrease speedup saving".split()
)
# The share of a thing's words, by weight, that state it: `rate` alone may be a learning rate, `learning` alone is not.
_ENOUGH = 0.5
_COMPARATIVE = re.compile(r"\w{2,}(?:er|ier)\b|more\b|less\b|better\b|worse\b", re.IGNORECASE)
_ACRONYMS = re.compile(r"\b([A-Z]{2,})s\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DATES = frozenset(("year", "date", "month", "day"))
_SHARE = re.compile(
    r"\d\s*(?:\\?%|x\b|×|percent|points|times|-?fold)|\b(?:half|third|quarter|twice|double[sd]?|percent)\b|\b0?\.\d",
    re.IGNORECASE,
)
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?"
    "|billions?|trillions?|half|twice|double[sd]?|single|several|once"
)
_FIGURE = re.compile(rf"\d|\b(?:{_NUMBERS})\b", re.IGNORECASE)
# Words on their own, no numbers of a list such as `(1)`: `81.2%`, `~4B`, `six`; `(GSO)`, `D3Sim`, `Mind2Web`.
_FIGURE_WORD = re.compile(rf"(?!\(?\d{{1,2}}\))[($~≈<>±+-]*(?:\d|(?:{_NUMBERS})\b)", re.IGNORECASE)
_COUNT_WORD = re.compile(rf"(?!\S*%){_FIGURE_WORD.pattern}", re.IGNORECASE)
_NAME_WORD = re.compile(r"[(\"“`']*(?:[A-Z]|\w*[a-z][A-Z0-9])")
_CLOSE = 4
"""How many words after its word, or before it, a figure or a name may stand."""


@dataclass(frozen=True, slots=True)
class RequestedDetail:
    """The thing that a question asks for, and what it is asked of."""

    kind: Kind
    words: str
    """As typed: `loss function`; empty for `how fast is ...`."""
    about: str
    """What it is asked of: the rest of the question."""

    @property
    def is_figure(self) -> bool:
        """Whether a figure next to its word states it."""
        return self.kind in ("count", "share", "quantity") and bool(self.words)


def requested_detail(question: str) -> RequestedDetail | None:
    """Return what the question asks for, if it asks for a particular thing.

    >>> requested_detail("Which loss function does Okapi use?")
    RequestedDetail(kind='part', words='loss function', about='Okapi use?')
    >>> requested_detail("How many GPUs does Okapi need?").kind, requested_detail("How does Okapi work?")
    ('count', None)
    """
    match = next(filter(None, (form.match(question.strip()) for form in _FORMS)), None)
    if match is None:
        return None
    thing = match["thing"].strip()
    asks = match["asks"].casefold()
    if _head(thing) in _SHARES:
        return RequestedDetail("share", thing, match["rest"])
    if _head(thing) in _UNITS or (asks.startswith("how") and _COMPARATIVE.match(thing)):
        return RequestedDetail("quantity", "", match["rest"])
    if asks.startswith("how"):
        return RequestedDetail("count" if asks.endswith("many") else "quantity", thing, match["rest"])
    return RequestedDetail("date" if _head(thing) in _DATES else "part", thing, match["rest"])


Weigh = Callable[[Sequence[str]], Mapping[str, float]]
"""Returns how much each of these stems says, such as its inverse document frequency."""


def alike(stems: Sequence[str]) -> Mapping[str, float]:
    """Return the same weight for each stem."""
    return dict.fromkeys(stems, 1.0)


def is_stated(thing: RequestedDetail, text: str, weigh: Weigh = alike) -> bool:
    """Return whether the text may state the thing; if in doubt, it does.

    >>> asked = requested_detail("How many GPUs does Okapi need?")
    >>> is_stated(asked, "It needs 8 GPUs."), is_stated(asked, "It needs few GPUs. We ran it in 26 languages.")
    (True, False)
    >>> is_stated(requested_detail("How much energy does Okapi need?"), "It saves energy. A phone draws 1.11 W.")
    True
    """
    if thing.kind == "date":
        return bool(_YEAR.search(text))
    if thing.kind == "share":
        return bool(_SHARE.search(text))
    if thing.kind == "part" and _head(thing.words) in _GENERAL:
        return True
    wanted = weigh(_stems(thing.words))
    least = _ENOUGH * sum(wanted.values())
    read = sentences(text) if thing.kind == "count" else [text]
    return any(
        sum(wanted[stem] for stem in wanted.keys() & set(_stems(part))) >= least
        and (thing.kind == "part" or _FIGURE.search(part))
        for part in read
    )


def is_stated_nearby(thing: RequestedDetail, sentence: str, weigh: Weigh = alike) -> bool:
    """Return whether a sentence states the thing; unlike for `is_stated`, a figure must be close to its word.

    >>> asked = requested_detail("What accuracy is reported?")
    >>> is_stated_nearby(asked, "Its accuracy is 81 %.")
    True
    >>> is_stated_nearby(asked, "9 % faster, it keeps all of its accuracy.")
    False
    """
    if not is_stated(thing, sentence, weigh):
        return False
    return not thing.is_figure or _is_close(_COUNT_WORD if thing.kind == "count" else _FIGURE_WORD, thing, sentence)


def has_name_nearby(thing: RequestedDetail, sentence: str) -> bool:
    """Return whether a sentence has a name close to the word of the thing: `the GSO dataset`."""
    return _is_close(_NAME_WORD, thing, sentence)


def _is_close(form: re.Pattern[str], thing: RequestedDetail, sentence: str) -> bool:
    """Return whether a word of this form stands within a few words of one of the thing's."""
    words, wanted = sentence.replace(" %", "%").split(), set(_stems(thing.words))
    # A capital does not make the first word of a sentence a name.
    forms = [place for place, word in enumerate(words) if form.match(word) and (place or form is not _NAME_WORD)]
    places = [place for place, word in enumerate(words) if wanted & set(_stems(word))]
    return any(abs(one - other) <= _CLOSE for one in forms for other in places)


def is_general(word: str) -> bool:
    """Return whether a word names a part that any paper has, which does not set its sentences apart.

    >>> is_general("Problems?"), is_general("memory")
    (True, False)
    """
    return _head(word.strip(" ?.!,")) in _GENERAL


def _stems(text: str) -> Sequence[str]:
    # The stemmer leaves `GPUs` as it is.
    return terms(_ACRONYMS.sub(r"\1", text))


def _head(words: str) -> str:
    """Return what a thing is in one word, in the singular: `fraction` for `fraction of the weights`."""
    last = words.partition(" of ")[0].rpartition(" ")[2].casefold()
    return last.removesuffix("s") if len(last) > 3 else last  # noqa: PLR2004 - `bus` is no plural
