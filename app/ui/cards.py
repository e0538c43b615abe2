"""The sources of one answer as cards, with the evidence marked in each abstract. Pure.

What backs a single sentence of the answer is there too, unmarked, for page.js to light up.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from app.answer import Answer, Source
from app.checking.prompt_injection import instructions_in
from app.checking.result import Check
from app.ui.explanation_html import why_html, why_toggle_html
from index.papers import Paper

# Characters of an abstract that stay in view on either side of the evidence, and at its start where there is none.
_CONTEXT = 90
_OPENING = 240
Proof = tuple[int, int, int]
"""A stretch of an abstract, start and end, and the number of the check that it is the evidence of."""
_TOGETHER = (("summary", "summarise-all", "Summarise these"), ("table", "tabulate", "Compare in a table"))
_SPACE = re.compile(r"\s")
_INSTRUCTING = "This text gives instructions to a model; they are treated as text."
_INFERRED = "The year is not written in the source; it was inferred from the rest of it"


def panel_html(turn: int, answer: Answer) -> str:
    """Return the cards of all sources: the cited by number, the others folded away once the answer stands.

    Empty while there is no source.
    """
    if not answer.sources:
        return ""
    cited = answer.cited
    others = [source for source in answer.sources if source.number is None]
    folded = bool(cited) and answer.stage == "done"
    proofs = _proofs(answer.checks) if answer.stage == "done" else {}
    shown = cited if folded else answer.sources
    cards = "".join(_card(turn, source, proofs.get(source.number or 0, ())) for source in shown)
    rest = _folded(turn, others) if folded and others else ""
    why = why_toggle_html() if any(source.why for source in answer.sources) else ""
    return (
        f'<section class="panel" data-turn="{turn}"><header class="panel-head"><h2>{_heading(answer)}</h2>'
        f'<p class="panel-for">{escape(answer.question)}</p>{_together(answer)}</header>{why}{cards}{rest}</section>'
    )


def _together(answer: Answer) -> str:
    """Return what can be done with all papers of the answer; page.js does it, and hides it below the last answer."""
    if answer.stage != "done" or len(answer.sources) == 1:
        return ""
    offered = [(do, name) for kind, do, name in _TOGETHER if kind != answer.intent]
    buttons = "".join(f'<button type="button" class="action" data-do="{do}">{name}</button>' for do, name in offered)
    return f'<p class="together">{buttons}</p>'


def _heading(answer: Answer) -> str:
    if answer.refused and not answer.cited:
        return "Nearest in your collection"
    if answer.cited:
        return "Sources"
    return "Found" if answer.stage != "done" else "Found, not cited"


def _folded(turn: int, others: Sequence[Source]) -> str:
    papers = "1 more paper" if len(others) == 1 else f"{len(others)} more papers"
    cards = "".join(_card(turn, source) for source in others)
    return f'<details class="uncited" data-key="uncited"><summary>{papers} found, not cited</summary>{cards}</details>'


def _proofs(checks: Sequence[Check]) -> dict[int, list[Proof]]:
    """Return per number of a paper what of its abstract is the evidence of a check."""
    found: dict[int, list[Proof]] = {}
    for i, check in enumerate(checks):
        for number, spans in check.evidence:
            found.setdefault(number, []).extend((start, end, i) for start, end in spans)
    return found


def _card(turn: int, source: Source, proofs: Sequence[Proof] = ()) -> str:
    paper, n = source.paper, source.number
    place = f' id="card-{turn}-{n}" data-n="{n}"' if n is not None else ""
    badge = f'<span class="num" aria-label="Source {n}">{n}</span>' if n is not None else ""
    files = escape(", ".join(paper.sources))
    return (
        f'<article class="card" data-turn="{turn}" data-key="{escape(paper.id)}" tabindex="-1"{place}>'
        f'<h3>{badge}<span class="card-title">{escape(paper.title)}</span></h3>{_facts(paper)}'
        f"{_abstract(source, proofs)}"
        + (why_html(source.why) if source.why else "")
        + '<button type="button" class="action" data-do="summarise">Summarise</button>'
        + (f'<p class="files" title="Where the paper was found">{files}</p>' if files else "")
        + "</article>"
    )


def _facts(paper: Paper) -> str:
    """Return the line of what is known of the paper besides its text."""
    facts = [
        _count(paper.author_count, "author"),
        _date(paper),
        escape(paper.organisation or ""),
        _count(paper.comments, "comment"),
        _count(paper.upvotes, "upvote"),
    ]
    shown = "".join(f"<li>{fact}</li>" for fact in facts if fact)
    return f'<ul class="facts">{shown}</ul>' if shown else ""


def _count(number: int | None, noun: str) -> str:
    if number is None:
        return ""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _date(paper: Paper) -> str:
    if paper.date is None:
        return ""
    day = f'<time datetime="{paper.date.isoformat()}">{paper.date:%b} {paper.date.day}, {paper.date.year}</time>'
    return f'{day} <i class="inferred" title="{_INFERRED}">(year inferred)</i>' if paper.date_inferred else day


def _abstract(source: Source, proofs: Sequence[Proof]) -> str:
    """Return the abstract; what is far from the evidence is hidden until the reader asks for the whole."""
    text, parts, clamped = source.paper.abstract, [], False
    for start, end, kind in _stretches(source):
        piece = "".join(_proving(text, start, end, proofs))
        if kind == "mark":
            parts.append(f"<mark>{piece}</mark>")
        elif kind == "far":
            clamped = True
            parts.append(f'<span class="gap" aria-hidden="true"> … </span><span class="far">{piece}</span>')
        else:
            parts.append(piece)
    toggle = '<button type="button" class="whole" aria-expanded="false">Show whole abstract</button>' if clamped else ""
    return f'<p class="abstract">{"".join(parts)}</p>{toggle}{_warning(text)}'


def _warning(text: str) -> str:
    return f'<p class="instructing">{_INSTRUCTING}</p>' if instructions_in(text) else ""


def _proving(text: str, start: int, end: int, proofs: Sequence[Proof]) -> Iterator[str]:
    """Yield the HTML of a stretch, in pieces that name the checks they are the evidence of, instructions marked."""
    told = instructions_in(text)
    edges = {edge for first, last, *_ in (*proofs, *told) for edge in (first, last) if start < edge < end}
    for left, right in pairwise(sorted({start, end} | edges)):
        numbers = " ".join(str(number) for first, last, number in proofs if first <= left and right <= last)
        piece = escape(text[left:right])
        if any(first <= left and right <= last for first, last in told):
            piece = f'<span class="instruction">{piece}</span>'
        yield f'<span class="proof" data-checks="{numbers}">{piece}</span>' if numbers else piece


def _stretches(source: Source) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) over the whole abstract: kind is mark, near or far."""
    text = source.paper.abstract
    marks = _in_order(source.evidence, len(text))
    if not marks:
        near = _word_end(text, _OPENING)
        yield 0, near, "near"
        if near < len(text):
            yield near, len(text), "far"
        return
    before = 0
    for start, end in marks:
        yield from _between(text, before, start, first=before == 0)
        yield start, end, "mark"
        before = end
    yield from _between(text, before, len(text), last=True)


def _between(
    text: str, start: int, end: int, *, first: bool = False, last: bool = False
) -> Iterator[tuple[int, int, str]]:
    """Yield what lies between two marks: in full where it is short, else its ends with the middle far."""
    left = start if first else _word_end(text, start + _CONTEXT)
    right = end if last else max(left, text.rfind(" ", start, max(start, end - _CONTEXT)) + 1)
    if right - left < _CONTEXT:
        left = right = end
    stretches = ((start, left, "near"), (left, right, "far"), (right, end, "near"))
    yield from (stretch for stretch in stretches if stretch[0] < stretch[1])


def _word_end(text: str, at: int) -> int:
    """Return the end of the word at offset `at`."""
    found = _SPACE.search(text, at)
    return found.start() if found else len(text)


def _in_order(marks: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the marks sorted, within the text and without overlap; neighbours a space apart become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in marks):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def paper_html(paper: Paper) -> str:
    """Return the card of one paper, its abstract whole and without evidence."""
    abstract = "".join(_proving(paper.abstract, 0, len(paper.abstract), ()))
    files = escape(", ".join(paper.sources))
    return (
        f'<article class="card" data-key="{escape(paper.id)}" tabindex="-1"><h3><span class="card-title">'
        f'{escape(paper.title)}</span></h3>{_facts(paper)}<p class="abstract">{abstract}</p>'
        + _warning(paper.abstract)
        + (f'<p class="files" title="Where the paper was found">{files}</p>' if files else "")
        + "</article>"
    )
