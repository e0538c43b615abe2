"""A draft of a summary: Markdown with `[n]` marks, its papers, and the source of each quote. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.checking.result import Check
from app.summaries.quoting import Span, part_quoted, quoted
from index.papers import Paper
from index.wording.said import Said, SaidPart


@dataclass(frozen=True, slots=True)
class Draft:
    """A summary with all that is needed to show it as a checked answer."""

    text: str
    """Markdown with `[n]` marks."""
    papers: tuple[Paper, ...]
    """The cited papers in the order of first use; the number of the first is 1."""
    checks: tuple[Check, ...]
    """One per quote, in order: its place in the text, without its mark, and its sentences in the abstract."""

    said: tuple[SaidPart, ...] = ()
    """What is said in our own words, in the order of the text."""

    @property
    def evidence(self) -> Mapping[int, tuple[Span, ...]]:
        """The sentences quoted from each paper, by its number, in the order of the text."""
        spans: dict[int, list[Span]] = {number: [] for number in range(1, len(self.papers) + 1)}
        for check in self.checks:
            for number, found in check.evidence:
                spans[number] += [span for span in found if span not in spans[number]]
        return {number: tuple(found) for number, found in spans.items()}


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences of an abstract that a summary quotes."""

    paper: Paper
    spans: tuple[Span, ...]
    """Whole sentences, in their order; they are the evidence."""
    part: Span | None = None
    """The part of the first sentence to show, if not all of it."""


class DraftWriter:
    """Writes a draft line by line; numbers the papers by first use and records the place of each quote."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._papers: dict[str, Paper] = {}
        self._checks: list[Check] = []
        self._said: list[SaidPart] = []

    def mark(self, paper: Paper) -> str:
        """Return the mark of a paper, adding the paper to the draft."""
        return f"[{self._number(paper)}]"

    def line(self, *parts: str | Quote) -> None:
        """Add a line of Markdown made of text and quotes, which get their marks; an empty line without any parts."""
        line = ""
        for part in parts:
            if isinstance(part, Said):
                self._said.append(SaidPart(self._length + len(line), part))
            line += part if isinstance(part, str) else self._quote(part, self._length + len(line))
        self._lines.append(line)
        self._length += len(line) + 1

    def draft(self) -> Draft:
        """Return the finished draft."""
        return Draft(
            "\n".join(self._lines).rstrip("\n"), tuple(self._papers.values()), tuple(self._checks), tuple(self._said)
        )

    def _number(self, paper: Paper) -> int:
        self._papers.setdefault(paper.id, paper)
        return list(self._papers).index(paper.id) + 1

    def _quote(self, quote: Quote, start: int) -> str:
        """Return a quote with its mark, and record its place at `start`."""
        abstract, number = quote.paper.abstract, self._number(quote.paper)
        shown = part_quoted(abstract, quote.spans[0], quote.part) if quote.part else quoted(abstract, quote.spans)
        self._checks.append(Check(start, start + len(shown), "quoted", (), ((number, quote.spans),)))
        return f"{shown} [{number}]"
