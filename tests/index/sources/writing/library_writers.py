"""Papers written as libraries, indexes and repositories export them, to be read again."""

import csv
import io
import json
import textwrap
from collections.abc import Callable, Sequence
from html import escape

import yaml  # type: ignore[import-untyped]  # no types come with it

from index.papers import Paper
from tests.index.sources.writing.written_names import Writer, split_name, turned
from tests.index.sources.writing.xml_writers import XML_WRITERS


def _web_of_science(papers: Sequence[Paper]) -> str:
    lines = ["\ufeffFN Clarivate Analytics Web of Science", "VR 1.0"]
    for one in papers:
        values = {
            "AU": "\n   ".join(name.replace(" ", "")[:12] for name in turned(one)),
            "AF": "\n   ".join(turned(one)),
            "TI": textwrap.fill(one.title, 60, subsequent_indent="   ", break_on_hyphens=False, break_long_words=False),
            "SO": one.venue,
            "AB": one.abstract,
            "PD": f"{one.date:%b %d}".upper() if one.date else "",
            "PY": one.date and one.date.year,
            "DI": one.doi,
            "UT": "WOS:000391029200001",
        }
        lines += ["PT J", *(f"{tag} {value}" for tag, value in values.items() if value), "ER", ""]
    return "\n".join([*lines, "EF"])


def _rows(header: Sequence[str], papers: Sequence[Paper], row: Callable[[Paper], Sequence[object]], **how: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, **how)  # type: ignore[arg-type]
    writer.writerow(header)
    writer.writerows(map(row, papers))
    return text.getvalue()


def _scopus(papers: Sequence[Paper]) -> str:
    return "\ufeff" + _rows(
        "Authors,Author full names,Author(s) ID,Title,Year,Source title,Cited by,DOI,Link,Abstract".split(","),
        papers,
        lambda one: (
            "; ".join(f"{family} {given[:1]}." for given, family in map(split_name, one.authors)),
            "; ".join(f"{name} (57190000000)" for name in turned(one)),
            "57190000000",
            one.title,
            one.date and one.date.year,
            one.venue,
            3,
            one.doi,
            "https://www.scopus.com/inward/record.uri?eid=2-s2.0-1",
            one.abstract,
        ),
    )  # fmt: skip


def _dimensions(papers: Sequence[Paper]) -> str:
    about = '"About the data: Exported on Nov 27, 2026. Criteria: gulls, terns. © 2026 Digital Science"\r\n'
    return about + _rows(
        "Rank,Publication ID,DOI,PMID,Title,Abstract,Source title,Publication date,PubYear,Authors,"
        "Times cited".split(","),
        papers,
        lambda one: (
            1, "pub.1", one.doi, "", one.title, one.abstract, one.venue, one.date, one.date and one.date.year,
            "; ".join(turned(one)), 4,
        ),
    )  # fmt: skip


def _lens(papers: Sequence[Paper]) -> str:
    return _rows(
        "#,Lens ID,Title,Date Published,Publication Year,Source Title,Author/s,Abstract,External URL,DOI".split(","),
        papers,
        lambda one: (
            1, "000-001", one.title, one.date, one.date and one.date.year, one.venue, "; ".join(one.authors),
            one.abstract, "", one.doi,
        ),
    )  # fmt: skip


def _web_of_science_table(papers: Sequence[Paper]) -> str:
    return _rows(
        "PT,AU,AF,TI,SO,AB,PD,PY,DI,UT".split(","),
        papers,
        lambda one: (
            "J", "", "; ".join(turned(one)), one.title, one.venue, one.abstract,
            f"{one.date:%b %d}" if one.date else "", one.date and one.date.year, one.doi, "WOS:1",
        ),
        delimiter="\t", quotechar='"',
    )  # fmt: skip


def _datacite_json(papers: Sequence[Paper]) -> str:
    def attributes(one: Paper) -> dict[str, object]:
        people = [
            {"name": f"{family}, {given}", "givenName": given, "familyName": family}
            for given, family in map(split_name, one.authors)
        ]
        return {
            "doi": one.doi,
            "titles": [{"title": one.title}],
            "creators": people,
            "descriptions": [
                {"description": "We used a boat.", "descriptionType": "Methods"},
                {"description": one.abstract, "descriptionType": "Abstract"},
            ],
            "dates": [{"date": "2026-11-27", "dateType": "Updated"}, {"date": str(one.date), "dateType": "Issued"}],
            "publicationYear": one.date and one.date.year,
            "container": {"title": one.venue},
            "created": "2026-11-27T00:00:00Z",
        }  # fmt: skip

    return json.dumps({"data": [{"id": one.doi, "type": "dois", "attributes": attributes(one)} for one in papers]})


def _crossref(papers: Sequence[Paper]) -> str:
    def work(one: Paper) -> dict[str, object]:
        return {
            "DOI": one.doi,
            "title": [one.title],
            "abstract": f"<jats:title>Abstract</jats:title>\n<jats:p>{escape(one.abstract, quote=False)}</jats:p>",
            "author": [{"given": given, "family": family} for given, family in map(split_name, one.authors)],
            "container-title": [one.venue],
            "issued": {"date-parts": [[one.date.year, one.date.month, one.date.day]]} if one.date else {},
            "created": {"date-parts": [[2026, 11, 27]]},
        }

    return json.dumps({"status": "ok", "message": {"items": [work(one) for one in papers]}})


def _csl_yaml(papers: Sequence[Paper]) -> str:
    def item(one: Paper) -> dict[str, object]:
        return {
            "id": one.arxiv_id,
            "title": one.title,
            "author": [{"family": family, "given": given} for given, family in map(split_name, one.authors)],
            "issued": {"date-parts": [[one.date.year, one.date.month, one.date.day]]} if one.date else None,
            "container-title": one.venue,
            "DOI": one.doi,
            "abstract": one.abstract,
        }

    return yaml.safe_dump({"references": [*map(item, papers)]}, allow_unicode=True, sort_keys=False)  # type: ignore[no-any-return]


def _zotero_report(papers: Sequence[Paper]) -> str:
    def item(one: Paper) -> str:
        people = "".join(f'<tr><th class="author">Author</th>\n<td>{escape(name)}</td></tr>\n' for name in one.authors)
        fields = {"Abstract": one.abstract, "Date": one.date, "Publication": one.venue, "DOI": one.doi}
        rows = "".join(
            f"<tr>\n<th>{name}</th>\n<td>{escape(str(text))}</td>\n</tr>\n" for name, text in fields.items() if text
        )
        return (
            f'<li id="item_A" class="item journalArticle">\n<h2>{escape(one.title)}</h2>\n<table>\n'
            f"<tr><th>Item Type</th><td>Journal Article</td></tr>\n{people}"
            f'<tr><th class="editor">Editor</th><td>Ed Itor</td></tr>\n{rows}'
            '<tr><th>Date Added</th><td>11/28/2026</td></tr></table>\n<h3 class="attachments">Attachments</h3>\n'
            '<ul class="attachments"><li id="item_B">Full Text PDF</li></ul></li>\n'
        )

    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>Zotero Report</title>\n</head>\n<body>\n'
        f'<ul class="report combineChildItems">\n{"".join(map(item, papers))}</ul>\n</body>\n</html>'
    )


LIBRARY_WRITERS: dict[str, tuple[str, Writer]] = {
    "a Web of Science file": ("savedrecs.txt", _web_of_science),
    "a TSV file": ("savedrecs.tsv", _web_of_science_table),
    "a CSV file (Scopus)": ("scopus.csv", _scopus),
    "a CSV file (Dimensions)": ("dimensions.csv", _dimensions),
    "a CSV file (Lens)": ("lens.csv", _lens),
    "a JSON file (DataCite)": ("a.json", _datacite_json),
    "a JSON file (Crossref)": ("a.json", _crossref),
    "a YAML file (CSL)": ("a.yaml", _csl_yaml),
    "a web page (HTML) (Zotero report)": ("report.html", _zotero_report),
    **XML_WRITERS,
}  # fmt: skip
"""By the name of the format, perhaps with who writes it so: what a file is called, and what it holds."""
