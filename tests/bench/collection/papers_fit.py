"""Fits what tells titles and abstracts from other texts, and writes `index/sources/record_likeness.json`.

Papers: collections of ../shared/bench but Daily Papers and half of SciFact, which are measured on. Others: the plain
texts below the folders in PAPERCHAT_BENCH_TEXTS (colons between them), in each a folder for every package, such as
/usr/share/doc. The packages whose hash begins with a digit from 0 to 7 are learned from, the others are measured on.
"""

import gzip
import hashlib
import json
import math
import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Date
from pathlib import Path

import numpy as np

from index.papers import Paper
from index.sources import record_likeness
from index.sources.formats import recognise
from index.sources.head import Head
from index.sources.listing import read_listing
from index.sources.record_likeness import look_like_papers, lower_words, signals
from tests.bench.common import bench_records, table
from tests.bench.regression import Sparse, sparse_newton

_WORDS = 6000
_RARE = 8
_OF_ONE_FILE = 8
_PENALTY = 0.5
_LARGEST = 2_000_000
_LEARNED = "01234567"
_SHORTENED = 0.25
_TODAY = Date(2026, 11, 28)
_EVERY = 20
_MEDICINE_TIMES = 3
_CS = re.compile(r"cs\.")
_PARTS = ("title", "abstract")

Word = tuple[str, str]
"""Where it stands, and the word."""


def measure() -> Iterator[str]:
    """Fit, write, and yield how many files and papers of the halves that were not learned from are refused."""
    drawn = random.Random(11)  # noqa: S311 - which papers are shortened
    papers = {name: _papers(name) for name in ("arxiv", "scitldr", "scifact", "pubmedqa", "daily_papers")}
    others = list(_others())
    half = len(papers["scifact"]) // 2
    # Those of medicine are few.
    medicine = papers["scifact"][:half] * _MEDICINE_TIMES
    learned = [*papers["arxiv"], *papers["scitldr"], *medicine, *papers["pubmedqa"][:500]]
    learned = [_shortened(paper, drawn) for paper in learned]
    _fit(learned, [paper for known, read in others if known for paper in read[:_OF_ONE_FILE]])
    unseen = [*papers["scifact"][half:], *papers["pubmedqa"][500:], *papers["daily_papers"]]
    first = [replace(paper, abstract=paper.abstract.partition(". ")[0].rstrip(".") + ".") for paper in unseen]
    rows = [
        (name, len(some), sum(not look_like_papers([paper]) for paper in some))
        for name, some in (("papers, each as a file", unseen), ("their first sentences", first))
    ]
    for known, name in ((True, "other texts, learned from"), (False, "other texts, unseen")):
        files = [read for was, read in others if was == known]
        rows.append((name, len(files), sum(not look_like_papers(read) for read in files)))
    yield table(("what", "files", "refused"), rows)


def _papers(name: str) -> list[Paper]:
    rows = [row for row in bench_records(name) if row.get("title") and row.get("text")]
    if name == "arxiv":
        # Nearly all are of computer science.
        rows = [row for place, row in enumerate(rows) if place % _EVERY == 0 or not _CS.match(row["categories"][0])]
    return [Paper(row["title"], row["text"]) for row in rows]


def _shortened(paper: Paper, drawn: random.Random) -> Paper:
    """Return a paper as cards show it: of some, the first sentences of the abstract."""
    if drawn.random() > _SHORTENED:
        return paper
    some = ". ".join(paper.abstract.split(". ")[: drawn.choice((1, 2, 3))])
    return Paper(paper.title, some.rstrip(".") + drawn.choice((".", " …")))


def _others() -> Iterator[tuple[bool, list[Paper]]]:
    """Yield, for each text that a listing would be read from, whether it is learned from, and what would be read."""
    seen: set[str] = set()
    for folder in filter(None, os.environ.get("PAPERCHAT_BENCH_TEXTS", "").split(":")):
        for path in sorted(Path(folder).rglob("*")):
            package = path.relative_to(folder).parts[0]
            if not path.is_file() or path.is_symlink() or path.stat().st_size > _LARGEST:
                continue
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            text = data.decode(errors="replace")
            if digest in seen or "\0" in text or recognise(Head.of(text, path.name)):
                continue
            seen.add(digest)
            if read := [entry.paper for entry in read_listing(text, path.name, _TODAY).entries]:
                yield hashlib.sha256(package.encode()).hexdigest()[0] in _LEARNED, read


def _fit(papers: Sequence[Paper], others: Sequence[Paper]) -> None:
    places = {word: place for place, word in enumerate(_telling_words(papers, others))}
    inputs = _inputs([*papers, *others], places)
    wanted = np.array([1.0] * len(papers) + [0.0] * len(others))
    weights = np.where(wanted == 1, len(wanted) / 2 / len(papers), len(wanted) / 2 / len(others))
    found = sparse_newton(inputs, wanted, weights, _PENALTY).tolist()
    by_word = {at: {word: round(found[places[at, word]], 2) for part, word in places if part == at} for at in _PARTS}
    fitted = {"signals": [round(value, 3) for value in found[len(places) :]], **by_word}
    file = Path(record_likeness.__file__).with_suffix(".json")
    file.write_text(json.dumps(fitted, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    record_likeness.model.cache_clear()


def _words(paper: Paper) -> dict[str, set[str]]:
    return {"title": lower_words(paper.title), "abstract": lower_words(paper.abstract)}


def _telling_words(papers: Sequence[Paper], others: Sequence[Paper]) -> list[Word]:
    """Return the words, each with where it stands, that are much more frequent in one of them."""
    of_papers, of_others = (
        Counter((part, word) for paper in some for part, words in _words(paper).items() for word in words)
        for some in (papers, others)
    )
    telling: dict[Word, float] = {}
    for word in of_papers.keys() | of_others.keys():
        mine, theirs = of_papers[word], of_others[word]
        if mine + theirs >= _RARE and len(word[1]) > 1:
            ratio = math.log((mine + 2) / (len(papers) + 4)) - math.log((theirs + 2) / (len(others) + 4))
            telling[word] = abs(ratio) * math.sqrt(mine / len(papers) + theirs / len(others))
    return sorted(sorted(telling, key=lambda word: (-telling[word], word))[:_WORDS])


def _inputs(papers: Sequence[Paper], places: Mapping[Word, int]) -> Sparse:
    """Return the words of each paper and how it is written; the last column is 1."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, paper in enumerate(papers):
        for part, words in _words(paper).items():
            known = [places[part, word] for word in words if (part, word) in places]
            columns += known
            values += [1 / math.sqrt(len(words) or 1)] * len(known)
        written = signals(paper)
        columns += range(len(places), len(places) + len(written))
        values += written
        rows += [row] * (len(columns) - len(rows))
    return Sparse(np.array(rows), np.array(columns), np.array(values))
