"""Questions and statements with the sentences that answer them, searched for among the papers of their set.

SciFact: claims, and the sentences that annotators chose. arXiv: a model's sentences, and the lines of an abstract that
they restate; and questions made of them: about half of their words, without the figures, behind a question word.
Questions whose answers we chose: see `labelled_answers`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from app.answers.quoted import Quotes
from app.checking.support import CitedAbstract
from index.collection import Stores
from index.papers import Paper
from index.retrieval.evidence import Evidence, rank_sentences
from index.retrieval.results import Hit, SearchResult
from index.retrieval.search import search
from index.sentence_ranking.sentence_signals import QuestionWords
from index.text.plain_text import plain_text
from index.text.words import terms
from tests.bench.answers.labelled_answers import own_questions, researchers_questions
from tests.bench.checking.checking_sets import claims_of
from tests.bench.checking.sentence_cases import Part, about_whole_abstracts
from tests.bench.checking.written_by_people import Case
from tests.bench.common import load_set, stores_of

CLAIMS, RESTATED, ASKED = "SciFact claims", "arXiv sentences restated", "questions made of these"
RESEARCHERS, OWN = "questions by researchers (PubMedQA)", "questions of our own"
_MOST = 700
# The share of the words, in percent, that a question keeps; and the most of them.
_KEPT, _LONGEST = 45, 7
_FEWEST = 2
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_FIGURE = re.compile(r"(?<![\w.-])\d+(?:[.,]\d+)*")
_OPENINGS = ("What", "How", "Which", "Does")


@dataclass(frozen=True, slots=True)
class Searched:
    """A case and what was found for it."""

    case: Case
    found: SearchResult

    @property
    def hit(self) -> Hit | None:
        """Its paper among the hits; None if it was not found."""
        return next((hit for hit in self.found.hits if hit.paper.abstract == self.case.paper.abstract), None)


def is_gold(start: int, end: int, case: Case) -> bool:
    """Whether the sentence holds at least half of a chosen one; other people’s sentences end elsewhere at times."""
    return any(min(last, end) - max(first, start) > (last - first) / 2 for first, last in case.gold)


def is_quoted(quotes: Quotes, case: Case) -> bool:
    """Whether one of the sentences that were chosen for a case is among the quotes."""
    return any(
        hit.paper.abstract == case.paper.abstract and any(is_gold(one.start, one.end, case) for one in sentences)
        for hit, sentences in quotes.cited
    )


def evidence_of(one: Searched) -> list[list[Evidence]]:
    """Return what `evidence_for` does; the search has prepared all that it needs of the stores."""
    terms = one.found.terms[one.found.query.text]
    asked = QuestionWords(terms.text, terms.shares, terms.stems_in)
    return [rank_sentences(asked, hit.paper.title, hit.paper.abstract, hit.windows) for hit in one.found.hits]


def searched_cases(part: Part) -> Iterator[tuple[str, list[Searched]]]:
    """Yield each kind of question with what is found among the papers of its set."""
    with stores_of("scifact", load_set("scifact").papers) as stores:
        yield CLAIMS, _searched(stores, list(claims_of(part)))
    of_part: Mapping[Part, Sequence[Case]] = {one: _restated(one) for one in ("train", "dev")}
    papers = {case.paper.abstract: case.paper for cases in of_part.values() for case in cases}
    with stores_of("arxiv-restated", [_as_paper(paper) for paper in papers.values()]) as stores:
        yield RESTATED, _searched(stores, of_part[part])
        yield ASKED, _searched(stores, [one for case in of_part[part] if (one := _asked(case))])
    with stores_of("pubmedqa", load_set("pubmedqa").papers) as stores:
        yield RESEARCHERS, _searched(stores, researchers_questions(part))
    own, others = own_questions()
    with stores_of("own-questions", others) as stores:
        yield OWN, _searched(stores, own[part])


def _restated(part: Part) -> list[Case]:
    cases = [case for case in about_whole_abstracts(part) if case.gold]
    return sorted(cases, key=lambda case: crc32(case.sentence.encode()))[:_MOST]


def _asked(case: Case) -> Case | None:
    """Return the case as a question, if enough words are left; the lines with its figures answer one for a figure."""
    question = as_question(case.sentence)
    numbers = set(_FIGURE.findall(case.sentence))
    lines = {span for span in case.gold if numbers.intersection(_FIGURE.findall(case.paper.abstract[slice(*span)]))}
    return replace(case, sentence=question, gold=frozenset(lines) or case.gold) if question else None


def as_question(statement: str) -> str:
    """Return a question of about half of the words, which it shares with the statement; empty if few are left.

    >>> as_question("It saves 40 % of the energy of large language models on laptops, phones and small boards.")
    'How much saves energy large language models laptops boards?'
    """
    words = _WORD.findall(plain_text(statement))
    with_figure = bool(_FIGURE.search(statement))
    spoken = [word for word in words if not any(map(str.isdigit, word))]
    kept = [word for word in spoken if not terms(word) or _draw(f"{statement[:40]} {word.lower()}") < _KEPT]
    topical = [word for word in kept if terms(word)][:_LONGEST]
    opening = "How much" if with_figure else _OPENINGS[_draw(statement) % len(_OPENINGS)]
    return f"{opening} {' '.join(topical)}?" if len(topical) >= _FEWEST else ""


def _draw(text: str) -> int:
    return crc32(text.encode()) % 100


def _searched(stores: Stores, cases: Sequence[Case]) -> list[Searched]:
    return [Searched(case, search(stores, case.sentence)) for case in cases]


def _as_paper(cited: CitedAbstract) -> Paper:
    return Paper(cited.title, cited.abstract, sources=("arxiv",))
