"""Reranking by the connected model: one call that reads the top papers side by side and writes their order.

Whatever the model writes, only an order of the papers is read from it. Listwise reranking with one window, after
RankGPT (Sun et al., 2023, arXiv:2304.09542).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.citations.marks import NUMBER
from app.llm.endpoint import Endpoint, Message
from app.llm.prompts import count_tokens, draw_mark, fill
from app.reply import without_thinking
from index.endpoints.endpoint_errors import EndpointError
from index.papers import Paper
from index.retrieval.reranking import Ranking

REPLY_TOKENS = 200
"""`max_tokens` for the endpoint: enough for the numbers of 20 papers with some prose around them."""
# Tokens of each paper: its title and first sentences. 20 papers then have about 3,000.
_PER_PAPER = 150
# Fewer tokens hold little more than the title.
_LEAST = 40

_ENUMERATION = re.compile(r"^\s*\d+\s*[.):]\s+(?=\D*\d)", re.MULTILINE)
_BRACKETED = re.compile(rf"\[\s*({NUMBER})\s*\]")
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?![\w%]|\.\d)")
_CHAIN = re.compile(r"(?<![\w.])\d{1,3}(?:(?:[>=→,;\s()]|and|paper)+\d{1,3})+(?![\w%]|\.\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListwiseReranker:
    """The model at `endpoint` as a reranker: one more call per question."""

    endpoint: Endpoint
    depth: int = 20

    @property
    def fingerprint(self) -> str:
        """The model and where it runs."""
        return f"{self.endpoint.known_model or 'model'} at {self.endpoint.address}"

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        """Return the order of the papers that fit into the context window; a failed call becomes a notice."""
        prompt, listed = rerank_prompt(question, papers, self.endpoint.room.prompt)
        tokens = count_tokens(prompt)
        try:
            reply = self.endpoint.complete([Message("user", prompt)])
        except EndpointError as fault:
            return Ranking((), 1, tokens, f"{fault} The papers stay in the order of the search.")
        order = read_order(reply, listed)
        notice = "" if order else "The model gave no order; the papers keep the order of the search."
        return Ranking(order, 1, tokens, notice)


def rerank_prompt(question: str, papers: Sequence[Paper], room: int) -> tuple[str, int]:
    """Return a prompt of about `room` tokens at most, and how many of the papers it lists, numbered from 1.

    All abstracts are cut to the same length; if that is not enough, the last papers are left out.
    """
    fence = draw_mark(question, *(paper.text for paper in papers))

    def filled(blocks: Sequence[str]) -> str:
        return fill("rerank", fence=fence, papers="\n".join(blocks), question=question, count=str(len(blocks)))

    mark = count_tokens(f"{fence} 10\n …\n") + 1
    room -= count_tokens(filled([]))
    listed = max(1, min(len(papers), room // (_LEAST + mark)))
    each = min(_PER_PAPER, max(_LEAST, room // listed - mark))
    blocks = [f"{fence} {number}\n{_shortened(paper, each)}" for number, paper in enumerate(papers[:listed], 1)]
    return filled(blocks), listed


def read_order(reply: str, papers: int) -> tuple[int, ...]:
    r"""Return the positions (from 0) of the papers in the order a model gave them by number, each once.

    >>> read_order("[3] > [1] > [2]", 3), read_order("Sure! The order of the 3 papers: 2, 3, 1.", 3)
    ((2, 0, 1), (1, 2, 0))
    >>> read_order("1. Paper 2\n2. Paper 1", 3), read_order("I cannot say.", 3)
    ((1, 0), ())
    """
    named = (int(number) - 1 for number in _numbers(without_thinking(reply)))
    return tuple(dict.fromkeys(position for position in named if 0 <= position < papers))


def _numbers(reply: str) -> Iterable[str]:
    """Return the numbers of the order: those in brackets, or the longest chain, or the first of each line."""
    text = _ENUMERATION.sub("", reply)
    bracketed = _BRACKETED.findall(text)
    if len(bracketed) > 1:
        return bracketed
    found = [_NUMBER.findall(line) for line in text.splitlines()]
    chains = [_NUMBER.findall(chain) for chain in _CHAIN.findall(text)]
    lines = [numbers[0] for numbers in found if numbers]
    return max([*chains, lines], key=len)


def _shortened(paper: Paper, tokens: int) -> str:
    """Return the title and the beginning of the abstract, a line each, about `tokens` long."""
    text = f"{paper.title}\n{paper.abstract}"
    length = count_tokens(text)
    if length <= tokens:
        return text
    return text[: len(text) * tokens // length].rpartition(" ")[0] + " …"
