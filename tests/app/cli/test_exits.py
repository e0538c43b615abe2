"""How a command ends, and what it lets in."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.command_support import read_settings
from index.writer_lock import writing
from tests.app.cli.command import run

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


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
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3]
    )
    assert done.returncode == 0, done.stderr


def test_other_machines_are_let_in_only_with_open() -> None:
    refused = CliRunner().invoke(main, ["serve", "--host", "192.0.2.1"])
    assert refused.exit_code == 1
    assert "On 192.0.2.1 other machines could reach the page without logging in." in refused.output
    # With --open it goes on, and fails for another reason: this machine does not have the address.
    allowed = CliRunner().invoke(main, ["serve", "--host", "192.0.2.1", "--open"])
    assert "Cannot serve the page on 192.0.2.1" in allowed.output


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["remove"], 2), (["watch", "nowhere"], 1)])
def test_the_process_leaves_when_its_command_is_done_whatever_threads_are_left(words: list[str], code: int) -> None:
    left_over = "import sys, threading, time; threading.Thread(target=time.sleep, args=(600,)).start()"
    script = f"{left_over}; from app.cli import run; sys.argv = ['paperchat', *{words!r}]; run()"
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, bool(done.stdout or done.stderr)) == (code, True)


def test_a_page_that_the_system_ends_finishes_what_it_is_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), list[bool]()

    def write() -> None:
        with writing(read_settings().home / "writer.lock"):
            begun.set()
            time.sleep(0.5)
            ended.append(True)

    def serve(*_: object, **_options: object) -> None:
        threading.Thread(target=write).start()
        begun.wait()
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("app.ui.page.serve", serve)
    assert run("serve").exit_code == 0
    assert ended
