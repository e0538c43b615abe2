"""The sets that the check is measured on, and cached vectors of their sentences. Knows no measurement."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from app.checking.support import CitedAbstract, prepare
from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import Vectors
from index.text.plain_text import content_stems, plain_text
from tests.bench.checking.written_by_people import Case
from tests.bench.common import CACHE, bench_records


@dataclass(slots=True)
class CachedEncoder:
    """The bundled encoder with a cache on disk, because the same sentences are measured again and again."""

    path: Path
    encoder: BundledEncoder = field(default_factory=BundledEncoder)
    vectors: dict[str, Vectors] = field(default_factory=dict)

    def load(self) -> None:
        if self.path.exists():
            with np.load(self.path) as kept:
                self.vectors = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def add(self, texts: Sequence[str]) -> None:
        """Encode and cache what is new."""
        new = sorted({text for text in texts if _key(text) not in self.vectors})
        for text, vector in zip(new, self.encoder.encode(new) if new else (), strict=True):
            self.vectors[_key(text)] = vector.astype(np.float16)
        if new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self.path, keys=np.array(list(self.vectors)), vectors=np.stack(list(self.vectors.values())))

    def similarity(self, sentence: str, others: Sequence[str]) -> list[float]:
        self_ = self.vectors[_key(sentence)].astype(np.float32)
        return [float(self_ @ self.vectors[_key(other)]) for other in others]


def cached_encoder(name: str) -> CachedEncoder:
    """Return the encoder with the vectors that a measurement of this name has cached."""
    encoder = CachedEncoder(CACHE / f"{name}-{BundledEncoder.fingerprint.replace('/', '-')}.npz")
    encoder.load()
    return encoder


def texts_of(cases: Sequence[Case]) -> list[str]:
    """Return every text that the check may compare by similarity."""
    papers = {(case.paper.title, case.paper.abstract): case.paper for case in cases}
    lines = {line.text for paper in papers.values() for line in prepare(paper).lines}
    return sorted(lines | {plain_text(case.sentence) for case in cases})


def claims_of(split: str) -> Iterator[Case]:
    """Yield the claims of a split of SciFact, each with a paper that supports or contradicts it."""
    records = {record["_id"]: record for record in bench_records("scifact")}
    for claim in bench_records("scifact", "claims.jsonl"):
        for doc in sorted({e["doc_id"] for e in claim["evidence"]}) if claim["split"] == split else ():
            sets = [e for e in claim["evidence"] if e["doc_id"] == doc]
            chosen = {i for e in sets for i in e["sentences"]}
            record, true = records[doc], sets[0]["label"] == "SUPPORT"
            kind = "SciFact: supported claim" if true else "SciFact: contradicted claim"
            gold = frozenset(span for i, span in enumerate(_spans(record)) if i in chosen)
            yield Case(kind, claim["text"], _paper(record), true, gold)


def _spans(record: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Find the data set's own sentences in the text."""
    end = 0
    for sentence in record["sentences"]:
        stripped = sentence.strip()
        start = record["text"].find(stripped, end)
        end = start + len(stripped) if start >= 0 else end
        yield (start, end) if start >= 0 else (0, 0)


def summaries(split: str) -> Iterator[Case]:
    """Yield the summaries that people wrote of the papers of a split."""
    records = {record["_id"]: record for record in bench_records("scitldr")}
    for query in bench_records("scitldr", "queries.jsonl"):
        record = records[query["_id"].partition("#")[0]]
        if (record["split"] == "train") == (split == "train"):
            yield Case("SciTLDR: human summary", query["text"], _paper(record), true=True)


def daily_papers(split: str) -> list[CitedAbstract]:
    """Return half of the Daily Papers, split by id."""
    records = bench_records("daily_papers")
    return [_paper(record) for record in records if (int(_key(record["_id"]), 16) % 2 == 0) == (split == "train")]


def _paper(record: dict[str, Any]) -> CitedAbstract:
    return CitedAbstract(1, record["title"], record["text"])


def _key(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def nearest(papers: Sequence[CitedAbstract]) -> list[int]:
    """Return for each paper the one that shares most words with it; rare words weigh more."""
    stems_of = [frozenset(content_stems(f"{paper.title} {paper.abstract}")) for paper in papers]
    often = Counter(stem for stems in stems_of for stem in stems)

    def likeness(i: int) -> Callable[[int], float]:
        return lambda j: sum(1 / often[stem] for stem in stems_of[i] & stems_of[j]) if i != j else -1.0

    return [max(range(len(papers)), key=likeness(i)) for i in range(len(papers))]
