from collections.abc import Callable
from pathlib import Path

import pytest

from index import ingest
from index.collection import Stores
from index.ingest import Input, gather
from index.stores.by_hand.record_edits import edit_record

GULL = "@misc{g, title = {Gulls Read}, abstract = {We count gulls.}}\n"
TERN = "@misc{t, title = {Terns Write}, abstract = {We hear terns.}, eprint = {2401.00001}, archiveprefix = {arXiv}}\n"
AUKS = "@misc{a, title = {Auks Sing}, abstract = {We film auks.}}\n"


@pytest.fixture
def add(stores: Stores, tmp_path: Path) -> Callable[[str], list[str]]:
    """Return what writes a file anew, adds it, and returns its problems."""

    def added(text: str, name: str = "page.bib") -> list[str]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        *_, last = ingest.add(stores, gather([tmp_path / name]))
        return [str(problem) for problem in last.files[0].problems]

    return added


def test_a_paper_that_a_file_no_longer_lists_is_named_and_kept(stores: Stores, add: Callable[..., list[str]]) -> None:
    assert add(GULL + TERN) == []
    gull = next(paper.id for paper in stores.library.papers() if paper.title == "Gulls Read")
    (said,) = add(TERN + AUKS)
    assert said.startswith(f"page.bib: no longer lists “Gulls Read” ({gull}); the library keeps them")
    assert len(stores.library.papers()) == 3
    stores.library.remove([gull])
    assert add(TERN + AUKS) == []


def test_the_same_paper_under_another_title_or_edited_is_listed(stores: Stores, add: Callable[..., list[str]]) -> None:
    add(GULL + TERN)
    gull = next(paper.id for paper in stores.library.papers() if paper.title == "Gulls Read")
    edit_record(stores.library, gull, {"title": "Gulls Read, Edited"})
    assert not any("no longer" in line for line in add(GULL + TERN.replace("Terns Write", "Terns Type")))


def test_another_file_is_not_compared(stores: Stores, add: Callable[..., list[str]]) -> None:
    add(GULL, "gulls.bib")
    assert add(TERN, "terns.bib") == []
    assert add("no list of papers", "gulls.bib") != []
    assert not any("no longer" in line for line in add("no list of papers", "gulls.bib"))


def test_an_address_or_a_pipe_gives_another_thing_each_time(stores: Stores) -> None:
    for text in (GULL, TERN):
        *_, last = ingest.add(stores, [Input("arxiv:cs.CL/new", text.encode(), path="arxiv:cs.CL/new")])
        assert last.files[0].problems == ()
