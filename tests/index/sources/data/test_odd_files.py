"""Tables, lists and test sets as others write them; traps, and rows without end."""

import json

import pytest

from index.sources import read
from tests.index.sources.read_texts import ABSTRACT, TITLE, TODAY, papers


def test_a_test_set_of_beir() -> None:
    lines = [json.dumps({"_id": str(n), "title": f"Gull {n}", "text": ABSTRACT, "metadata": {}}) for n in range(3)]
    assert [paper.title for paper in papers("\n".join(lines))] == ["Gull 0", "Gull 1", "Gull 2"]


BOMB = '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "gull"><!ENTITY b "&a;&a;&a;">]><feed><entry>&b;</entry></feed>'

OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a SYSTEM "file:///etc/passwd">]><feed><entry>&a;</entry></feed>'
)

DEEP = "<feed>" + "<entry>" * 5000


@pytest.mark.parametrize(
    ("text", "reason"), [(BOMB, "defines entities"), (OUTSIDE, "defines entities"), (DEEP, "nested too deeply")]
)
def test_xml_that_is_a_trap_is_refused(text: str, reason: str) -> None:
    reading = read(text.encode(), "a.xml", TODAY)
    (problem,) = reading.problems
    assert reading.refused
    assert reason in problem.reason


def test_of_a_broken_feed_what_came_before_is_kept() -> None:
    entry = f"<entry><title>{TITLE}</title><summary>{ABSTRACT}</summary></entry>\n"
    reading = read(f"<feed>\n{entry}{entry}<entry><title>Cut".encode(), "a.xml", TODAY)
    assert len(reading.entries) == 2
    assert [problem.line for problem in reading.problems] == [4]


def test_a_million_bad_rows_are_a_few_lines() -> None:
    lines = '{"title": "Gull"}\n' * 5000 + json.dumps({"title": TITLE, "abstract": ABSTRACT})
    reading = read(lines.encode(), "a.jsonl", TODAY)
    assert len(reading.entries) == 1
    assert len(reading.problems) == 20
    assert reading.problems[-1].reason == "a paper without an abstract; skipped (this and 4980 more)"


def test_lists_of_papers_by_month_are_all_read() -> None:
    lists = {
        month: [{"title": f"{TITLE} in {month}", "abstract": ABSTRACT, "cites": [{"title": "Fish"}] * 3}]
        for month in ("2024-05", "2024-06")
    }
    assert [paper.title for paper in papers(json.dumps(lists))] == [f"{TITLE} in {month}" for month in lists]


def test_front_matter_is_read_without_the_marks_that_yaml_needs() -> None:
    long = f'{ABSTRACT} The beaches are \\"windy\\", and we go there twice a day.'
    quoted = f'---\ntitle: "{TITLE}"\nauthors: Ann Larus\nabstract: "{long}"\n---\n\n# Notes\n'
    block = f"papers:\n  - title: '{TITLE.replace(chr(39), chr(39) * 2)}'\n    abstract: >\n      {long}\n"
    for text in (quoted, block.replace("\\", "")):
        (found,) = papers(text, "note.md")
        assert (found.title, found.abstract) == (TITLE, long.replace("\\", ""))


@pytest.mark.parametrize("before", ["", "sep=,\n", '"About the data: Exported on Nov 27, 2026. Criteria: gulls"\n\n'])
def test_what_stands_before_the_columns_of_a_table_is_skipped(before: str) -> None:
    text = f'{before}Rank,Cited,Kind,Funding,Title,Abstract\n1,2,a,,Tern Ear,\n2,3,b,,"{TITLE}","{ABSTRACT}"\n'
    reading = read(text.encode(), "a.csv", TODAY)
    assert [(entry.paper.title, entry.paper.abstract) for entry in reading.entries] == [(TITLE, ABSTRACT)]
    assert [problem.line for problem in reading.problems] == [2 + before.count("\n")]
    assert reading.unread == ("Rank", "Cited", "Kind", "Funding")


@pytest.mark.parametrize(
    "header", ["Titel;Kurzfassung;Verfasser;Jahr", "Título;Resumen;Autores;Año", "标题;摘要;作者;年份"]
)
def test_columns_are_known_in_other_languages(header: str) -> None:
    (entry,) = read(
        f"{header}\nWatt und Wind;Wir messen den Wind.;Ada Lovelace;2024\n".encode(), "a.csv", TODAY
    ).entries
    found = entry.paper
    assert (found.title, found.abstract) == ("Watt und Wind", "Wir messen den Wind.")
    assert (found.authors, found.iso_date[:4]) == (("Ada Lovelace",), "2024")


def test_a_column_called_name_is_a_title_only_beside_abstracts() -> None:
    (found,) = papers(f"Name,Abstract,Tags\n{TITLE},{ABSTRACT},gulls\n", "notion.csv")
    assert (found.title, found.tags) == (TITLE, ("gulls",))
    assert read(f"Name,Description,Tags\n{TITLE},{ABSTRACT},gulls\n".encode(), "shop.csv", TODAY).refused


@pytest.mark.parametrize("before", ["<!-- a -->", "<?a b?>"])
def test_an_xml_file_that_begins_with_many_comments_is_read_at_once(before: str) -> None:
    begins = before * 200
    assert read(f"{begins}<web-app><a/></web-app>".encode(), "web.xml", TODAY).refused
    feed = "<rss><channel><item><title>Nets</title><description>We count nets.</description></item></channel></rss>"
    assert len(read(f"{begins}{feed}".encode(), "news.xml", TODAY).entries) == 1


def test_front_matter_of_many_indented_lines_is_read_at_once() -> None:
    names = "".join(f"    - Ann {number}\n" for number in range(80))
    (paper,) = papers(f"---\ntitle: {TITLE}\nauthors:\n{names}abstract: {ABSTRACT} {ABSTRACT}\n---\n", "gull.md")
    assert (paper.title, len(paper.authors)) == (TITLE, 80)
