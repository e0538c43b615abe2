"""How a reply is read: at once while it is short, with rests once it lasts."""

import time
from collections.abc import Iterator

import pytest

from app.llm.http_clients import IdleClients
from app.llm.model_reply import ModelReply
from index.endpoints.endpoint_errors import GENERIC_NAMES, Faults

_PIECES, _PAUSE, _REST = 130, 0.02, 0.09


@pytest.mark.slow
def test_a_reply_that_lasts_is_read_with_rests_and_loses_nothing() -> None:
    rests: list[tuple[float, float]] = []
    start = time.monotonic()

    def arriving(_: ModelReply) -> Iterator[str]:
        for number in range(_PIECES):
            # What is due by now has gathered meanwhile.
            time.sleep(max(0.0, start + number * _PAUSE - time.monotonic()))
            given = time.monotonic()
            yield f"{number} "
            rests.append((given - start, time.monotonic() - given))

    pieces = list(ModelReply(arriving, Faults("http://127.0.0.1:1", "m", 0, None, GENERIC_NAMES), IdleClients()))
    assert "".join(pieces).split() == [str(number) for number in range(_PIECES)]
    assert not [rest for at, rest in rests if at < 1 and rest >= _REST]
    assert len([rest for _, rest in rests if rest >= _REST]) in range(5, 20)
