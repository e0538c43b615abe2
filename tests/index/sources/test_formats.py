"""Files that are no saved pages are refused by name; saved pages never are."""

import json
import textwrap
import time
from datetime import date as Date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sources import read
from index.sources.formats import recognise
from index.sources.head import Head
from tests.index.sources.format_texts import ABSTRACT, TITLES

BIBTEX = f"""% Made by hand.
@article{{gull2024,
  title     = {{{TITLES[0]}}},
  author    = {{Larus, Ann and Sterna, Bo}},
  abstract  = {{{ABSTRACT}}},
  year      = 2024
}}

@InProceedings{{sterna,
  title = "{TITLES[1]}",
  abstract = "{ABSTRACT}",
}}
"""

BIBTEX_ON_ONE_LINE = (
    f"@misc{{gull, title={{{TITLES[0]}}}, author={{Larus, Ann}}, year={{2024}}, abstract={{{ABSTRACT}}}}}\n"
)

RIS = f"TY  - JOUR\nTI  - {TITLES[0]}\nAU  - Larus, Ann\nPY  - 2024\nAB  - {ABSTRACT}\nER  - \n\n"

ENDNOTE = f"%0 Journal Article\n%T {TITLES[0]}\n%A Ann Larus\n%D 2024\n%X {ABSTRACT}\n"

PUBMED = f"PMID- 12345\nOWN - NLM\nTI  - {TITLES[0]}\nAB  - {textwrap.fill(ABSTRACT, 70, subsequent_indent='      ')}\n"

JSON = json.dumps([{"title": title, "abstract": ABSTRACT} for title in TITLES], indent=2)

JSON_OBJECT = json.dumps({"papers": [{"title": TITLES[0], "summary": ABSTRACT}]})

JSON_LINES = "".join(json.dumps({"title": title, "abstract": ABSTRACT}) + "\n" for title in TITLES)

HTML = f"<!DOCTYPE html>\n<html><head><title>Papers</title></head>\n<body>\n<h3>{TITLES[0]}</h3>\n\n<p>{ABSTRACT}</p>\n"

HTML_FRAGMENT = f"<div>\n<h3>{TITLES[0]}</h3>\n<p>{ABSTRACT}</p>\n</div>\n"

ATOM = (
    f'<feed xmlns="http://www.w3.org/2005/Atom">\n<entry><title>{TITLES[0]}</title>\n'
    f"<summary>{ABSTRACT}</summary></entry></feed>"
)

RSS = (
    f'<rdf:RDF xmlns:rdf="r">\n<item><title>{TITLES[0]} (arXiv:2401.00001v1 [cs.CL])</title>\n'
    f"<description>{ABSTRACT}</description></item></rdf:RDF>"
)

ENDNOTE_XML = (
    '<?xml version="1.0"?><xml><records><record><titles><title><style face="normal">'
    f"{TITLES[0]}</style></title></titles><abstract><style>{ABSTRACT}</style></abstract></record></records></xml>"
)

PUBMED_XML = (
    '<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "https://dtd.nlm.nih.gov/a.dtd">\n'
    f"<PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>{TITLES[0]}</ArticleTitle>"
    f"<Abstract><AbstractText>{ABSTRACT}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>"
    "</PubmedArticleSet>"
)

XML = f'<?xml version="1.0"?>\n<papers>\n<title>{TITLES[0]}</title>\n\n<abstract>{ABSTRACT}</abstract></papers>'

CSV = "title,authors,year,abstract\n" + "".join(f'"{title}","Larus, A.",2024,"{ABSTRACT}"\n' for title in TITLES)

SEMICOLONS = f"Titel;Author;Year;Abstract\n{TITLES[0]};Larus;2024;{ABSTRACT}\n"

TSV = f"Title\tYear\tAbstract\n{TITLES[0]}\t2024\t{ABSTRACT}\n"

ROWS = "".join(f"{n}\t{title}\t{ABSTRACT}\n" for n, title in enumerate(TITLES))

MARKDOWN = "# Papers of the week\n\n" + "".join(f"## {title}\n\n{ABSTRACT}\n\n" for title in TITLES)

FRONT_MATTER = f"---\ntitle: Papers\ntags:\n  - gulls\n---\n\n{TITLES[0]}\n\n{ABSTRACT}\n"

MAILING = (
    "Submissions to:\nComputer Vision\n\n" + "-" * 70 + "\n\\\\\narXiv:2401.00001\nDate: Mon, 1 Jan 2024\n\n"
    f"Title: {TITLES[0]}\nAuthors: Ann Larus\n\\\\\n  {ABSTRACT}\n\\\\ ( https://arxiv.org/abs/2401.00001 )\n"
)

EMAIL = f"From: Ann <ann@example.org>\nTo: bo@example.org\nSubject: gulls\n\n{TITLES[0]}\n\n{ABSTRACT}\n"

ARXIV_LISTING = (
    f"[1] arXiv:2401.00001 [pdf, html, other]\n\n    Title: {TITLES[0]}\n    Ann Larus\n"
    f"    Subjects: Computer Vision (cs.CV)\n\n    {ABSTRACT}\n"
)

LABELLED = "\n\n".join(f"Title: {title}\nURL: https://example.org\nAbstract: {ABSTRACT}" for title in TITLES)

ADDRESSES = "\n\n".join(f"{title}\n\nhttps://example.org/{n}\n\n{ABSTRACT}" for n, title in enumerate(TITLES))

PAPER_PAGE = (
    f"Papers\n\narxiv:2401.00001\n\n{TITLES[0]}\n\nPublished on Jan 5\n\nUpvote\n\n41\n\nAbstract\n\n{ABSTRACT}\n\n"
    "View arXiv page\n\nView PDF\n\nAdd to collection\n\nCommunity\n\nann\n\n2 days ago\n\n"
    f"{ABSTRACT}\n"
)

LICENCE = (
    "MIT License\n\nCopyright (c) 2024 Ann Larus\n\nPermission is hereby granted, free of charge, to any person who "
    "has a copy of this software to deal in it as they please, and to permit those to whom they give it to do so.\n"
)

ERROR_PAGE = (
    "503 Service Unavailable\n\nThe service is not available at the moment. Please try again, we are so sorry.\n"
)

PYTHON = (
    '"""Counts gulls."""\n\nimport re\nfrom pathlib import Path\n\n\ndef count(path: Path) -> int:\n'
    '    """Return how many."""\n    if path.exists():\n        return 1\n    return 2\n'
)

LATEX = (
    f"\\documentclass{{article}}\n\\begin{{document}}\n\\section{{{TITLES[0]}}}\n\n{ABSTRACT}\n\n\\end{{document}}\n"
)

YAML = "".join(f"paper{n}:\n  title: {title}\n  year: 2024\n  venue: Gulls\n" for n, title in enumerate(TITLES))

REFUSED = {
    "a web page (HTML)": (HTML, HTML_FRAGMENT, HTML.lower().replace("<!doctype html>\n", "<!-- saved -->")),
    "an XML file": (XML,),
    "a Markdown file": (MARKDOWN.replace(ABSTRACT, "A bird."), FRONT_MATTER),
    "an arXiv mailing": (MAILING.replace(ABSTRACT, ""),),
    "an e-mail": (EMAIL,),
    "a copy of an arXiv listing": (ARXIV_LISTING.replace(ABSTRACT, ""),),
    "a text with field names": (LABELLED.replace("Abstract:", "PDF:"), LABELLED.replace(ABSTRACT, "None.")),
    "a text with web addresses between its lines": (ADDRESSES,),
    "a copy of the page of a single paper": (PAPER_PAGE,),
    "a licence": (LICENCE,),
    "an error page": (ERROR_PAGE,),
    "a file of numbers": ("63 300\n" + "".join(f"gull {n} 0.{n} -0.{n} 1e-0{n}\n" for n in range(9)),),
    "source code": (PYTHON,),
    "a LaTeX file": (LATEX,),
    "a YAML file": (YAML,),
}

PAPERS_READ = {
    "a BibTeX file": (BIBTEX, BIBTEX_ON_ONE_LINE, "\ufeff\n" + BIBTEX, "A list of mine\n\n" + BIBTEX),
    "an RIS file": (RIS, RIS * 3),
    "an EndNote file": (ENDNOTE,),
    "a PubMed file": (PUBMED,),
    "a JSON file": (JSON, JSON_OBJECT, JSON[: len(JSON) // 2]),
    "a JSON lines file": (JSON_LINES,),
    "an RSS or Atom feed": (ATOM, '<?xml version="1.0"?>\n' + ATOM, RSS),
    "an EndNote XML file": (ENDNOTE_XML,),
    "a PubMed XML file": (PUBMED_XML,),
    "a CSV file": (CSV, SEMICOLONS),
    "a TSV file": (TSV,),
}

READ_CASES = [(name, text) for name, texts in PAPERS_READ.items() for text in texts]

CASES = [(name, text) for name, texts in REFUSED.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_other_formats_are_refused_in_one_line_that_names_them(name: str, text: str, newline: str) -> None:
    reading = read(text.replace("\n", newline).encode(), "page.txt", Date(2024, 6, 1))
    assert (reading.entries, reading.refused) == ((), True)
    ((line, reason),) = [(problem.line, problem.reason) for problem in reading.problems]
    assert line is None
    assert reason.startswith(f"this is {name}")
    assert "save the papers as plain text" in reason or "abstract" in reason


@pytest.mark.parametrize(("name", "text"), READ_CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_data_and_exports_are_read(name: str, text: str, newline: str) -> None:
    reading = read(text.replace("\n", newline).encode(), "page.txt", Date(2024, 6, 1))
    assert (reading.format, reading.refused, reading.problems[1:]) == (name, False, ())
    titles = [entry.paper.title for entry in reading.entries]
    assert titles[0] == TITLES[0]
    assert set(titles) <= {*TITLES}
    assert {entry.paper.abstract for entry in reading.entries} == {ABSTRACT}


@pytest.mark.parametrize(
    ("text", "file", "found"),
    [
        ("[\n\n  oops", "papers.json", "this is a JSON file, but no paper in it has both"),
        ("[\n\n  oops", "papers.txt", "no papers found in it"),
        ("", "papers.txt", "is empty"),
        ("\n \n", "papers.bib", "is empty"),
        ('{"title": "Gull Eye', "page.txt", "this is a JSON file, but no paper in it has both"),
        (json.dumps([TITLES[0], ABSTRACT]), "page.txt", "this is a JSON file, but no paper in it has both"),
        ("Paper\tWhat it found\nGull Eye\tIt sees.\n", "a.tsv", "this is a TSV file with no column for the title and"),
        ("Paper;What it found\nGull Eye;It sees.\n", "a.csv", "this is a CSV file with no column for the title and"),
        (ROWS, "page.txt", "this is a TSV file with no column for the title and the abstract"),
        (BIBTEX.replace("abstract", "annote"), "page.txt", "this is a BibTeX file, but no paper in it has both"),
    ],
)
def test_data_without_papers_is_refused(text: str, file: str, found: str) -> None:
    reading = read(text.encode(), file, Date(2024, 6, 1))
    assert (reading.entries, reading.refused) == ((), True)
    assert [problem.reason[: len(found)] for problem in reading.problems] == [found]


def test_a_name_does_not_outweigh_the_content() -> None:
    page = f"{TITLES[0]}\n\n{ABSTRACT}\n"
    for name in ("page.json", "page.bib", "page.ris", "page.csv", "page.html", "page.md"):
        assert len(read(page.encode(), name, Date(2024, 6, 1)).entries) == 1


def test_cards_without_abstracts_are_refused_as_such() -> None:
    card = "Submitted by\n\nann\n\n41\n\nGull Eye: Reading Over a Gull's Shoulder\n\nReef Lab\n·\n3 authors\n\n"
    reading = read(f"Daily Papers\n\n{card}{card}".encode(), "page.txt", Date(2024, 6, 1))
    assert reading.refused
    assert [problem.reason.split(";")[0] for problem in reading.problems] == ["a page whose cards have no abstracts"]


ODD_TITLES = (
    "# Hashtags Are Not Headings: Tagging Gulls",
    "{Braces} and [Brackets]: A Study",
    "[1] Is a Lonely Number",
    "@gull: Replying to Birds, at Scale",
    "<eos>: When to Stop a Gull",
    "Title: The Title of a Paper About Titles",
    "MIT License? Who Owns a Gull",
    "404 Not Found: Gulls in the Fog",
    "Gulls, Terns, Skuas, and Auks: Four Birds, One Model",
    "TY - A Typology of Birds",
    "Abstract: The Art of Gulls",
    "Import Gull From Sea: A Python in the Nest",
    "| A Table of Gulls |",
    "%0 Errors: A Perfect Gull",
    "- Minus Gull",
)

ODD_ABSTRACTS = (
    f"{ABSTRACT} We release [code](https://example.org/a) and [data](https://example.org/b).",
    f"{ABSTRACT} @misc{{gull, title = {{Gull}}}} is how to cite it.",
    f"Abstract: {ABSTRACT}",
    f'{ABSTRACT} A sample is {{"gull": 1, "bread": [2, 3]}}.',
    f"{ABSTRACT} It is released under the Apache License and without warranty, see arXiv:2401.00001.",
)


@pytest.mark.parametrize("odd", [*ODD_TITLES])
def test_a_page_with_an_odd_title_is_read(odd: str) -> None:
    page = f"{TITLES[0]}\n\n{ABSTRACT}\n\n{odd}\n\n{ABSTRACT}\n\n{TITLES[1]}\n\n{ABSTRACT}\n"
    reading = read(page.encode(), "page.txt", Date(2024, 6, 1))
    assert [entry.paper.title for entry in reading.entries] == [TITLES[0], odd, TITLES[1]]
    assert reading.problems == ()


@pytest.mark.parametrize("odd", [*ODD_ABSTRACTS])
def test_a_page_with_an_odd_abstract_is_read(odd: str) -> None:
    page = f"{TITLES[0]}\n\n{odd}\n\n{TITLES[1]}\n\n{ABSTRACT}\n"
    reading = read(page.encode(), "page.txt", Date(2024, 6, 1))
    assert [entry.paper.abstract for entry in reading.entries] == [odd.removeprefix("Abstract: "), ABSTRACT]


PAPERS = st.tuples(st.sampled_from([*TITLES, *ODD_TITLES]), st.sampled_from([ABSTRACT, *ODD_ABSTRACTS]))


@settings(max_examples=60)
@given(st.lists(PAPERS, min_size=4, max_size=12, unique_by=lambda item: item[0]), st.sampled_from([70, 100, 9999]))
def test_pages_of_odd_papers_among_plain_ones_are_read(drawn: list[tuple[str, str]], width: int) -> None:
    plain = [(f"Gull Number {n}", ABSTRACT) for n in range(4 * len(drawn))]
    blocks = [
        f"{title}\n\n{textwrap.fill(text, width, break_on_hyphens=False)}\n\n3 authors\n·\nMay 2, 2023"
        for title, text in (*plain, *drawn)
    ]
    reading = read("\n\n".join(blocks).encode(), "page.txt", Date(2024, 6, 1))
    assert not reading.refused
    assert [entry.paper.title for entry in reading.entries] == [title for title, _ in (*plain, *drawn)]


@given(st.text(max_size=400), st.sampled_from(["a.json", "a.csv", "a.txt", ""]))
def test_recognising_never_raises(text: str, file: str) -> None:
    assert isinstance(recognise(Head.of(text, file)), str)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "<" * 100_000, "a," * 50_000, "@a{" * 30_000, "- " * 50_000, "a" * 100_000]
)
@pytest.mark.usefixtures("no_garbage_collection")
def test_long_files_of_one_kind_take_no_time(text: str) -> None:
    assert isinstance(recognise(Head.of(text)), str)
    assert isinstance(recognise(Head.of("\n".join(text[:200] for _ in range(300)))), str)


@pytest.mark.slow
@pytest.mark.parametrize("unit", [":::", "1:", "arxiv:"])
def test_signs_without_end_cost_no_square(unit: str) -> None:
    started = time.process_time()
    read((unit * (60_000 // len(unit))).encode(), "a.txt", Date(2026, 1, 1))
    assert time.process_time() - started < 10
