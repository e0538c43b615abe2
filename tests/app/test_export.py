"""Papers written in every format are read again as they were, by us and by the tools of the format."""

import csv
import gzip
import io
import json
import string
from dataclasses import replace
from datetime import date as Date
from html import unescape
from pathlib import Path

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.export import FORMATS, exported
from app.export.markdown_notes import as_markdown
from app.export.paper_address import address_of
from index.errors import PaperchatError
from index.papers import Paper, tidy
from index.sources import read
from index.stores.by_hand.paper_marks import Marks

TODAY = Date(2026, 11, 28)
READ_AGAIN = [*FORMATS]
# What a format has a place for.
REFERENCE = {"title", "abstract", "authors", "author_count", "date", "venue", "doi", "arxiv_id", "arxiv_version"}
REFERENCE |= {"language", "tags"}
EVERYTHING = {
    *(*REFERENCE, "organisation", "comments", "upvotes", "other_ids", "url", "pdf_url", "code_url", "categories"),
    "listed_on",
}
KEPT = {
    "bibtex": REFERENCE | {"categories", "pdf_url", "code_url", "organisation"},
    "ris": REFERENCE | {"pdf_url"},
    "csl-json": REFERENCE | {"categories"},
    "csv": EVERYTHING,
    "markdown": EVERYTHING,
    "jsonl": EVERYTHING,
}
LANTERN = Paper(
    title="LanternNet: {Sparse} Lamps for $\\alpha$-Low-Light & Ünïcode at 5%",
    abstract="We keep \"quotes\", {braces}, \\textsc{macros}, 5% of $10, a_b, x^2, ~ and ``ticks'' -- all of them.",
    authors=("Ada Quíll", "Ludwig van Beethoven", "OpenAI", "王小明"),
    date=Date(2026, 1, 5),
    arxiv_id="2601.00011v2",
    doi="10.1000/a_b(1)#2",
    venue="Proceedings of Lamps & Lights",
    categories=("cs.CV", "stat.ML"),
    tags=("night vision", "50% lamps"),
    url="https://example.org/a_b?x=1&y=~z%20",
    pdf_url="https://example.org/a.pdf",
    code_url="https://github.com/quill/lamps",
    organisation="Lumen & Lab",
    upvotes=41,
    comments=3,
    listed_on=(Date(2026, 1, 6), Date(2026, 1, 7)),
    other_ids=("pmid:123", "s2:77"),
    language="en",
)


def read_back(papers: list[Paper], format_name: str) -> list[Paper]:
    reading = read(exported(papers, format_name).encode(), f"papers{FORMATS[format_name].suffix}", TODAY)
    assert reading.problems == ()
    return [entry.paper for entry in reading.entries]


def differences(found: list[Paper], papers: list[Paper], format_name: str) -> list[tuple[str, object, object]]:
    assert len(found) == len(papers)
    pairs = [
        (name, getattr(again, name), getattr(paper, name))
        for again, paper in zip(found, papers, strict=True)
        for name in sorted(KEPT[format_name])
    ]
    pairs += [("address", address_of(again), address_of(paper)) for again, paper in zip(found, papers, strict=True)]
    return [(name, again, paper) for name, again, paper in pairs if again != paper]


PLACES = ("cs.CV", "cs.CL", "stat.ML", "math.CO", "hep-th", "q-bio.NC")
TEXT = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=80)
LATEX = st.text(st.sampled_from("ab {}\\$%&#_^~\"'`-@,=éß"), min_size=1, max_size=40)
LINES = (TEXT | LATEX).map(tidy).filter(bool)
WORD = st.text(string.ascii_letters + "éüß", min_size=2, max_size=9).filter(
    lambda word: word.casefold() not in {"and", "others"}
)
TAG = st.lists(WORD, min_size=1, max_size=2).map(" ".join)
ADDRESSES = st.text(string.ascii_letters + string.digits + "._~%&#=?-+", min_size=1, max_size=20).map(
    lambda path: f"https://example.org/{path}"
)
OPTIONAL = {
    "organisation": TAG,
    "date": st.dates(Date(1991, 1, 1), Date(2030, 1, 1)),
    "comments": st.integers(0, 9999),
    "upvotes": st.integers(0, 9999),
    "doi": st.text(string.ascii_lowercase + string.digits + "._;()/_%&#", min_size=1, max_size=20).map(
        "10.1000/a{}".format
    ),
    "url": ADDRESSES,
    "pdf_url": ADDRESSES.map("{}.pdf".format),
    "code_url": ADDRESSES,
    "venue": TAG,
    "language": st.sampled_from(["en", "de", "zh", "ja"]),
}
PAPERS = st.builds(
    Paper,
    title=LINES,
    # `-` and `NULL` alone are how tables write that there is none.
    abstract=LINES.map("{} x".format),
    authors=st.lists(st.lists(WORD, min_size=2, max_size=3).map(" ".join), max_size=4).map(tuple),
    categories=st.lists(st.sampled_from(PLACES), unique=True, max_size=3).map(tuple),
    tags=st.lists(TAG, unique=True, max_size=3).map(tuple),
    listed_on=st.lists(st.dates(Date(2000, 1, 1), Date(2030, 1, 1)), unique=True, max_size=3).map(
        lambda days: tuple(sorted(days))
    ),
    **{name: st.none() | values for name, values in OPTIONAL.items()},
)


@pytest.mark.parametrize("format_name", READ_AGAIN)
def test_a_paper_with_everything_is_read_again_as_it_was(format_name: str) -> None:
    assert differences(read_back([LANTERN], format_name), [LANTERN], format_name) == []


@pytest.mark.parametrize("format_name", READ_AGAIN)
def test_the_version_is_read_again_though_addresses_leave_it_out(format_name: str) -> None:
    paper = replace(LANTERN, url="https://huggingface.co/papers/2601.00011", pdf_url="https://arxiv.org/pdf/2601.00011")
    assert differences(read_back([paper], format_name), [paper], format_name) == []


@pytest.mark.parametrize("format_name", READ_AGAIN)
@settings(max_examples=40)
@given(papers=st.lists(PAPERS, min_size=1, max_size=4))
@example(papers=[Paper("=1+1", "'=1+1"), Paper("@a{b,", "ER - x"), Paper("TY - GEN", "%0 x")])
def test_papers_of_any_text_are_read_again_as_they_were(papers: list[Paper], format_name: str) -> None:
    assert differences(read_back(papers, format_name), papers, format_name) == []


@settings(max_examples=40)
@given(papers=st.lists(PAPERS, min_size=1, max_size=4))
def test_others_read_our_bibtex(papers: list[Paper]) -> None:
    library = parse_string(exported(papers, "bibtex"))
    assert library.failed_blocks == []
    assert len(library.entries) == len(papers)
    plain = [paper for paper in papers if not set("{}\\$%&#_^~`'-") & set(paper.title)]
    decoded = parse_string(exported(plain, "bibtex"), append_middleware=[LatexDecodingMiddleware()])
    assert [tidy(entry["title"].strip("{}")) for entry in decoded.entries] == [paper.title for paper in plain]
    for entry, paper in zip(library.entries, papers, strict=True):
        # BibTeX itself counts every brace, escaped or not.
        assert all(str(field.value).count("{") == str(field.value).count("}") for field in entry.fields)
        assert entry.get("author", "" if not paper.authors else None) is not None


def test_others_read_our_ris() -> None:
    (found,) = rispy.loads(exported([LANTERN], "ris"), newline="\r\n")
    assert found["title"] == LANTERN.title
    assert found["abstract"] == LANTERN.abstract
    assert found["authors"] == ["Quíll, Ada", "van Beethoven, Ludwig", "OpenAI", "王小明"]
    assert (found["year"], found["date"], found["doi"]) == ("2026", "2026/01/05", LANTERN.doi)


def test_csl_json_has_the_shape_of_the_schema() -> None:
    (found,) = json.loads(exported([LANTERN], "csl-json"))
    assert found["id"] == "quill2026lanternnet"
    assert found["type"] == "paper-conference"
    assert found["issued"] == {"date-parts": [[2026, 1, 5]]}
    assert found["author"][:3] == [
        {"family": "Quíll", "given": "Ada"},
        {"family": "van Beethoven", "given": "Ludwig"},
        {"literal": "OpenAI"},
    ]


def test_no_cell_of_our_csv_is_a_formula() -> None:
    papers = [Paper("=HYPERLINK(1)", "@SUM(1)"), Paper("-1", "+1", tags=("=x",))]
    rows = list(csv.DictReader(io.StringIO(exported(papers, "csv").removeprefix("\ufeff"))))
    assert [(row["title"], row["abstract"]) for row in rows] == [("'=HYPERLINK(1)", "'@SUM(1)"), ("'-1", "'+1")]


def test_a_note_has_its_fields_as_front_matter() -> None:
    text = exported([LANTERN], "markdown")
    _, front, note = text.split("---\n", 2)
    values = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in front.splitlines())}
    assert (values["title"], values["authors"]) == (LANTERN.title, list(LANTERN.authors))
    assert values["tags"] == ["paper", "night-vision", "50-lamps"]
    assert note.startswith("\n# LanternNet")


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_a_person_noted_is_written_too(format_name: str) -> None:
    marks = {LANTERN.id: Marks(starred=True, tags=("to cite", "Night Vision"), note="Read “this” {again}\n- soon")}
    text = exported([LANTERN], format_name, marks)
    assert "to cite" in text or "to-cite" in text
    assert "starred" in text
    assert "soon" in text
    assert "soon" not in exported([LANTERN], format_name)
    if format_name in READ_AGAIN:
        (again,) = read(text.encode(), f"a{FORMATS[format_name].suffix}", TODAY).entries
        assert (again.paper.title, again.paper.abstract) == (LANTERN.title, LANTERN.abstract)


def test_a_tag_is_written_once_whatever_its_case() -> None:
    marks = {LANTERN.id: Marks(tags=("Night Vision",))}
    assert json.loads(exported([LANTERN], "csl-json", marks))[0]["keyword"] == "night vision; 50% lamps"


def test_text_of_papers_is_no_markdown() -> None:
    odd = replace(LANTERN, title="# <b>[x](http://a)", abstract="1. ![i](http://a) <script>")
    text = exported([odd, odd], "markdown")
    assert "## \\# \\<b>\\[x\\](http://a)\n" in text
    assert "\n**Abstract:** 1\\. !\\[i\\](http://a) \\<script>\n" in text


@settings(max_examples=200)
@given(text=st.text(st.sampled_from('ab 1_~=%&#;*`[]()<>\\!-+|."'), min_size=1).map(tidy).filter(bool))
@example(text="a_b _c_ __d__ ~~e~~ **f** &amp; &#38; #g")
@example(text="A primer on C ##")
def test_text_is_shown_by_markdown_as_it_is(text: str) -> None:
    shown = MarkdownIt("commonmark").enable("strikethrough").render(f"# {as_markdown(text)}")
    assert unescape(shown.strip().removeprefix("<h1>").removesuffix("</h1>")) == text


def test_formulas_stay_formulas_in_markdown() -> None:
    (paper,) = read_back(
        [Paper(r"$\alpha$-Nets", r"We net $\mathbf{x}_{i} \in R^2$ for $5, $[a](b)$ and $\|x\|$.")], "markdown"
    )
    assert paper.abstract == r"We net $\mathbf{x}_{i} \in R^2$ for $5, $[a](b)$ and $\|x\|$."
    assert as_markdown(paper.abstract) == (r"We net $\mathbf{x}_{i} \in R^2$ for $5, $\[a\](b)$ and $\\|x\\|$.")


@pytest.mark.parametrize("count", [1, 3])
def test_notes_of_the_shortest_records_are_read_again(count: int) -> None:
    bare = [
        Paper(f"Snow in spring {n}", f"We look at snow on roads and find {n} mm of it a day.") for n in range(count)
    ]
    again = read(exported(bare, "markdown").encode(), "notes.md", TODAY).entries
    assert [(entry.paper.title, entry.paper.abstract) for entry in again] == [(one.title, one.abstract) for one in bare]


def test_an_entry_keeps_the_key_that_texts_cite_it_by_and_no_day_that_nobody_gave() -> None:
    bibliography = "@article{Mueller_gradual_2022, title={Gradual Nets}, abstract={We net.}, year=2022}"
    (entry,) = read(bibliography.encode(), "zotero.bib", TODAY).entries
    assert (entry.paper.date, entry.paper.date_precision) == (Date(2022, 1, 1), "year")
    written = exported([entry.paper], "bibtex")
    (again,) = parse_string(written).entries
    assert (again.key, again["year"], again["date"], "month" in again) == (
        "Mueller_gradual_2022",
        "2022",
        "2022",
        False,
    )
    assert json.loads(exported([entry.paper], "csl-json"))[0]["issued"] == {"date-parts": [[2022]]}
    for format_name in READ_AGAIN:
        (paper,) = read_back([entry.paper], format_name)
        assert (paper.date, paper.date_precision) == (entry.paper.date, "year"), format_name


def test_entries_have_keys_of_their_own() -> None:
    text = exported([LANTERN, LANTERN, replace(LANTERN, authors=())], "bibtex")
    keys = [entry.key for entry in parse_string(text).entries]
    assert keys == ["quill2026lanternnet", "quill2026lanternneta", "2026lanternnetsparselamps"]


def test_keys_that_differ_in_case_alone_are_one_key_to_bibtex() -> None:
    named = [replace(LANTERN, other_ids=(f"bibtex:{key}",)) for key in ("Tern", "tern", "TERN", "terna")]
    keys = [entry.key for entry in parse_string(exported(named, "bibtex")).entries]
    assert keys == ["Tern", "terna", "TERNb", "ternaa"]


def test_addresses_are_written_as_reference_managers_take_them() -> None:
    (entry,) = parse_string(exported([LANTERN], "bibtex")).entries
    assert (entry["doi"], entry["url"]) == (LANTERN.doi, LANTERN.url)


def test_an_unknown_format_is_one_line() -> None:
    with pytest.raises(PaperchatError, match="no format 'docx'") as fault:
        exported([LANTERN], "docx")
    assert "bibtex, ris, csl-json, csv, markdown, jsonl" in str(fault.value.hint)


@pytest.fixture(scope="module")
def real_papers(shared: Path) -> list[Paper]:
    corpus = shared / "bench" / "daily_papers" / "corpus.jsonl.gz"
    return [entry.paper for entry in read(gzip.decompress(corpus.read_bytes()), "corpus.jsonl", TODAY).entries]


@pytest.mark.slow
@pytest.mark.parametrize("format_name", READ_AGAIN)
def test_real_abstracts_are_read_again_as_they_were(real_papers: list[Paper], format_name: str) -> None:
    papers = real_papers
    assert len(papers) > 11_000
    found = read_back(papers, format_name)
    assert [(paper.title, paper.abstract) for paper in found] == [(paper.title, paper.abstract) for paper in papers]
    assert [paper.arxiv_id for paper in found] == [paper.arxiv_id for paper in papers]
    assert [paper.date for paper in found] == [paper.date for paper in papers]
