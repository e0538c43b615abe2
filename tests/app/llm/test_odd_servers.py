"""Servers that load, are busy, send floods and pages, or lead elsewhere: what becomes of a call, over real HTTP."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from app.llm.endpoint import Endpoint, Message
from app.llm.model_reply import ModelReply
from app.settings import setting_names
from index.endpoints.endpoint_errors import ContextOverflowError, EndpointError
from tests.scripted_endpoint import Fail, Raw, Say, ScriptedEndpoint, chunk, words

QUESTION = [Message("user", "Why?")]
LOADING = Fail(503, body={"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}})
JSON = {"Content-Type": "application/json"}
DONE = b"data: [DONE]\n\n"


def connect(endpoint: ScriptedEndpoint, **options: object) -> Endpoint:
    return Endpoint(endpoint.url, "m", "sk-secret", settings=setting_names(), **options)  # type: ignore[arg-type]


def read(reply: ModelReply) -> tuple[str, str]:
    """Return the text of a reply, and the fault that ended it."""
    text = ""
    with closing(reply):
        try:
            for piece in reply:
                text += piece
        except EndpointError as fault:
            return text, str(fault)
    return text, ""


def answered(endpoint: ScriptedEndpoint, **options: object) -> tuple[str, str]:
    return read(connect(endpoint, **options).stream(QUESTION))


class TestWaiting:
    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.llm.endpoint.LOADING_PAUSE", 0.3)

    def test_a_server_that_loads_the_model_is_asked_until_it_answers(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(LOADING, LOADING, LOADING, Say("Yes."))
        reply = connect(endpoint).stream(QUESTION)
        doing = [wait.doing for _ in reply if (wait := reply.wait(thinking=False))]
        assert "loading" in doing
        assert len(endpoint.requests) == 4

    def test_it_is_not_waited_for_without_end(
        self, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.llm.endpoint.LOADING_SECONDS", 0.0)
        endpoint.says(LOADING)
        assert "is still loading the model (503)" in answered(endpoint)[1]

    def test_another_503_is_a_fault(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Fail(503, "no healthy upstream"))
        assert "failed (503)" in answered(endpoint)[1]
        assert len(endpoint.requests) == 1

    def test_a_busy_server_is_asked_once_more_when_it_says(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Fail(429, retry_after="0.3"), Say("Yes."))
        reply = connect(endpoint).stream(QUESTION)
        doing = [wait.doing for _ in reply if (wait := reply.wait(thinking=False))]
        assert "queued" in doing
        assert len(endpoint.requests) == 2

    def test_a_server_that_stays_busy_is_asked_no_third_time(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Fail(429, retry_after="0.1"))
        assert "is busy (429)" in answered(endpoint)[1]
        assert len(endpoint.requests) == 2

    @pytest.mark.parametrize(("retry_after", "hint"), [("3600", "Ask again in 3600 s."), (None, "Wait a minute")])
    def test_a_long_or_unknown_wait_is_left_to_the_reader(
        self, endpoint: ScriptedEndpoint, retry_after: str | None, hint: str
    ) -> None:
        endpoint.says(Fail(429, retry_after=retry_after))
        assert hint in answered(endpoint)[1]
        assert len(endpoint.requests) == 1

    @pytest.mark.parametrize("behaviour", [LOADING, Fail(429, retry_after="50")], ids=["loading", "busy"])
    def test_stopping_ends_the_wait(self, endpoint: ScriptedEndpoint, behaviour: Fail) -> None:
        endpoint.says(behaviour)
        reply = connect(endpoint).stream(QUESTION)
        while (wait := reply.wait(thinking=False)) is None or wait.doing not in ("loading", "queued"):
            next(reply)
        reply.close()
        asked = len(endpoint.requests)
        assert list(reply) == []
        assert len(endpoint.requests) == asked

    def test_no_question_is_asked_three_times(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(
            Fail(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
            Fail(400, "this model's maximum context length is 2048 tokens"),
        )
        with pytest.raises(ContextOverflowError) as caught:
            connect(endpoint).complete(QUESTION)
        assert not caught.value.may_ask_again
        assert len(endpoint.requests) == 2


class TestDialects:
    def test_stream_options_are_left_out_where_they_are_unknown(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Fail(400, "Unrecognized request argument supplied: stream_options"), Say("Yes."))
        connected = connect(endpoint)
        assert connected.complete(QUESTION) == "Yes."
        assert connected.complete(QUESTION) == "Yes."
        assert ["stream_options" in request for request in endpoint.requests] == [True, False, False]

    def test_a_reply_that_is_no_stream_is_an_answer(self, endpoint: ScriptedEndpoint) -> None:
        whole = {"choices": [{"message": {"content": "Yes [1]."}, "finish_reason": "length"}]}
        endpoint.says(Raw([json.dumps(whole).encode()], headers=JSON))
        reply = connect(endpoint).stream(QUESTION)
        assert read(reply) == ("Yes [1].", "")
        assert reply.finish_reason == "length"

    def test_the_cost_of_a_call_is_reported(self, endpoint: ScriptedEndpoint) -> None:
        counted = {"prompt_tokens": 900, "completion_tokens": 12, "prompt_tokens_details": {"cached_tokens": 600}}
        last = f"data: {json.dumps({'choices': [], 'usage': counted})}\n\n".encode()
        endpoint.says(Raw([chunk("Yes "), chunk("it is."), last, DONE]))
        reply = connect(endpoint).stream(QUESTION)
        assert read(reply) == ("Yes it is.", "")
        usage = reply.usage
        assert usage
        assert (usage.prompt, usage.answer, usage.cached) == (900, 12, 600)


class TestFloods:
    @pytest.mark.parametrize(
        "bad",
        [
            chunk("x" * 10_000_000),
            b"data: " + b"[" * 5_000_000 + b"\n\n",
            b": " + b"x" * 10_000_000,
        ],
        ids=["10 MB of text", "deep JSON", "10 MB of a comment"],
    )
    @pytest.mark.usefixtures("no_garbage_collection")
    def test_a_piece_of_10_mb_ends_the_text_with_one_line(self, endpoint: ScriptedEndpoint, bad: bytes) -> None:
        endpoint.says(Raw([chunk("So far."), bad, chunk("Never."), DONE]))
        text, fault = answered(endpoint)
        assert text == "So far."
        assert "sent more than an answer can contain" in fault
        assert "\n" not in fault

    def test_an_endless_text_is_stopped_and_reported_as_too_long(self, endpoint: ScriptedEndpoint) -> None:
        endless = (chunk(f"word{number} ") for number in itertools.count())
        endpoint.says(Raw(endless))
        reply = connect(endpoint, max_tokens=50).stream(QUESTION)
        text, fault = read(reply)
        assert fault == ""
        assert 4000 < len(text) < 6000
        assert reply.finish_reason == "length"

    def test_a_loop_ends_the_call(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Raw(itertools.repeat(chunk("It is a small net for the night. "))))
        reply = connect(endpoint).stream(QUESTION)
        assert read(reply)[1] == ""
        assert reply.finish_reason == "loop"
        assert connect(endpoint).complete(QUESTION) == ""

    @pytest.mark.parametrize("pieces", [[b"<html>\n\nBad gateway\n\n"], [b""], [b"[]"], [b'{"hello": 1}']])
    def test_a_page_is_no_answer(self, endpoint: ScriptedEndpoint, pieces: list[bytes]) -> None:
        endpoint.says(Raw(pieces, headers={"Content-Type": "text/html"}))
        text, fault = answered(endpoint)
        assert text == ""
        assert "does not answer like an OpenAI-compatible server. Check PAPERCHAT_BASE_URL." in fault

    def test_an_error_page_is_one_line(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Raw(itertools.repeat(b"<p>\n" * 1000, 4000), status=502, headers={"Content-Type": "text/html"}))
        fault = answered(endpoint)[1]
        assert "failed (502)" in fault
        assert "\n" not in fault

    def test_an_error_in_mid_stream_keeps_the_text(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Raw([chunk("So far. "), b'data: {"error": "out of memory"}\n\n']))
        text, fault = answered(endpoint)
        assert text == "So far. "
        assert "reports: out of memory" in fault

    def test_a_list_of_models_that_is_none(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.models = [None]  # type: ignore[list-item]  # not a name
        with pytest.raises(EndpointError, match="lists no model"):
            Endpoint(endpoint.url, None, None).complete(QUESTION)


class TestRedirects:
    def test_another_server_is_not_asked(self, endpoint: ScriptedEndpoint) -> None:
        with ScriptedEndpoint() as other:
            there = f"{other.url}/chat/completions"
            endpoint.says(Raw([b""], status=307, headers={"Location": there, "Content-Length": "0"}))
            fault = answered(endpoint)[1]
            assert other.requests == []
        assert f"redirects to {other.url}, which was not followed" in fault
        assert f"Set PAPERCHAT_BASE_URL to {other.url} if you trust it." in fault

    def test_the_same_server_may_send_us_on(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Raw([b""], status=307, headers={"Location": "/v1/chat/completions"}), Say("Yes."))
        assert answered(endpoint) == ("Yes.", "")

    def test_a_plain_redirect_names_the_address_to_set(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Raw([b""], status=301, headers={"Location": "/api/v1/chat/completions"}))
        right = endpoint.url.replace("/v1", "/api/v1")
        assert f"Set PAPERCHAT_BASE_URL to {right}." in answered(endpoint)[1]


def test_a_loopback_address_is_not_asked_through_a_proxy(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedEndpoint() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
            monkeypatch.delenv(name.lower(), raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert answered(endpoint) == ("Yes [1].", "")
        # That it would be asked otherwise:
        read(Endpoint("http://model.example/v1", "m", None).stream(QUESTION))
        assert len(proxy.requests) == 1


def test_ten_people_at_once_see_only_their_own_text(endpoint: ScriptedEndpoint) -> None:
    """Each reply is made from its own question."""
    endpoint.says(Say("{question}", delay=0.002))
    connected = connect(endpoint)

    def asked(person: int) -> str:
        own = words(40).replace("word", f"person{person}w")
        return connected.complete([Message("user", own)])

    with ThreadPoolExecutor(10) as people:
        replies = list(people.map(asked, range(10)))
    assert replies == [words(40).replace("word", f"person{person}w") for person in range(10)]
    assert len(endpoint.requests) == 10
