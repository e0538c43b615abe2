"""The paper's own words below the text of a small model, where it left out a sentence that answers.

A small model repeats only part of what a paper says, and sometimes not the part that was asked for.
"""

from dataclasses import replace

from app.answer import Answer, cited_papers
from app.answers.quoted import quote, worth
from app.checking.figures import figures
from app.checking.result import Check
from app.citations.marks import without_marks
from app.summaries.quoting import quoted
from index.collection import Stores
from index.retrieval.evidence import spans
from index.retrieval.explanation import evidence_for
from index.retrieval.results import SearchResult
from index.text.plain_text import content_stems, plain_text
from index.wording.said import SaidPart, said

INTRODUCTION = said("quoted.own_words", "In the paper’s own words:")
# A sentence need not be quoted if the text has this share of its words.
_COVERED = 0.6


def with_papers_words(stores: Stores, answer: Answer, found: SearchResult) -> Answer:
    """Return a finished answer with a quote below it, unless it already says what the best sentence says.

    The quote is what the quoted answer would take from that sentence's paper, without what the answer covers.
    """
    numbers = {paper.id: number for number, paper in cited_papers(answer.sources).items()}
    pairs = [
        (hit, sentences)
        for hit, sentences in zip(found.hits, evidence_for(stores, found), strict=True)
        if hit.paper.id in numbers
    ]
    quotes = quote([hit for hit, _ in pairs], [sentences for _, sentences in pairs])
    if not quotes.cited:
        return answer
    hit, chosen = max(quotes.cited, key=lambda cited: max(worth(cited[0], sentence) for sentence in cited[1]))
    best = max(chosen, key=lambda sentence: sentence.score)
    abstract = hit.paper.abstract
    uncovered = [
        sentence for sentence in chosen if not is_covered(abstract[sentence.start : sentence.end], answer.text)
    ]
    if best not in uncovered:
        return answer
    places = spans(uncovered)
    words = quoted(abstract, places)
    text = f"{answer.text.rstrip()}\n\n{INTRODUCTION} "
    check = Check(len(text), len(text) + len(words), "quoted", (), ((numbers[hit.paper.id], places),))
    own = SaidPart(len(text) - len(" ") - len(INTRODUCTION), INTRODUCTION)
    text = f"{text}{words} [{numbers[hit.paper.id]}]"
    return replace(answer, text=text, said=(*answer.said, own), checks=(*answer.checks, check))


def is_covered(sentence: str, text: str) -> bool:
    """Return whether a text covers a sentence: its figures, and most of its words.

    >>> is_covered("It saves 40 % of the energy.", "It saves 40 % of energy [1].")
    True
    >>> is_covered("It saves 40 %.", "It saves.")
    False
    """
    plain = plain_text(without_marks(text))
    words, figures_in_text = set(content_stems(plain_text(sentence))), {figure.value for figure in figures(plain)}
    if any(figure.value not in figures_in_text for figure in figures(plain_text(sentence))):
        return False
    return len(words & set(content_stems(plain))) >= _COVERED * len(words)
