"""Answers questions on figures of the whole library: the longest abstract, an average, the papers of each year."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median
from typing import Literal

from app.answer import Answer, Source
from app.citations import without_false_marks
from index.collection import Stores
from index.papers import Paper
from index.questions.phrases import FRAME, PAPER
from index.stores.by_hand.paper_marks import tags_in_use
from index.wording.said import Said, in_quotes, lines_said, said

_HERE = (
    r"(?:\s+(?:in|of|from)\s+(?:here|(?:my|the|this|our|your|all)\s+(?:\w+\s+)?(?:collection|library|papers)|them|all))?"
    r"\s*[?.!]*$"
)
_ASKS = (
    r"^(?:(?:and|please)\s+)?(?:(?:what|which)(?:['’]?s|\s+(?:is|are|was|has))?\s+|give\s+me\s+|show\s+me\s+|find\s+)?"
    r"(?:the\s+)?"
)
_RANKS: dict[str, "Rank"] = {
    **dict.fromkeys("longest lengthiest wordiest".split(), "longest"),
    **dict.fromkeys("shortest briefest tersest".split(), "shortest"),
}
_PARTS: dict[str, "Part"] = {"abstract": "abstract", "abstracts": "abstract", "title": "title", "titles": "title"}
# All other words of a question on the whole library: `the wordiest title that we have`.
_SAID_AROUND = (FRAME | frozenset("all overall whats words use used using mine most pls exist".split())) - frozenset(
    "compare describe explain how summarise summarize summary than with work works research study studies".split()
)
_MEAN = re.compile(
    rf"{_ASKS}(?:average|mean|median|typical|usual)\s+(?:(?:length|size)\s+of\s+(?:an?\s+|the\s+|all\s+)?(?P<of>abstract|title)s?"
    r"|(?P<before>abstract|title)\s+length|number\s+of\s+(?P<counted>words|authors|upvotes|comments)"
    r"(?:\s+(?:per|of|in|for)\s+(?:an?\s+|each\s+|the\s+)?(?:abstract|paper)s?)?)"
    rf"{_HERE}|^how\s+long\s+(?:is|are)\s+(?:an?\s+|the\s+)?(?:average\s+)?(?P<long>abstract|title)s?(?:\s+on\s+average)?{_HERE}",
    re.IGNORECASE,
)
_PER = re.compile(
    rf"{_ASKS}(?:how\s+many\s+|number\s+of\s+|count\s+(?:of\s+)?(?:the\s+)?)?papers\s+(?:do\s+i\s+have\s+|are\s+there\s+)?"
    rf"(?:per|by|in\s+each|for\s+each|from\s+each|a)\s+(?P<unit>year|month|organi[sz]ation|source|file|page|venue|tag){_HERE}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MOST_GROUPS = 30
Part = Literal["abstract", "title"]
Rank = Literal["longest", "shortest"]
Counted = Literal["words", "title words", "authors", "upvotes", "comments"]
Unit = Literal["year", "month", "organisation", "source", "venue", "tag"]


@dataclass(frozen=True, slots=True)
class ExtremeText:
    """The paper with the longest or the shortest abstract or title."""

    rank: Rank
    part: Part


@dataclass(frozen=True, slots=True)
class Average:
    """An average over all papers."""

    counted: Counted


@dataclass(frozen=True, slots=True)
class PapersPer:
    """How many papers each year, source and so on has."""

    unit: Unit


def requested_figure(question: str) -> ExtremeText | Average | PapersPer | None:
    """Return what a question wants counted over the library; None for any other question.

    >>> requested_figure("what is the longest abstract?"), requested_figure("papers per year")
    (ExtremeText(rank='longest', part='abstract'), PapersPer(unit='year'))
    >>> requested_figure("average number of authors"), requested_figure("what is the longest path")
    (Average(counted='authors'), None)
    """
    text = question.strip()
    if by_words := _by_words(text):
        return by_words
    if found := _MEAN.match(text):
        if of := found["of"] or found["before"] or found["long"]:
            return Average("title words" if of.casefold() == "title" else "words")
        return Average(_COUNTED[found["counted"].casefold()])
    if found := _PER.match(text):
        return PapersPer(_UNITS[found["unit"].casefold()])
    return None


def _by_words(question: str) -> ExtremeText | PapersPer | None:
    """Return what a question wants counted that says nothing else, in whatever order its words stand."""
    words = _WORD.findall(question.casefold())
    ranks = [_RANKS[word] for word in words if word in _RANKS]
    parts = [_PARTS[word] for word in words if word in _PARTS]
    tags = "tags" in words and not PAPER.search(question)
    if not _SAID_AROUND.issuperset(set(words) - {"tags"} - _RANKS.keys() - _PARTS.keys()):
        return None
    if len(ranks) == 1 and not tags and (parts or PAPER.search(question)):
        return ExtremeText(ranks[0], parts[0] if parts else "abstract")
    return PapersPer("tag") if tags and not ranks and not parts else None


_COUNTED: dict[str, Counted] = {"words": "words", "authors": "authors", "upvotes": "upvotes", "comments": "comments"}
_UNITS: dict[str, Unit] = {
    "year": "year", "month": "month", "organisation": "organisation", "organization": "organisation",
    "source": "source", "file": "source", "page": "source", "venue": "venue", "tag": "tag",
}  # fmt: skip
_COUNTS: dict[Counted, Callable[[Paper], int | None]] = {
    "words": lambda paper: len(paper.abstract.split()),
    "title words": lambda paper: len(paper.title.split()),
    "authors": lambda paper: paper.author_count,
    "upvotes": lambda paper: paper.upvotes,
    "comments": lambda paper: paper.comments,
}
_GROUPS: dict[Unit, Callable[[Paper], Sequence[str]]] = {
    "year": lambda paper: [f"{paper.date:%Y}"] if paper.date else [],
    "month": lambda paper: [f"{paper.date:%Y-%m}"] if paper.date and paper.date_precision != "year" else [],
    "organisation": lambda paper: [paper.organisation] if paper.organisation else [],
    "source": lambda paper: paper.sources,
    "venue": lambda paper: [paper.venue] if paper.venue else [],
}


def answer_with_figure(stores: Stores, answer: Answer, question: str = "") -> Answer | None:
    """Return the finished answer if the question asks for a figure of the whole library; else None."""
    requested = requested_figure(question or answer.question)
    if requested is None:
        return None
    papers = stores.library.papers()
    match requested:
        case ExtremeText(rank, part):
            paper, text = _extreme(papers, rank, part)
            return replace(answer, stage="done", text=text, sources=(Source(paper, (), number=1),))
        case Average(counted):
            return replace(answer, stage="done", text=_average(papers, counted))
        case PapersPer("tag"):
            return replace(answer, stage="done", text=_per_group("tag", tags_in_use(stores.library)))
        case PapersPer(unit):
            groups = Counter(group for paper in papers for group in _GROUPS[unit](paper))
            unknown = sum(not _GROUPS[unit](paper) for paper in papers)
            return replace(answer, stage="done", text=_per_group(unit, groups, unknown))


def _extreme(papers: Sequence[Paper], rank: Rank, part: Part) -> tuple[Paper, Said]:
    """Return the paper whose abstract or title has the most or fewest words, and that in words."""
    words = _COUNTS["words" if part == "abstract" else "title words"]
    known = [paper for paper in papers if words(paper)]
    paper = (max if rank == "longest" else min)(known or papers, key=lambda one: words(one) or 0)
    title = in_quotes(without_false_marks(paper.title))
    extreme = {
        "longest": {
            "abstract": said("figures.longest_abstract", "The longest abstract"),
            "title": said("figures.longest_title", "The longest title"),
        },
        "shortest": {
            "abstract": said("figures.shortest_abstract", "The shortest abstract"),
            "title": said("figures.shortest_title", "The shortest title"),
        },
    }[rank][part]
    forms = ("{extreme} has {count} word: {title} [1].", "{extreme} has {count} words: {title} [1].")
    return paper, said("figures.extreme", forms, count=words(paper) or 0, extreme=extreme, title=title)


def _average(papers: Sequence[Paper], counted: Counted) -> Said:
    counts = [count for paper in papers if (count := _COUNTS[counted](paper)) is not None]
    if not counts:
        return said("figures.none", "None of the pages you saved gives this.")
    english = (
        "{count} paper gives that, {mean} {things}.",
        "{count} papers have {mean} {things} on average; half of them have at most {middle}.",
    )
    things = {
        "words": said("figures.words", "words in the abstract"),
        "title words": said("figures.title_words", "words in the title"),
        "authors": said("figures.authors", "authors"),
        "upvotes": said("figures.upvotes", "upvotes"),
        "comments": said("figures.comments", "comments"),
    }[counted]
    values = {"mean": f"{mean(counts):.1f}", "middle": f"{median(counts):g}"}
    return said("figures.average", english, count=len(counts), things=things, **values)


def _per_group(unit: Unit, groups: Mapping[str, int], unknown: int = 0) -> str:
    """Return how many papers each year or other group has, and of how many it is not known."""
    if unit == "tag" and not groups:
        return said("figures.no_tags", "You have not tagged any paper.")
    in_time = unit in ("year", "month")
    ordered = sorted(groups.items(), key=lambda item: (0 if in_time else -item[1], item[0]), reverse=False)
    lines = [
        f"- {without_false_marks(name)}: {number:,}" for name, number in ordered[-_MOST_GROUPS if in_time else 0 :]
    ]
    lines = lines[:_MOST_GROUPS]
    if unknown:
        lines.append(said("figures.unknown", "- not known: {count}", count=unknown))
    openings = {
        "year": said("figures.per_year", "Papers by year:"),
        "month": said("figures.per_month", "Papers by month:"),
        "organisation": said("figures.per_organisation", "Papers by organisation:"),
        "source": said("figures.per_source", "Papers by source:"),
        "venue": said("figures.per_venue", "Papers by venue:"),
        "tag": said("figures.per_tag", "Papers by your tags:"),
    }
    return lines_said([openings[unit], "", *lines])
