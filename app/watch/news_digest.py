"""The papers reported for a watched question: in a terminal, as Markdown, as an Atom feed. Pure."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby

from app.export.markdown_notes import as_markdown
from app.export.paper_address import address_of
from app.watch.new_papers import NewPaper
from index.identity import short_hash
from index.papers import Paper
from index.questions.chip_words import day_words
from index.stores.by_hand.watched_questions import ReportedPaper
from index.text.counting import counted
from index.text.date_words import date_words

_ATOM = "http://www.w3.org/2005/Atom"
# Characters that XML cannot contain, even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WEB = re.compile(r"https?://[^\s<>()]+")


def in_terminal(question: str, papers: Sequence[NewPaper]) -> Iterator[str]:
    """Yield the lines for new papers, each with its number, its day, its link and the sentence quoted."""
    yield f"{counted(len(papers), 'new paper')} for “{question}”:"
    for number, one in enumerate(papers, 1):
        day = f" ({_day(one.paper)})" if one.paper.date else ""
        yield f"\n[{number}] {one.paper.title}{day}"
        yield from (f"    {line}" for line in (one.quote, address_of(one.paper)) if line)


def to_markdown_digest(question: str, reported: Sequence[ReportedPaper]) -> str:
    """Return the reported papers as Markdown, the latest first, with a section for each run."""
    text = f"# New papers: {as_markdown(question)}\n"
    for moment, papers in groupby(reported, key=lambda one: one.reported):
        together = list(papers)
        text += f"\n## {day_words(moment)}, {moment:%H:%M} UTC: {counted(len(together), 'paper')}\n\n"
        text += "".join(_item(number, one) for number, one in enumerate(together, 1))
    return text


def _item(number: int, one: ReportedPaper) -> str:
    title, address = as_markdown(one.paper.title), address_of(one.paper)
    linked = f"[{title}](<{address}>)" if _WEB.fullmatch(address) else title
    details = "".join(f", {as_markdown(detail)}" for detail in _details(one.paper))
    quote = f"   > {as_markdown(one.quote)}\n" if one.quote else ""
    return f"{number}. {linked}{details}\n{quote}"


def _details(paper: Paper) -> Iterator[str]:
    if paper.authors:
        yield f"{paper.authors[0]} and others" if len(paper.authors) > 1 else paper.authors[0]
    if paper.date:
        yield _day(paper)


def _day(paper: Paper) -> str:
    return day_words(paper.date) if paper.date and paper.date_precision == "day" else date_words(paper)


def to_atom(question: str, reported: Sequence[ReportedPaper]) -> str:
    """Return the reported papers as an Atom feed, the latest first."""
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "id", f"urn:paperchat:watch:{short_hash(question)}")
    _add(feed, "title", f"New papers: {question}")
    _add(feed, "updated", _moment(reported[0].reported if reported else datetime.fromtimestamp(0, UTC)))
    _add(ET.SubElement(feed, "author"), "name", "paperchat")
    for one in reported:
        entry, address = ET.SubElement(feed, "entry"), address_of(one.paper)
        _add(entry, "id", f"urn:paperchat:paper:{one.paper.id}")
        _add(entry, "title", one.paper.title)
        _add(entry, "updated", _moment(one.reported))
        if one.paper.date:
            _add(entry, "published", f"{one.paper.date.isoformat()}T00:00:00Z")
        for author in one.paper.authors:
            _add(ET.SubElement(entry, "author"), "name", author)
        if _WEB.fullmatch(address):
            ET.SubElement(entry, "link", rel="alternate", href=address)
        _add(entry, "summary", "\n\n".join(dict.fromkeys(filter(None, (one.quote, one.paper.abstract)))))
    ET.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NO_XML.sub("", text)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
