"""Papers exported by libraries, indexes and repositories are read back as they were."""

from datetime import date as Date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.papers import Paper, Reading
from index.sources import read
from tests.index.sources.writing.reference_writers import REFERENCE_WRITERS

TODAY = Date(2026, 11, 28)
WORDS = (
    "sparse lamps gulls reader & watch <eos> streaming memory GPT-4 the of $x_i$ 3D (in) “quoted” Model's C++ "
    '4-bit and/or e.g. naïve 灯网 50% "said" a<b'
).split()
NAMES = ("Ada Quill", "Bo Marsh", "Cy D. Fenn", "José Ñuñez", "Li Wei", "Anne-Marie O'Hara")


@st.composite
def papers(draw: st.DrawFn) -> list[Paper]:
    count = draw(st.integers(1, 4))
    return [draw(_paper(number)) for number in range(count)]


@st.composite
def _paper(draw: st.DrawFn, number: int) -> Paper:
    day = draw(st.dates(Date(2015, 1, 1), Date(2026, 11, 27)))
    words = st.sampled_from(WORDS)
    return Paper(
        title=f"Gull {' '.join(draw(st.lists(words, min_size=2, max_size=9)))} No {number}",
        abstract=f"We {' '.join(draw(st.lists(words, min_size=25, max_size=60)))}.",
        authors=tuple(draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))),
        date=day,
        arxiv_id=f"{day:%y%m}.{10_000 + number}",
        doi=f"10.1000/gull.{number}",
        venue="Journal of Gulls",
    )


def reading_of(name: str, some: list[Paper]) -> Reading:
    file, write = REFERENCE_WRITERS[name]
    return read(write(some).encode(), file, TODAY)


@pytest.mark.parametrize("name", REFERENCE_WRITERS)
@settings(max_examples=12)
@given(some=papers())
def test_papers_are_read_back_as_they_were(name: str, some: list[Paper]) -> None:
    reading = reading_of(name, some)
    assert reading.problems == ()
    assert reading.format in (name, name.rpartition(" (")[0])
    found = [entry.paper for entry in reading.entries]
    assert [(one.title, one.abstract) for one in found] == [(one.title, one.abstract) for one in some]
    assert [one.authors for one in found] == [one.authors for one in some]
    assert [one.doi for one in found] == [one.doi for one in some]
    assert [one.date and one.date.year for one in found] == [
        2024 if name == "an ACL Anthology file" else one.date and one.date.year for one in some
    ]


@pytest.mark.parametrize("name", REFERENCE_WRITERS)
def test_a_paper_without_an_abstract_is_reported_with_its_line(name: str) -> None:
    whole = Paper("Gull Eye", "We count gulls on 12 beaches.", ("Ada Quill", "Bo Marsh"), date=Date(2024, 8, 1))
    reading = reading_of(name, [whole, Paper("Tern Ear", "", ("Cy Fenn",)), whole])
    assert [entry.paper.title for entry in reading.entries] == ["Gull Eye", "Gull Eye"]
    (problem,) = reading.problems
    assert problem.reason == "a paper without an abstract; skipped"
    first, third = (entry.line for entry in reading.entries)
    assert first <= (problem.line or 0) <= third
    assert reading_of(name, [Paper("Tern Ear", "")]).refused


def test_what_only_some_formats_know() -> None:
    paper = Paper(
        "Gull Eye", "We count gulls.", ("Ada Quill", "Bo Marsh"), date=Date(2024, 8, 5), arxiv_id="2408.00001"
    )
    (arxiv,) = reading_of("an OAI-PMH file", [paper]).entries
    assert (arxiv.paper.arxiv_id, arxiv.paper.categories) == ("2408.00001", ("cs.CL", "cs.LG"))
    (acl,) = reading_of("an ACL Anthology file", [paper]).entries
    assert (acl.paper.url, acl.paper.venue) == ("https://aclanthology.org/2024.acl-long.1/", "Proceedings on Gulls")
    assert (acl.paper.other_ids, acl.paper.date) == (("acl:2024.acl-long.1",), Date(2024, 8, 1))
