"""How a reply is read."""

import time
from collections.abc import Iterator

from app.llm.http_clients import IdleClients
from app.llm.model_reply import ModelReply
from index.endpoints.endpoint_errors import GENERIC_NAMES, Faults


def test_who_waits_for_the_first_word_has_it_before_more_is_read() -> None:
    def arriving(_: ModelReply) -> Iterator[str]:
        time.sleep(0.25)
        yield from ("one ", "two ", "three")

    reply = ModelReply(arriving, Faults("http://127.0.0.1:1", "m", 0, None, GENERIC_NAMES), IdleClients())
    assert next(filter(None, reply)) == "one "
    assert "".join(reply) == "two three"
