"""Reads the XML of libraries and repositories: OAI-PMH, Dublin Core, arXiv's metadata, MODS, MARC, DataCite. Pure."""

import re
from collections.abc import Sequence

from index.sources.data.safe_xml import Element
from index.sources.data.xml_reader import xml_reader
from index.sources.fields.record import Values
from index.sources.references.marc import marc_values

_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
# arXiv's second description is a remark of the authors, a repository's second one a translation.
_REMARK = "Comment:"
_ABSTRACT_WORDS = 20
_AUTHOR_ROLES = frozenset({"", "author", "aut", "creator", "cre"})


def _in_envelope(record: Element) -> Values | None:
    """Return the metadata in a record of OAI-PMH; None if the record is deleted, or its metadata is of another kind."""
    kinds = [kind for metadata in record.all("metadata") for kind in metadata.children]
    found = next((kind for kind in kinds if kind.name in _METADATA), None)
    return _METADATA[found.name](found) if found else None


def _dublin_core(record: Element) -> Values:
    written = record.texts("identifier")
    days = [day[0] for text in record.texts("date") if (day := _DAY.match(text))]
    return {
        "title": record.first("title"),
        "abstract": _abstract_of([*record.texts("abstract"), *record.texts("description")]),
        "authors": record.texts("creator"),
        # The others are those of the repository.
        "date": min(days, default=""),
        "doi": written,
        "ids": written,
        "url": written,
        "venue": next((text for text in record.texts("source") if "://" not in text), ""),
        "language": record.first("language"),
        "tags": record.texts("subject"),
    }


def _abstract_of(texts: Sequence[str]) -> str:
    given = [text for text in texts if not text.startswith(_REMARK)]
    long = (text for text in given if len(text.split()) >= _ABSTRACT_WORDS)
    return next(long, max(given, key=len, default=""))


def _arxiv(record: Element) -> Values:
    people = [
        {"family": author.first("keyname"), "given": author.first("forenames"), "suffix": author.first("suffix")}
        for author in record.all("authors/author")
    ]
    return {
        "title": record.first("title"),
        "abstract": record.first("abstract"),
        "authors": people or record.first("authors"),
        "date": record.first("created", "version/date"),
        "arxiv_id": record.first("id"),
        "doi": record.first("doi"),
        "venue": record.first("journal-ref"),
        "categories": record.first("categories"),
    }


def _mods(record: Element) -> Values:
    title = next(record.all("titleInfo"), None)
    host = [item for item in record.all("relatedItem") if item.attributes.get("type") == "host"]
    names = [name for name in record.all("name") if name.first("role/roleTerm").casefold() in _AUTHOR_ROLES]
    parts = [title.first("nonSort"), title.first("title")] if title else []
    below = title.first("subTitle") if title else ""
    return {
        "title": " ".join(filter(None, parts)) + (f": {below}" if below else ""),
        "abstract": record.first("abstract"),
        "authors": [_mods_name(name) for name in names],
        "date": record.first("originInfo/dateIssued", "originInfo/copyrightDate", "part/date")
        or next((item.first("part/date", "originInfo/dateIssued") for item in host), ""),
        "doi": [found.text for found in record.all("identifier") if found.attributes.get("type") == "doi"],
        "ids": [f"{found.attributes.get('type')}:{found.text}" for found in record.all("identifier")],
        "url": record.texts("location/url"),
        "venue": next((item.first("titleInfo/title") for item in host), ""),
        "language": record.first("language/languageTerm", "language"),
        "tags": record.texts("subject/topic"),
    }


def _mods_name(name: Element) -> dict[str, str]:
    parts = {part.attributes.get("type", ""): part.text for part in name.all("namePart")}
    if "family" in parts:
        return {"family": parts["family"], "given": parts.get("given", "")}
    return {"literal": parts.get("", name.first("namePart"))}


def _datacite(record: Element) -> Values:
    described = list(record.all("descriptions/description"))
    days = {day.attributes.get("dateType"): day.text for day in record.all("dates/date")}
    main = (title.text for title in record.all("titles/title") if not title.attributes.get("titleType"))
    return {
        "title": next(main, ""),
        "abstract": next((part.text for part in described if part.attributes.get("descriptionType") == "Abstract"), ""),
        "authors": record.texts("creators/creator/creatorName"),
        "date": days.get("Issued") or days.get("Submitted") or "",
        "year": record.first("publicationYear"),
        "doi": record.first("identifier"),
        "ids": record.texts("alternateIdentifiers/alternateIdentifier"),
        "language": record.first("language"),
        "tags": record.texts("subjects/subject"),
    }


_METADATA = {
    "dc": _dublin_core, "arXiv": _arxiv, "arXivRaw": _arxiv, "mods": _mods, "record": marc_values,
    "resource": _datacite,
}  # fmt: skip

OAI_PMH = xml_reader("an OAI-PMH file", r"<OAI-PMH\b|openarchives\.org/OAI/2\.0/?[\"']", "record", lambda: _in_envelope)
DUBLIN_CORE = xml_reader(
    "a Dublin Core file",
    r"<(?:\w+:)?dc\b[^>]{0,500}purl\.org/dc/|openarchives\.org/OAI/2\.0/oai_dc",
    "dc",
    lambda: _dublin_core,
)
MODS = xml_reader("a MODS file", r"<(?:\w+:)?mods(?:Collection)?\b", "mods", lambda: _mods)
MARC = xml_reader("a MARC file (XML)", r"<(?:\w+:)?datafield\b|loc\.gov/MARC21/slim", "record", lambda: marc_values)
DATACITE_XML = xml_reader("a DataCite XML file", r"datacite\.org/schema/kernel", "resource", lambda: _datacite)
