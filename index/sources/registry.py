"""Chooses the reader for a file: the first one that recognises its content. Pure.

A file that only `formats.recognise` recognises is refused, naming its format; any other file is read as a saved page.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import replace

from index.papers import Problem, Reading
from index.sources.data.feeds import FEED
from index.sources.data.json_records import JSON, JSON_LINES, JSON_LIST
from index.sources.data.tabular import TABLES
from index.sources.data.yaml_records import YAML
from index.sources.file_kinds import format_name
from index.sources.format_reader import Document, FormatReader
from index.sources.formats import recognise
from index.sources.head import Head
from index.sources.listing import read_listing
from index.sources.pages.arxiv_listing import ARXIV_LISTING, ARXIV_PAPER
from index.sources.pages.arxiv_mail import ARXIV_MAIL
from index.sources.pages.labelled_text import LABELLED_TEXT
from index.sources.pages.literature_note import LITERATURE_NOTE
from index.sources.pages.markdown_digest import MARKDOWN_DIGEST, ORG_MODE
from index.sources.pages.markdown_table import MARKDOWN_TABLE
from index.sources.pages.page_export import HF_PAGE_EXPORT
from index.sources.pages.paper_page import HF_PAPER_PAGE
from index.sources.pages.web_page import WEB_PAGE
from index.sources.pages.written_notes import WRITTEN_NOTES
from index.sources.problem_reasons import without_skipped
from index.sources.record_likeness import look_like_papers, may_be_papers
from index.sources.references.article_xml import ACL_ANTHOLOGY, CROSSREF_XML, JATS, TEI
from index.sources.references.bibtex import BIBTEX
from index.sources.references.cited_text import CITED_TEXT
from index.sources.references.database_text import DATABASE_TEXT
from index.sources.references.library_xml import DATACITE_XML, DUBLIN_CORE, MARC, MODS, OAI_PMH
from index.sources.references.pubmed_text import PUBMED_TEXT
from index.sources.references.reference_xml import ENDNOTE_XML, EUROPE_PMC, PUBMED_XML
from index.sources.references.tagged import ENDNOTE, PUBMED, RIS
from index.sources.references.web_of_science import WEB_OF_SCIENCE
from index.sources.references.zotero_rdf import ZOTERO_RDF
from index.wording.said import said

# The most specific formats first: a listing in JSON before any JSON.
READERS: tuple[FormatReader, ...] = (
    *(WRITTEN_NOTES, JSON_LINES, JSON_LIST, JSON, YAML, BIBTEX, RIS, ENDNOTE, PUBMED, WEB_OF_SCIENCE),
    *(DATABASE_TEXT, PUBMED_TEXT, CITED_TEXT),
    *(
        OAI_PMH,
        DUBLIN_CORE,
        MODS,
        MARC,
        DATACITE_XML,
        ACL_ANTHOLOGY,
        ZOTERO_RDF,
        PUBMED_XML,
        EUROPE_PMC,
        # Its abstracts are JATS.
        CROSSREF_XML,
        JATS,
        TEI,
        FEED,
        ENDNOTE_XML,
    ),
    MARKDOWN_TABLE,
    *TABLES,
    *(
        WEB_PAGE,
        HF_PAPER_PAGE,
        HF_PAGE_EXPORT,
        ARXIV_MAIL,
        ARXIV_LISTING,
        ARXIV_PAPER,
        LITERATURE_NOTE,
        LABELLED_TEXT,
        ORG_MODE,
        MARKDOWN_DIGEST,
    ),
)

_READ = said(
    "problem.what_is_read",
    "export the papers as BibTeX, RIS or CSV with abstracts, or save them as plain text with “Title:” before each title"
    " and “Abstract:” before each abstract",
)
_WITH_ABSTRACTS = said(
    "problem.with_abstracts", "Export it again with abstracts, or fetch papers, as with `paperchat add doi:10.1000/1`"
)

# Signs of a title that is given as an example.
_EXAMPLE = 60


def read_document(document: Document, readers: Iterable[FormatReader] = READERS) -> Reading:
    """Return the papers of a file and what is wrong with it; one that is not a list of papers is refused as a whole."""
    if not document.text.strip():
        return refused(document.file, said("problem.empty", "is empty, with no papers in it; save or export it again"))
    head = Head.of(document.text, document.file)
    if reader := reader_of(head, readers):
        reading = of_papers(replace(reader.read(document), format=reader.format), document)
        return reading if reading.entries or reading.refused else nothing_in(document.file, reader.format, reading)
    if found := recognise(head):
        return wrong_format(document.file, found)
    reading = read_listing(document.text, document.file, document.today)
    if reading.entries and not look_like_papers([entry.paper for entry in reading.entries], document.file):
        return wrong_format(document.file, "a text of another kind, such as a manual, a changelog or notes")
    if reading.entries or reading.refused:
        return reading
    return refused(document.file, said("problem.no_papers", "no papers found in it; {advice}", advice=_READ))


def of_papers(reading: Reading, document: Document) -> Reading:
    """Return the reading, or a refusal if its records do not read like papers and the user named no columns."""
    papers = [entry.paper for entry in reading.entries]
    if not reading.loose or document.columns or may_be_papers(papers):
        return reading
    title, abstract = reading.loose
    reason = said(
        "problem.loose",
        "this is {found}, but what it lists does not read like papers, such as “{example}”; if it does list papers, say"
        " where their titles and abstracts are: `--map {columns}`",
        found=format_name(reading.format),
        example=textwrap.shorten(papers[0].title, _EXAMPLE, placeholder="…"),
        columns=f"title={title},abstract={abstract}",
    )
    columns = (("title", title), ("abstract", abstract))
    return replace(refused(document.file, reason), columns=columns, unread=reading.unread or reading.loose)


def reader_of(head: Head, readers: Iterable[FormatReader] = READERS) -> FormatReader | None:
    """Return the first reader that recognises a file; None if none does."""
    return next((reader for reader in readers if head.lines and reader.recognises(head)), None)


def refused(file: str, reason: str) -> Reading:
    """Return the reading of a file that is refused as a whole."""
    return Reading((), (Problem(file, None, reason),), refused=True)


def wrong_format(file: str, found: str) -> Reading:
    """Return the refusal of a file in a format that is not read."""
    return refused(
        file,
        said(
            "problem.wrong_format",
            "this is {found}, not a list of papers that paperchat reads; {advice}",
            found=format_name(found),
            advice=_READ,
        ),
    )


def nothing_in(file: str, found: str, reading: Reading) -> Reading:
    """Return the refusal of a file in a format that is read, in which no paper could be."""
    faults = (problem for problem in reading.problems if problem.line)
    words = "; line {line}: {reason}"
    first = next(
        (said("problem.first", words, line=str(one.line), reason=without_skipped(one.reason)) for one in faults), ""
    )
    return refused(
        file,
        said(
            "problem.nothing_whole",
            "this is {found}, but no paper in it has both a title and an abstract{first}. {advice}",
            found=format_name(found),
            first=first,
            advice=_WITH_ABSTRACTS,
        ),
    )
