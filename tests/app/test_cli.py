"""The command as scripts and people use it, with the bundled encoder."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.scripted_endpoint import Say, ScriptedEndpoint

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

PAGE = """Daily Papers

Dec 9

RAR: Region-Aware Point Cloud Registration

Aligning two point clouds needs a rigid transformation between them. RAR learns one transformation for each region of
the shape. On ModelNet40 it registers point clouds better than earlier methods.

  • 4 authors
·
Oct 29, 2023 1

FemtoDet: Object Detection for Little Energy

Detectors on edge devices waste energy. FemtoDet is a detector with only 68.77k parameters. On a phone it takes 1.11 W
and reaches 46.3 AP50 on PASCAL VOC.

showlab Show Lab
·
Jun 8

A Title With No Abstract
"""
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


def run(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="paperchat", **options)


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the papers of the page, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    # It is made before the world is clean.
    settings = {name: None for name in os.environ if name.startswith("PAPERCHAT_")}
    done = run("add", str(folder / "page.txt"), env={**settings, "PAPERCHAT_HOME": str(folder / "home")})
    assert done.exit_code == 0
    return folder / "home"


@pytest.fixture
def filled(built: Path, page: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "home")
    return page


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


def test_search_prints_papers_in_rank_order(filled: Path) -> None:
    femto, rar = lines(run("search", "energy of object detectors", "--json"))
    assert set(femto) == {"id", "title", "score", "sentence"}
    assert femto["title"].startswith("FemtoDet")
    assert femto["score"] > rar["score"]
    assert femto["sentence"] == "Detectors on edge devices waste energy."
    assert len(lines(run("search", "energy", "--limit", "1", "--json"))) == 1


def test_search_explains_on_request(filled: Path) -> None:
    first, _ = lines(run("search", "energy of horse detectors", "--explain", "--json"))
    assert first["why"]["words"] == ["energy", "detectors"]
    assert first["why"]["lacking"] == ["horse"]
    assert (first["why"]["words_rank"], first["why"]["vectors_rank"]) == (1, 1)
    shown = run("search", "energy of horse detectors", "--explain")
    assert "matched words: energy, detectors; missing: horse" in shown.stdout
    assert "keyword rank 1" in shown.stdout


def test_words_of_the_question_filter_the_search(filled: Path) -> None:
    result = run("search", "papers on detection from Show Lab")
    assert result.stderr == "filters: from Show Lab  (1 papers left)\n"
    assert result.stdout.startswith("1. FemtoDet: Object Detection for Little Energy")
    assert lines(run("search", "papers before 1999", "--json")) == []


def test_ask_lists_papers(filled: Path) -> None:
    (answer,) = lines(run("ask", "What are the newest papers?", "--json"))
    assert answer["narrowed"] == ["newest first"]
    assert [cited["title"].partition(":")[0] for cited in answer["citations"]] == ["FemtoDet", "RAR"]
    assert "filters: newest first" in run("ask", "What are the newest papers?").stderr


def test_an_impossible_reranker_is_an_error(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for rerank, says, hint in (
        ("endpoint", "A reranking endpoint needs an address.", "Set PAPERCHAT_RERANK_BASE_URL."),
        ("model", "There is no model to rerank with.", "Set PAPERCHAT_BASE_URL, or unset PAPERCHAT_RERANK."),
        ("magic", "PAPERCHAT_RERANK cannot be 'magic'.", "Use `endpoint` or `model`, or leave it empty."),
    ):
        monkeypatch.setenv("PAPERCHAT_RERANK", rerank)
        result = run("search", "energy")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"paperchat: {says}\n  {hint}\n"


def test_a_reranking_server_is_called(
    filled: Path, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCHAT_RERANK", "endpoint")
    monkeypatch.setenv("PAPERCHAT_RERANK_BASE_URL", endpoint.url)
    monkeypatch.setenv("PAPERCHAT_RERANK_API_KEY", "sk-rank")
    assert len(lines(run("search", "energy of object detectors", "--json"))) == 2
    assert endpoint.paths[-1] == "/v1/rerank"
    assert endpoint.requests[-1]["query"] == "energy of object detectors"
    assert endpoint.headers[-1]["Authorization"] == "Bearer sk-rank"
    monkeypatch.setenv("PAPERCHAT_RERANK_BASE_URL", "http://127.0.0.1:9")
    (answer,) = lines(run("ask", "How many parameters does FemtoDet have?", "--json"))
    assert "The papers keep the order of the search." in answer["notice"]
    assert answer["citations"]


def test_the_model_reranks_with_short_replies(
    filled: Path, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCHAT_RERANK", "model")
    monkeypatch.setenv("PAPERCHAT_BASE_URL", endpoint.url)
    endpoint.says(Say("[2] > [1]"), Say("It has 68.77k [1]."))
    lines(run("ask", "How many parameters does FemtoDet have?", "--json"))
    ranking, answering = endpoint.requests
    assert ranking["temperature"] == 0
    assert ranking["max_tokens"] < answering["max_tokens"]


def test_ask_answers_with_citations(filled: Path) -> None:
    (answer,) = lines(run("ask", "How many parameters does FemtoDet have?", "--json"))
    keys = {"question", "answer", "citations", "listed", "narrowed", "refused", "model", "checks", "seconds", "notice"}
    assert set(answer) == keys | {"tokens", "papers_read", "unbacked"}
    assert "[1]" in answer["answer"]
    assert answer["citations"][0]["n"] == 1
    assert answer["citations"][0]["evidence"] == "FemtoDet is a detector with only 68.77k parameters."
    assert (answer["refused"], answer["model"]) == (False, None)


def test_ask_refuses_what_is_not_there(filled: Path) -> None:
    (answer,) = lines(run("ask", "How do I bake a sourdough bread?", "--json"))
    assert (answer["refused"], answer["citations"]) == (True, [])
    assert answer["answer"].startswith("No paper in your collection mentions “bake” or “sourdough”.")


def test_ask_uses_the_connected_model(
    filled: Path, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCHAT_BASE_URL", endpoint.url)
    endpoint.says(Say("It has 68.77k [1]."))
    (answer,) = lines(run("ask", "How many parameters does FemtoDet have?", "--json"))
    assert (answer["answer"], answer["model"]) == ("It has 68.77k [1].", "tiny-model")


def test_a_dead_endpoint_still_answers(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCHAT_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("PAPERCHAT_MODEL", "tiny-model")
    (answer,) = lines(run("ask", "How many parameters does FemtoDet have?", "--json"))
    assert answer["citations"]
    assert "connection refused" in answer["notice"]
    shown = run("ask", "How many parameters does FemtoDet have?")
    assert "connection refused" in shown.stderr
    assert "[1] FemtoDet: Object Detection for Little Energy" in shown.stdout


def test_another_encoder_means_a_message_and_a_rebuild(
    filled: Path, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCHAT_EMBED_BASE_URL", endpoint.url)
    refused = run("search", "energy")
    assert refused.exit_code == 1
    assert "PAPERCHAT_EMBED_MODEL" in refused.stderr
    monkeypatch.setenv("PAPERCHAT_EMBED_MODEL", "tiny-embedder")
    result = run("search", "energy", "--json")
    assert "made by another encoder" in result.stderr
    assert len(lines(result)) == 2
    assert {request["model"] for request in endpoint.requests} == {"tiny-embedder"}
    assert run("search", "energy", "--json").stderr == ""


def test_a_key_alone_connects_to_nothing(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    (answer,) = lines(run("ask", "What is FemtoDet?", "--json"))
    assert (answer["model"], answer["notice"]) == (None, "")
    assert lines(run("status", "--json"))[0]["endpoint"] is None


def test_chat_asks_until_an_empty_line(filled: Path) -> None:
    result = run("chat", input="What is FemtoDet?\nHow much energy does it take?\n\n")
    assert result.exit_code == 0
    assert result.stdout.count("[1] FemtoDet") >= 2


def test_chat_knows_the_papers_it_has_shown(filled: Path) -> None:
    result = run("chat", input="List papers from Show Lab\nWhich of these are about energy?\n\n")
    assert "filters: in this" in result.stderr
    assert result.stdout.count("[1] FemtoDet") == 2
    assert "RAR" not in result.stdout


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
    told = run("remove", "again.txt").stdout
    assert told == "Removed 0 papers. What was named is gone; its papers are in other files too.\n"


def test_rebuild_restores_lost_stores(filled: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "home" / "chroma")
    assert run("rebuild").stdout == "Rebuilt the index of 2 papers.\n"
    assert len(lines(run("search", "energy", "--json"))) == 2


def test_a_backup_is_made_and_put_back(filled: Path, tmp_path: Path) -> None:
    made = run("backup").stdout
    (backup,) = lines(run("status", "--json"))[0]["backups"]
    assert made == f"Copied the library to {backup}.\n"
    run("remove", "page.txt")
    restored = run("restore", backup).stdout
    assert "The index is made again" in restored
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


@pytest.mark.parametrize("arguments", [["ask", "Why?"], ["search", "why"]])
def test_an_empty_library_says_what_to_do(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stderr == "paperchat: The library is empty.\n  Add papers first: `paperchat add FILE`.\n"


@pytest.mark.parametrize(
    "arguments", [["add"], ["ask"], ["search", "x", "--limit", "none"], ["frobnicate"], ["--nope"]]
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_fault_ends_with_1_and_no_traceback() -> None:
    result = run("remove", "nothing-of-this-name")
    assert result.exit_code == 1
    assert result.stderr.startswith("paperchat: No paper and no source is called 'nothing-of-this-name'.\n  ")


def test_a_missing_test_set_ends_with_1(tmp_path: Path) -> None:
    result = run("eval", "retrieval", str(tmp_path / "missing"))
    assert result.exit_code == 1
    assert result.stderr.startswith("paperchat: ")
    assert "missing" in result.stderr


def test_help_loads_nothing_heavy() -> None:
    heavy = ("gradio", "llama_index", "chromadb", "onnxruntime", "sqlalchemy", "tantivy", "numpy", "openai", "rich")
    script = f"""
import sys
from click.testing import CliRunner
from app.cli import main
assert CliRunner().invoke(main, ["--help"]).exit_code == 0
sys.exit(", ".join(name for name in {heavy!r} if name in sys.modules) or 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 0, done.stderr


def test_other_machines_are_let_in_only_with_open() -> None:
    refused = CliRunner().invoke(main, ["serve", "--host", "192.0.2.1"])
    assert refused.exit_code == 1
    assert "On 192.0.2.1 other machines would reach the page, and nobody has to log in." in refused.output
    # With --open it goes on, and fails for another reason: this machine does not have the address.
    allowed = CliRunner().invoke(main, ["serve", "--host", "192.0.2.1", "--open"])
    assert "Cannot serve the page on 192.0.2.1" in allowed.output


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["remove"], 2), (["watch", "nowhere"], 1)])
def test_the_process_leaves_when_its_command_is_done_whatever_threads_are_left(words: list[str], code: int) -> None:
    left_over = "import sys, threading, time; threading.Thread(target=time.sleep, args=(600,)).start()"
    script = f"{left_over}; from app.cli import run; sys.argv = ['paperchat', *{words!r}]; run()"
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, bool(done.stdout or done.stderr)) == (code, True)
