"""Fits what tells titles and abstracts from other texts, and writes `index/sources/record_likeness.json`.

Papers: collections of ../shared/bench but Daily Papers and half of SciFact, which are measured on. Others: the plain
texts below the folders in PAPERCHAT_BENCH_TEXTS (colons between them), such as manuals of a system; of them the
half whose hash begins with a digit from 0 to 7 is learned from, the other is measured on.
"""

import gzip
import hashlib
import json
import math
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date as Date
from pathlib import Path

import numpy as np

from index.papers import Paper
from index.sources import record_likeness
from index.sources.formats import recognise
from index.sources.head import Head
from index.sources.listing import read_listing
from index.sources.record_likeness import look_like_papers, signals, words_of
from tests.bench.common import shared, table
from tests.bench.regression import Array, newton

_WORDS = 400
_RARE = 40
_OF_ONE_FILE = 12
_LARGEST = 2_000_000
_LEARNED = "01234567"
_SHORTENED = 0.15
_TODAY = Date(2026, 11, 28)


def measure() -> Iterator[str]:
    """Fit, write, and yield how many files and papers of the halves that were not learned from are refused."""
    drawn = random.Random(11)  # noqa: S311 - which papers are shortened
    papers = {name: _papers(name) for name in ("arxiv", "scitldr", "scifact", "daily_papers")}
    others = list(_others())
    half = len(papers["scifact"]) // 2
    learned = [*papers["arxiv"][:5000], *papers["scitldr"], *papers["scifact"][:half]]
    learned = [_shortened(paper, drawn) for paper in learned]
    _fit(learned, [paper for known, read in others if known for paper in read[:_OF_ONE_FILE]])
    unseen = [*papers["scifact"][half:], *papers["daily_papers"]]
    rows = [("papers, each as a file", len(unseen), sum(not look_like_papers([paper]) for paper in unseen))]
    for known, name in ((True, "other texts, learned from"), (False, "other texts, unseen")):
        files = [read for was, read in others if was == known]
        rows.append((name, len(files), sum(not look_like_papers(read) for read in files)))
    yield table(("what", "files", "refused"), rows)


def _papers(name: str) -> list[Paper]:
    with gzip.open(shared() / "bench" / name / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Paper(row["title"], row["text"]) for row in rows if row.get("title") and row.get("text")]


def _shortened(paper: Paper, drawn: random.Random) -> Paper:
    """Return a paper as cards show it: of some, two sentences of the abstract."""
    if drawn.random() > _SHORTENED:
        return paper
    return Paper(paper.title, ". ".join(paper.abstract.split(". ")[:2]).rstrip(".") + drawn.choice((".", " …")))


def _others() -> Iterator[tuple[bool, list[Paper]]]:
    """Yield, for each text that a listing would be read from, whether it is learned from, and what would be read."""
    seen: set[str] = set()
    for folder in filter(None, os.environ.get("PAPERCHAT_BENCH_TEXTS", "").split(":")):
        for path in sorted(Path(folder).rglob("*")):
            if not path.is_file() or path.is_symlink() or path.stat().st_size > _LARGEST:
                continue
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            text = data.decode(errors="replace")
            if digest in seen or "\0" in text or recognise(Head.of(text, path.name)):
                continue
            seen.add(digest)
            if read := [entry.paper for entry in read_listing(text, path.name, _TODAY).entries]:
                yield digest[0] in _LEARNED, read


def _fit(papers: Sequence[Paper], others: Sequence[Paper]) -> None:
    words = _telling_words(papers, others)
    inputs = np.array([_inputs(paper, words) for paper in (*papers, *others)])
    wanted = np.array([1.0] * len(papers) + [0.0] * len(others))
    weights = np.where(wanted == 1, len(wanted) / 2 / len(papers), len(wanted) / 2 / len(others))
    found = newton(inputs, wanted, weights).tolist()
    fitted = {
        "signals": [round(value, 3) for value in found[len(words) :]],
        "words": {word: round(value, 2) for word, value in zip(words, found, strict=False)},
    }
    file = Path(record_likeness.__file__).with_suffix(".json")
    file.write_text(json.dumps(fitted, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    record_likeness.model.cache_clear()


def _telling_words(papers: Sequence[Paper], others: Sequence[Paper]) -> list[str]:
    """Return the words that are much more frequent in the abstracts of one of them."""
    of_papers, of_others = (Counter(word for paper in some for word in words_of(paper)) for some in (papers, others))
    telling: dict[str, float] = {}
    for word in of_papers.keys() | of_others.keys():
        mine, theirs = of_papers[word], of_others[word]
        if mine + theirs >= _RARE and len(word) > 1:
            ratio = math.log((mine + 2) / (len(papers) + 4)) - math.log((theirs + 2) / (len(others) + 4))
            telling[word] = abs(ratio) * math.sqrt(mine / len(papers) + theirs / len(others))
    return sorted(sorted(telling, key=lambda word: (-telling[word], word))[:_WORDS])


def _inputs(paper: Paper, words: Sequence[str]) -> Array:
    known = words_of(paper)
    share = 1 / math.sqrt(len(known) or 1)
    return np.array([*(share if word in known else 0.0 for word in words), *signals(paper)])
