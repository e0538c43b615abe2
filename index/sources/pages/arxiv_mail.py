r"""Reads the daily mails of arXiv: papers between lines of `\\`, those with an abstract in two parts. Pure."""

import re
from collections.abc import Iterator

from index.papers import Reading
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.pages.gathering import Gathered, reading_of_gathered
from index.wording.said import said

_REFUSAL = said(
    "problem.mailing",
    "this is an arXiv mailing without abstracts, as for replaced papers; fetch the papers with `paperchat add"
    " arxiv:ID`",
)
_FENCE = r"\\"
# The line that ends an abstract: `\\ ( https://arxiv.org/abs/2601.00011 ,  314kb)`.
_END = re.compile(r"\\\\\s*\(\s*(?P<url>https?://\S+)")
_RULE = re.compile(r"-{20,}$|(?:%-?-?){6,}|%%--")
_PAPER = re.compile(r"(?:arXiv:|Paper(?: \(\*cross-listing\*\))?:)\s*(?P<id>[\w.-]+(?:/\d+)?)")
_FIELD = re.compile(r"(?P<name>[A-Z][A-Za-z-]{2,14})(?: \(revised v\d+\))?:\s+(?P<value>.*)")
_REVISED = re.compile(r"replaced with revised version\s+(?P<date>.*)")
_FIELDS = {
    "Title": "title",
    "Author": "authors",
    "Authors": "authors",
    "Categories": "categories",
    "Date": "date",
    "DOI": "doi",
    "Journal-ref": "venue",
}
_QUOTED = re.compile(r"(?:> ?)+")
_SIZE = re.compile(r"\s+\(\d+\s*kb.*$", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """Return whether papers stand between lines of two backslashes."""
    lines = [_QUOTED.sub("", line, count=1) for line in head.lines]
    return lines.count(_FENCE) > 1 and any(_PAPER.match(line) for line in lines)


def read_arxiv_mail(document: Document) -> Reading:
    """Read the papers that come with an abstract."""
    return reading_of_gathered(_papers(document.text), document.file, _REFUSAL)


ARXIV_MAIL = FormatReader("an arXiv mailing", recognises, read_arxiv_mail)


def _papers(text: str) -> Iterator[Gathered]:
    paper: Gathered | None = None
    last = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = _QUOTED.sub("", raw, count=1).rstrip() if raw.startswith(">") else raw.rstrip()
        # A line of an abstract may begin with an id, too.
        begun = _PAPER.match(line) if last == _FENCE else None
        last = line.strip()
        if paper and (begun or _RULE.match(line) or _END.match(line)):
            yield from _finished(paper, line)
            paper = None
        if begun:
            paper = Gathered(number, named={"arxiv_id": [begun["id"]]})
        elif paper and line.strip() == _FENCE:
            paper.open = "abstract"
        elif paper:
            _take(paper, line)
    if paper:
        yield from _finished(paper, "")


def _take(paper: Gathered, line: str) -> None:
    if paper.open == "abstract":
        paper.named.setdefault("abstract", []).append(line)
    elif found := _REVISED.match(line):
        paper.named["date"] = [_SIZE.sub("", found["date"])]
    elif (found := _FIELD.match(line)) and not line.startswith(" "):
        paper.open = _FIELDS.get(found["name"], "")
        if paper.open:
            value = _SIZE.sub("", found["value"])
            paper.named[paper.open] = value.split() if paper.open == "categories" else [value]
    elif paper.open and line.startswith(" "):
        paper.named[paper.open].append(line)
    else:
        paper.open = ""


def _finished(paper: Gathered, end: str) -> Iterator[Gathered]:
    if found := _END.match(end):
        paper.links.append(found["url"])
    paper.title = " ".join(paper.named.pop("title", ()))
    yield paper
