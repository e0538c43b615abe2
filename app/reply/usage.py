"""The tokens of one call to a model, as its server counted them. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call took."""

    prompt: int
    """Tokens of the prompt, those found in the server's cache included."""
    answer: int
    cached: int = 0
    """How many of the prompt the server found in its cache."""
