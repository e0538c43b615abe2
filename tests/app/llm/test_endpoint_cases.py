"""Recorded dialects of endpoints, played over real HTTP: what becomes of an answer over each."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import create_connection

import pytest

from app.answer import Answer
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.request import Question
from app.settings import setting_names
from index.collection import Stores
from index.ingest import Progress
from tests.conftest import paper
from tests.free_port import free_port

Play = Callable[[str], Answer]
_FASTER = 10

pytestmark = pytest.mark.slow


@pytest.fixture
def play(shared: Path, stores: Stores, add_papers: Callable[..., Progress], tmp_path: Path) -> Iterator[Play]:
    """Returns the answer over a transcript; its pauses are shorter."""
    lantern = "LanternNet reaches 47.3 mAP on NightRoad with 1.8 million parameters."
    bees = (paper(f"Counting Bees {n}", f"Bees number {n} are counted on the meadow. " * 40) for n in range(6))
    add_papers(paper("LanternNet: Seeing at Night", lantern), *bees)
    servers: list[subprocess.Popen[str]] = []

    def answer(name: str) -> Answer:
        url, server = _played(shared / "cases", _compressed(shared / f"cases/endpoints/{name}.jsonl", tmp_path))
        servers.append(server)
        endpoint = Endpoint(url, None, None, settings=setting_names())
        endpoint.warm_up()
        return Engine(stores, endpoint).finished(Question("What mAP does LanternNet reach on NightRoad?"))

    yield answer
    for server in servers:
        server.kill()
        server.communicate()


def _compressed(transcript: Path, folder: Path) -> Path:
    lines = [json.loads(line) for line in transcript.read_text(encoding="utf-8").splitlines() if line.strip()]
    quick = [{"sleep": line["sleep"] / _FASTER} if "sleep" in line else line for line in lines]
    file = folder / transcript.name
    file.write_text("\n".join(map(json.dumps, quick)), encoding="utf-8")
    return file


def _played(cases: Path, transcript: Path) -> tuple[str, "subprocess.Popen[str]"]:
    """Start the player on a free port; return its address when it answers."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, str(cases / "play.py"), str(transcript), str(port)], stdout=subprocess.PIPE, text=True
    )
    for _ in range(500):
        try:
            create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return f"http://127.0.0.1:{port}/v1", server
    raise TimeoutError(f"{transcript.name} is not played")


@pytest.mark.parametrize(
    ("name", "notice"),
    [
        ("no_finish_reason", ""),
        ("no_system_role", ""),
        ("max_tokens_refused", ""),
        ("embedding_model_first", ""),
        ("first_token_after_20s", ""),
        ("reasoning_content_20s", ""),
        ("keepalive_comments_30s", ""),
        ("cut_by_max_tokens", "PAPERCHAT_MAX_TOKENS"),
    ],
)
def test_the_models_answer_is_shown(play: Play, name: str, notice: str) -> None:
    answer = play(name)
    assert answer.model, answer.notice
    assert answer.text.startswith("LanternNet reaches 47.3 mAP")
    assert answer.cited
    assert re.search(notice, answer.notice) if notice else answer.notice == ""
    assert ("step 0" in answer.thinking) == (name == "reasoning_content_20s")


def test_a_model_that_only_reasons_is_reported_as_such(play: Play) -> None:
    assert "used up PAPERCHAT_MAX_TOKENS on reasoning" in play("reasoning_only_length").notice


def test_a_window_that_stays_too_small_is_named(play: Play) -> None:
    answer = play("context_overflow_400")
    assert answer.model_calls == 2
    assert "PAPERCHAT_CONTEXT_WINDOW to 2048" in answer.notice
    assert "{" not in answer.notice
