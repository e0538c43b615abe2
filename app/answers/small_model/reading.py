"""Chooses the papers that a model reads: those likely to answer, as many as the machine can read in time.

Knows scores and measured speeds, but no prompt.
"""

from collections.abc import Sequence
from itertools import takewhile

from app.llm.language_model import LanguageModel
from app.llm.prompts import count_tokens
from index.papers import Paper
from index.retrieval.results import Hit

# With a short prompt: a small model mixes up more papers than this.
_MOST = 3
# Read even on a slow machine: the best paper is not always the right one.
_LEAST = 2
BEARING = 0.6
"""A paper with a lower share of the best paper's score is rarely the one with the answer."""


def papers_to_read(model: LanguageModel, hits: Sequence[Hit]) -> list[Paper]:
    """Return the papers to give to the model, the best first; with a short prompt, only those likely to answer."""
    papers = [hit.paper for hit in hits]
    if model.prompt_style == "short":
        best = max((hit.score for hit in hits), default=0.0)
        papers = [hit.paper for hit in takewhile(lambda hit: hit.score >= BEARING * best, hits)][:_MOST]
    return in_time(papers, model.reading_limit)


def in_time(papers: Sequence[Paper], limit: int | None) -> list[Paper]:
    """Return the first papers that have at most `limit` tokens together, two at least; all without a limit."""
    if limit is None:
        return list(papers)
    read, tokens = list[Paper](), 0
    for paper in papers:
        tokens += count_tokens(paper.text)
        if tokens > limit and len(read) >= _LEAST:
            break
        read.append(paper)
    return read
