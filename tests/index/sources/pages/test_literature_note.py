"""Notes on one paper, as Obsidian, Notion and Zotero's plugins write them."""

from datetime import date as Date

import pytest

from index.papers import Paper
from index.sources import read

TODAY = Date(2026, 11, 28)
TITLE = "LanternNet: Sparse Lamps for Low-Light Object Detection"
ABSTRACT = (
    "Object detection at night is hard since the lamps of streets are sparse. We show that a detector with two stages "
    "finds lamps first. Results: it reaches 47.3 mAP on NightRoad."
)
NOTES = "\n## Notes\n\nIt is good, and I should try it on the street that goes by our own house. DOI: none.\n"
DETAILS = "Year: 2024\nDOI: 10.1000/lamp.1\nTags: lamps, night\n"
PROPERTIES = (
    f'---\ntitle: "{TITLE}"\nauthors:\n  - "[[Ada Quill]]"\n  - Bo Marsh\nyear: 2024\ndoi: 10.1000/lamp.1\n'
    "created: 2026-01-02\ntags: [lamps, night]\n---\n"
)

WRITTEN = {
    "front matter and a section": f"{PROPERTIES}\n# {TITLE}\n\n## Abstract\n\n{ABSTRACT}\n{NOTES}",
    "front matter and a callout": f"{PROPERTIES}\n> [!abstract]+\n> {ABSTRACT}\n\nMy own words on it.\n{NOTES}",
    "front matter alone": f"{PROPERTIES[:-4]}abstract: >-\n  {ABSTRACT[:60]}\n  {ABSTRACT[60:].lstrip()}\n---\n{NOTES}",
    "Notion": f"# {TITLE}\n\nAuthors: Ada Quill, Bo Marsh\n{DETAILS}Status: To read\nAbstract: {ABSTRACT}\n{NOTES}",
    "Zotero Integration": (
        f"---\ncitekey: quill2024\n---\n> [!Cite]\n> Quill, A., & Marsh, B. (2024). {TITLE}.\n\n>[!md]\n"
        ">**FirstAuthor**:: Quill, Ada\n>**Author**:: Marsh, Bo\n~\n"
        f"> **Title**:: {TITLE}\n> **Year**:: 2024\n> **DOI**:: 10.1000/lamp.1\n> **Tags**:: lamps, night\n\n"
        f"> [!info] Abstract\n>\n>{ABSTRACT}\n>\n\n# Annotations\n- “lamps are sparse” (p. 3)\n"
    ),
    "Zotero's reports": (
        f"# {TITLE}\n\n## Metadata\n\n- **Authors:** [[Ada Quill]], [[Bo Marsh]]\n- **Year:** 2024\n"
        "- **DOI:** [10.1000/lamp.1](https://doi.org/10.1000/lamp.1)\n- **Tags:** #lamps, #night\n\n"
        f"## Abstract\n\n{ABSTRACT}\n{NOTES}"
    ),
}


def paper_in(text: str, file: str = "Quill 2024.md") -> Paper:
    reading = read(text.encode(), file, TODAY)
    assert reading.problems == ()
    (entry,) = reading.entries
    return entry.paper


@pytest.mark.parametrize("name", WRITTEN)
def test_a_note_is_read_as_the_paper_that_it_is_on(name: str) -> None:
    found = paper_in(WRITTEN[name])
    assert (found.title, found.abstract) == (TITLE, ABSTRACT)
    assert (found.authors, found.doi, found.tags) == (("Ada Quill", "Bo Marsh"), "10.1000/lamp.1", ("lamps", "night"))
    assert found.date == Date(2024, 1, 1)


def test_a_note_without_a_title_is_called_as_its_file() -> None:
    text = f"---\nyear: 2024\n---\n> [!abstract]\n> {ABSTRACT}\n"
    assert paper_in(text, "notes/Sparse Lamps at Night.md").title == "Sparse Lamps at Night"
    assert read(text.encode(), "2024.md", TODAY).entries == ()


def test_a_digest_of_several_papers_is_no_note() -> None:
    papers = "".join(f"## {TITLE} {n}\n\n### Abstract\n\n{ABSTRACT}\n\n" for n in range(3))
    reading = read(f"# Papers of the week\n\n{papers}".encode(), "week.md", TODAY)
    assert [entry.paper.title for entry in reading.entries] == [f"{TITLE} {n}" for n in range(3)]


MANUAL = """---
title: tern-bugs
section: 1
description: Report bugs for a package in a web browser, with the browser that the system names for it.
---

# Synopsis

`tern bugs <package>`
"""


def test_the_description_of_a_manual_is_no_abstract_and_that_of_a_paper_is() -> None:
    assert read(MANUAL.encode(), "tern-bugs.md", TODAY).refused
    # With an author it may be a note on a paper, and has to read like one.
    assert read(MANUAL.replace("section: 1", "author: Ada Tern").encode(), "tern-bugs.md", TODAY).refused
    note = f'---\ntitle: "{TITLE}"\nauthor: Ada Quill\ndescription: "{ABSTRACT}"\n---\n{NOTES}'
    (entry,) = read(note.encode(), "lamps.md", TODAY).entries
    assert entry.paper.abstract == ABSTRACT
    (entry,) = read(MANUAL.replace("description", "abstract").encode(), "tern-bugs.md", TODAY).entries
    assert entry.paper.title == "tern-bugs"
