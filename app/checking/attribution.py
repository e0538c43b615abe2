"""Attribution: which paper backs a sentence that a model left without a mark. Small models write true sentences so.

Each such sentence is compared with every paper that the model was given. Only one that holds its figures, its names and
most of its words backs it; a mark of the model's own is never touched, right or wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.checking.answer_check import cited_abstract
from app.checking.sentence_check import check
from app.checking.support import CitedAbstract, Similarity
from app.citations import Sentence, marks_before_stop
from app.citations.marks import without_marks
from index.papers import Paper

# Where a mark goes: before the stop, inside the last cell of a row of a table.
_END = re.compile(r"""(?:[.!?…]["'”’)*_]*|\s*\|)?\s*$""")


@dataclass(frozen=True, slots=True)
class Attribution:
    """An answer with the marks that were found for it."""

    text: str
    order: tuple[int, ...]
    """The prompt number of each mark [n]: `order[n - 1]`."""
    sentences: tuple[Sentence, ...]
    found: frozenset[int] = frozenset()
    """Where the sentences begin whose marks were found."""


def attribute(
    text: str, sentences: Sequence[Sentence], order: Sequence[int], papers: Sequence[Paper], similarity: Similarity
) -> Attribution:
    """Return the answer with a mark for each sentence that cites nothing and that one of the papers backs.

    `order`: the prompt number of each mark so far; `papers`: those of the prompt, by number from 1.
    """
    abstracts = [cited_abstract(number, paper) for number, paper in enumerate(papers, 1)]
    numbers, pieces, moved, found = list(order), list[str](), list[Sentence](), set[int]()
    at = shift = 0
    for sentence in sentences:
        start, end = sentence.start + shift, sentence.end + shift
        backing = sentence.lacks_citation and backing_paper(text[sentence.start : sentence.end], abstracts, similarity)
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


def is_backed_by_any(text: str, sentences: Sequence[Sentence], papers: Sequence[Paper], similarity: Similarity) -> bool:
    """Return whether one of the papers backs one of the sentences, whatever that sentence cites."""
    abstracts = [cited_abstract(number, paper) for number, paper in enumerate(papers, 1)]
    written = (without_marks(text[one.start : one.end]) for one in sentences if one.claim)
    return any(backing_paper(sentence, abstracts, similarity) for sentence in written)


def backing_paper(sentence: str, abstracts: Sequence[CitedAbstract], similarity: Similarity) -> int | None:
    """Return the number of the paper that backs a sentence best; None if none does."""
    written = marks_before_stop(sentence)
    for measure in (None, similarity):
        results = [(check(written, [abstract], measure), abstract.number) for abstract in abstracts]
        backing = [(result.score, -number) for result, number in results if result and result.verdict == "backed"]
        if backing:
            return -max(backing)[1]
    return None


def _place(text: str, sentence: Sentence) -> int:
    """Return where the mark of a sentence goes."""
    end = _END.search(text[sentence.start : sentence.end])
    return sentence.start + (end.start() if end else sentence.end - sentence.start)
