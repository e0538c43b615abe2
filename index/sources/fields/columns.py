"""Which column of a table, or key of an object, holds which field of a paper. Pure."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

# The most reliable names first: the first one that a record fills is used.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "title": (
        *("title", "papertitle", "articletitle", "documenttitle", "displayname", "titledisplay", "titel", "titre"),
        *("titles", "titulo", "título", "titolo", "标题", "题名", "篇名", "題名", "タイトル", "제목"),
    ),
    "abstract": (
        *("abstract", "abstractnote", "paperabstract", "abstracttext", "abstractinvertedindex", "abstracts", "summary"),
        *("descriptionabstract", "summaries", "text", "description", "descriptions", "zusammenfassung"),
        *("kurzfassung", "resume", "résumé"),
        *("resumen", "resumo", "riassunto", "摘要", "抄録", "要旨", "초록"),
    ),
    "authors": (
        *("authorfullnames", "authors", "author", "authornames", "authorsparsed", "authorships", "creators", "creator"),
        *("authordisplay", "authorstring", "authorlist", "authorshipsauthordisplayname", "autor", "autoren"),
        *("authfullnames", "contributorauthor"),
        *("verfasser", "auteur", "auteurs", "autores", "autore", "autori", "作者", "著者", "저자"),
    ),
    "author_count": ("authorcount", "nauthors", "numauthors"),
    "organisation": ("organisation", "organization", "institution", "institutions", "affiliation", "affiliations"),
    "date": (
        *("arxivpublishedat", "publishedat", "publicationdate", "datepublished", "published", "publisheddate"),
        *("submitted", "submitteddate", "date", "firstpublicationdate", "earliestdate", "preprintdate", "pubdate"),
        *("publishedonline", "publishedprint", "issued", "publishtime", "coverdate", "produceddates", "dateissued",
        *("versions", "pdate")),
    ),
    "year": (
        *("year", "publicationyear", "publishedyear", "yearpublished", "pubyear", "updatedate", "jahr", "année", "año"),
        *("ano", "anno", "年份", "年", "出版年", "연도"),
        # Of the entry rather than of the paper, where the file has any other.
        *("created", "cdate"),
    ),
    "month": ("month", "publishedmonth"),
    "upvotes": ("upvotes", "numupvotes"),
    "comments": ("numcomments", "commentcount", "comments"),
    "arxiv_id": ("arxivid", "arxiv", "eprint", "arxiveprints", "arxivids"),
    "arxiv_version": ("arxivversion",),
    "doi": ("doi", "dois", "doiids", "identifierdoi"),
    "ids": (
        *("externalids", "ids", "id", "paperid", "key", "otherids", "note", "number", "pmid", "pubmedid", "pmcid"),
        *("identifier", "identifiers", "serialnumber", "extra"),
    ),
    "url": (
        *("url", "link", "abs", "absurl", "urlabs", "entryid", "paperurl", "articleurl", "landingpageurl", "urls"),
        *("primarylocationlandingpageurl", "externalurl", "pageurl", "puburl", "source", "uris", "identifieruri"),
    ),
    "pdf_url": (
        *("pdfurl", "urlpdf", "pdf", "pdflink", "openaccesspdf", "downloadurl", "primarylocationpdfurl", "eprinturl"),
    ),
    "code_url": ("codeurl", "code", "github", "githubrepo", "repository", "codelink"),
    "venue": (
        *("venue", "publicationtitle", "journal", "containertitle", "booktitle", "conference", "sourcetitle"),
        *("journalref", "primarylocation", "primarylocationsourcedisplayname", "proceedingstitle", "proceeding"),
        *("journaltitle", "journalbook", "publicationinfo", "publication", "pub", "zeitschrift", "revista"),
        *("publicationname", "parent", "期刊", "雑誌"),
    ),
    "categories": (
        *("categories", "category", "arxivcategories", "primarycategory", "subjects", "fieldsofstudy", "terms"),
    ),
    "listed_on": ("listedon", "submittedondailyat", "listedat", "dates"),
    "language": ("language", "lang", "languageoforiginaldocument"),
    "tags": (
        *("tags", "keywords", "keyword", "manualtags", "authorkeywords", "indexkeywords", "ieeeterms"),
        *("keywordsdisplayname", "tasks", "schlagwörter", "schlagworte", "motsclés"),
        *("palabrasclave", "关键词", "キーワード"),
    ),
})  # fmt: skip
# The first column of tables of notes has this name; only together with an abstract it is surely a title.
_TITLES_BESIDE_ABSTRACTS = ("name", "paper", "papername", "page")
_ABSTRACTS = frozenset(("abstract", "abstractnote", "paperabstract", "abstracttext"))
# Names that tables of films, products, functions and chapters have, too.
_LOOSE = frozenset("summary summaries description descriptions text".split())
_NOTES = ("note", "extra")
# The tags by which Web of Science names the columns of a table.
_OF_WEB_OF_SCIENCE = {
    "TI": "title", "AB": "abstract", "AF": "authors", "PY": "year", "PD": "month", "DI": "doi", "SO": "venue",
    "LA": "language", "DE": "tags",
}  # fmt: skip
FIELDS = tuple(NAMES)
# As Scopus and repositories write names: `dc:title`, `prism:doi`, `dc.title[en_US]`.
_VOCABULARY = re.compile(r"^(?:dc|dcterms|prism)[:.](?=\w)|\[[a-z]{2}(?:_[A-Z]{2})?\]$")
_FIELD_OF = {name: field for field, names in NAMES.items() for name in names}


def plain(column: str) -> str:
    """Return the letters and digits of a column's name in lower case, without the vocabulary that it is from.

    >>> plain("Abstract Note"), plain("dc:title"), plain("dc.title[en_US]")
    ('abstractnote', 'title', 'title')
    """
    return re.sub(r"[\W_]+", "", _VOCABULARY.sub("", column)).casefold()


def is_loose(column: str) -> bool:
    """Return whether other things than papers have an abstract under this name, too."""
    return plain(column) in _LOOSE


def is_note(column: str) -> bool:
    """Return whether people write remarks under this name, of which only some lines are ids of the paper."""
    return plain(column) in _NOTES


def known_columns(columns: Iterable[str]) -> int:
    """Return how many of the names mean a field of a paper."""
    return sum(1 for column in columns if plain(column) in _FIELD_OF)


def columns_of(
    columns: Iterable[str], chosen: Mapping[str, str] = MappingProxyType({})
) -> Mapping[str, tuple[str, ...]]:
    """Return for each field the columns that may hold it, the best first.

    `chosen`: the column that the user chose for a field; an empty one for a field that is not to be read.

    >>> dict(columns_of(["Title", "Abstract Note", "Notes"], {"tags": "Notes"}))
    {'title': ('Title',), 'abstract': ('Abstract Note',), 'tags': ('Notes',)}
    """
    found: dict[str, list[str]] = {field: [] for field in NAMES}
    given = [*columns]
    of_web_of_science = _OF_WEB_OF_SCIENCE if {"PT", "TI", "AB"} <= {*given} else {}
    for column in given:
        field = of_web_of_science.get(column) or _FIELD_OF.get(plain(column))
        if field and field not in chosen:
            found[field].append(column)
    if not found["title"] and "title" not in chosen and any(plain(name) in _ABSTRACTS for name in given):
        found["title"] = [name for name in given if plain(name) in _TITLES_BESIDE_ABSTRACTS][:1]
    ordered = {field: tuple(sorted(names, key=lambda name: _rank(field, name))) for field, names in found.items()}
    ordered |= {field: (column,) if column else () for field, column in chosen.items()}
    return {field: names for field, names in ordered.items() if names}


def _rank(field: str, name: str) -> int:
    names = NAMES[field]
    return names.index(plain(name)) if plain(name) in names else len(names)
