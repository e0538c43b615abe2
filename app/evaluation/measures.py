"""The measures of an answer: what it cites, backs, says and refuses, against what it should. Pure.

Precision and recall of citations after ALCE (Gao et al. 2023, arXiv:2305.14627), by paper instead of by sentence: here
the papers are known beforehand, not judged afterwards.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.answer import Answer
from app.citations.marks import without_marks
from app.evaluation.question_file import Question

PRECISION, RECALL = "citation-precision", "citation-recall"
BACKED, FACTS = "sentences-backed", "fact-recall"
ANSWERED, REFUSED = "answerable-answered", "unanswerable-refused"
MEASURES: Mapping[str, str] = {
    PRECISION: "of the papers cited, those that were wanted",
    RECALL: "of the papers wanted, those that are cited",
    BACKED: "of the sentences that claim something, those that the papers they cite back; quotes count as backed",
    FACTS: "of the facts wanted, those that the text says",
    ANSWERED: "questions that the collection holds an answer to, and that were not refused",
    REFUSED: "questions that it does not hold an answer to, and that were refused",
}
"""What is measured, by the name it is reported under; each from 0 to 1, the more the better."""

# Nothing to a reader: white space (thin spaces too), hyphens and dashes, and what Markdown and LaTeX put before signs.
_BETWEEN = r"[\s\u00ad\u200b\u2060\\*_‐‑‒–—―−-]*"
_SEPARATORS = re.compile(_BETWEEN)
# Within a number a hyphen says something: 1-4 is not 14.
_WITHIN_NUMBER = r"\s?"


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """What became of one question."""

    question: Question
    values: Mapping[str, float]
    """By name those of `MEASURES` that apply: citations and facts only where there are some to be found."""
    cited: tuple[str, ...]
    """Titles of the cited papers, by number."""
    missing_papers: tuple[str, ...]
    """Titles of the wanted papers that are not cited."""
    missing_facts: tuple[str, ...]
    """Wanted facts that the text does not say, each as it is written first."""
    unbacked: tuple[str, ...]
    """Sentences that the papers they cite do not back."""
    refused: bool
    fallen_back: bool
    """A model was asked and gave no answer: the text quotes."""
    seconds: float
    model_calls: int
    prompt_tokens: int

    @property
    def failed(self) -> bool:
        """Something that was wanted is missing. Papers cited beyond the wanted ones are no failure."""
        return any(value < 1 for name, value in self.values.items() if name != PRECISION)


def judge(question: Question, answer: Answer) -> AnswerOutcome:
    """Hold a finished answer against what its question wants.

    A refusal cites nothing and says no fact; precision is measured where something is cited.
    """
    cited = {} if answer.refused else {source.paper.id: source.paper.title for source in answer.cited}
    missing_papers = [title for id_, title in question.papers.items() if id_ not in cited]
    text = "" if answer.refused else answer.text
    missing_facts = [ways[0] for ways in question.facts if not any(says(text, way) for way in ways)]
    unbacked = [answer.text[check.start : check.end] for check in answer.checks if check.verdict != "backed"]
    values: dict[str, float] = {}
    if question.papers:
        if cited:
            values[PRECISION] = len(cited.keys() & question.papers.keys()) / len(cited)
        values[RECALL] = _share(len(missing_papers), len(question.papers))
    if answer.checks:
        values[BACKED] = _share(len(unbacked), len(answer.checks))
    elif _quotes(answer):
        values[BACKED] = 1.0
    if question.facts:
        values[FACTS] = _share(len(missing_facts), len(question.facts))
    values[ANSWERED if question.answerable else REFUSED] = float(answer.refused is not question.answerable)
    return AnswerOutcome(
        question=question,
        values={name: values[name] for name in MEASURES if name in values},
        cited=tuple(cited.values()),
        missing_papers=tuple(missing_papers),
        missing_facts=tuple(missing_facts),
        unbacked=tuple(unbacked),
        refused=answer.refused,
        # A list needs no model.
        fallen_back=answer.model is None and answer.model_calls > 0 and answer.intent != "list",
        seconds=answer.seconds,
        model_calls=answer.model_calls,
        prompt_tokens=answer.prompt_tokens,
    )


def says(text: str, fact: str) -> bool:
    """Return whether a text holds a fact: case, width, white space and hyphens folded, as whole words and numbers.

    >>> says("It has 68.77 K parameters [1].", "68.77k"), says("a multi‑modal model", "multimodal")
    (True, True)
    >>> says("14 of them", "4"), says("It needs 3.14 GB [2].", "3"), says("It needs 3.14 GB [2].", "2")
    (False, False, False)
    """
    return bool(_pattern(fact).search(_folded(without_marks(text))))


@lru_cache(4096)
def _pattern(fact: str) -> re.Pattern[str]:
    chars = _SEPARATORS.sub("", _folded(fact))
    body = re.escape(chars[0])
    for before, char in pairwise(chars):
        body += (_WITHIN_NUMBER if before.isdigit() and char.isdigit() else _BETWEEN) + re.escape(char)
    # A number ends where its digits, decimals and thousands do; a word where its letters do.
    start = r"(?<![^\W_])" + (r"(?<!\d[.,])" if chars[0].isdigit() else "")
    end = r"(?![^\W_])" + (r"(?![.,]\d)" if chars[-1].isdigit() else "")
    return re.compile(start + body + (end if chars[-1].isalnum() else ""))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _quotes(answer: Answer) -> bool:
    return answer.model is None and not answer.refused


def _share(missing: int, wanted: int) -> float:
    return (wanted - missing) / wanted
