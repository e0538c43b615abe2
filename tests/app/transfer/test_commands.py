"""`paperchat add --dry-run`, `export` and `import`, as people use them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from index.sources.requirements import requirements

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

BIBTEX = """@misc{a, title = {Gull {E}ye}, abstract = {We count gulls.}, author = {Larus, Ann}, year = 2024}
@misc{b, title = {Tern Ear}, abstract = {We hear terns.}, year = 2023}
@misc{c, title = {No Abstract}}
"""
TABLE = "Name,What it says,Year\nGull Eye,We count gulls.,2024\nTern Ear,We hear terns.,2023\n"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.fixture(autouse=True)
def files() -> None:
    Path("a.bib").write_text(BIBTEX, encoding="utf-8")
    Path("a.csv").write_text(TABLE, encoding="utf-8")
    Path("LICENSE.html").write_text("<html><body>MIT</body></html>", encoding="utf-8")


def listed() -> list[str]:
    return [json.loads(line)["title"] for line in run("list", "--json").stdout.splitlines()]


def test_a_dry_run_shows_what_would_come_and_adds_nothing() -> None:
    result = run("add", "a.bib", "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "a.bib: a BibTeX file, 2 papers",
        "  found: abstract 2, authors 1, number of authors 1, date 2, citation key 2",
        "  Gull Eye (Ann Larus, 2024)",
        "  Tern Ear (2023)",
        "Nothing was added.",
    ]
    assert result.stderr == "  a.bib:3: a paper without an abstract; skipped\n"
    assert listed() == []


def test_what_is_refused_is_one_line_and_exit_1() -> None:
    for words in (("add", "LICENSE.html", "--dry-run"), ("add", "LICENSE.html"), ("add", "a.csv")):
        result = run(*words)
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1
    assert (
        "no column for the title and the abstract; it has: Name, What it says, Year. Rename the columns"
        in result.stderr
    )
    assert listed() == []


def test_columns_are_named_and_papers_chosen() -> None:
    result = run("add", "a.csv", "--map", "title=Name,abstract=What it says", "--where", "date>=2024")
    assert (result.exit_code, result.stdout) == (0, "a.csv: 1 added, 0 merged, 0 unchanged, 1 left out\n")
    assert listed() == ["Gull Eye"]


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--map", "name=Title", "Write it as --map title=Name"),
        ("--map", "title=", "Write it as --map title=Name"),
        ("--where", "year>2024", "Write it as category=cs.CL,date>=2024"),
        ("--where", "date", "Write it as category=cs.CL,date>=2024"),
    ],
)
def test_options_that_mean_nothing_say_how(option: str, value: str, hint: str) -> None:
    result = run("add", "a.csv", option, value)
    assert result.exit_code == 1
    assert hint in result.stderr


def test_a_preview_for_scripts() -> None:
    (line,) = run("add", "a.bib", "--dry-run", "--json").stdout.splitlines()
    preview = json.loads(line)
    assert (preview["format"], preview["papers"], preview["refused"]) == ("a BibTeX file", 2, False)
    assert [paper["title"] for paper in preview["sample"]] == ["Gull Eye", "Tern Ear"]


def test_papers_are_written_and_read_again() -> None:
    run("add", "a.bib")
    for name in ("out.bib", "out.ris", "out.json", "out.csv", "out.md"):
        assert run("export", name).stdout == f"Wrote 2 papers to {name}.\n"
        assert "Gull Eye" in Path(name).read_text(encoding="utf-8")
    for name in ("out.bib", "out.ris", "out.json", "out.csv"):
        assert run("add", name).stdout == f"{name}: 0 added, 2 merged, 0 unchanged\n"


def test_papers_are_chosen_by_id_source_question_and_value() -> None:
    run("add", "a.bib")
    gull = next(line.split()[0] for line in run("list").stdout.splitlines() if "Gull" in line)
    for words in (("--ids", gull), ("--question", "papers of 2024"), ("--where", "author=Ann Larus")):
        found = run("export", "--format", "bibtex", *words).stdout
        assert "Gull Eye" in found
        assert "Tern Ear" not in found
    assert run("export", "--format", "ris", "--source", "a.bib").stdout.count("TY  - ") == 2
    result = run("export", "--format", "ris", "--source", "b.bib")
    assert (result.exit_code, result.stdout) == (1, "")


def test_a_question_chooses_by_its_topic_too() -> None:
    run("add", "a.bib")
    found = run("export", "--format", "bibtex", "--question", "papers about gulls from 2024")
    assert "Gull Eye" in found.stdout
    assert run("export", "--format", "bibtex", "--question", "papers about gulls from 2023").exit_code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("out.docx",), "No export format ends with .docx."),
        (("missing/out.bib",), "cannot be written: No such file or directory."),
        (("out.bib", "--ids", "nobody"), "No paper has the id nobody."),
        (("out.bib", "--where", "author=Nobody"), "This selects no papers."),
    ],
)
def test_what_cannot_be_written_is_one_line_and_leaves_no_file(words: tuple[str, ...], said: str) -> None:
    run("add", "a.bib")
    result = run("export", *words)
    assert (result.exit_code, said in result.stderr) == (1, True), result.stderr
    assert not list(Path().glob("*out*"))


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", "a.bib")
    run("export", "out.bib")
    before = Path("out.bib").read_text(encoding="utf-8")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    result = run("export", "out.bib", "--question", "papers of 2024")
    assert "No space left on device." in result.stderr
    assert Path("out.bib").read_text(encoding="utf-8") == before
    assert not list(Path().glob(".out*"))


def test_the_library_moves_house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run("add", "a.bib")
    assert run("export", "all.jsonl").stdout == "Wrote 2 papers to all.jsonl.\n"
    before = run("list", "--json").stdout
    monkeypatch.setenv("PAPERCHAT_HOME", str(tmp_path / "elsewhere"))
    assert run("import", "all.jsonl").stdout == "Imported 2 papers; 0 were here already and are merged.\n"
    assert run("list", "--json").stdout == before
    assert "Gull" in run("search", "gulls").stdout
    result = run("import", "a.csv")
    assert result.exit_code == 1
    assert "Line 1 is not a paper from an exported library" in result.stderr


def test_requirements_of_every_sign() -> None:
    assert [one.sign for one in requirements("date>=2024,date<2025,title~gull eye,tag!=x,upvotes>9")] == [
        ">=", "<", "~", "!=", ">",
    ]  # fmt: skip
