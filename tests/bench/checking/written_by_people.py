"""Sentences that people wrote (or a model, where the set says so) about a text, with whether the text supports them.

The sets lie in the benchmark data; the README beside them names their sources and licences. Each is split by a hash
of the pair: rules are made by looking at the first half ("seen"), the figures of the other ("kept") are reported only.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.checking.support import CitedAbstract
from index.sources import read
from tests.bench.common import bench_records, shared


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with the paper it cites."""

    kind: str
    sentence: str
    paper: CitedAbstract
    true: bool
    gold: frozenset[tuple[int, int]] = frozenset()
    """Spans of the sentences that annotators chose as the rationale, if any."""


Half = Literal["seen", "kept"]
_SETS = ("citint", "wice", "arxiv_paraphrase", "arxiv_corrupted", "conjnli", "scone")


def written_by_people(half: Half) -> Iterator[Case]:
    """Yield the sentences of one half of every set."""
    for name in _SETS:
        for pair in bench_records("entailment", f"{name}.jsonl.gz"):
            if half_of(pair["premise"], pair["hypothesis"]) == half:
                paper = CitedAbstract(1, "", pair["premise"])
                yield Case(_kind(name, pair), pair["hypothesis"], paper, pair["label"] == "supported")
    yield from _statements(half)


def half_of(*texts: str) -> Half:
    """Return which half a pair belongs to, whatever else the set holds."""
    digest = hashlib.blake2b("\n".join(texts).encode(), digest_size=4).digest()
    return "seen" if digest[0] % 2 == 0 else "kept"


def _kind(name: str, pair: dict[str, Any]) -> str:
    if name == "arxiv_corrupted":
        source = pair["source"].replace("_", " ")
        return f"{name}: {source}"
    return f"{name}: {pair['label'].replace('_', ' ')}"


def _statements(half: Half) -> Iterator[Case]:
    """Yield statements of our own about papers of the saved pages, most of them false by a "not" or a direction."""
    abstracts = seed_abstracts()
    for line in (shared() / "cases" / "statements.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        title = one["paper"]
        if half_of(title, one["sentence"]) == half and title in abstracts:
            paper = CitedAbstract(1, title, abstracts[title])
            yield Case(f"statements: {'true' if one['true'] else 'false'}", one["sentence"], paper, one["true"])


def seed_abstracts() -> dict[str, str]:
    """Return the abstracts of the saved pages by their titles."""
    pages = sorted((shared() / "seeds").glob("*.txt"))
    readings = [read(page.read_bytes(), page.name, date(2026, 1, 1)) for page in pages]
    return {entry.paper.title: entry.paper.abstract for reading in readings for entry in reading.entries}
