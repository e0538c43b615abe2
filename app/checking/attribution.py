"""Attribution: finds the paper that supports a sentence without a citation. Small models often leave citations out.

Each such sentence is compared with every paper that the model was given. A paper backs it only with all its figures and
names and most of its words. The words of the question do not count: the papers were found by them, and repeating the
question after a "yes" is not what a paper says. The model's own citations are never changed, right or wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.checking.answer_check import cited_abstract, comparable
from app.checking.figures import figures
from app.checking.reasons import COUNTABLE
from app.checking.sentence_check import SentenceResult, check, score_limit
from app.checking.support import CitedAbstract, Similarity
from app.citations import Sentence
from app.citations.marks import without_marks
from index.papers import Paper
from index.text.names import names_in
from index.text.plain_text import content_stems, plain_text

# A paper covers at least this much of a sentence that it backs. More than the check of a citation asks for: here there
# are several papers to choose from, and nobody has named one. Of a sentence that adds one word to the question it must
# cover more still.
_LEAST, _LEAST_OF_ONE_WORD = 0.7, 0.8
# Encoding the sentences of an abstract is the slowest part, so only the papers that share the most words with the
# sentence are encoded, up to this many. Even with one, no source of 160 sentences (SciTLDR train and a model's, among
# eight papers) was lost.
_COMPARED = 2
_ANSWERS = frozenset(content_stems("yes no indeed"))
# Where a mark goes: before the stop, inside the last cell of a row of a table.
_END = re.compile(r"""(?:[.!?…]["'”’)*_]*|\s*\|)?\s*$""")


@dataclass(frozen=True, slots=True)
class Attribution:
    """An answer with the citations that were found for it."""

    text: str
    order: tuple[int, ...]
    """The prompt number of each mark [n]: `order[n - 1]`."""
    sentences: tuple[Sentence, ...]
    found: frozenset[int] = frozenset()
    """Where the sentences begin whose citations were found."""


@dataclass(frozen=True)
class ModelInput:
    """The question and the papers that a model was given; the papers are numbered from 1, as in the prompt."""

    question: str
    papers: Sequence[Paper]
    similarity: Similarity

    @cached_property
    def _abstracts(self) -> tuple[CitedAbstract, ...]:
        return tuple(cited_abstract(number, paper) for number, paper in enumerate(self.papers, 1))

    def backs(self, sentence: str) -> int | None:
        """Return the number of the paper that backs a sentence best; None if none does."""
        written = comparable(sentence)
        own = own_words(written, self.question)
        if not own:
            return None
        least = _LEAST if own > 1 else _LEAST_OF_ONE_WORD
        for measure in (None, self.similarity):
            if backing := list(self._backing(written, measure, least)):
                return -max(backing)[1]
        return None

    def _backing(self, sentence: str, measure: Similarity | None, least: float) -> Iterator[tuple[float, int]]:
        """Yield the score of each paper that backs a sentence, with the negative of its number."""
        limits = {one: score_limit(sentence, [one], cosines=measure is not None) for one in self._abstracts}
        near = sorted((one for one in self._abstracts if limits[one] >= least), key=lambda one: -limits[one])
        for abstract in near[:_COMPARED] if measure else near:
            result = check(sentence, [abstract], measure, "model")
            if result and _backed(result) and result.score >= least:
                yield result.score, -abstract.number

    def backs_any(self, text: str, sentences: Sequence[Sentence]) -> bool:
        """Return whether one of the papers backs one of the sentences, whatever that sentence cites."""
        return any(self.backs(without_marks(text[one.start : one.end])) for one in sentences if one.claim)


def _backed(result: SentenceResult) -> bool:
    """Return whether nothing is missing: not even a name, which alone does not flag a citation."""
    return not result.flagged and all(reason.kind not in COUNTABLE for reason in result.reasons)


def attribute(text: str, sentences: Sequence[Sentence], order: Sequence[int], given: ModelInput) -> Attribution:
    """Return the answer with a mark for each sentence that cites nothing and that one of the papers backs.

    `order`: the prompt number of each mark so far.
    """
    numbers, pieces, moved, found = list(order), list[str](), list[Sentence](), set[int]()
    at = shift = 0
    for sentence in sentences:
        start, end = sentence.start + shift, sentence.end + shift
        backing = sentence.lacks_citation and given.backs(text[sentence.start : sentence.end])
        if not backing:
            moved.append(replace(sentence, start=start, end=end))
            continue
        if backing not in numbers:
            numbers.append(backing)
        number = numbers.index(backing) + 1
        place = _place(text, sentence)
        mark = f" [{number}]"
        pieces += [text[at:place], mark]
        at, shift = place, shift + len(mark)
        moved.append(replace(sentence, start=start, end=end + len(mark), cited=(number,)))
        found.add(start)
    return Attribution("".join([*pieces, text[at:]]), tuple(numbers), tuple(moved), frozenset(found))


def own_words(sentence: str, question: str) -> int:
    """Return how many words a sentence adds to the question; a figure or a name counts as two.

    >>> own_words("Yes, BERT does forget.", "Does BERT forget?"), own_words("BERT forgets 4 %.", "Does BERT forget?")
    (0, 2)
    """
    text, asked = plain_text(sentence), plain_text(question)
    words = set(content_stems(text)) - set(content_stems(asked)) - _ANSWERS
    certain = {figure.text for figure in figures(text) if figure.text not in asked}
    certain |= set(names_in(text)) - set(names_in(asked))
    return len(words) + 2 * len(certain)


def _place(text: str, sentence: Sentence) -> int:
    """Return where the mark of a sentence goes."""
    end = _END.search(text[sentence.start : sentence.end])
    return sentence.start + (end.start() if end else sentence.end - sentence.start)
