"""Which column of a table, or key of an object, holds which field of a paper. Pure."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

# In the order of trust: the first of these that a record fills is taken.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "title": ("title", "papertitle", "articletitle", "documenttitle", "displayname", "titel", "titre"),
    "abstract": (
        *("abstract", "abstractnote", "paperabstract", "abstracttext", "abstractinvertedindex", "summary", "text"),
        *("description", "zusammenfassung", "resume"),
    ),
    "authors": ("authors", "author", "authornames", "authorfullnames", "authorsparsed", "authorships", "creators"),
    "author_count": ("authorcount", "nauthors", "numauthors"),
    "organisation": ("organisation", "organization", "institution", "institutions", "affiliation", "affiliations"),
    "date": (
        *("arxivpublishedat", "publishedat", "publicationdate", "datepublished", "published", "submitted"),
        *("submitteddate", "date", "publishedonline", "publishedprint", "issued", "versions", "created"),
    ),
    "year": ("year", "publicationyear", "pubyear", "updatedate"),
    "month": ("month",),
    "upvotes": ("upvotes", "numupvotes"),
    "comments": ("numcomments", "commentcount", "comments"),
    "arxiv_id": ("arxivid", "arxiv", "eprint"),
    "doi": ("doi",),
    "ids": ("externalids", "ids", "id", "paperid", "key", "otherids", "note", "number", "pmid"),
    "url": ("url", "link", "abs", "absurl", "entryid", "paperurl", "landingpageurl", "urls", "source"),
    "pdf_url": ("pdfurl", "pdf", "pdflink", "openaccesspdf"),
    "code_url": ("codeurl", "code", "github", "githubrepo", "repository", "codelink"),
    "venue": (
        *("venue", "publicationtitle", "journal", "containertitle", "booktitle", "conference", "sourcetitle"),
        *("journalref", "primarylocation", "proceedingstitle"),
    ),
    "categories": ("categories", "category", "arxivcategories", "primarycategory", "subjects", "fieldsofstudy"),
    "listed_on": ("listedon", "submittedondailyat", "listedat", "dates"),
    "language": ("language", "lang"),
    "tags": ("tags", "keywords", "keyword", "manualtags"),
})  # fmt: skip
FIELDS = tuple(NAMES)
_FIELD_OF = {name: field for field, names in NAMES.items() for name in names}


def plain(column: str) -> str:
    """Return the letters and digits of a column's name in lower case."""
    return re.sub(r"[\W_]+", "", column).casefold()


def known_columns(columns: Iterable[str]) -> int:
    """Return how many of the names mean a field of a paper."""
    return sum(1 for column in columns if plain(column) in _FIELD_OF)


def columns_of(columns: Iterable[str], told: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, tuple[str, ...]]:
    """Return for each field the columns that may hold it, the best first. `told`: the column of a field, as asked for.

    >>> dict(columns_of(["Title", "Abstract Note", "Notes"], {"tags": "Notes"}))
    {'title': ('Title',), 'abstract': ('Abstract Note',), 'tags': ('Notes',)}
    """
    found: dict[str, list[str]] = {field: [] for field in NAMES}
    for column in columns:
        if (field := _FIELD_OF.get(plain(column))) and field not in told:
            found[field].append(column)
    ordered = {
        field: tuple(sorted(names, key=lambda name: NAMES[field].index(plain(name)))) for field, names in found.items()
    }
    ordered |= {field: (column,) for field, column in told.items()}
    return {field: names for field, names in ordered.items() if names}
