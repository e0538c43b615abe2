"""Where the words of a search match."""

import json
from pathlib import Path

import pytest

from app.ui.library.highlights import highlighted


def marked(text: str, words: str) -> list[str]:
    parts = highlighted(text, words)
    assert "".join(part.text for part in parts) == text
    return [part.text for part in parts if part.matches]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("models", ["Models", "model"]),
        ("mod", ["Models", "model"]),
        ("mod ", []),
        ("diffuse tid", ["diffusion", "tides"]),
        ("of the", []),
        ("", []),
        ("(", []),
    ],
)
def test_words_match_in_every_form_and_as_a_beginning(words: str, found: list[str]) -> None:
    assert marked("Models of the diffusion in tides: a model.", words) == found


def test_any_text_is_kept_whole(shared: Path) -> None:
    for text in json.loads((shared / "hostile" / "blns.json").read_text(encoding="utf-8")):
        marked(text, "a b")
        marked("A text about scripts.", text)
