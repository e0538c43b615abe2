"""The result of the last call to an endpoint."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the last call to an endpoint was answered; if not, why, and what to do about it."""

    state: Literal["not asked", "answers", "fails"] = "not asked"
    reason: str = ""
    hint: str = ""


ANSWERS = Health("answers")
