"""`paperchat check`: drafts in all their forms, with right and wrong citations."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import main

pytestmark = pytest.mark.slow

LISTING = """Tern: Sparse attention for long documents

Long documents are costly to read. We present Tern, a sparse attention layer. It improves recall on NarrativeQA by 3.4
points and is 8x faster than dense attention. It does not need retraining.

Salt and the blood pressure of adults

Salt intake was associated with blood pressure in 1,240 adults. Reducing salt lowered pressure in 43.8% of them.
"""
BIB = """@inproceedings{tern24, title = {{Tern}: {Sparse} Attention for Long Documents}, year = 2024}
@article{salt,
  title = "Salt and the blood pressure of adults",
}
@misc{far, title={A paper that nobody added}}
"""
RIGHT = "Tern improves recall on NarrativeQA by 3.4 points"
WRONG = "Reducing salt lowered pressure in 43.8% of adults"
Check = Callable[..., Result]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the papers, added once: checking only reads it."""
    folder = tmp_path_factory.mktemp("papers")
    listing = folder / "papers.txt"
    listing.write_text(LISTING)
    added = CliRunner().invoke(main, ["add", str(listing)], env={"PAPERCHAT_HOME": str(folder / "home")})
    assert added.exit_code == 0, added.output
    return folder / "home"


@pytest.fixture
def check(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.setenv("PAPERCHAT_HOME", str(home))
    (tmp_path / "refs.bib").write_text(BIB)

    def run(text: str, *options: str, name: str = "draft.md") -> Result:
        draft = tmp_path / name
        draft.write_text(text)
        return CliRunner().invoke(main, ["check", str(draft), *options])

    return run


def read(result: Result) -> list[tuple[str, bool]]:
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return [(line["sentence"], line["flagged"]) for line in lines]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("d.md", f"# Intro\n\nNobody reads. {RIGHT} [@tern24].\n\n- {WRONG} [see @tern24, p. 3]."),
        (
            "d.md",
            f"{RIGHT} [1]. {WRONG} [1].\n\n## References\n\n[1] Tern: Sparse attention for long documents.",
        ),
        ("d.txt", f"{RIGHT} [2]. {WRONG} [2].\n\n[2] Marlow. Tern: Sparse attention for long\n   documents. 2024."),
        ("d.md", f"{RIGHT}.[^a] {WRONG}.[^a]\n\n[^a]: Tern: sparse attention for long documents, 2024."),
        (
            "d.tex",
            "\\documentclass{article}\n\\begin{document}\n\\section{One 7}\n% not \\cite{tern24}\n"
            f"{RIGHT}~\\cite{{tern24}}, as \\ref{{fig}} shows.\n\nReducing \\emph{{salt}} lowered pressure in "
            "43.8\\% of\nadults \\citep[p.~3]{tern24}.\n\\end{document}\n",
        ),
    ],
)
def test_a_wrong_citation_is_flagged_in_every_form(check: Check, name: str, text: str) -> None:
    result = check(text, "--json", name=name)
    assert result.exit_code == 0, result.output
    (right, right_flagged), (wrong, wrong_flagged) = read(result)
    assert (right[:10], right_flagged) == (RIGHT[:10], False)
    assert (wrong[:9], wrong_flagged) == (WRONG[:9], True)


def test_json_lines_name_papers_by_title(check: Check) -> None:
    lines: list[dict[str, Any]] = [
        {"sentence": RIGHT, "paper": "Tern: Sparse attention for long documents"},
        {"sentence": WRONG, "paper": ["Tern: Sparse attention for long documents"]},
        {"sentence": WRONG, "paper": ["salt AND the blood pressure of adults"]},
        {"sentence": WRONG, "paper": "2401.00001"},
    ]
    result = check("\n".join(map(json.dumps, lines)), "--json", name="claims.jsonl")
    assert [flagged for _, flagged in read(result)] == [False, True, False, False]
    first, *_, last = map(json.loads, result.stdout.splitlines())
    assert first["verdict"] == "figures and names found"
    assert [paper["title"] for paper in first["papers"]] == [lines[0]["paper"]]
    assert first["evidence"][0]["sentence"].startswith("It improves recall on NarrativeQA")
    assert (last["verdict"], last["papers"], last["not_in_collection"]) == ("not compared", [], ["2401.00001"])


def test_in_words_only_what_asks_for_a_look(check: Check) -> None:
    result = check(f"{RIGHT} [@tern24]. {WRONG} [@tern24]. It snows [@far].")
    assert RIGHT not in result.output
    assert f"not found: {WRONG}" in result.output
    assert "not in your collection: far" in result.output
    assert result.output.splitlines()[-1] == "3 cited sentences: 1 found, 1 to look at, 1 not compared."


def test_each_is_named_by_its_line_and_what_the_draft_calls_the_paper(check: Check) -> None:
    text = f"# Reducing\n\nNobody reads.\n{RIGHT} [@tern24].\n\n- {WRONG} [@tern24]. It snows [@far]."
    result = check(text)
    assert f"draft.md:6: not found: {WRONG}" in result.output
    assert "    little of this is in tern24" in result.output
    assert "draft.md:6: not in your collection: far" in result.output
    assert [json.loads(line)["line"] for line in check(text, "--json").stdout.splitlines()] == [4, 6, 6]


def test_a_missing_name_is_named_where_the_rest_is_found(check: Check) -> None:
    text = "Tern, from Berlin, is a sparse attention layer for long documents, faster than dense attention [@tern24]."
    assert check(text).output.splitlines() == [
        "draft.md:1: wording found, but “Berlin” does not occur in tern24",
        "1 cited sentence: 1 found, 0 to look at.",
    ]


def test_the_exit_code_says_whether_enough_was_found(check: Check) -> None:
    text = f"{RIGHT} [@tern24]. {WRONG} [@tern24]."
    assert check(text, "--at-least", "0.5").exit_code == 0
    missed = check(text, "--at-least", "0.6")
    assert missed.exit_code == 1
    assert "0.500 of the compared sentences passed, less than 0.6." in missed.output


def test_places_in_the_draft_are_no_figures(check: Check) -> None:
    assert read(check(f"{RIGHT}, see Section 7 and Fig. 2 [@tern24].", "--json"))[0][1] is False


def test_latex_takes_in_its_files_and_the_list_of_references_beside_it(check: Check, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    wrong = WRONG.replace("%", "\\%")
    (tmp_path / "parts" / "work.tex").write_text(f"{wrong} \\cite{{bird}}.\n\\input{{main}}\n")
    (tmp_path / "main.bbl").write_text(
        "\\bibitem{bird} A. Quill. \\newblock Tern: Sparse attention for long documents."
    )
    (tmp_path.parent / "outside.tex").write_text(f"{wrong} \\cite{{bird}}.")
    result = check(
        f"{RIGHT} \\cite{{bird}}.\n\n\\input{{parts/work}}\n\n\\input{{../outside}} \\include{{gone}}",
        "--json",
        name="main.tex",
    )
    assert result.exit_code == 0, result.output
    assert read(result) == [(f"{RIGHT}.", False), (f"{WRONG}.", True)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [("c.jsonl", '{"sentence": "A."}', "c.jsonl:1: not a JSON object with a sentence and a paper.")],
)
def test_faults_are_reported(check: Check, name: str, text: str, message: str) -> None:
    result = check(text, name=name)
    assert result.exit_code == 1
    assert message in result.output
