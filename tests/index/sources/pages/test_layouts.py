"""Papers that are laid out as a page or a text are read back as they were, and nothing else with them."""
# ruff: noqa: S311 - chance is no secret here.

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from datetime import date as Date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.papers import Paper, tidy
from index.sources import read
from tests.index.sources.pages.laid_out import Record
from tests.index.sources.pages.layouts import LAYOUTS, paper_page

TODAY = Date(2026, 11, 28)
WORDS = (
    "sparse lamps gulls reader watch streaming memory attention GPT-4 the of under α-divergence 3D (in) $x_i$ we*re "
    "low-light “quoted” Model's C++ 4-bit and/or e.g. naïve 灯网 Transformer"
).split()
# `Title:` and `Abstract:` are left out: where fields have names, a title that begins so looks like one.
STARTS = ("", "[1]", "Code", "TL;DR", "LanternNet", "GPT", "1.", "Link", "Whisker")
WORD = st.sampled_from(WORDS)
NAMES = st.sampled_from(("Ada Quill", "Bo Marsh", "Cy Fenn", "Dee van Hart", "José Ñuñez", "Li Wei", "K. Dale"))


@st.composite
def sentences(draw: st.DrawFn) -> str:
    words = draw(st.lists(WORD, min_size=9, max_size=25))
    return f"We {' '.join(words)}{draw(st.sampled_from(('.', '.', '!', ' (see https://example.org/a_b).', '?')))}"


@st.composite
def titles(draw: st.DrawFn) -> str:
    start, words = draw(st.sampled_from(STARTS)), draw(st.lists(WORD, min_size=4, max_size=11))
    return (
        f"{start}{'Gull' if start in ('[1]', '1.') else ''}: {' '.join(words)}" if start else f"Gulls {' '.join(words)}"
    )


@st.composite
def records(draw: st.DrawFn, number: int) -> Record:
    day = draw(st.dates(Date(2015, 1, 1), Date(2026, 11, 27)))
    return Record(
        title=f"{draw(titles())} No {number}",
        abstract=" ".join(draw(st.lists(sentences(), min_size=3, max_size=7))),
        arxiv_id=f"{day:%y%m}.{10_000 + number}",
        authors=tuple(draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))),
        date=day,
        upvotes=draw(st.integers(0, 999)),
        comments=draw(st.integers(0, 30)),
        organisation=draw(st.sampled_from((None, "Lumen Lab", "Tiny Ears", "Hiveworks University"))),
    )


@st.composite
def collections(draw: st.DrawFn) -> list[Record]:
    return [draw(records(number)) for number in range(draw(st.integers(3, 7)))]


def read_back(text: str, name: str) -> list[Paper]:
    reading = read(text.encode(), "saved.txt", TODAY)
    assert len(reading.problems) <= 2, name
    return [entry.paper for entry in reading.entries]


def agrees(paper: Paper, record: Record) -> bool:
    """Whether the paper has the text of the record, and of the rest nothing that the record does not say."""
    said = (
        (paper.arxiv_id, record.arxiv_id),
        (paper.authors or None, record.authors),
        (paper.author_count, len(record.authors)),
        (paper.upvotes, record.upvotes),
        (paper.comments, record.comments),
        (paper.organisation, record.organisation),
    )
    dated = paper.date in (None, record.date, record.date.replace(day=1))
    same = (paper.title, paper.abstract) == (record.title, record.abstract)
    return same and dated and all(found in (None, right) for found, right in said)


def check(found: Sequence[Paper], laid_out: Sequence[Record], name: str) -> None:
    assert [paper.title for paper in found] == [record.title for record in laid_out], name
    wrong = [(paper, record) for paper, record in zip(found, laid_out, strict=True) if not agrees(paper, record)]
    assert wrong == [], name


@pytest.mark.parametrize("name", LAYOUTS)
@settings(max_examples=12)
@given(st.data())
def test_what_is_laid_out_is_read_back_and_nothing_else(name: str, data: st.DataObject) -> None:
    laid_out = data.draw(collections())
    text = LAYOUTS[name](laid_out, random.Random(data.draw(st.integers(0, 2**16))))
    check(read_back(text, name), laid_out, name)


@settings(max_examples=20)
@given(records(1), st.integers(0, 2**16))
def test_the_page_of_one_paper_gives_that_paper(record: Record, seed: int) -> None:
    (found,) = read_back(paper_page(record, random.Random(seed)), "page")
    assert agrees(found, record)
    assert found.authors == record.authors
    assert found.upvotes == record.upvotes


def read_records(shared: Path) -> Iterator[Record]:
    with gzip.open(shared / "bench" / "daily_papers" / "corpus.jsonl.gz") as lines:
        for row in map(json.loads, lines):
            authors = tuple(name for author in row["authors"] if (name := tidy(author)))
            if row["text"] and authors:
                yield Record(
                    title=tidy(row["title"]),
                    abstract=tidy(row["text"]),
                    arxiv_id=row["_id"],
                    authors=authors,
                    date=Date.fromisoformat(row["arxiv_published_at"][:10]),
                    upvotes=row["upvotes"] or 0,
                    comments=row["num_comments"] or 0,
                )


@pytest.fixture(scope="module")
def daily_papers(shared: Path) -> list[Record]:
    # Every tenth of them; all of them take minutes.
    return list(islice(read_records(shared), 0, None, 10))


@pytest.mark.parametrize("name", LAYOUTS)
def test_daily_papers_are_read_back_whole(daily_papers: list[Record], name: str) -> None:
    draw = random.Random(7)
    missed = []
    for start in range(0, len(daily_papers), 50):
        batch = daily_papers[start : start + 50]
        found = read_back(LAYOUTS[name](batch, draw), name)
        right = {(paper.title, paper.abstract) for paper in found}
        missed += [record.title for record in batch if (record.title, record.abstract) not in right]
        assert len({paper.id for paper in found}) <= len(batch)
    assert missed == []
