"""The first reader that recognises a file reads it, or its refusal names the format."""

from datetime import date as Date

from index.papers import Entry, Paper, Problem, Reading
from index.sources.format_reader import Document, FormatReader
from index.sources.registry import read_document

GULL = Paper(title="Gull Eye", abstract="We count gulls.")
TODAY = Date(2024, 6, 1)


def read_gulls(document: Document) -> Reading:
    entries = tuple(Entry(GULL, n) for n, line in enumerate(document.text.splitlines(), 1) if line == "gull")
    problems = tuple(
        Problem(document.file, n, f"a {line}") for n, line in enumerate(document.text.splitlines(), 1) if line == "tern"
    )
    return Reading(entries, problems)


GULLS = FormatReader("a list of gulls", lambda head: head.lines[:1] == ("BIRDS",), read_gulls)


def test_the_reader_that_recognises_a_file_reads_it() -> None:
    reading = read_document(Document("BIRDS\ngull\ntern", "birds", TODAY), [GULLS])
    assert reading == Reading((Entry(GULL, 2),), (Problem("birds", 3, "a tern"),), format="a list of gulls")


def test_a_file_in_a_known_format_without_a_paper_is_refused_with_its_first_fault() -> None:
    reading = read_document(Document("BIRDS\ntern", "birds", TODAY), [GULLS])
    (problem,) = reading.problems
    assert reading.refused
    assert problem.reason == (
        "this is a list of gulls, but no paper in it has both a title and an abstract; line 2: a tern."
        " Export it again with abstracts, or fetch papers, as with `paperchat add doi:10.1000/1`"
    )


def test_anything_else_is_a_page_or_refused_by_name() -> None:
    page = read_document(
        Document("Gull Eye\n\nWe count gulls. They are many, and all of them can read books.", "a", TODAY), [GULLS]
    )
    assert [entry.paper.title for entry in page.entries] == ["Gull Eye"]
    (problem,) = read_document(Document("---\na: b\n---\n", "a", TODAY), [GULLS]).problems
    assert problem.reason.startswith("this is a Markdown file, not a list of papers that paperchat reads")
