"""The paper's own words below the text of a small model, where it left out the sentence that answers best.

A small model tells part of what a paper says, and at times another part than was asked for.
"""

from dataclasses import replace

from app.answer import Answer, cited_papers
from app.checking.figures import figures
from app.checking.result import Check
from app.citations.marks import without_marks
from app.summaries.quoting import quoted
from index.collection import Stores
from index.retrieval.evidence import spans
from index.retrieval.explanation import evidence_for
from index.retrieval.results import SearchResult
from index.text.plain_text import content, plain

INTRODUCTION = "In the paper’s own words:"
# A sentence of which the text has this share of the words need not be quoted.
_TOLD = 0.6


def with_papers_words(stores: Stores, answer: Answer, found: SearchResult) -> Answer:
    """Return a finished answer with a quote below it: the sentence that answers best, unless the answer tells it."""
    numbers = {paper.id: number for number, paper in cited_papers(answer.sources).items()}
    scored = [
        (sentence.score * hit.score, -place, hit.paper, sentence)
        for place, (hit, sentences) in enumerate(zip(found.hits, evidence_for(stores, found), strict=True))
        for sentence in sentences[:1]
        if hit.paper.id in numbers
    ]
    if not scored:
        return answer
    *_, paper, best = max(scored, key=lambda one: one[:2])
    if is_told(paper.abstract[best.start : best.end], answer.text):
        return answer
    number, places = numbers[paper.id], spans([best])
    said = quoted(paper.abstract, places)
    text = f"{answer.text.rstrip()}\n\n{INTRODUCTION} "
    check = Check(len(text), len(text) + len(said), "quoted", (), ((number, places),))
    return replace(answer, text=f"{text}{said} [{number}]", checks=(*answer.checks, check))


def is_told(sentence: str, text: str) -> bool:
    """Return whether a text tells what a sentence says: its figures, and most of its words.

    >>> is_told("It saves 40 % of the energy.", "It saves 40 % of energy [1]."), is_told("It saves 40 %.", "It saves.")
    (True, False)
    """
    told = plain(without_marks(text))
    words, figures_told = set(content(plain(sentence))), {figure.value for figure in figures(told)}
    if any(figure.value not in figures_told for figure in figures(plain(sentence))):
        return False
    return len(words & set(content(told))) >= _TOLD * len(words)
