import json
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from index.endpoints.endpoint_errors import EndpointError
from index.papers import Paper
from index.retrieval.rerank_endpoint import EndpointReranker
from index.retrieval.reranking import Reranker, rerank
from tests.free_port import free_port
from tests.scripted_endpoint import Babble, Behaviour, Fail, Hang, Say, ScriptedEndpoint
from tests.scripted_services import Reranking

KEY = "sk-secret-of-the-sea"
QUESTION = "high tide at noon"
# Each holds one word of the question more than the one before.
PAPERS = [Paper(f"P{n}", " ".join(QUESTION.split()[:n])) for n in range(5)]
BEST_FIRST = (4, 3, 2, 1, 0)
TEI = Reranking("texts", "/rerank", 32)


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint([Say("")]) as server:
        yield server


def connect(
    endpoint: ScriptedEndpoint, model: str | None = "tiny-reranker", path: str = "", timeout: float = 5.0
) -> EndpointReranker:
    root = endpoint.url.removesuffix("/v1")
    return EndpointReranker(f"{root}{path}", model, KEY, timeout=timeout)


def fault(reranker: EndpointReranker, papers: list[Paper] = PAPERS) -> EndpointError:
    """What the reranker raises: one line with a next step, and no secret."""
    with pytest.raises(EndpointError) as caught:
        reranker.rerank(QUESTION, papers)
    assert caught.value.hint.endswith(".")
    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("model", ["tiny-reranker", None])
@pytest.mark.parametrize(
    ("served", "path"),
    [
        (TEI, ""),
        (TEI, "/"),
        (TEI, "/v1"),
        (TEI, "/rerank"),
        (Reranking("documents", "/v1/rerank"), ""),
        (Reranking("documents", "/v1/rerank"), "/v1"),
        (Reranking("documents", "/v1/rerank"), "/v1/rerank/"),
        (Reranking("documents", "/v2/rerank"), "/v2"),
        (Reranking("documents", "/api/v1/rerank"), "/api/v1"),
        (Reranking("documents", "/rerank"), ""),
        (Reranking("documents", "/v1/rerank", key="data"), "/v1"),
    ],
)
def test_format_and_path_are_discovered_once(
    endpoint: ScriptedEndpoint, served: Reranking, path: str, model: str | None
) -> None:
    endpoint.reranking = served
    reranker = connect(endpoint, model, path)
    assert reranker.rerank(QUESTION, PAPERS).order == BEST_FIRST
    assert len(endpoint.requests) <= 4
    endpoint.requests.clear()
    endpoint.paths.clear()
    assert reranker.rerank(QUESTION, PAPERS).order == BEST_FIRST
    assert endpoint.paths == [served.path]
    assert endpoint.requests[0][served.form] == [paper.text for paper in PAPERS]


@pytest.mark.parametrize(("served", "model"), [(TEI, None), (Reranking("documents", "/v1/rerank"), "tiny-reranker")])
def test_the_usual_servers_understand_the_first_request(
    endpoint: ScriptedEndpoint, served: Reranking, model: str | None
) -> None:
    endpoint.reranking = served
    connect(endpoint, model).rerank(QUESTION, PAPERS)
    assert endpoint.paths == [served.path]


@pytest.mark.parametrize("form", ["texts", "documents"])
def test_what_is_sent(endpoint: ScriptedEndpoint, form: Literal["texts", "documents"]) -> None:
    endpoint.reranking = Reranking(form, "/rerank")
    connect(endpoint, path="/rerank").rerank(QUESTION, [*PAPERS, Paper("Long", "tide " * 999)])
    sent = endpoint.requests[-1]
    assert sent["query"] == QUESTION
    assert len(sent[form][-1]) == 2000
    assert {key: value for key, value in sent.items() if key not in ("query", form)} == (
        {"truncate": True} if form == "texts" else {"model": "tiny-reranker"}
    )
    assert endpoint.headers[-1]["Authorization"] == f"Bearer {KEY}"


def test_without_a_key_none_is_sent(endpoint: ScriptedEndpoint) -> None:
    EndpointReranker(endpoint.url, "m", None, timeout=5.0).rerank(QUESTION, PAPERS)
    assert "Authorization" not in endpoint.headers[0]


def many(number: int) -> list[Paper]:
    """Papers of which the last one is the best."""
    return [*(Paper(f"P{n}", "low water") for n in range(number - 1)), Paper("Best", QUESTION)]


def sizes(endpoint: ScriptedEndpoint, form: str) -> list[int]:
    return [len(request[form]) for request in endpoint.requests if form in request]


def test_text_embeddings_inference_gets_batches_it_accepts(endpoint: ScriptedEndpoint) -> None:
    endpoint.reranking = TEI
    order = connect(endpoint, None).rerank(QUESTION, many(50)).order
    assert order == (49, *range(49))
    assert sizes(endpoint, "texts") == [32, 18]


def test_the_others_get_all_at_once(endpoint: ScriptedEndpoint) -> None:
    assert connect(endpoint).rerank(QUESTION, many(50)).order[0] == 49
    assert sizes(endpoint, "documents") == [50]


def test_a_server_that_accepts_fewer_says_so_once(endpoint: ScriptedEndpoint) -> None:
    endpoint.reranking = Reranking("texts", "/rerank", 20)
    reranker = connect(endpoint, None)
    for _ in range(2):
        assert reranker.rerank(QUESTION, many(50)).order[0] == 49
    assert sizes(endpoint, "texts") == [32, 20, 20, 10, 20, 20, 10]


def test_too_large_without_a_number_is_halved_once(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(413, "too large"), Say(""))
    assert connect(endpoint).rerank(QUESTION, many(50)).order[0] == 49
    assert sizes(endpoint, "documents") == [50, 25, 25]
    endpoint.says(Fail(413, "too large"))
    assert "(413): too large" in str(fault(connect(endpoint)))


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (Fail(401, f"wrong key {KEY}"), ("does not accept the key", "the key")),
        (Fail(403, f"wrong key {KEY}"), ("does not accept the key", "the key")),
        (Fail(404, "no model tiny-reranker"), ("(404): no model tiny-reranker", "the model’s name")),
        (Fail(422, f"not\nso {KEY} " + "x" * 999), ("did not rerank (422): not so …", "the model’s name")),
        (Fail(424, "model is not a re-ranker model"), ("(424): model is not a re-ranker", "started as a reranker")),
        (Fail(404, ""), ("did not rerank (404): Not Found",)),
        (Fail(429), ("429", "Wait a minute")),
        (Fail(501, "This server does not support reranking"), ("(501): This server does not support reranking",)),
        (Babble(), ("does not answer like a reranker", "the address")),
        (Babble("{}"), ("does not answer like a reranker",)),
        (Babble("[]"), ("does not answer like a reranker",)),
        (Babble("[1]"), ("does not answer like a reranker",)),
        (Babble('"high"'), ("does not answer like a reranker",)),
        (Babble('{"results": []}'), ("does not answer like a reranker",)),
        (Babble('{"results": [{"index": 9, "relevance_score": 1}]}'), ("does not answer like a reranker",)),
        (Babble('{"results": [{"index": 0}]}'), ("does not answer like a reranker",)),
        (Babble('{"results": [{"relevance_score": 1}]}'), ("does not answer like a reranker",)),
    ],
)
def test_each_fault_is_one_line_with_a_next_step(
    endpoint: ScriptedEndpoint, behaviour: Behaviour, said: tuple[str, ...]
) -> None:
    endpoint.says(behaviour)
    line = str(fault(connect(endpoint)))
    assert [words for words in said if words not in line] == []
    assert len(line) < 500


@pytest.mark.slow
def test_a_silent_reranker(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Hang())
    # Long enough to connect, short enough to wait for.
    assert "no ranking for 1 s. Raise the timeout" in str(fault(connect(endpoint, timeout=1.0)))
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("address", ["127.0.0.1:1234", "ftp://127.0.0.1/", "http://[::1/", "http://nowhere.invalid/"])
def test_an_address_that_leads_nowhere(address: str) -> None:
    assert "the address" in str(fault(EndpointReranker(address, None, KEY, timeout=5.0)))


def test_a_dead_reranker_is_reported_without_the_password_in_its_address() -> None:
    address = f"http://user:passw0rd@127.0.0.1:{free_port()}/v1"
    reranker = EndpointReranker(address, "m", KEY, timeout=5.0)
    line = str(fault(reranker))
    assert "not running" in line
    assert "passw0rd" not in line + reranker.fingerprint


def test_scores_may_come_in_any_order_and_for_some_papers_only(endpoint: ScriptedEndpoint) -> None:
    results: list[dict[str, Any]] = [{"index": 1, "relevance_score": -3.5}, {"index": 3, "relevance_score": 2}]
    endpoint.says(Babble(json.dumps({"results": results})))
    assert connect(endpoint).rerank(QUESTION, PAPERS).order == (3, 1)


def test_an_endpoint_error_keeps_the_order(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(500, "out of memory"))
    reranker: Reranker = connect(endpoint)
    ranking = rerank(reranker, QUESTION, PAPERS)
    assert ranking.order == (0, 1, 2, 3, 4)
    assert "out of memory" in ranking.notice


def test_the_fingerprint_names_model_and_address() -> None:
    made = [("http://a/v1", "m"), ("http://a/v1", None), ("http://b/v1", "m")]
    names = [EndpointReranker(url, model, None, timeout=5.0).fingerprint for url, model in made]
    assert names == ["m at http://a/v1", "reranker at http://a/v1", "m at http://b/v1"]
