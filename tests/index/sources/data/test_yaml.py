"""YAML as reference managers and people write it; traps, and text that only looks like it."""

from datetime import date as Date

import pytest

from index.sources import read
from tests.index.sources.read_texts import ABSTRACT, TITLE, TODAY, papers

HAYAGRIVA = f"""gulls:
  type: article
  title: "{TITLE}"
  author: ["Larus, Ann", "Sterna, Bo"]
  date: 2024-03-05
  abstract: >
    {ABSTRACT}
  serial-number:
    doi: "10.1000/gull"
  parent:
    type: periodical
    title: Journal of Gulls
"""
PAPIS = f"""abstract: '{ABSTRACT}'
author: Larus, Ann and Sterna, Bo
author_list:
- family: Larus
  given: Ann
doi: 10.1000/gull
files:
- a.pdf
journal: Journal of Gulls
month: 3
title: "{TITLE}"
year: 2024
"""


@pytest.mark.parametrize("text", [HAYAGRIVA, PAPIS, f"---\n{PAPIS}...\n"])
def test_the_files_of_typst_and_papis(text: str) -> None:
    (paper,) = papers(text, "papers.yml")
    assert (paper.title, paper.abstract, paper.authors) == (TITLE, ABSTRACT, ("Ann Larus", "Bo Sterna"))
    assert (paper.doi, paper.venue, paper.iso_date[:7]) == ("10.1000/gull", "Journal of Gulls", "2024-03")


def test_several_documents_are_several_papers() -> None:
    assert [paper.doi for paper in papers(f"{PAPIS}---\n{PAPIS}", "papers.yaml")] == ["10.1000/gull"] * 2


BOMB = "a: &a [gull, gull]\nb: &b [*a, *a]\ntitle: *b\nabstract: *b\n"
DEEP = f"title: {'[' * 5000}{']' * 5000}\nabstract: {ABSTRACT}\n"
CODE = f"title: !!python/object/apply:os.system ['true']\nabstract: {ABSTRACT}\n"


@pytest.mark.parametrize("text", [BOMB, DEEP])
def test_what_grows_without_end_is_refused(text: str) -> None:
    (problem,) = read(text.encode(), "a.yaml", TODAY).problems
    assert "anchors and aliases" in problem.reason


def test_tags_are_no_commands() -> None:
    assert [paper.title for paper in papers(CODE, "a.yaml")] == ["true"]


def test_what_only_looks_like_yaml_is_read_by_its_field_names() -> None:
    text = f"title: Gull Eye: Reading Gulls\nabstract: {ABSTRACT} {ABSTRACT}\n"
    (paper,) = papers(text, "a.yaml")
    assert (paper.title, paper.date) == ("Gull Eye: Reading Gulls", None)


def test_ids_in_what_zotero_calls_extra_and_days_in_milliseconds() -> None:
    extra = "Citation Key: larus\narXiv:2401.00001 [cs]"
    (zotero,) = papers(f'Title,Abstract Note,Extra\n"{TITLE}","{ABSTRACT}","{extra}"\n', "a.csv")
    assert zotero.arxiv_id == "2401.00001"
    note = {"title": TITLE, "abstract": ABSTRACT, "cdate": 1704412800000}
    (openreview,) = papers(str(note).replace("'", '"').replace('Gull"s', "Gull's"), "a.json")
    assert openreview.date == Date(2024, 1, 5)
