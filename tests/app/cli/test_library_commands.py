"""Commands that change the library or say what is in it."""

import json
import shutil
from pathlib import Path

import pytest

from tests.app.cli.command import PAGE, lines, run

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

LISTED = {
    "id",
    "title",
    "abstract",
    "authors",
    "organisation",
    "date",
    "date_precision",
    "date_inferred",
    "comments",
    "upvotes",
    "sources",
    "author_names",
    "arxiv_id",
    "arxiv_version",
    "doi",
    "other_ids",
    "url",
    "pdf_url",
    "code_url",
    "venue",
    "categories",
    "listed_on",
    "language",
    "tags",
    "provenance",
    "marks",
}


def test_add_counts_and_reports_problems_with_their_lines(page: Path) -> None:
    (added,) = lines(run("add", str(page), "--json"))
    reason = "a title without an abstract; skipped"
    assert added == {
        "added": 2,
        "merged": 0,
        "unchanged": 0,
        "problems": [{"file": "page.txt", "line": 23, "reason": reason}],
    }
    assert lines(run("add", str(page), "--json"))[0]["unchanged"] == 2


def test_add_takes_folders_and_standard_input(page: Path) -> None:
    assert lines(run("add", str(page.parent), "--json"))[0]["added"] == 2
    assert lines(run("add", "-", "--json", input=PAGE))[0]["merged"] == 2


def test_a_file_of_another_format_is_refused_in_one_line(page: Path, tmp_path: Path) -> None:
    paper = tmp_path / "gulls.pdf"
    paper.write_bytes(b"%PDF-1.7\nWe count gulls.\n")
    refused = run("add", str(paper))
    assert (refused.exit_code, refused.stdout) == (1, "")
    (line,) = refused.stderr.splitlines()
    assert line.strip().startswith("gulls.pdf: this is a PDF")
    assert lines(run("list", "--json")) == []
    both = run("add", str(paper), str(page), "--json")
    assert (both.exit_code, json.loads(both.stdout)["added"]) == (1, 2)


def test_a_missing_file_is_a_fault_that_leaves_the_others_added(page: Path) -> None:
    result = run("add", "missing.txt", str(page), "--json")
    assert result.exit_code == 1
    added = json.loads(result.stdout)
    assert added["added"] == 2
    assert added["problems"][0] == {
        "file": "missing.txt",
        "line": None,
        "reason": "cannot be read: No such file or directory",
    }


def test_list_has_every_field_and_null_where_unknown(filled: Path) -> None:
    femto, rar = lines(run("list", "--json"))
    assert set(femto) == LISTED
    assert (femto["title"], femto["authors"], femto["organisation"]) == (
        "FemtoDet: Object Detection for Little Energy", None, "Show Lab",
    )  # fmt: skip
    assert (femto["date"], femto["date_inferred"], femto["comments"], femto["upvotes"]) == (
        "2024-06-08",
        True,
        None,
        None,
    )
    assert (rar["authors"], rar["date"], rar["date_inferred"], rar["comments"]) == (4, "2023-10-29", False, 1)
    assert rar["sources"] == [filled.name]


def test_status_shows_what_and_where(filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAPERCHAT_BASE_URL", "http://user:sk-secret@127.0.0.1:9/v1")
    (status,) = lines(run("status", "--json"))
    assert (status["papers"], status["waiting"], status["sources"]) == (2, 0, {"page.txt": 2})
    assert status["home"] == str(tmp_path / "home")
    assert status["endpoint"] == "http://127.0.0.1:9/v1"
    assert "sk-secret" not in run("status").output


def test_remove_takes_ids_and_sources(filled: Path) -> None:
    paper = lines(run("list", "--json"))[0]
    assert run("remove", paper["id"]).stdout == "Removed 1 paper.\n"
    assert run("remove", "page.txt").stdout == "Removed 1 paper.\n"
    assert lines(run("list", "--json")) == []


def test_removing_a_file_whose_papers_are_elsewhere_says_so(filled: Path) -> None:
    again = filled.with_name("again.txt")
    again.write_text(filled.read_text())
    run("add", str(again))
    printed = run("remove", "again.txt").stdout
    assert printed == "Removed 0 papers. They are listed by other files, too, and stay.\n"


def test_rebuild_restores_lost_stores(filled: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "home" / "chroma")
    assert run("rebuild").stdout == "Rebuilt the index of 2 papers.\n"
    assert len(lines(run("search", "energy", "--json"))) == 2


def test_a_backup_is_made_and_restored(filled: Path, tmp_path: Path) -> None:
    made = run("backup").stdout
    (backup,) = lines(run("status", "--json"))[0]["backups"]
    assert made == f"Copied the library to {backup}.\n"
    run("remove", "page.txt")
    restored = run("restore", backup).stdout
    assert "The index is rebuilt" in restored
    assert len(lines(run("search", "energy", "--json"))) == 2


def test_a_damaged_library_is_one_line_with_the_way_back(filled: Path, tmp_path: Path) -> None:
    run("backup")
    (backup,) = lines(run("status", "--json"))[0]["backups"]
    (tmp_path / "home" / "library.db").write_bytes(b"no database" * 999)
    for command in (["status"], ["search", "energy"], ["list"], ["add", str(filled)]):
        result = run(*command)
        assert result.exit_code == 1
        assert f"paperchat restore {backup}" in result.stderr
        assert len(result.stderr.splitlines()) == 2


def test_status_says_what_is_damaged_and_ends_with_1(filled: Path, tmp_path: Path) -> None:
    assert "All stores were read and are whole." in run("status").stdout
    data = (tmp_path / "home" / "words.db").read_bytes()
    (tmp_path / "home" / "words.db").write_bytes(data[:4096] + bytes(len(data) - 4096))
    result = run("status")
    assert result.exit_code == 1
    assert "token vectors are damaged" in result.stderr
    run("rebuild")
    assert run("status").exit_code == 0


def test_a_lost_store_is_restored_at_the_next_question(filled: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "home" / "chroma")
    shutil.rmtree(tmp_path / "home" / "tantivy")
    result = run("search", "energy", "--json")
    assert "indexing" in result.stderr
    assert len(lines(result)) == 2
