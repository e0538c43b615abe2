"""Reads what Zotero exports as RDF: items with their journals, authors and tags inside. Pure."""

from collections.abc import Mapping
from typing import Any

from index.sources.data.safe_xml import Element
from index.sources.data.xml_reader import xml_reader
from index.sources.fields.ids import ids_in_notes

_ITEMS = (
    "Article Book BookSection Description Document Manuscript Memo Patent Report Thesis Recording MotionPicture"
    " Letter Interview Image Illustration Legislation Data"
)
_NO_PAPERS = frozenset({"", "attachment", "note", "annotation"})


def _item(found: Element) -> Mapping[str, Any] | None:
    """Return the values of an item; None for attachments and notes."""
    if found.first("itemType") in _NO_PAPERS:
        return None
    around = [part for place in found.all("isPartOf") for part in place.children]
    written = [*found.texts("identifier"), *(text for part in around for text in part.texts("identifier"))]
    people = [{"family": one.first("surname"), "given": one.first("givenName", "givenname")} for one in _people(found)]
    return {
        "title": found.first("title"),
        "abstract": found.first("abstract"),
        "authors": people,
        "date": found.first("date"),
        "doi": [text.removeprefix("DOI").strip() for text in written],
        # What Zotero calls Extra.
        "ids": [*written, *ids_in_notes(found.texts("description"))],
        "url": found.texts("identifier/URI/value"),
        "venue": next((part.first("title") for part in around if part.first("title")), ""),
        "language": found.first("language"),
        "tags": found.texts("subject"),
    }


def _people(found: Element) -> list[Element]:
    return [*found.all("authors/Seq/li/Person")]


ZOTERO_RDF = xml_reader("a Zotero RDF file", r"zotero\.org/namespaces/export", _ITEMS, lambda: _item)
