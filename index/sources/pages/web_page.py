"""Reads saved web pages: Hugging Face's papers, arXiv's lists and papers, pages that name their paper for search
engines, as most publishers' do, and reports of Zotero. Pure.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from index.papers import Entry, Problem, Reading
from index.sources.blocks import word_count
from index.sources.data.json_records import JSON
from index.sources.fields.columns import columns_of
from index.sources.fields.ids import ids_in_notes
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.formats import HTML, recognise
from index.sources.head import Head
from index.sources.listing import read_listing
from index.sources.pages.arxiv_listing import CATEGORY
from index.sources.pages.field_names import field_by_name
from index.sources.pages.html_tree import HtmlTree
from index.wording.said import said

_UNKNOWN = said(
    "problem.web_page",
    "this is a web page (HTML), not a list of papers that paperchat reads; it reads saved pages of"
    " huggingface.co/papers and arxiv.org, and pages that name one paper with its abstract",
)
_NO_ABSTRACTS = said(
    "problem.web_page_titles",
    "this is a saved page of papers without abstracts; for arXiv save the category's page of new papers"
    " (/list/cs.CL/new), or fetch papers with `paperchat add arxiv:ID`",
)
_PAPER_KEYS = ("dailyPapers", "papers", "searchResults", "paper")
_DAY = re.compile(r"(?:Showing new listings for|New submissions for) (?P<day>\w+, \d{1,2} \w+ \d{4})")
_SUBMITTED = re.compile(r"Submitted (?:on )?(?P<day>\d{1,2} [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2}, \d{4})")
_LABEL = re.compile(r"^(?:Title|Authors?|Abstract|Subjects?)\s*:?\s*", re.IGNORECASE)
_FOLDS = re.compile(r"\s*△ Less$")
# Where pages keep the abstract of the paper they name; those of search engines may be cut off.
_ABSTRACTS = (
    *(("blockquote", "abstract"), ("div", "acl-abstract"), ("div", "abstract-content"), ("div", "abstract")),
    *(("section", "abstract"), ("p", "abstract"), ("div", "hlFld-Abstract"), ("div", "abstractSection")),
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "dt")
_DATES = ("citation_date", "citation_publication_date", "citation_online_date", "citation_year")
_META = ("citation_abstract", "dcterms.abstract", "dc.description", "og:description", "description")
_SHORTEST = 40


def recognises(head: Head) -> bool:
    """Return whether the file is a web page."""
    return recognise(head) == HTML


def read_web_page(document: Document) -> Reading:
    """Read the papers of the page, in the first of the known ways that finds any."""
    tree = HtmlTree.of(document.text)
    if tree is None:
        return _refused(document, _UNKNOWN)
    for reading in (
        _from_data(tree, document),
        reading_of(_listed(tree), document.file),
        reading_of(_found(tree), document.file),
        reading_of(_named(tree), document.file),
        reading_of(_reported(tree), document.file),
        _from_cards(tree, document),
    ):
        if reading.entries:
            return reading
    listed = any(True for read in (_listed, _reported) for _ in read(tree)) or (
        _is_hugging_face(document) and "/papers/" in document.text
    )
    return _refused(document, _NO_ABSTRACTS if listed else _UNKNOWN)


WEB_PAGE = FormatReader(HTML, recognises, read_web_page)


def _refused(document: Document, reason: str) -> Reading:
    return Reading((), (Problem(document.file, None, reason),), refused=True)


def _is_hugging_face(document: Document) -> bool:
    return "huggingface.co" in document.text


def _from_data(tree: HtmlTree, document: Document) -> Reading:
    """Read the data that Hugging Face's pages carry for their scripts; the cards show less."""
    entries: list[Entry] = []
    for element in tree.all("*"):
        data = element.attribute("data-props")
        papers = _papers_in(data) if data.startswith("{") and '"summary"' in data else None
        if papers:
            reading = JSON.read(replace(document, text=json.dumps(papers)))
            entries += (replace(entry, line=element.line) for entry in reading.entries)
    unique = {entry.paper.id: entry for entry in entries}
    return Reading(tuple(unique.values()), ())


def _papers_in(data: str) -> list[Any]:
    try:
        properties = json.loads(data)
    except (ValueError, RecursionError):
        return []
    found = (properties.get(key) for key in _PAPER_KEYS)
    return next(([value] if isinstance(value, Mapping) else value for value in found if value), [])


def _listed(tree: HtmlTree) -> Iterator[Record]:
    """Yield the papers of an arXiv listing: a term with the id, its description with the rest."""
    heading = _DAY.search(" ".join(h.text for h in tree.all("h3")))
    for title in tree.all("div", css="list-title"):
        description = _ancestor(title.node, "dd")
        term = description.node.getprevious() if description else None
        if description is None or term is None:
            continue
        abstract = description.first("p", css="mathjax")
        subjects = description.first("div", css="list-subjects")
        yield Record(
            title.line,
            {
                "title": _LABEL.sub("", title.text),
                "abstract": abstract.text if abstract else "",
                "authors": _names(description.first("div", css="list-authors")),
                "categories": CATEGORY.findall(subjects.text) if subjects else [],
                "url": _arxiv_address(HtmlTree(term)),
                "listed_on": [heading["day"]] if heading else [],
            },
        )


def _found(tree: HtmlTree) -> Iterator[Record]:
    """Yield the papers that arXiv's search found."""
    for result in tree.all("li", css="arxiv-result"):
        title, abstract = result.first("p", css="title"), result.first("span", css="abstract-full")
        submitted = _SUBMITTED.search(result.text)
        yield Record(
            result.line,
            {
                "title": title.text if title else "",
                "abstract": _FOLDS.sub("", abstract.text) if abstract else "",
                "authors": _names(result.first("p", css="authors")),
                "url": _arxiv_address(result),
                "date": submitted["day"] if submitted else None,
            },
        )


def _named(tree: HtmlTree) -> Iterator[Record]:
    """Yield the one paper that the page names for search engines."""
    title = _meta(tree, "citation_title")
    abstract = _abstract(tree) if title else ""
    if title and abstract:
        yield Record(
            1,
            {
                "title": title[0],
                "abstract": abstract,
                "authors": _meta(tree, "citation_author") or "".join(_meta(tree, "citation_authors")),
                "date": next((day for name in _DATES for day in _meta(tree, name)), None),
                "arxiv_id": _meta(tree, "citation_arxiv_id"),
                "doi": _meta(tree, "citation_doi"),
                "pdf_url": _meta(tree, "citation_pdf_url"),
                "url": _meta(tree, "citation_abstract_html_url") or _meta(tree, "og:url"),
                "venue": next(
                    iter([*_meta(tree, "citation_journal_title"), *_meta(tree, "citation_conference_title")]), None
                ),
                "categories": CATEGORY.findall(subjects.text) if (subjects := tree.first("td", css="subjects")) else [],
            },
        )


def _abstract(tree: HtmlTree) -> str:
    first = _meta(tree, _META[0])
    if first:
        return first[0]
    shown = (
        *(element.text for tag, css in _ABSTRACTS for element in tree.all(tag, css=css)),
        *(heading.text_below for tag in _HEADINGS for heading in tree.all(tag) if _names_abstract(heading)),
    )
    for text in (
        _LABEL.sub("", text) for text in (*shown, *(value for name in _META[1:] for value in _meta(tree, name)))
    ):
        if word_count(text) >= _SHORTEST and not text.endswith(("...", "…")):
            return text
    return ""


def _names_abstract(heading: HtmlTree) -> bool:
    return field_by_name(heading.text) == "abstract"


def _reported(tree: HtmlTree) -> Iterator[Record]:
    """Yield the items of a report of Zotero: a heading, and below it a table with a row for each field."""
    report = tree.first("ul", css="report")
    for item in report.all("li", css="item") if report else ():
        title, table = item.first("h2"), item.first("table")
        if title is None or table is None:
            continue
        fields: dict[str, list[str]] = {}
        for row in table.all("tr"):
            name, value = row.first("th"), row.first("td")
            if name and value:
                # Only rows of people have a class, which is in English whatever the language of the report.
                fields.setdefault(name.attribute("class") or name.text, []).append(value.text)
        given = {field: fields[names[0]] for field, names in columns_of(fields).items()}
        yield Record(
            item.line,
            {
                **{field: values[0] for field, values in given.items()},
                "title": title.text,
                "authors": given.get("authors"),
                "ids": ids_in_notes(fields.get("Extra", ())),
                "tags": [tag.text for tags in item.all("ul", css="tags") for tag in tags.all("li")],
            },
        )


def _from_cards(tree: HtmlTree, document: Document) -> Reading:
    """Read the cards that Hugging Face's page shows, where its data was not saved with it."""
    main = tree.first("main") or tree
    if not _is_hugging_face(document) or tree.first("article") is None:
        return Reading((), ())
    return replace(read_listing(main.visible_text(), document.file, document.today), problems=())


def _meta(tree: HtmlTree, name: str) -> list[str]:
    return [value for element in tree.all("meta", name=name) if (value := element.attribute("content").strip())]


def _names(element: HtmlTree | None) -> list[str]:
    return [link.text for link in element.all("a")] if element else []


def _arxiv_address(element: HtmlTree) -> str | None:
    links: Iterable[str] = (link.attribute("href") for link in element.all("a"))
    found = next((link for link in links if "/abs/" in link), None)
    return f"https://arxiv.org/abs/{found.partition('/abs/')[2]}" if found else None


def _ancestor(node: Any, tag: str) -> HtmlTree | None:
    found = next(node.iterancestors(tag), None)
    return None if found is None else HtmlTree(found)
