"""Real papers, written in many formats, are read again whole; through all of them they stay the same records."""

import gzip
from contextlib import closing
from datetime import date as Date
from pathlib import Path

import pytest

from index.papers import Paper
from index.sources import read
from index.stores.library import Library
from tests.index.sources.writing.format_writers import WRITERS

TODAY = Date(2026, 11, 28)
# One paper in so many: the bench reads all of them.
STEP = 8


@pytest.fixture(scope="module")
def papers(shared: Path) -> list[Paper]:
    corpus = (shared / "bench" / "daily_papers" / "corpus.jsonl.gz").read_bytes()
    return [entry.paper for entry in read(gzip.decompress(corpus), "corpus.jsonl", TODAY).entries]


@pytest.mark.parametrize("name", WRITERS)
def test_real_papers_are_read_again_as_they_were(papers: list[Paper], name: str) -> None:
    file, write = WRITERS[name]
    some = papers[::STEP]
    reading = read(write(some).encode(), file, TODAY)
    assert [str(problem) for problem in reading.problems] == []
    found = [entry.paper for entry in reading.entries]
    assert [(one.title, one.abstract) for one in found] == [(one.title, one.abstract) for one in some]
    assert [one.arxiv_id for one in found] == [one.arxiv_id for one in some]
    assert [one.date for one in found] == [one.date for one in some]


def test_a_thousand_papers_through_all_formats_are_a_thousand_records(papers: list[Paper], tmp_path: Path) -> None:
    some = papers[5000:6000]
    with closing(Library(tmp_path / "library.db")) as library:
        for name, (file, write) in WRITERS.items():
            counts = library.upsert(read(write(some).encode(), file, TODAY).entries, f"{name}/{file}")
            assert counts.conflicts == ()
            assert library.count() == len({one.arxiv_id for one in some}) == 1000
        one = library.papers([library.papers()[0].id])[0]
        assert len(one.sources) == len(WRITERS)
