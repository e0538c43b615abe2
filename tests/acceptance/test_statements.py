"""Statements about the acceptance pages, true and false: what the check says of each, and what it leaves to the reader.

Direction and strength are not judged. A false statement that is not flagged has the sentence that says otherwise beside
it; only its telling words stand here.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.checking.answer_check import cited_abstract
from app.checking.reasons import in_words
from app.checking.sentence_check import check
from index.embedding.bundled_encoder import BundledEncoder
from index.sources import read

FLAGGED = {"SOAP introduces two": "“one” of these, not “two”"}
BESIDE = {
    "RAIN updates": "parameter updates",
    "RAIN requires": "without the need",
    "RAIN lowers": "maintaining",
    "Computing the": "less frequently",
    "SOAP is slower": "improvements",
    "LLAMBO requires": "does not require",
    "LLAMBO is most": "early stages",
    "LongLoRA changes": "retaining",
    "LongLoRA extends": "to 32k",
    "LongLoRA is incompatible": "is compatible",
    "BERT suffers": "immune",
    "Proxy-tuning needs": "only its prediction",
    "GPT-2 learns": "struggles",
    "Half Fine-Tuning trains": "frozen",
    "Half Fine-Tuning increases": "reduction",
}
# The sentence that says otherwise is the third closest one.
NOT_SHOWN = {"MeCo needs"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement, with what the check says and shows of it."""

    sentence: str
    true: bool
    flagged: bool
    reasons: str
    shown: str

    def is_in(self, beginnings: Iterable[str]) -> bool:
        """Return whether it begins like one of these."""
        return self.sentence.startswith(tuple(beginnings))


@pytest.fixture(scope="module")
def statements(shared: Path, bundled: BundledEncoder) -> list[Checked]:
    pages = sorted((shared / "seeds").glob("*.txt"))
    readings = [read(page.read_bytes(), page.name, date(2026, 1, 1)) for page in pages]
    papers = {entry.paper.title: entry.paper for reading in readings for entry in reading.entries}

    def cosines(text: str, others: Sequence[str]) -> list[float]:
        own, *vectors = bundled.encode([text, *others])
        return [float(own @ vector) for vector in vectors]

    found = []
    for line in (shared / "cases" / "statements.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        paper = papers[one["paper"]]
        result = check(f"{one['sentence']} [1]", [cited_abstract(1, paper)], cosines, "model")
        assert result
        shown = " ".join(paper.abstract[slice(*span)] for near in result.evidence for span in near.spans)
        reasons = "; ".join(map(in_words, result.reasons))
        found.append(Checked(one["sentence"], one["true"], result.flagged, reasons, shown))
    return found


def test_no_true_statement_asks_for_a_look(statements: list[Checked]) -> None:
    assert any(one.true for one in statements)
    assert [one.sentence for one in statements if one.true and one.flagged] == []


def test_a_false_statement_is_flagged_or_has_beside_it_what_says_otherwise(statements: list[Checked]) -> None:
    false = [one for one in statements if not one.true]
    assert [one.sentence for one in false if one.flagged and not one.is_in(FLAGGED)] == []
    assert [one.sentence for one in false if not one.is_in([*FLAGGED, *BESIDE, *NOT_SHOWN])] == []
    for beginning, reason in FLAGGED.items():
        assert [reason in one.reasons for one in false if one.is_in([beginning])] == [True]
    for beginning, words in BESIDE.items():
        assert [words in one.shown for one in false if one.is_in([beginning])] == [True], beginning
