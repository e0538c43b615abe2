"""The signals that a sentence of an abstract answers a question. Pure.

Knows the words of the question and of the abstract, and how English asks and tells; knows no weights.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.sentence_ranking.question_kinds import asks_why, gives_reason, is_yes_no, says
from index.sentence_ranking.requested_detail import is_stated_nearby, requested_detail
from index.text.sentences import sentence_spans

_ASKS_FOR_FIGURES = re.compile(
    r"\bhow (much|many|accurate|fast|slow|well|large|big|small|long|often|far|good|high|low)\b"
    r"|\b(percent|percentage|share|fraction|proportion|ratio|rate|factor|amount|size|accuracy|score|speed|speedup|latency"
    r"|number of|figures|results?)\b",
    re.IGNORECASE,
)
# Not the digits of names, such as GPT-4 or LLaMA2.
_FIGURES = re.compile(r"(?<![\w.-])\d")
# The next three are searched for in lower-case text.
_PROPOSES = re.compile(
    r"\b(?:we|i|(?:this|our) (?:paper|work|article|study))\b[^.]{0,40}?"
    r"\b(?:propos|present|introduc|develop|describ|investigat|stud|explor|aim)",
)
_FINDS = re.compile(
    r"\b(?:show|find|found|demonstrat|achiev|outperform|improv|reduc|increas|result|conclu|reveal|suggest|significant"
    r"|associated)",
)
_PROCEDURE = re.compile(
    r"\b(?:were|was)\b.*\b(?:measured|assessed|randomi[sz]ed|enrolled|included|performed|analy[sz]ed|collected|recruited"
    r"|assigned|used)\b|\bwe (?:used|measured|assessed|analy[sz]ed|performed|conducted|examined|aimed)\b",
    re.DOTALL,
)
_LEANS = re.compile(
    r"(?:it|they|this|these|those|that|such|he|she|its|their|both|the (?:former|latter))\b", re.IGNORECASE
)
# A sentence of fewer words says little alone.
_FEW_WORDS = 12


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question and the words to look for."""

    text: str
    weights: Mapping[str, float]
    """The weights of its stems, which add up to 1 or are empty."""
    stems: Callable[[str], Sequence[str]]
    """Gives the stems of a text, and those of the question that it has in other words."""


@dataclass(frozen=True, slots=True)
class SentenceSignals:
    """What speaks for one sentence; shares from 0 to 1, and 1.0 or 0.0 for yes or no."""

    overlap: float
    """The weight of the question's words that it has."""
    beyond_title: float
    """The same of those that the title does not have: they tell the sentence, the others only the paper."""
    cosine: float
    """Of its best window with the question."""
    to_the_point: float
    """The share of its own words that the question has."""
    neighbours: float
    """The overlap of the better one of the sentences beside it."""
    wanted_figure: float
    """The question asks for a figure, and it has one."""
    figure: float
    proposes: float
    """It says what the authors propose or study."""
    finds: float
    """It says what was found."""
    procedure: float
    """It says how something was measured."""
    leans: float
    """It begins with "it" or "this": the sentence before says what is meant."""
    position: float
    """From 0 for the first sentence to 1 for the last."""
    length: float
    """The logarithm of its number of words."""
    shortness: float
    """The logarithm of how many times too short it is to say much alone; 0 if it is long enough."""
    aim_for_answer: float
    """The question is one for yes or no, and it says what was to be known."""
    finding_for_answer: float
    """... it says what was found: the more, the more of the question's words it has."""
    procedure_for_answer: float
    """... it says what was done."""
    wanted_reason: float
    """The question asks why, and it gives a reason."""
    wanted_detail: float
    """It tells the detail that the question asks for."""


@dataclass(frozen=True, slots=True)
class CandidateSentence:
    """A sentence of an abstract: its offsets, the question's stems that it has, and what speaks for it."""

    start: int
    end: int
    words: frozenset[str]
    signals: SentenceSignals


def depends_on_previous(sentence: str) -> bool:
    """Return whether a sentence begins with a word that stands for something said before it.

    >>> depends_on_previous("This halves the cost."), depends_on_previous("Thistles halve the cost.")
    (True, False)
    """
    return bool(_LEANS.match(sentence))


def candidate_sentences(
    asked: QuestionWords, title: str, abstract: str, windows: Mapping[tuple[int, int], float]
) -> list[CandidateSentence]:
    """Return the sentences of an abstract in order; `windows`: known cosines of runs of sentences (first, last)."""
    spans = sentence_spans(abstract)
    stems = [asked.stems(abstract[start:end]) for start, end in spans]
    words = [asked.weights.keys() & set(own) for own in stems]
    overlaps = [_weight(asked.weights, own) for own in words]
    in_title = set(asked.stems(title))
    untitled = {stem: weight for stem, weight in asked.weights.items() if stem not in in_title}
    rest = sum(untitled.values()) or 1.0
    floor = min(windows.values(), default=0.0)
    for_figures = bool(_ASKS_FOR_FIGURES.search(asked.text))
    yes_no, why, detail = is_yes_no(asked.text), asks_why(asked.text), requested_detail(asked.text)
    found = []
    for i, (start, end) in enumerate(spans):
        sentence = abstract[start:end]
        alone = _alone(sentence)
        said = says(sentence) if yes_no and words[i] else "other"
        signals = SentenceSignals(
            overlap=overlaps[i],
            beyond_title=_weight(untitled, words[i]) / rest,
            cosine=max((value for (first, last), value in windows.items() if first <= i < last), default=floor),
            to_the_point=len(words[i]) / (len(set(stems[i])) or 1),
            neighbours=max(overlaps[max(0, i - 1) : i] + overlaps[i + 1 : i + 2], default=0.0),
            wanted_figure=float(for_figures and alone.figure),
            figure=float(alone.figure),
            proposes=float(alone.proposes),
            finds=float(alone.finds),
            procedure=float(alone.procedure),
            leans=float(alone.leans),
            position=i / max(len(spans) - 1, 1),
            length=alone.length,
            shortness=alone.shortness,
            aim_for_answer=float(said == "aim"),
            finding_for_answer=math.sqrt(overlaps[i]) if said == "finding" else 0.0,
            procedure_for_answer=float(said == "procedure"),
            wanted_reason=float(why and gives_reason(sentence)),
            wanted_detail=float(detail is not None and bool(detail.words) and is_stated_nearby(detail, sentence)),
        )
        found.append(CandidateSentence(start, end, frozenset(words[i]), signals))
    return found


@dataclass(frozen=True, slots=True)
class _Alone:
    """What a sentence shows by itself, whatever is asked."""

    figure: bool
    proposes: bool
    finds: bool
    procedure: bool
    leans: bool
    length: float
    shortness: float


@lru_cache(8192)
def _alone(sentence: str) -> _Alone:
    """Return what a sentence shows; cached, because the same papers are needed again and again."""
    words = max(len(sentence.split()), 1)
    lowered = sentence.lower()
    return _Alone(
        figure=bool(_FIGURES.search(sentence)),
        proposes=bool(_PROPOSES.search(lowered)),
        finds=bool(_FINDS.search(lowered)),
        procedure=bool(_PROCEDURE.search(lowered)),
        leans=depends_on_previous(sentence),
        length=math.log(1 + words),
        shortness=max(0.0, math.log(_FEW_WORDS / words)),
    )


def _weight(weights: Mapping[str, float], stems: frozenset[str] | set[str]) -> float:
    return sum(weights[stem] for stem in stems if stem in weights)
