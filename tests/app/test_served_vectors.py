"""The vectors of a library on a Chroma server, from the commands."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.chroma_process import ChromaProcess, chroma_process

# Starts servers.
pytestmark = pytest.mark.slow

Run = Callable[..., Result]
RECORDS = [
    {"title": "Tern: Sparse attention for long documents", "abstract": "Tern attends to few tokens and needs 4 GB."},
    {"title": "Salt and blood pressure", "abstract": "Less salt lowered the blood pressure of adults by 5 mmHg."},
]
QUESTION = ("ask", "How much memory does Tern need?", "--json")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaProcess]:
    with chroma_process(tmp_path / "server") as running:
        yield running


@pytest.fixture
def run(server: ChromaProcess, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PAPERCHAT_CHROMA", server.url)
    Path("papers.jsonl").write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    return invoke


def answers(run: Run) -> bool:
    result = run(*QUESTION)
    assert result.exit_code == 0, result.output
    return "4 GB" in json.loads(result.stdout)["answer"]


def test_papers_are_added_asked_and_rebuilt(run: Run, server: ChromaProcess) -> None:
    assert run("add", "papers.jsonl").exit_code == 0
    assert answers(run)
    names = server.collections()
    assert [name.rpartition("-")[2] for name in names] == ["abstracts"]
    assert run("rebuild").exit_code == 0
    assert server.collections() == names
    assert answers(run)
    assert not (Path.home() / "chroma").exists()


def test_a_server_that_is_gone_is_one_line_and_passes(run: Run, server: ChromaProcess) -> None:
    run("add", "papers.jsonl")
    server.kill()
    result = run(*QUESTION)
    assert result.exit_code == 1
    assert f"The Chroma server at {server.url} does not answer" in result.output
    assert "Traceback" not in result.output
    server.start()
    assert answers(run)


def test_what_a_server_has_lost_is_made_again(run: Run, server: ChromaProcess) -> None:
    run("add", "papers.jsonl")
    for name in server.collections():
        server.delete(name)
    assert "missing" in run("status").output
    assert answers(run)
    assert len(server.collections()) == 1
