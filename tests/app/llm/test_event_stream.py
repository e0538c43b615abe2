"""What reaches the client library of what a server sends."""

import json

import pytest

from app.llm.event_stream import Event, EventStream
from index.endpoints.endpoint_errors import TooLargeError

WHOLE = {"choices": [{"message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}], "usage": {"a": 1}}


def event(content: object, **more: object) -> bytes:
    return f"data: {json.dumps({'choices': [{'delta': {'content': content}}], **more})}\n\n".encode()


def read(*pieces: bytes) -> list[Event]:
    stream = EventStream()
    return [event for events in [*map(stream.feed, pieces), stream.end()] for event in events]


def said(*pieces: bytes) -> str:
    return "".join(choice["delta"].get("content", "") for chunk in read(*pieces) for choice in chunk["choices"])


@pytest.mark.parametrize(
    ("bad", "left"),
    [
        (b'data: {"object":"x"}\n\n', ""),
        (b'data: {"choices":null}\n\n', ""),
        (b'data: {"choices":[null]}\n\n', ""),
        (b'data: {"choices":[{"delta":"text"}]}\n\n', ""),
        (b"data: " + b"[" * 200_000 + b"\n\n", ""),
        (b"data: {not json}\n\n", ""),
        (b"data: 7\n\n", ""),
        (b": a comment\n\n", ""),
        (b"event: ping\nid: 3\nretry: 1\n\n", ""),
        (b'data: {"choices":[{"delta":{"content":"\xff\xfe"}}]}\n\n', "\ufffd\ufffd"),
        (event([{"type": "text", "text": "b"}, {"type": "image"}, 3]), "b"),
        (b'data: {"choices":[{"text":"b"}]}\n\n', "b"),
        (b'data: {"choices":\ndata: [{"delta":{"content":"b"}}]}\n\n', "b"),
    ],
)
@pytest.mark.usefixtures("no_garbage_collection")
def test_only_what_counts_is_passed_on(bad: bytes, left: str) -> None:
    assert said(event("a"), bad, event("c")) == f"a{left}c"


def test_events_are_read_wherever_they_are_cut_and_however_lines_end() -> None:
    data = event("a").replace(b"\n", b"\r\n") + event("b") + b"data: [DONE]"
    assert said(*(data[at : at + 1] for at in range(len(data)))) == "ab"


def test_a_reply_that_is_no_stream_is_one_event() -> None:
    (chunk,) = read(b"\n ", json.dumps(WHOLE, indent=1).encode())
    assert chunk["choices"] == [{"index": 0, "delta": {"content": "Yes."}, "finish_reason": "stop"}]
    assert chunk["usage"] == {"a": 1}


@pytest.mark.parametrize("end", [b"data: [DONE]\n\n", b"data: [DONE]", b"data:[DONE]\r\n\r\n"])
def test_the_end_is_noticed(end: bytes) -> None:
    stream = EventStream()
    stream.feed(event("a"))
    assert not stream.complete
    stream.feed(end)
    stream.end()
    assert stream.complete


@pytest.mark.parametrize("error", [{"message": "out of memory"}, "out of memory"])
def test_an_error_in_a_stream_is_passed_on(error: object) -> None:
    chunks = read(event("a"), f"data: {json.dumps({'error': error})}\n\n".encode())
    assert chunks[-1] == {"error": {"message": "out of memory"}}


@pytest.mark.parametrize("start", [b"data: ", b"{", b"<html>"])
def test_a_piece_without_end_is_not_read_to_its_end(start: bytes) -> None:
    stream = EventStream()
    stream.feed(event("a") if start == b"data: " else b"")
    stream.feed(start)
    with pytest.raises(TooLargeError):
        list(map(stream.feed, [b"x" * 100_000] * 100))


@pytest.mark.slow
def test_an_event_of_many_lines_is_not_parsed_again_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = 0

    def parse(text: str) -> object:
        nonlocal parsed
        parsed += len(text)
        return loads(text)

    loads = json.loads
    monkeypatch.setattr("app.llm.event_stream.json.loads", parse)
    lines = b"data: [\n" + b"data: 1,\n" * 5000
    EventStream().feed(lines)
    assert parsed <= len(lines)
    stream = EventStream()
    with pytest.raises(TooLargeError):
        list(map(stream.feed, [lines] * 300))


def test_a_web_page_is_no_answer() -> None:
    assert read(b"<html>\n<p>Welcome</p>\n", b"</html>\n") == []
