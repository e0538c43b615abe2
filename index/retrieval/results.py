"""Search results: the papers found, their scores, and how the search found them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.papers import Paper
from index.questions.query import Chip, Correction, Query
from index.retrieval.answerability import Signals
from index.retrieval.prepare import QueryTerms

Windows = Mapping[tuple[int, int], float]
"""Cosines of runs of sentences with the question, by their first and last (exclusive) sentence."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found, its score (0 to 1) and the parts of the score."""

    paper: Paper
    score: float
    bm25: float = 0.0
    """0 if the paper shares no word with the question."""
    keyword_rank: int | None = None
    """The rank by BM25, from 1 on; None if the paper is not among the candidates by keywords."""
    cosine: float = 0.0
    """The cosine of its nearest window; 0 if none is among the nearest."""
    semantic_rank: int | None = None
    """The rank by that cosine."""
    late_interaction: float = 0.0
    """How near its words are to those of the question; 0 if they were not compared."""
    windows: Windows = field(default_factory=dict)
    """Cosines of the windows that are among the nearest."""
    side: str = ""
    """In a comparison: the side that it was found for."""
    expansion: str = ""
    """The expanded question that was searched for as well; empty for none."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search returns."""

    hits: tuple[Hit, ...]
    """The best first, or in the order that the query asks for."""
    answerable: bool
    """Whether the collection seems to have an answer."""
    query: Query
    """The query that was searched for, with its spelling corrected."""
    corrections: tuple[Correction, ...] = ()
    uncorrected: tuple[Correction, ...] = ()
    """Corrections that the reader dropped."""
    filtered: int | None = None
    """How many papers pass the filters; None without filters."""
    set_aside: tuple[Chip, ...] = ()
    """Guessed filters that hid the best papers or left none; the search was made without them."""
    unframed: str = ""
    """The words searched for instead, if the question stood among sentences about the person; otherwise empty."""
    incomplete: int = 0
    """How many papers the filters leave out only because their record lacks a value other than the date."""
    undated: int = 0
    """How many papers on the topic would pass the filters if their date were known to fit; they are not left out."""
    apart: int = 0
    """How many of these are the last hits of a list or a count; in other answers they are at their rank."""
    unordered: int = 0
    """How many papers on the topic come last because their record lacks the value to order by."""
    mention_count: int = 0
    """For a list or a count: how many papers mention the topic."""
    related_count: int = 0
    """For a list or a count: how many others are close to it."""
    topics: tuple["SearchResult", ...] = ()
    """What was found for each of two topics, where a list was read as one of both."""
    missing: tuple[str, ...] = ()
    """The sides of a comparison on which the collection has nothing."""
    signals: Signals | None = None
    """What `answerable` is based on; None if nothing was searched for."""
    notice: str = ""
    """What went wrong with the reranker."""
    model_calls: int = 0
    prompt_tokens: int = 0
    terms: Mapping[str, QueryTerms] = field(default_factory=dict, compare=False, repr=False)
    """The words that were searched for, by side; by the text of the query where nothing is compared."""

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What filters, reorders or corrects the search; each can be dropped by its key."""
        return (*self.query.chips, *(Chip("correction", correction) for correction in self.corrections))

    @property
    def dropped(self) -> tuple[Chip, ...]:
        """The chips that the reader dropped."""
        return (*self.query.dropped, *(Chip("correction", correction) for correction in self.uncorrected))
