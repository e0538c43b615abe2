"""Files of any size, archives, and what is in them."""

import csv
import gzip
import io
import json
import random
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import date as Date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.papers import Problem
from index.sources import FilePart, ReadingOptions, read_parts
from index.sources.requirements import requirements

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TODAY = Date(2026, 11, 28)
BIBTEX = b"@misc{a, title = {Gull Eye}, abstract = {We count gulls.}, year = 2024}"
RIS = b"TY  - JOUR\nTI  - Tern Ear\nAB  - We hear terns.\nER  - \n"
LINES = b'{"title": "Gull Eye", "abstract": "We count gulls."}\n' * 2


def parts(data: bytes, name: str, options: ReadingOptions | None = None) -> list[FilePart]:
    return [*read_parts(io.BytesIO(data), name, len(data), options or ReadingOptions(TODAY))]


def gzipped(data: bytes) -> bytes:
    """Return the data packed, the same bytes every time: tests are named after them."""
    return gzip.compress(data, mtime=0)


def zipped(**files: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, data in files.items():
            writer.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return archive.getvalue()


def titles(found: list[FilePart]) -> list[str]:
    return [entry.paper.title for part in found for entry in part.reading.entries]


def reasons(found: list[FilePart]) -> list[str]:
    return [str(problem) for part in found for problem in part.reading.problems]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (BIBTEX, "a.bib"),
        (gzipped(BIBTEX), "a.bib.gz"),
        (zstd.compress(BIBTEX), "a.bib.zst"),
        (gzipped(zstd.compress(BIBTEX)), "a.bib.zst.gz"),
        (gzipped(BIBTEX), "a"),
    ],
)
def test_a_packed_file_is_the_file(data: bytes, name: str) -> None:
    (part,) = parts(data, name)
    assert (part.member, titles([part])) == ("", ["Gull Eye"])


def test_each_file_of_an_archive_is_read_by_its_own_content() -> None:
    data = zipped(
        a_dot_bib=BIBTEX, sub__b_dot_ris=RIS, c_dot_gz=gzipped(LINES), MIT_dot_txt=b"x", sub___dot_hidden=b"x"
    )
    found = parts(data, "papers.zip")
    assert [(part.member, part.reading.format) for part in found] == [
        ("a.bib", "a BibTeX file"),
        ("sub/b.ris", "an RIS file"),
        ("c", "a JSON lines file"),
        ("MIT.txt", ""),
    ]
    assert reasons(found) == [
        "papers.zip/MIT.txt: no papers found in it; export the papers as BibTeX, RIS or CSV with abstracts, or save "
        "them as plain text with “Title:” before each title and “Abstract:” before each abstract"
    ]
    assert {entry.paper.sources for entry in found[0].reading.entries} == {("papers.zip/a.bib",)}


def nameless(archive: bytes) -> bytes:
    """Return a ZIP archive with a NUL for the name of its last file."""
    place = archive.rindex(b"PK\x01\x02") + 46
    return archive[:place] + b"\0" + archive[place + 1 :]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped(a=zipped(b=BIBTEX)), "an archive within an archive"),
        (gzipped(gzipped(gzipped(BIBTEX))), "an archive within an archive"),
        (gzipped(BIBTEX)[:-12], "a damaged archive"),
        (zstd.compress(BIBTEX)[:-6], "a damaged archive"),
        (zipped(a=BIBTEX)[:-30], "a damaged ZIP archive"),
        (nameless(zipped(a=BIBTEX, b=RIS)), "a damaged ZIP archive"),
        (zipped(**{"[Content_Types]_dot_xml": b"x"}), "an Office document"),
    ],
)
def test_damaged_archives_are_one_line(data: bytes, reason: str) -> None:
    assert reason in refusal_of(data)


# Packed in the test: packing takes longer than all other files here.
@pytest.mark.slow
@pytest.mark.parametrize("pack", [gzipped, lambda data: zipped(a=data)])
def test_bombs_are_one_line(pack: Callable[[bytes], bytes]) -> None:
    assert "unpacks to more than 200 times its size" in refusal_of(pack(bytes(70 << 20)))


def refusal_of(data: bytes) -> str:
    """Return the one line that refuses the file."""
    found = parts(data, "a")
    assert [part.reading.refused for part in found] == [True]
    (line,) = reasons(found)
    return line


def many(count: int, *, broken: int = -1) -> Iterator[bytes]:
    draw = random.Random(7)  # noqa: S311 - invents papers
    words = [f"word{n}" for n in range(4000)]
    for number in range(count):
        if number == broken:
            yield b'{"title": "cut off\n'
        abstract = " ".join(draw.choices(words, k=150))
        paper = {
            "id": f"24{number // 9000 + 1:02}.{number % 9000 + 1:05}",
            "title": f"Gull {number}",
            "abstract": abstract,
        }
        yield json.dumps({**paper, "categories": draw.choice(["cs.CL", "cs.CV math.CO"])}).encode() + b"\n"


@pytest.mark.slow
def test_a_large_file_is_read_in_pieces_with_its_lines_and_in_bounded_memory() -> None:
    data = b"".join(many(22_000, broken=20_000))
    assert len(data) > 24 << 20
    tracemalloc.start()
    broken: list[Problem] = []
    found, count, last = 0, 0, 0
    for part in read_parts(io.BytesIO(data), "big.jsonl", len(data), ReadingOptions(TODAY)):
        found += len(part.reading.entries)
        broken += part.reading.problems
        last = max(last, part.reading.entries[-1].line)
        count += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found, last, count > 2) == (22_000, 22_001, True)
    assert [(problem.line, problem.reason) for problem in broken] == [(20_001, "invalid JSON; skipped")]
    assert peak < 100 << 20


@pytest.mark.slow
def test_what_is_wanted_is_taken_from_a_packed_snapshot() -> None:
    data = zstd.compress(b"".join(many(12_000)))
    options = ReadingOptions(TODAY, wanted=requirements("category=cs.CL,date>=2024-02"))
    found = parts(data, "snapshot.json.zst", options)
    papers = [entry.paper for part in found for entry in part.reading.entries]
    assert {paper.categories for paper in papers} == {("cs.CL",)}
    assert {str(paper.date) for paper in papers} == {"2024-02-01"}
    assert len(papers) + sum(part.left_out for part in found) == 12_000


@pytest.mark.slow
def test_a_line_without_an_end_is_skipped() -> None:
    lines = [b'{"title": "Gull", "abstract": "%s"}\n' % (b"We count gulls. " * 400)] * 1500
    data = b"".join(lines) + b'{"title": "' + b"x" * (40 << 20) + b'"}\n' + LINES
    found = parts(data, "a.jsonl")
    assert len(titles(found)) == 1502
    assert reasons(found) == ["a.jsonl:1501: a line of more than 16 MB; skipped"]
    assert found[-1].reading.entries[-1].line == 1503


@pytest.mark.slow
def test_a_large_file_in_another_format_is_refused() -> None:
    found = parts(BIBTEX + b" " * (210 << 20), "a.bib")
    assert reasons(found) == ["a.bib: this is a file of more than 200 MB; only tables and JSON may be larger"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.slow
def test_large_files_in_several_encodings_are_read(encoding: str) -> None:
    line = json.dumps({"title": "Étude", "abstract": "“Gulls”", "x": "é" * 9000}, ensure_ascii=False) + "\n"
    found = parts((line * 1500).encode(encoding), "a.jsonl")
    assert len(found) > 1
    assert {(entry.paper.title, entry.paper.abstract) for part in found for entry in part.reading.entries} == {
        ("Étude", "“Gulls”")
    }


@settings(max_examples=150)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x1f\x8b\x08", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"<feed>", b"[{"]),
)
def test_any_bytes_are_papers_or_one_line(data: bytes, start: bytes) -> None:
    for part in parts(start + data, "a"):
        assert part.reading.entries or part.reading.problems


@settings(max_examples=60)
@given(st.data())
def test_damaged_archives_never_raise(draw: st.DataObject) -> None:
    data = bytearray(draw.draw(st.sampled_from([gzipped(BIBTEX), zstd.compress(BIBTEX), zipped(a=BIBTEX, b=RIS)])))
    for place in draw.draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=4)):
        data[place] = draw.draw(st.integers(0, 255))
    for part in parts(bytes(data), "a"):
        assert part.reading.entries or part.reading.problems


def many_rows(count: int) -> list[dict[str, str]]:
    said = 'We count gulls, "terns"\nand boats. ' * 600
    return [{"title": f"Gull {n} Eye", "abstract": f"{said}{n}", "year": "2024"} for n in range(count)]


def as_csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "written", [as_csv, lambda rows: json.dumps(rows).encode(), lambda rows: json.dumps(rows, indent=1).encode()]
)
def test_a_large_table_or_list_is_read_in_pieces_with_its_lines(
    written: Callable[[list[dict[str, str]]], bytes],
) -> None:
    rows = many_rows(900)
    data = written(rows)
    assert len(data) > 2 * (8 << 20)
    found = parts(data, "a.csv" if data.startswith(b"title") else "a.json")
    assert len([part for part in found if part.reading.entries]) > 1
    assert titles(found) == [row["title"] for row in rows]
    lines = data.decode().split("\n")
    last = found[-1].reading.entries[-1]
    assert last.paper.title in lines[last.line - 1]


def as_lines(rows: list[dict[str, str]]) -> bytes:
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


@pytest.mark.slow
@pytest.mark.parametrize("written", [as_csv, as_lines, lambda rows: json.dumps(rows).encode()])
def test_a_large_file_of_products_is_refused_once_and_read_if_somebody_says_what_it_holds(
    written: Callable[[list[dict[str, str]]], bytes],
) -> None:
    rows = [{"title": f"lamp {n}", "description": "* Use --lamp for the desk\n" * 600} for n in range(600)]
    data = written(rows)
    name = "a.csv" if data.startswith(b"title") else "a.json"
    refused = parts(data, name)
    assert (titles(refused), [part.reading.refused for part in refused]) == ([], [True])
    named_columns = ReadingOptions(TODAY, (("title", "title"), ("abstract", "description")))
    assert len(titles(parts(data, name, named_columns))) == len(rows)
