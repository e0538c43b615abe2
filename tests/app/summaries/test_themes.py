import numpy as np

from app.summaries.draft import DraftWriter
from app.summaries.themes import OTHERS, Theme, Vectors, find_themes, write_themes
from tests.conftest import paper

BEES = [paper(f"Bees of meadow {n}", f"We count wild bees in hives. Hive {n} is full of wild bees.") for n in range(3)]
OWLS = [paper(f"Owls of forest {n}", f"We listen to grey owls at night. Night {n} was loud.") for n in range(2)]
MOSS = paper("Moss", "Moss grows on roofs.")


def near(*kinds: int) -> Vectors:
    """Unit vectors: those of a kind are near to each other, and apart from the rest."""
    vectors = np.full((len(kinds), 16), 0.0, dtype=np.float32)
    for row, kind in enumerate(kinds):
        vectors[row, kind] = 1.0
        vectors[row, 8 + row % 8] = 0.3
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_similar_papers_form_a_named_theme_and_the_rest_others() -> None:
    themes = find_themes([BEES[0], OWLS[0], MOSS, BEES[1], OWLS[1], BEES[2]], near(0, 1, 2, 0, 1, 0))
    assert [sorted(found.title for found in theme.papers) for theme in themes] == [
        [found.title for found in BEES],
        [found.title for found in OWLS],
        ["Moss"],
    ]
    bees, owls, others = (theme.name for theme in themes)
    assert "bees" in bees.lower()
    assert "owls" in owls.lower()
    assert others == OTHERS


def test_unrelated_papers_are_one_list() -> None:
    papers = [*BEES[:2], *OWLS, MOSS]
    assert find_themes(papers, near(0, 1, 2, 3, 4)) == (Theme("", tuple(papers)),)


def test_a_few_papers_are_one_theme() -> None:
    (theme,) = find_themes([BEES[0], OWLS[0]], near(0, 1))
    assert set(theme.papers) == {BEES[0], OWLS[0]}


def test_without_papers_there_are_no_themes() -> None:
    assert find_themes([], near()) == ()


def test_each_paper_has_a_cited_line_below_its_theme() -> None:
    writer = DraftWriter()
    write_themes(writer, [Theme("Wild bees", tuple(BEES[:2])), Theme(OTHERS, (MOSS,))])
    draft = writer.draft()
    assert draft.text.splitlines() == [
        "### Wild bees (2 papers)",
        "",
        "- **Bees of meadow 0:** “We count wild bees in hives.” [1]",
        "- **Bees of meadow 1:** “We count wild bees in hives.” [2]",
        "",
        "### Others (1 paper)",
        "",
        "- **Moss:** “Moss grows on roofs.” [3]",
    ]
    assert len(draft.checks) == 3


def test_a_single_theme_needs_no_heading() -> None:
    writer = DraftWriter()
    write_themes(writer, [Theme("", (MOSS,))])
    assert writer.draft().text == "- **Moss:** “Moss grows on roofs.” [1]"


def test_a_paper_without_an_abstract_is_named_and_cited() -> None:
    writer = DraftWriter()
    write_themes(writer, [Theme("", (paper("Empty", ""),))])
    assert writer.draft().text == "- **Empty** [1]"


def test_a_theme_without_a_name_is_among_the_others() -> None:
    nameless = [paper(f"Of {n}", "It is what it is.") for n in ("this", "that")]
    bees, others = find_themes([*BEES, *nameless, MOSS], near(0, 0, 0, 1, 1, 2))
    assert "bees" in bees.name.lower()
    assert (others.name, set(others.papers)) == (OTHERS, {*nameless, MOSS})
