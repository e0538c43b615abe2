"""Reads copies of arXiv's pages: the new papers of a category, search results, one paper. Pure."""

import re
from collections.abc import Iterator
from itertools import takewhile

from index.papers import Reading, tidy
from index.sources.fields.days import day_in
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.pages.field_names import field_in
from index.sources.pages.gathering import Gathered, reading_of_gathered
from index.wording.said import said

_REFUSAL = said(
    "problem.listing",
    "this is a copy of an arXiv listing without abstracts; copy the category's page of new papers (/list/cs.CL/new), or"
    " fetch it with `paperchat add arxiv:cs.CL/new`",
)
# `[1] arXiv:2601.00011 (cross-list from cs.AI) [pdf, html, other]`, or `1. arXiv:2601.00011 [pdf, other]  cs.CV`.
_ITEM = re.compile(
    r"\s*(?:\[\d{1,5}\]|\d{1,5}\.)?\s*arXiv:(?P<id>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})\s*(?:[\[(].*)?$",
    re.IGNORECASE,
)
# What is known and not kept has no name of a field.
_NAMES = {
    **{name: name for name in ("title", "authors", "abstract", "doi")},
    "subjects": "categories",
    "submitted": "date",
    "cite as": "arxiv_id",
    **dict.fromkeys(("journal-ref", "journal ref"), "venue"),
    **dict.fromkeys(
        ("comments", "acm-class", "acm class", "msc-class", "msc class", "report-no", "report number", "license"), ""
    ),
}
_NAMED = re.compile(rf"\s*(?P<name>{'|'.join(_NAMES)})\s*:\s*(?P<value>.*)", re.IGNORECASE)
_SUBMITTED = re.compile(r"\s*Submitted (?P<day>\d{1,2} [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2}, \d{4})\s*[;.]")
CATEGORY = re.compile(r"\(([a-z-]+(?:\.[A-Za-z-]+)?)\)")
"""A category behind its name, as in `Machine Learning (cs.LG)`."""
_HEADING = re.compile(
    r"\s*(?:(?:New|Cross|Replacement) submissions(?: \(.*)?|Replacements|Cross-lists|Total of \d+ entries.*"
    r"|Showing (?:new|up to|\d).*|Previous|Next|[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4}.*)"
)
_DAY = re.compile(
    r"(?:Showing new listings for|New submissions for) (?P<day>\w+, \d{1,2} \w+ \d{4}|\w+, \w+ \d{1,2}, \d{4})"
)
_FOLDS = re.compile(r"\s*(?:△ Less|▽ More|…\s*▽ More.*)$")
_SUBJECTS = re.compile(r"\s*Subjects?:\s*\S", re.IGNORECASE)
_SUBMITTED_ON = re.compile(r"\s*\[Submitted on (?P<day>\d{1,2} [A-Z][a-z]{2} \d{4})\b.*\]$")
_BUTTONS = re.compile(r"View (?:a )?PDF.*|(?:Download )?PDF|Download:.*|HTML \(experimental\)|TeX Source|Other Formats")
_AFTER_ABSTRACT = re.compile(
    r"(?:Comments|Subjects?|Cite as|Journal reference|Related DOI|(?:MSC|ACM) classes|Report number|DOI):"
    r"|Submission history",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:Title|Authors?|Abstract):\s*")
_ARXIV_ID = re.compile(r"\barXiv:(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})")
_TITLE = re.compile(r"\s*Title:", re.IGNORECASE)
_AUTHORS = re.compile(r"\s*Authors?:", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """Return whether the text lists papers under their arXiv ids."""
    items = sum(1 for line in head.lines if _ITEM.match(line))
    return items > 0 and head.count(_SUBJECTS) + head.count(_TITLE) + head.count(_AUTHORS) > 0


def read_arxiv_listing(document: Document) -> Reading:
    """Read the papers that come with an abstract."""
    return reading_of_gathered(_papers(document.text), document.file, _REFUSAL)


ARXIV_LISTING = FormatReader("a copy of an arXiv listing", recognises, read_arxiv_listing)


def _recognises_one(head: Head) -> bool:
    """Return whether the text is a copy of arXiv's page of one paper."""
    return sum(1 for line in head.lines if _SUBMITTED_ON.match(line)) == 1 and head.count(_SUBJECTS) == 1


def _read_one(document: Document) -> Reading:
    """Read the paper: below the day of its submission the title, the authors and the abstract, each on its line."""
    lines = [(number, tidy(line)) for number, line in enumerate(document.text.splitlines(), 1)]
    at, day = next(
        (place, found["day"]) for place, (_, line) in enumerate(lines) if (found := _SUBMITTED_ON.match(line))
    )
    below = [(number, line) for number, line in lines[at + 1 :] if line and not _BUTTONS.fullmatch(line)]
    texts = [*takewhile(lambda line: not _AFTER_ABSTRACT.match(line), (line for _, line in below))]
    subjects = " ".join(line for _, line in below[len(texts) :] if _SUBJECTS.match(line))
    title, authors, *abstract = (_LABEL.sub("", line) for line in (*texts, "", "")[: max(2, len(texts))])
    values = {
        "title": title,
        "authors": authors,
        "abstract": " ".join(abstract),
        "date": day,
        "arxiv_id": [line for _, line in lines if _ARXIV_ID.search(line)][:1],
        "categories": CATEGORY.findall(subjects),
    }
    return reading_of([Record(below[0][0] if below else 1, values)], document.file)


ARXIV_PAPER = FormatReader("a copy of arXiv's page of a paper", _recognises_one, _read_one)


def _papers(text: str) -> Iterator[Gathered]:
    day = _DAY.search(text)
    listed = [day["day"]] if day and day_in(day["day"]) else []
    paper: Gathered | None = None
    for number, line in enumerate(text.splitlines(), 1):
        item = _ITEM.match(line)
        if paper and (item or _HEADING.fullmatch(line)):
            yield _finished(paper)
            paper = None
        if item:
            paper = Gathered(number, named={"arxiv_id": [item["id"]], "listed_on": [*listed]})
        elif paper:
            _take(paper, line)
    if paper:
        yield _finished(paper)


def _take(paper: Gathered, line: str) -> None:
    """Assign a line: lines without a field name are the title, the authors and the abstract, in this order."""
    if not line.strip():
        paper.after_blank = True
        return
    if submitted := _SUBMITTED.match(line):
        paper.named["date"], paper.open = [submitted["day"]], ""
    elif (named := _NAMED.fullmatch(line)) and not (paper.open == "abstract" and field_in(line) is None):
        paper.open = _NAMES[named["name"].casefold()]
        paper.named[paper.open or "analysis"] = [named["value"]]
    else:
        _take_unnamed(paper, line)
    paper.after_blank = False


def _take_unnamed(paper: Gathered, line: str) -> None:
    said = paper.named
    if "title" not in said:
        paper.open = "title"
    elif paper.open == "title" and (paper.after_blank or said["title"] != [""]):
        paper.open = "authors"
    elif paper.open not in ("abstract", "title") and ("categories" in said or paper.after_blank):
        paper.open = "abstract"
    elif paper.open == "abstract" and paper.after_blank and said["abstract"][-1].rstrip().endswith("."):
        paper.open = "analysis"
    said.setdefault(paper.open or "analysis", []).append(line)


def _finished(paper: Gathered) -> Gathered:
    said = paper.named
    paper.title = tidy(" ".join(said.pop("title", ())))
    said["categories"] = CATEGORY.findall(" ".join(said.get("categories", ())))
    said["abstract"] = [_FOLDS.sub("", line) for line in said.get("abstract", ())]
    return paper
