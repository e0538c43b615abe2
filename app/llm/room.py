"""How much text fits into a call to a model. Pure."""

from dataclasses import dataclass

# Tokenizers differ: a text of 100 tokens here may have 115 for the model.
_SAFETY = 0.85


@dataclass(frozen=True, slots=True)
class Room:
    """The size of the context window in tokens, and how many of them are reserved for the reply."""

    window: int
    reply: int

    @property
    def prompt(self) -> int:
        """The most tokens for a prompt, as `app.llm.prompts` counts them."""
        return int((self.window - self.reply) * _SAFETY)

    def narrowed(self, window: int) -> "Room":
        """Return the room in a smaller window; the reply gets at most half of it."""
        return Room(window, min(self.reply, window // 2))

    def for_prompt(self, tokens: int) -> "Room":
        """Return the room whose prompt has this many tokens."""
        return Room(int(tokens / _SAFETY) + self.reply + 1, self.reply)
