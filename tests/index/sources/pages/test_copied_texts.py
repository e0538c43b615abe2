"""Texts copied from pages, programmes and lists: the authors between title and abstract, and what is no abstract."""

from datetime import date as Date

import pytest

from index.papers import Reading
from index.sources import read
from tests.index.sources.format_texts import ABSTRACT, TITLES

AUTHORS = "Ann Larus1, Joost van der Marsh2, and C. D. Fenn*"
NAMES = ("Ann Larus", "Joost van der Marsh", "C. D. Fenn")
MANY = ", ".join(
    f"{first} {last}" for first in ("Ann", "Bo", "Cy", "Ida") for last in "Larus Marsh Fenn Tern Quill".split()
)
PAPER = "https://arxiv.org/abs/2401.0000"


def reading_of(text: str, file: str = "a.txt") -> Reading:
    return read(text.encode(), file, Date(2024, 6, 1))


@pytest.mark.parametrize(
    "layout",
    ["{title}\n\n{authors}\n\n{abstract}", "{title}\n\n{authors}\n\nAbstract\n\n{abstract}",
     "{title}\n{authors}\nGull House\nAbstract: {abstract}"],
)  # fmt: skip
def test_the_line_of_authors_is_no_title(layout: str) -> None:
    text = "\n\n".join(layout.format(title=title, authors=AUTHORS, abstract=ABSTRACT) for title in TITLES[:2])
    found = [entry.paper for entry in reading_of(text).entries]
    assert [(one.title, one.abstract, one.authors) for one in found] == [(one, ABSTRACT, NAMES) for one in TITLES[:2]]


def test_many_authors_are_no_abstract() -> None:
    (entry,) = reading_of(f"{TITLES[0]}\n\n{MANY}\n\n{ABSTRACT}").entries
    assert (entry.paper.abstract, len(entry.paper.authors)) == (ABSTRACT, 20)


def test_a_sentence_that_ends_with_the_word_abstract_stays() -> None:
    text = f"{ABSTRACT}. Gulls are abstract. Terns are not."
    (entry,) = reading_of(f"{TITLES[0]}\n\n{text}").entries
    assert entry.paper.abstract == text


def test_a_title_after_a_menu_is_no_list_of_authors() -> None:
    abstract = f"{ABSTRACT} We evaluate both methods on three datasets of gulls, and they outperform earlier models."
    (entry,) = reading_of(f"Papers\n\nGull Ropes, Tern Nets\n\n{abstract}").entries
    assert (entry.paper.title, entry.paper.authors) == ("Gull Ropes, Tern Nets", ())


SCHOLAR = "\n".join(
    f"{title}\nA Larus, B Marsh - Gull Letters, 2019 - example.org\n{ABSTRACT[:150]} …\n"
    f"Save Cite Cited by 1{place} Related articles All 3 versions"
    for place, title in enumerate(TITLES)
)
SCHEDULE = "\n\n".join(
    f"Poster\n\n{title}\n\nAnn Larus · Bo Marsh\n\nHall C #1{place}\n\n[ Abstract ] [ OpenReview ]\nTue 23 Jul\n\n"
    f"Abstract:\n{ABSTRACT}"
    for place, title in enumerate(TITLES)
)


@pytest.mark.parametrize("text", [SCHOLAR, SCHEDULE])
def test_copied_results_are_refused_by_name_with_the_labelled_form_as_the_next_step(text: str) -> None:
    reading = reading_of(text)
    assert (reading.entries, reading.refused) == ((), True)
    assert "search results" in reading.problems[0].reason
    assert "“Title:” before each title and “Abstract:” before each abstract" in reading.problems[0].reason


def test_a_week_of_a_course_and_a_section_of_a_list_are_no_papers() -> None:
    plan = (
        "We meet on Tuesdays in room 3, and everybody asks a question; bring your laptop, as we will run a small test."
    )
    links = "\n".join(f"* Larus et al., [{title}]({PAPER}{place}), 2019." for place, title in enumerate(TITLES))
    course = "# Gulls at sea\n\n" + "\n\n".join(f"## Week {n}: gulls on piers\n\n{plan}\n\n{links}" for n in (1, 2))
    assert reading_of(course, "course.md").entries == ()
    items = "\n\n".join(
        f"**{title}** \\\n*Ann Larus, Bo Marsh*. [[Paper]({PAPER}{n})] " * 2 for n, title in enumerate(TITLES)
    )
    assert (
        reading_of(f"# Awesome Gulls\n\nPapers on gulls.\n\n## Papers on gulls\n\n{items}", "README.md").entries == ()
    )


def test_an_abstract_that_unfolds_on_one_line_does_not_begin_with_its_name() -> None:
    items = "\n".join(
        f"- **{title}** [[paper]({PAPER}{place})]\n  <details><summary>Abstract</summary>{ABSTRACT}</details>\n"
        for place, title in enumerate(TITLES[:2])
    )
    found = reading_of(f"# Awesome Gulls\n\n{items}", "README.md").entries
    assert [(entry.paper.title, entry.paper.abstract) for entry in found] == [(one, ABSTRACT) for one in TITLES[:2]]


def test_properties_of_org_mode_are_read() -> None:
    entries = "\n".join(
        f"* {title}\n:PROPERTIES:\n:TITLE: {title}\n:BTYPE: article\n:AUTHOR: Larus, Ann and Marsh, Bo\n"
        f":YEAR: 2019\n:END:\n** Abstract\n{ABSTRACT}\n"
        for title in TITLES[:2]
    )
    found = [entry.paper for entry in reading_of(f"#+TITLE: Reading\n\n{entries}", "reading.org").entries]
    assert [(one.title, one.abstract) for one in found] == [(title, ABSTRACT) for title in TITLES[:2]]
    assert found[0].authors == ("Ann Larus", "Bo Marsh")


def test_a_citation_file_of_software_is_no_paper() -> None:
    text = f'cff-version: 1.2.0\nauthors:\n- family-names: Larus\ntitle: "Gull Eye"\nabstract: "{ABSTRACT}"\n'
    reading = reading_of(text, "CITATION.cff")
    assert (reading.entries, reading.problems[0].reason.startswith("this is a YAML file")) == ((), True)


def test_headings_of_org_mode_are_titles_without_what_org_writes_around_them() -> None:
    entries = "\n".join(
        f"* {state} {title} :read:\n:PROPERTIES:\n:AUTHOR: Ann Larus and Bo Marsh\n:YEAR: 2019\n"
        f":DOI: 10.1000/{number}\n:END:\nSee [[https://example.org][the page]].\n\n{ABSTRACT}\n"
        for number, (state, title) in enumerate(zip(("TODO", "DONE [#A]"), TITLES[:2], strict=True))
    )
    reading = reading_of(f"#+TITLE: Gulls\n#+STARTUP: overview\n\n{entries}", "gulls.org")
    assert reading.format == "an Org mode file"
    found = [entry.paper for entry in reading.entries]
    assert [(one.title, one.abstract, one.doi) for one in found] == [
        (title, ABSTRACT, f"10.1000/{number}") for number, title in enumerate(TITLES[:2])
    ]
    assert {one.authors for one in found} == {("Ann Larus", "Bo Marsh")}


def test_fields_above_a_title_are_of_its_paper_and_not_of_the_one_before() -> None:
    text = "\n\n".join(
        f"Reference Type:  Journal Article\nRecord Number: {number}\nAuthor: Larus, A. and Marsh, B.\n"
        f"Year: 201{number}\nTitle: {title}\nDOI: 10.1000/{number}\n"
        f"Keywords: gulls\nterns\nAbstract: {ABSTRACT}\nNotes: x\n"
        for number, title in enumerate(TITLES[:3])
    )
    found = [entry.paper for entry in reading_of(text).entries]
    assert [(one.title, one.date and one.date.year, one.doi) for one in found] == [
        (title, 2010 + number, f"10.1000/{number}") for number, title in enumerate(TITLES[:3])
    ]
    assert {one.authors for one in found} == {("A. Larus", "B. Marsh")}


def test_an_abstract_above_a_title_is_of_the_paper_before() -> None:
    text = "\n".join(f"Title: {title}\n\nAuthors: Ann Larus\nAbstract: {ABSTRACT}" for title in TITLES[:2])
    assert [entry.paper.title for entry in reading_of(text).entries] == [*TITLES[:2]]
    assert {entry.paper.authors for entry in reading_of(text).entries} == {("Ann Larus",)}
