"""Questions with the sentences that answer them, which we chose before we had seen any ranking of them.

PubMedQA: questions that researchers asked in the titles of their papers, mostly answered by yes or no; our own: about
30 abstracts of different fields. `labelled_answers.jsonl` holds the records' ids, the offsets where these sentences
start, and the texts of our own questions only. What we looked at when the signals were written is in "train".
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.checking.support import CitedAbstract
from index.papers import Paper
from index.text.sentences import sentence_spans
from tests.bench.checking.sentence_cases import Part
from tests.bench.checking.written_by_people import Case
from tests.bench.common import shared

_FILE = Path(__file__).with_suffix(".jsonl")
_SETS = ("arxiv", "pubmedqa", "scifact")
_OTHERS = 130
"""How many other papers of each set our own questions are searched among."""


def researchers_questions(part: Part) -> list[Case]:
    """Return the questions of PubMedQA of a part."""
    titles = {one["_id"].removeprefix("q"): one["text"] for one in _lines(shared() / "bench/pubmedqa/queries.jsonl")}
    records = _corpus("pubmedqa")
    asked = (one for one in _labelled(part) if "question" not in one)
    return [_case(one, titles[one["paper"]], records[one["paper"]]) for one in asked]


def own_questions() -> tuple[dict[Part, list[Case]], list[Paper]]:
    """Return our own questions by part, and the papers to search among."""
    corpora = {name: _corpus(name) for name in _SETS}
    cases: dict[Part, list[Case]] = {}
    papers: dict[str, Paper] = {}
    for part in ("train", "dev"):
        for one in _labelled(part):
            record = corpora[one["set"]][one["paper"]]
            if "question" in one:
                cases.setdefault(part, []).append(_case(one, one["question"], record))
                papers[record["_id"]] = _paper(record)
    others = (record for corpus in corpora.values() for record in list(corpus.values())[:_OTHERS])
    return cases, list({**papers, **{record["_id"]: _paper(record) for record in others}}.values())


def _labelled(part: Part) -> Iterator[dict[str, Any]]:
    return (one for one in _lines(_FILE) if one["part"] == part)


def _case(labelled: dict[str, Any], question: str, record: dict[str, Any]) -> Case:
    gold = {span for span in sentence_spans(record["text"]) if span[0] in labelled["answers"]}
    cited = CitedAbstract(1, record["title"], record["text"])
    return Case(labelled["set"], question, cited, true=True, gold=frozenset(gold))


def _paper(record: dict[str, Any]) -> Paper:
    # The records of PubMedQA have no titles: these are the questions.
    return Paper(record["title"] or record["text"][:60], record["text"], sources=("labelled",))


def _corpus(name: str) -> dict[str, dict[str, Any]]:
    return {record["_id"]: record for record in _lines(shared() / "bench" / name / "corpus.jsonl.gz")}


def _lines(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.decode().splitlines()]
