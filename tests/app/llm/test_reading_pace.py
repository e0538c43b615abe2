"""How a reply is read: at once while it is short, with rests once it lasts."""

import time
from collections.abc import Iterator

import pytest

from app.llm.connection import Connection
from app.llm.http_clients import IdleClients
from app.llm.model_reply import ModelReply
from index.endpoints.endpoint_errors import GENERIC_NAMES, Faults

_FAULTS = Faults("http://127.0.0.1:1", "m", 0, None, GENERIC_NAMES)


def test_who_waits_for_the_first_word_has_it_before_more_is_read() -> None:
    def arriving(_: ModelReply) -> Iterator[str]:
        time.sleep(0.25)
        yield from ("one ", "two ", "three")

    reply = ModelReply(arriving, _FAULTS, IdleClients())
    assert next(filter(None, reply)) == "one "
    assert "".join(reply) == "two three"


@pytest.mark.slow
def test_a_reply_that_lasts_is_read_with_rests_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    start, rests = time.monotonic(), list[float]()
    monkeypatch.setattr(Connection, "pause", lambda *_: rests.append(time.monotonic() - start))

    def arriving(_: ModelReply) -> Iterator[str]:
        for number in range(65):
            time.sleep(0.02)
            yield f"{number} "

    pieces = list(ModelReply(arriving, _FAULTS, IdleClients()))
    assert "".join(pieces).split() == [str(number) for number in range(65)]
    assert rests
    assert min(rests) > 1
