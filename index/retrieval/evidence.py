"""The sentences of an abstract that answer a question, or back an answer, the best first. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.sentence_ranking.sentence_ranker import fitted_ranker
from index.sentence_ranking.sentence_signals import QuestionWords, candidate_sentences
from index.text.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of an abstract: its offsets, and how well it answers (0 to 1)."""

    start: int
    end: int
    score: float
    words: frozenset[str]
    """The stems of the question that it has."""


def rank_sentences(
    asked: QuestionWords, title: str, abstract: str, windows: Mapping[tuple[int, int], float]
) -> list[Evidence]:
    """Return the sentences of an abstract by the chance that they answer, if the paper does; the best first.

    `windows`: known cosines of runs of sentences (first, last) with the question. What is asked for changes their order
    and not their scores: the score tells how well the paper's best sentences answer compared with those of other
    papers.
    """
    ranker = fitted_ranker()
    found = candidate_sentences(asked, title, abstract, windows)
    chances = sorted((ranker.chance(one.signals) for one in found), reverse=True)
    found.sort(key=lambda one: -ranker.rank_in_paper(one.signals))
    return [Evidence(one.start, one.end, chance, one.words) for one, chance in zip(found, chances, strict=True)]


def rank_by_words(abstract: str, weights: Mapping[str, float], stems: Callable[[str], Sequence[str]]) -> list[Evidence]:
    """Return the sentences by the weight of the words of a text that they have, which is their score; best first."""
    found = []
    for start, end in sentence_spans(abstract):
        own = frozenset(stems(abstract[start:end])) & weights.keys()
        found.append(Evidence(start, end, sum(weights[stem] for stem in own), own))
    return _best_first(found)


def spans(sentences: Iterable[Evidence]) -> tuple[tuple[int, int], ...]:
    """Return the offsets of the sentences in their abstract."""
    return tuple((sentence.start, sentence.end) for sentence in sentences)


def _best_first(sentences: Iterable[Evidence]) -> list[Evidence]:
    return sorted(sentences, key=lambda sentence: -sentence.score)
