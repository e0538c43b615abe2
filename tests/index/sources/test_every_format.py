"""What holds of every format: encodings, line ends, archives, scripts, and signs that no text should have."""

import gzip
import io
import sys
import zipfile
from collections.abc import Callable
from datetime import date as Date

import pytest

from index.papers import Paper
from index.sources import ReadingOptions, read, read_parts
from tests.index.sources.writing.format_writers import WRITERS
from tests.index.sources.writing.reference_writers import REFERENCE_WRITERS

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TODAY = Date(2026, 11, 28)
EVERY = WRITERS | REFERENCE_WRITERS
AUTHORS = ("Ada Quill", "José Ñuñez")


def paper(number: int, title: str, abstract: str) -> Paper:
    return Paper(
        title, abstract, AUTHORS, date=Date(2024, 8, 1 + number), arxiv_id=f"2408.0000{number}", doi=f"10.1000/{number}"
    )


GULLS, TERNS = "We count gulls – naïve ones – on 12 beaches. ", "We hear terns on the café’s roof, in 3 towns. "
LATIN = [
    paper(1, "Étude of Gulls: Reading Over a Gull’s Shoulder", f"{GULLS * 4}So."),
    paper(2, "Tern Ear: Hearing Terns “Speak”", f"{TERNS * 4}So."),
]  # fmt: skip
SCRIPTS = [
    paper(
        1,
        "灯网：用于夜间检测的稀疏灯",
        "我们研究夜间的目标检测，因为街道上的灯很稀疏。我们的模型先找到灯，再找到物体。" * 3,
    ),
    paper(2, "海鳥の声を数える", "私たちは海岸で鳥の声を数え、モデルがどの鳥を聞き分けるかを調べる。" * 3),
    paper(
        3, "갈매기 소리를 세는 방법", "우리는 해변에서 갈매기 소리를 세고 모델이 어떤 새를 구별하는지 조사한다. " * 3
    ),
    paper(4, "כיצד סופרים שחפים", "אנו סופרים שחפים בחוף ובודקים אילו ציפורים המודל מבחין. " * 5),
]


def titles(data: bytes, file: str) -> list[tuple[str, str]]:
    parts = read_parts(io.BytesIO(data), file, len(data), ReadingOptions(TODAY))
    return [(entry.paper.title, entry.paper.abstract.strip()) for part in parts for entry in part.reading.entries]


def as_written(papers: list[Paper]) -> list[tuple[str, str]]:
    return [(one.title, one.abstract.strip()) for one in papers]


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "BOM": lambda text: text.lstrip("\ufeff").encode("utf-8-sig"),
    "UTF-16": lambda text: text.lstrip("\ufeff").encode("utf-16"),
    "Windows-1252": lambda text: text.lstrip("\ufeff").encode("cp1252"),
    "CRLF": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("name", EVERY)
def test_encodings_and_line_ends(name: str) -> None:
    file, write = EVERY[name]
    found = {encoding: titles(encode(write(LATIN)), file) for encoding, encode in ENCODINGS.items()}
    assert found == dict.fromkeys(ENCODINGS, as_written(LATIN))


@pytest.mark.parametrize("name", EVERY)
def test_archives(name: str) -> None:
    file, write = EVERY[name]
    data, archive = write(LATIN).encode(), io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"papers/{file}", data)
    assert titles(gzip.compress(data, mtime=0), f"{file}.gz") == as_written(LATIN)
    assert titles(zstd.compress(data), f"{file}.zst") == as_written(LATIN)
    assert titles(archive.getvalue(), "papers.zip") == as_written(LATIN)


@pytest.mark.parametrize("name", EVERY)
def test_other_scripts(name: str) -> None:
    file, write = EVERY[name]
    assert titles(write(SCRIPTS).encode(), file) == as_written(SCRIPTS)


@pytest.mark.parametrize("name", EVERY)
def test_a_nul_and_what_turns_a_text_round_are_left_out(name: str) -> None:
    file, write = EVERY[name]
    data = write(LATIN).replace("beaches", "bea\u202ech\u2066es", 1).encode().replace(b"terns", b"te\0rns", 1)
    reading = read(data, file, TODAY)
    assert [(entry.paper.title, entry.paper.abstract) for entry in reading.entries] == as_written(LATIN)
    (problem,) = reading.problems
    assert problem.line
    assert problem.reason == "1 NUL character left out"


@pytest.mark.parametrize("name", EVERY)
def test_of_a_file_that_is_cut_off_nothing_wrong_is_read(name: str) -> None:
    file, write = EVERY[name]
    data = write(LATIN).encode()
    whole = dict(as_written(LATIN))
    for share in (0.3, 0.55, 0.8):
        reading = read(data[: int(len(data) * share)], file, TODAY)
        for entry in reading.entries:
            # The last sign may be cut in two.
            beginning = entry.paper.abstract[:60].rstrip("\N{REPLACEMENT CHARACTER}")
            assert whole[entry.paper.title].startswith(beginning), share
        assert reading.entries or reading.refused, share
