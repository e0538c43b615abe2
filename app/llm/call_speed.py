"""How fast the model read a prompt and wrote its reply in one call: by the server's own figures, else by the clock."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from app.reply.usage import Usage

# Shorter calls measure the network rather than the model.
_LEAST_READ, _LEAST_WRITTEN = 200, 12
# Characters in a token of English: rough, but the same for every server that does not count tokens.
_CHARACTERS = 4.2


class CallSpeed:
    """Watches one call. Made when the request is sent."""

    def __init__(self, prompt_characters: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent = clock()
        self._first = self._last = 0.0
        self._read = prompt_characters / _CHARACTERS
        self._written = 0.0
        self._reported: dict[str, float] = {}
        self.usage: Usage | None = None
        """The tokens that the server counted."""

    def arrived(self, text: str, details: Mapping[str, Any] | None) -> None:
        """Note a piece of the reply, text or thoughts, and what else its chunk holds: `usage` or `timings`."""
        if text:
            self._last = self._clock()
            self._first = self._first or self._last
            self._written += len(text) / _CHARACTERS
        for name in ("usage", "timings"):
            if isinstance(found := (details or {}).get(name), Mapping):
                self._note(name, found)

    def _note(self, name: str, found: Mapping[str, Any]) -> None:
        if name == "timings":
            # llama.cpp's own clock, which leaves out tokens found in its cache.
            self._reported = {
                speed: found[rate]
                for speed, rate, count, least in (
                    ("prompt_speed", "prompt_per_second", "prompt_n", _LEAST_READ),
                    ("answer_speed", "predicted_per_second", "predicted_n", _LEAST_WRITTEN),
                )
                if _number(found.get(rate)) > 0 and _number(found.get(count)) >= least
            }
            new, kept, said = (int(_number(found.get(count))) for count in ("prompt_n", "cache_n", "predicted_n"))
            if new + kept:
                self.usage = Usage(new + kept, said, kept)
            return
        details = found.get("prompt_tokens_details")
        cached = _number(details.get("cached_tokens")) if isinstance(details, Mapping) else 0.0
        if read := _number(found.get("prompt_tokens")):
            self._read = read - cached
            self.usage = Usage(int(read), int(_number(found.get("completion_tokens"))), int(cached))
        self._written = _number(found.get("completion_tokens")) or self._written

    @property
    def speeds(self) -> dict[str, float]:
        """Tokens a second by the names of `ModelProfile`; none if the call was too short to measure it."""
        found: dict[str, float] = {}
        if self._first > self._sent and self._read >= _LEAST_READ:
            found["prompt_speed"] = self._read / (self._first - self._sent)
        if self._last > self._first and self._written >= _LEAST_WRITTEN:
            found["answer_speed"] = self._written / (self._last - self._first)
        return found | self._reported


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
