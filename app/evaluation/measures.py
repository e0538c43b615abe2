"""Measures an answer: what it cites, supports, states and refuses, against what was expected. Pure.

Citation precision and recall follow ALCE (Gao et al. 2023, arXiv:2305.14627), but by paper instead of by sentence: here
the right papers are known beforehand, not judged afterwards.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.answer import Answer
from app.citations.marks import without_marks
from app.evaluation.question_file import LabelledQuestion

PRECISION, RECALL = "citation-precision", "citation-recall"
FOUND, FACTS = "sentences-found", "fact-recall"
ANSWERED, REFUSED = "answerable-answered", "unanswerable-refused"
MEASURES: Mapping[str, str] = {
    PRECISION: "share of the cited papers that were expected",
    RECALL: "share of the expected papers that are cited",
    FOUND: "share of the claims whose figures, names and words are in their cited papers; quotes count",
    FACTS: "share of the expected facts that the text states",
    ANSWERED: "share of the answerable questions that were not refused",
    REFUSED: "share of the unanswerable questions that were refused",
}
"""All measures, by the name they are reported under; each is from 0 to 1, higher is better."""

# Ignored between characters: white space (thin spaces too), hyphens, dashes, and escapes of Markdown and LaTeX.
_BETWEEN = r"[\s\u00ad\u200b\u2060\\*_‐‑‒–—―−-]*"
_SEPARATORS = re.compile(_BETWEEN)
# Within a number a hyphen has a meaning: 1-4 is not 14.
_WITHIN_NUMBER = r"\s?"


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """The result for one question."""

    question: LabelledQuestion
    values: Mapping[str, float]
    """By name, the `MEASURES` that apply: citations and facts only if some are expected."""
    cited: tuple[str, ...]
    """Titles of the cited papers, by citation number."""
    missing_papers: tuple[str, ...]
    """Titles of the expected papers that are not cited."""
    missing_facts: tuple[str, ...]
    """Expected facts that the text does not state, each in its first spelling."""
    flagged: tuple[str, ...]
    """Sentences of which a figure, a name or the wording was not found in their cited papers."""
    refused: bool
    fallen_back: bool
    """A model was called but gave no answer, so the text is quoted."""
    seconds: float
    model_calls: int
    prompt_tokens: int

    @property
    def failed(self) -> bool:
        """Something expected is missing. Citing more papers than expected is not a failure."""
        return any(value < 1 for name, value in self.values.items() if name != PRECISION)


def judge(question: LabelledQuestion, answer: Answer) -> AnswerOutcome:
    """Compare a finished answer with what its question expects.

    A refusal counts as citing nothing and stating no fact. Precision applies only if something is cited.
    """
    cited = {} if answer.refused else {source.paper.id: source.paper.title for source in answer.cited}
    missing_papers = [title for id_, title in question.papers.items() if id_ not in cited]
    text = "" if answer.refused else answer.text
    missing_facts = [ways[0] for ways in question.facts if not any(states_fact(text, way) for way in ways)]
    flagged = [answer.text[check.start : check.end] for check in answer.checks if check.flagged]
    values: dict[str, float] = {}
    if question.papers:
        if cited:
            values[PRECISION] = len(cited.keys() & question.papers.keys()) / len(cited)
        values[RECALL] = _share(len(missing_papers), len(question.papers))
    if answer.checks:
        values[FOUND] = _share(len(flagged), len(answer.checks))
    elif _quotes(answer):
        values[FOUND] = 1.0
    if question.facts:
        values[FACTS] = _share(len(missing_facts), len(question.facts))
    values[ANSWERED if question.answerable else REFUSED] = float(answer.refused is not question.answerable)
    return AnswerOutcome(
        question=question,
        values={name: values[name] for name in MEASURES if name in values},
        cited=tuple(cited.values()),
        missing_papers=tuple(missing_papers),
        missing_facts=tuple(missing_facts),
        flagged=tuple(flagged),
        refused=answer.refused,
        # A list is not written by the model.
        fallen_back=answer.model is None and answer.model_calls > 0 and answer.intent != "list",
        seconds=answer.seconds,
        model_calls=answer.model_calls,
        prompt_tokens=answer.prompt_tokens,
    )


def states_fact(text: str, fact: str) -> bool:
    """Return whether a text states a fact, as whole words and numbers; case, width, spaces and hyphens do not matter.

    >>> states_fact("It has 68.77 K parameters [1].", "68.77k"), states_fact("a multi‑modal model", "multimodal")
    (True, True)
    >>> [states_fact("It needs 3.14 GB, 16 of them [2].", number) for number in ("3", "6", "2", "16")]
    [False, False, False, True]
    """
    return bool(_pattern(fact).search(_folded(without_marks(text))))


@lru_cache(4096)
def _pattern(fact: str) -> re.Pattern[str]:
    chars = _SEPARATORS.sub("", _folded(fact))
    body = re.escape(chars[0])
    for before, char in pairwise(chars):
        body += (_WITHIN_NUMBER if before.isdigit() and char.isdigit() else _BETWEEN) + re.escape(char)
    # Do not match inside a longer number (decimals and thousands included) or a longer word.
    start = r"(?<![^\W_])" + (r"(?<!\d[.,])" if chars[0].isdigit() else "")
    end = r"(?![^\W_])" + (r"(?![.,]\d)" if chars[-1].isdigit() else "")
    return re.compile(start + body + (end if chars[-1].isalnum() else ""))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _quotes(answer: Answer) -> bool:
    return answer.model is None and not answer.refused


def _share(missing: int, expected: int) -> float:
    return (expected - missing) / expected
