"""Papers written in many formats, as other tools write them, to be read again."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from app.export import exported
from index.papers import Paper

Writer = Callable[[Sequence[Paper]], str]


def _tsv(papers: Sequence[Paper]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(["arxiv_id", "title", "date", "abstract"])
    writer.writerows([one.arxiv_id, one.title, one.date, one.abstract] for one in papers)
    return text.getvalue()


def _lines(records: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _beir(papers: Sequence[Paper]) -> str:
    return _lines(
        {"_id": one.arxiv_id, "title": one.title, "text": one.abstract, "date": str(one.date)} for one in papers
    )


def _snapshot(papers: Sequence[Paper]) -> str:
    """Write the metadata that arXiv publishes on Kaggle, whose lines are broken."""
    return _lines(
        {
            "id": one.arxiv_id,
            "title": one.title.replace(" ", "\n  ", 1),
            "authors": ", ".join(one.authors),
            "abstract": f"  {one.abstract}\n",
            "versions": [{"version": "v1", "created": f"{one.date:%a, %d %b %Y} 10:00:00 GMT"}] if one.date else [],
        }
        for one in papers
    )


def _json_list(papers: Sequence[Paper]) -> str:
    records = [
        {"Title": one.title, "Abstract": one.abstract, "ArXiv ID": one.arxiv_id, "Date": str(one.date)}
        for one in papers
    ]
    return json.dumps(records, indent=2)


def _daily_api(papers: Sequence[Paper]) -> str:
    return json.dumps(
        [
            {
                "paper": {
                    "id": one.arxiv_id,
                    "title": one.title,
                    "summary": one.abstract,
                    "publishedAt": f"{one.date}T00:00:00.000Z",
                    "authors": [{"name": name} for name in one.authors],
                    "upvotes": one.upvotes or 0,
                },
                "title": one.title,
                "numComments": one.comments or 0,
            }
            for one in papers
        ]
    )


def _atom(papers: Sequence[Paper]) -> str:
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{one.arxiv_id}v1</id><published>{one.date}T00:00:00Z</published>"
        f"<title>{escape(one.title)}</title><summary>{escape(one.abstract)}</summary></entry>"
        for one in papers
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'


def _labelled(papers: Sequence[Paper]) -> str:
    return "\n\n".join(
        f"Title: {one.title}\narXiv: {one.arxiv_id}\nDate: {one.date}\nAbstract: {one.abstract}" for one in papers
    )


def _markdown_table(papers: Sequence[Paper]) -> str:
    rows = (f"| {one.arxiv_id} | {one.date} | {_cell(one.title)} | {_cell(one.abstract)} |\n" for one in papers)
    return f"| arXiv | Date | Title | Abstract |\n|---|---|---|---|\n{''.join(rows)}"


def _cell(text: str) -> str:
    return re.sub(r"([\\`*\[\]|<])", r"\\\1", text)


WRITERS: dict[str, tuple[str, Writer]] = {
    "BibTeX": ("a.bib", partial(exported, format="bibtex")),
    "RIS": ("a.ris", partial(exported, format="ris")),
    "CSL-JSON": ("a.json", partial(exported, format="csl-json")),
    "CSV": ("a.csv", partial(exported, format="csv")),
    "JSON lines": ("a.jsonl", partial(exported, format="jsonl")),
    "TSV": ("a.tsv", _tsv),
    "JSON list": ("a.json", _json_list),
    "BEIR corpus": ("corpus.jsonl", _beir),
    "arXiv metadata snapshot": ("a.jsonl", _snapshot),
    "Daily Papers API": ("a.json", _daily_api),
    "Atom (arXiv API)": ("a.atom", _atom),
    "text with field names": ("a.txt", _labelled),
    "Markdown table": ("a.md", _markdown_table),
}
"""By the name of the format: what a file is called, and what it holds."""
