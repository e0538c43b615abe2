"""Writes papers for reference managers: BibTeX, RIS, CSL-JSON. Pure."""

import json
import re
from collections.abc import Sequence

from app.export.citation_keys import citation_keys, family_first, split_name
from app.export.marks_written import MarksById, keywords, note
from app.export.paper_address import address_of, versioned_arxiv_id
from index.papers import Paper
from index.text.date_words import MONTHS
from index.text.latex.latex_text import to_latex

_MEETING = re.compile(r"\b(?:proceedings|conference|workshop|symposium|meeting|findings)\b", re.IGNORECASE)


def to_bibtex(papers: Sequence[Paper], marks: MarksById) -> str:
    """Return BibTeX with the fields of BibLaTeX, valid for both."""
    return "\n".join(_bibtex_entry(paper, key, marks) for paper, key in zip(papers, citation_keys(papers), strict=True))


def _bibtex_entry(paper: Paper, key: str, marks: MarksById) -> str:
    meeting = paper.venue and _MEETING.search(paper.venue)
    fields = {
        # A second pair of braces keeps the capitals of a title.
        "title": f"{{{to_latex(paper.title)}}}",
        "author": " and ".join(_bibtex_name(name) for name in paper.authors),
        "year": paper.date and str(paper.date.year),
        "month": paper.date and paper.date_precision != "year" and MONTHS[paper.date.month - 1],
        "date": paper.iso_date,
        "booktitle" if meeting else "journal": paper.venue and to_latex(paper.venue),
        "eprint": versioned_arxiv_id(paper),
        "archivePrefix": paper.arxiv_id and "arXiv",
        "primaryClass": paper.categories[0] if paper.categories and paper.arxiv_id else "",
        "categories": " ".join(paper.categories) if paper.categories[1:] or not paper.arxiv_id else "",
        "doi": paper.doi and _verbatim(paper.doi),
        "url": _verbatim(address_of(paper)),
        "pdf": paper.pdf_url and _verbatim(paper.pdf_url),
        "code": paper.code_url and _verbatim(paper.code_url),
        "organization": paper.organisation and to_latex(paper.organisation),
        "language": paper.language,
        "keywords": to_latex("; ".join(keywords(paper, marks))),
        "annotation": to_latex(note(paper, marks)),
        "abstract": to_latex(paper.abstract),
    }
    kind = "inproceedings" if meeting else "article" if paper.venue else "misc"
    # The names of months are strings that every BibTeX style defines.
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items() if value]
    return "\n".join((f"@{kind}{{{key},", *lines, "}\n"))


def _bibtex_name(name: str) -> str:
    latex = to_latex(name)
    one = re.search(r",|\s(?:and|others)\s|^(?:and|others)\s", f"{name} ", re.IGNORECASE) or " " not in name
    return f"{{{latex}}}" if one else latex


def _verbatim(address: str) -> str:
    """Return what BibLaTeX and reference managers take as it is written; BibTeX itself counts the braces in it."""
    return re.sub(r"([{}])", r"\\\1", address)


def to_ris(papers: Sequence[Paper], marks: MarksById) -> str:
    """Return RIS."""
    return "\r\n".join(_ris_record(paper, marks) for paper in papers)


def _ris_record(paper: Paper, marks: MarksById) -> str:
    meeting = paper.venue and _MEETING.search(paper.venue)
    subjects = f" [{paper.categories[0]}]" if paper.categories else ""
    lines = [
        ("TY", "CONF" if meeting else "JOUR" if paper.venue else "GEN"),
        ("TI", paper.title),
        *(("AU", family_first(name)) for name in paper.authors),
        ("AB", paper.abstract),
        ("DA", paper.iso_date.replace("-", "/")),
        ("PY", paper.date and str(paper.date.year)),
        ("T2", paper.venue),
        ("DO", paper.doi),
        ("UR", address_of(paper)),
        ("L1", paper.pdf_url),
        ("N1", paper.arxiv_id and f"arXiv:{versioned_arxiv_id(paper)}{subjects}"),
        ("LA", paper.language),
        *(("KW", tag) for tag in keywords(paper, marks)),
        ("RN", " ".join(note(paper, marks).split())),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def to_csl_json(papers: Sequence[Paper], marks: MarksById) -> str:
    """Return CSL-JSON, the form of Zotero, Pandoc and citeproc."""
    items = [_csl_item(paper, key, marks) for paper, key in zip(papers, citation_keys(papers), strict=True)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _csl_item(paper: Paper, key: str, marks: MarksById) -> dict[str, object]:
    meeting = paper.venue and _MEETING.search(paper.venue)
    item = {
        "id": key,
        "type": "paper-conference" if meeting else "article-journal" if paper.venue else "article",
        "title": paper.title,
        "author": [_csl_name(name) for name in paper.authors],
        "issued": paper.date and {"date-parts": [[int(part) for part in paper.iso_date.split("-")]]},
        "container-title": paper.venue,
        "publisher": None if paper.venue or not paper.arxiv_id else "arXiv",
        "number": paper.arxiv_id and f"arXiv:{versioned_arxiv_id(paper)}",
        "DOI": paper.doi,
        "URL": address_of(paper),
        "language": paper.language,
        "keyword": "; ".join(keywords(paper, marks)),
        "note": note(paper, marks),
        "categories": list(paper.categories),
        "abstract": paper.abstract,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: str) -> dict[str, str]:
    given, family = split_name(name)
    return {"family": family, "given": given} if given else {"literal": name}
