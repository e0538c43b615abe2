"""Bytes of any kind to papers and problems."""

import codecs
from datetime import date as Date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.papers import Paper, Reading
from index.sources import read

TODAY = Date(2025, 6, 15)
ABSTRACT = (
    "We ask whether gulls – Larus – read papers. They do, on 12 beaches of the coast of Galicia, but only when there "
    "is bread in it. “Bread” is what the gulls call it."
)
PAGE = f"Étude of Gulls\n\n{ABSTRACT}\n\n  • 2 authors\n·\nMay 2, 2024 3\n"
PAPER = Paper("Étude of Gulls", ABSTRACT, author_count=2, date=Date(2024, 5, 2), comments=3, sources=("a.txt",))


def read_bytes(data: bytes) -> Reading:
    return read(data, "a.txt", TODAY)


@pytest.mark.parametrize(
    "data",
    [
        PAGE.encode(),
        codecs.BOM_UTF8 + PAGE.encode(),
        PAGE.encode("utf-16"),
        codecs.BOM_UTF16_BE + PAGE.encode("utf-16-be"),
        PAGE.replace("\n", "\r\n").encode(),
        codecs.BOM_UTF16_LE + PAGE.replace("\n", "\r\n").encode("utf-16-le"),
    ],
    ids=["UTF-8", "BOM", "UTF-16", "UTF-16 BE", "CRLF", "UTF-16 CRLF"],
)
def test_text_in_several_encodings_is_the_same_text(data: bytes) -> None:
    reading = read_bytes(data)
    assert [(entry.paper, entry.line) for entry in reading.entries] == [(PAPER, 1)]
    read_as = [problem.reason for problem in reading.problems]
    assert read_as == (["read as UTF-16 text"] if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else [])


def test_a_page_in_windows_1252_is_read_and_the_report_says_so() -> None:
    page = f"Étude of Gulls\n\n{ABSTRACT}\n\n  • 2 authors\n·\nMay 2, 2024 3\n"
    reading = read_bytes(page.encode("cp1252"))
    assert [entry.paper for entry in reading.entries] == [PAPER]
    assert [(problem.line, problem.reason) for problem in reading.problems] == [
        (1, "not UTF-8; read as Windows-1252 text")
    ]


def test_invalid_utf_8_is_reported_with_its_line_and_the_rest_is_read() -> None:
    page = f"Of Gulls\n\n{ABSTRACT}\n\nÉtude of Gulls\n\n{ABSTRACT}\n"
    data = page.encode().replace("É".encode(), b"\xc9")
    reading = read_bytes(data)
    assert [entry.paper.title for entry in reading.entries] == ["Of Gulls", "\N{REPLACEMENT CHARACTER}tude of Gulls"]
    ((line, reason),) = [(problem.line, problem.reason) for problem in reading.problems]
    assert line == 5
    assert "not UTF-8" in reason


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "an image"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF file"),
        (b"\xef\xbb\xbf%PDF-1.4\nA title", "a PDF file"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (PAGE.encode("utf-16-le"), "a binary file"),
        (b"\x00", "a binary file"),
    ],
)
def test_binary_files_are_refused_by_name(data: bytes, name: str) -> None:
    reading = read_bytes(data)
    assert reading.entries == ()
    assert [(problem.file, problem.line) for problem in reading.problems] == [("a.txt", None)]
    assert reading.refused
    assert name in reading.problems[0].reason


@pytest.mark.parametrize("data", [b"", b" \n\n", codecs.BOM_UTF8, b"new\n\nSubscribe\n\nDaily Papers\n\nMar 11\n"])
def test_a_file_without_papers_is_reported(data: bytes) -> None:
    reading = read_bytes(data)
    assert reading.entries == ()
    assert [(problem.line, "no papers" in problem.reason) for problem in reading.problems] == [(None, True)]


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(b"\xff\xfe\x00")
@example(b"\xff\xfe\x00\xd8")
@example(b"\xe2\x80\xa2 " + b"1" * 5000 + b" authors")
@example("a\n\u2028• Feb 29\n· · ·\n\n".encode())
@example(b"Feb 29 1\n\na\n\nFeb 29 1")
def test_any_bytes_can_be_read(data: bytes) -> None:
    reading = read_bytes(data)
    # There is always a paper or a problem.
    assert reading.entries or reading.problems


LINES = [
    "May 2",
    "Feb 29 ٣",
    "• ٧ authors",
    "·",
    "•",
    "12",
    "reef Reef",
    "Submitted by",
    "Tide",
    "word " * 50,
    "x" * 200,
    "",
]


@given(st.lists(st.sampled_from(LINES), max_size=25), st.sampled_from(["\n", "\n\n", "\r\n", "\x0b", "\u2028"]))
def test_any_mixture_of_lines_can_be_read(lines: list[str], newline: str) -> None:
    reading = read_bytes(newline.join(lines).encode())
    assert reading.entries or reading.problems
    for entry in reading.entries:
        assert entry.paper.title
        assert entry.paper.abstract
