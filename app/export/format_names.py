"""What people call the formats: `bib`, `Zotero`, `a spreadsheet`; and what others make of them, such as APA. Pure."""

import re
from dataclasses import dataclass

_USUAL = "bibtex"
# The first that is named counts; programs and endings of files are formats, too.
_CALLED: tuple[tuple[str, str], ...] = (
    (r"bib(?:la)?tex|\.?bib", "bibtex"),
    (r"\.?ris", "ris"),
    (r"csl[\s-]?json|csl", "csl-json"),
    (r"json\s?lines|jsonl|ndjson|json", "jsonl"),
    (r"\.?csv|tsv|spreadsheet|excel|xlsx|table", "csv"),
    (r"markdown|\.?md|obsidian|logseq", "markdown"),
    (r"endnote|mendeley", "ris"),
    (r"zotero|jabref", "bibtex"),
)
_PROGRAMS = ("Obsidian", "Logseq", "EndNote", "Mendeley", "Zotero", "JabRef", "Excel")
# Formats that paperchat does not write: what people call them, the format to start from, and what converts it.
_STYLES = ("APA", "MLA", "IEEE", "ACM", "AMA", "Chicago", "Harvard", "Vancouver", "Turabian")
_MADE_BY_OTHERS: tuple[tuple[str, str, str, str], ...] = (
    *((style, f"The citation style {style}", "bibtex", "Zotero, Mendeley or Pandoc") for style in _STYLES),
    (r"docx?|word", "A Word file", "markdown", "Pandoc or Word"),
    (r"\\?bibitems?", "LaTeX's \\bibitem", "bibtex", "BibTeX with a style of yours"),
)


@dataclass(frozen=True, slots=True)
class NamedFormat:
    """The format that a request names."""

    key: str
    """In `app.export.FORMATS`."""
    program: str = ""
    """The program that it is wanted for."""
    unknown: str = ""
    """What is wanted and paperchat does not write, in words; `key` is the format it can be made from."""
    maker: str = ""
    """What makes it."""


def named_format(request: str) -> NamedFormat:
    """Return the format that a request names; BibTeX if it names none.

    >>> named_format("export these as RIS").key, named_format("a spreadsheet of them").key, named_format("cite it").key
    ('ris', 'csv', 'bibtex')
    >>> named_format("cite the second one in APA").unknown, named_format("put them in obsidian").program
    ('The citation style APA', 'Obsidian')
    """
    key = next((key for called, key in _CALLED if _mentions(request, called)), "")
    for called, unknown, made_from, maker in () if key else _MADE_BY_OTHERS:
        if _mentions(request, called):
            return NamedFormat(made_from, unknown=unknown, maker=maker)
    return NamedFormat(key or _USUAL, next((name for name in _PROGRAMS if _mentions(request, name)), ""))


def _mentions(request: str, called: str) -> bool:
    return bool(re.search(rf"(?<![\w.])(?:{called})(?!\w)", request, re.IGNORECASE))
