"""The limits of a call to a model, in one place: what a server may take, what it may send, how much text fits. Pure."""

from dataclasses import dataclass

CONNECT_SECONDS = 5.0
LIST_SECONDS = 10.0
"""For the names of its models."""
LOADING_SECONDS = 1800.0
"""How long a server that says it is loading a model is asked again."""
LOADING_PAUSE = 2.0
BUSY_SECONDS = 60.0
"""The longest wait for a server that says when it takes questions again."""
EVENT_BYTES = 1_000_000
"""For one piece of a stream, or for a reply that is not a stream."""
STREAM_BYTES = 200_000_000
"""For a whole stream, comments included."""
LIST_BYTES = 4_000_000
ERROR_BYTES = 64_000
"""The most bytes of an error page that are read."""
SMALLEST_WINDOW = 128
"""The smallest context window, in tokens: a server that names a smaller number means something else."""
# Tokenizers differ: a text of 100 tokens here may have 115 for the model.
_SAFETY = 0.85


def reply_characters(tokens: int) -> int:
    """Return the most characters of a reply with this many tokens; a server that sends more ignores the limit.

    >>> reply_characters(1000)
    20000
    """
    return 4000 + 16 * tokens


@dataclass(frozen=True, slots=True)
class Room:
    """The size of the context window in tokens, and how many of them are reserved for the reply."""

    window: int
    reply: int

    @property
    def prompt(self) -> int:
        """The most tokens for a prompt, as `app.llm.prompts` counts them."""
        return int((self.window - self.reply) * _SAFETY)

    def within(self, window: int) -> "Room":
        """Return the room in a smaller window; the reply gets at most half of it."""
        return Room(window, min(self.reply, window // 2))

    def for_prompt(self, tokens: int) -> "Room":
        """Return the room whose prompt has this many tokens."""
        return Room(int(tokens / _SAFETY) + self.reply + 1, self.reply)
