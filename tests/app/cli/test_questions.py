"""Commands that search and answer."""

from pathlib import Path

import pytest

from tests.app.cli.command import lines, run
from tests.scripted_endpoint import Say, ScriptedEndpoint

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


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
    assert "The papers stay in the order of the search." in answer["notice"]
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
