"""Reads text with field names: `Title: ...`, `Abstract: ...`, one paper after the other. Pure."""

import re
from collections.abc import Iterator

from index.papers import Reading
from index.sources.blocks import word_count
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.pages.field_names import field_by_name, field_in
from index.sources.pages.gathering import Gathered, reading_of_gathered
from index.sources.pages.marked_lines import MarkedLine, marked_lines
from index.wording.said import said

_REFUSAL = said(
    "problem.labelled",
    "this is a text with field names, but none of its papers has an “Abstract:” or a “Summary:”; add the abstracts, or"
    " fetch the papers with `paperchat add arxiv:ID`",
)
# CITATION.cff says how to cite software.
_SOFTWARE = re.compile(r"cff-version:")
_ABSTRACTS = ("abstract", "summary")
_FIELD = re.compile(r"[^\W_][\w /-]{0,29}:\s")
_PROPERTIES = ":PROPERTIES:"
# A paragraph this long that no field name begins is an abstract of another layout.
_LONG = 25


def recognises(head: Head) -> bool:
    """Return whether the text names the titles and the abstracts of its papers, and has few other paragraphs."""
    titles = abstracts = others = 0
    last: str | None = None
    for lines in _paragraphs(head.text):
        named = [found for line in lines if (found := _field_of(line))]
        titles += named.count("title")
        abstracts += sum(1 for name in named if name in _ABSTRACTS)
        others += not named and last not in _ABSTRACTS and word_count(" ".join(line.text for line in lines)) >= _LONG
        last = _field_of(lines[-1])
    return titles > 0 and not head.count(_SOFTWARE) and 2 * abstracts >= titles and 2 * others <= abstracts


def read_labelled_text(document: Document) -> Reading:
    """Read the papers, each from its `Title:` on."""
    return reading_of_gathered(_papers(document.text), document.file, _REFUSAL)


LABELLED_TEXT = FormatReader("a text with field names", recognises, read_labelled_text)


def _paragraphs(text: str) -> Iterator[list[MarkedLine]]:
    lines: list[MarkedLine] = []
    for line in marked_lines(f"{text}\n\n"):
        if line.text:
            lines.append(line)
        elif lines:
            yield lines
            lines = []


def _field_of(line: MarkedLine) -> str | None:
    """Return the field that the line begins."""
    found = field_in(line.body)
    return found[0] if found else field_by_name(line.text)


def _papers(text: str) -> Iterator[Gathered]:
    paper: Gathered | None = None
    lines = list(marked_lines(text))
    starts = {start for paragraph in _paragraphs(text) for start in _starts(paragraph)}
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if following and following.body == _PROPERTIES:
            # A heading of Org mode, which its properties repeat.
            continue
        if line.number in starts:
            if paper:
                yield _titled(paper)
            paper = Gathered(line.number)
        if paper:
            paper.take(line)
    if paper:
        yield _titled(paper)


def _starts(paragraph: list[MarkedLine]) -> Iterator[int]:
    """Yield the numbers of the lines that begin a paper: its title, or fields above the first one, as in EndNote."""
    names = [_field_of(line) for line in paragraph]
    titles = [place for place, name in enumerate(names) if name == "title"]
    above = titles[0] if titles else 0
    # An abstract above a title is that of the paper before.
    if any(names[:above]) and all(_FIELD.match(line.body) for line in paragraph[:above]):
        titles[0] = above if set(_ABSTRACTS) & set(names[:above]) else 0
    yield from (paragraph[place].number for place in titles)


def _titled(paper: Gathered) -> Gathered:
    paper.title = " ".join(paper.named.pop("title", ()))
    return paper
