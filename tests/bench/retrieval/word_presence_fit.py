"""Fits how likely a word of a question is in the papers that answer it, and writes index/embedding/word_presence.json.

SciFact train, SciTLDR train, and by a hash half of PubMedQA's questions and half of the topic headings; every set
counts alike. The other halves and the dev parts are not seen.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.word_presence import PRESENCE_FILE, WordPresence, fitted_presence
from index.text.words import terms
from tests.bench.common import bench_records, load_set, shared, table
from tests.bench.regression import Array, newton

_WORDS = 4000
"""How many words each set counts for."""
_SHORTEST = 5
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class _Asked:
    """Questions of one set, the stems of the papers that answer each, and in how many papers a stem is."""

    name: str
    questions: Sequence[tuple[str, Sequence[frozenset[str]]]]
    papers_with: Mapping[str, int]
    papers: int


def measure() -> Iterator[str]:
    """Fit the regression, write word_presence.json, and print which words of the questions count least."""
    encoder = BundledEncoder()
    rows: list[Array] = []
    present: list[float] = []
    counts: list[float] = []
    words: list[str] = []
    for asked in (_of_set("scifact", "train"), _of_set("scitldr", "train"), _of_set("pubmedqa", "dev"), _topics()):
        found = list(_words(encoder, asked))
        words += [word for word, _, _ in found]
        rows += [row for _, row, _ in found]
        present += [share for _, _, share in found]
        counts += [_WORDS / len(found)] * len(found)
    inputs = np.array(rows)
    *vector, rarity, squared, bias = newton(inputs, np.array(present), np.array(counts)).tolist()
    _write(WordPresence(bias, rarity, squared, tuple(vector)))
    chances = 1 / (1 + np.exp(-inputs @ np.array([*vector, rarity, squared, bias])))
    yield f"{len(words):,} words of questions"
    yield table(("word", "mean chance", "in the papers", "number"), _least(words, chances, present))


def _words(encoder: BundledEncoder, asked: _Asked) -> Iterator[tuple[str, Array, float]]:
    """Yield each word with its row and the share of the papers that have it."""
    highest = math.log(2 * asked.papers + 2)
    for question, answering in asked.questions:
        tokens = encoder.encode_tokens([question])[1][0]
        for word, vector in zip(tokens.words, tokens.vectors, strict=True):
            if stems := terms(word):
                rare = max(_weight(asked.papers_with.get(stem, 0), asked.papers) for stem in stems) / highest
                share = sum(any(stem in paper for stem in stems) for paper in answering) / len(answering)
                yield word.lower(), np.array([*vector, rare, rare**2, 1.0]), share


def _weight(papers_with: int, papers: int) -> float:
    return math.log(1 + (papers - papers_with + 0.5) / (papers_with + 0.5))


def _of_set(name: str, split: str) -> _Asked:
    data = load_set(name, split)
    stems = {paper.id: frozenset(terms(paper.text)) for paper in data.papers}
    seen = [id_ for id_ in data.queries if split == "train" or _is_seen(id_)]
    judged = {id_: [stems[paper] for paper in data.judged[id_] if paper in stems] for id_ in seen}
    return _asked(name, {data.queries[id_]: papers for id_, papers in judged.items()}, list(stems.values()))


def _topics() -> _Asked:
    """Return half of the headings; their papers are those of another folder."""
    folder = shared() / "bench"
    papers = {record["_id"]: record for record in bench_records("daily_papers")}
    stems = {id_: frozenset(terms(f"{record['title']} {record['text']}")) for id_, record in papers.items()}
    headings = {record["_id"]: record["text"] for record in bench_records("topics", "queries.jsonl")}
    lines = (folder / "topics" / "qrels_dev.tsv").read_text(encoding="utf-8").splitlines()[1:]
    judged: dict[str, list[frozenset[str]]] = {}
    for id_, paper, _ in (line.split("\t") for line in lines):
        if _is_seen(id_) and paper in stems:
            judged.setdefault(headings[id_], []).append(stems[paper])
    return _asked("topics", judged, list(stems.values()))


def _asked(name: str, judged: Mapping[str, Sequence[frozenset[str]]], papers: Sequence[frozenset[str]]) -> _Asked:
    papers_with = Counter(stem for paper in papers for stem in paper)
    return _Asked(name, [(text, own) for text, own in judged.items() if own], papers_with, len(papers))


def _is_seen(id_: str) -> bool:
    return crc32(id_.encode()) % 2 == 1


def _write(found: WordPresence) -> None:
    rounded = {name: _short(getattr(found, name)) for name in ("bias", "rarity", "rarity_squared")}
    stored = {**rounded, "vector": [_short(value) for value in found.vector]}
    PRESENCE_FILE.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    fitted_presence.cache_clear()


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _least(words: Sequence[str], chances: Array, present: Sequence[float]) -> list[tuple[str, float, float, int]]:
    """Return the frequent words with the lowest chances."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    frequent = {word: own for word, own in places.items() if len(own) >= _SHORTEST}
    found = [
        (word, float(np.mean([chances[i] for i in own])), float(np.mean([present[i] for i in own])), len(own))
        for word, own in frequent.items()
    ]
    return sorted(found, key=lambda row: row[1])[:_SHOWN]
