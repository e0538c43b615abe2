"""Reads test sets in BEIR format as papers, queries and relevance grades. Pure: knows no store and no measure.

The format is from Thakur et al. 2021, "BEIR": `corpus.jsonl`, `queries.jsonl` (or both as `.gz`), and judgements in
`qrels/SPLIT.tsv`, or next to them in `qrels_SPLIT.tsv`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import PaperchatError
from index.evaluation.json_lines import faulty, lines_of, records
from index.identity import fold
from index.papers import Paper

# The splits to try if none is given; never one that a ranking may have been tuned on.
_SPLITS = ("test", "dev")
_FORM = "A test set in BEIR format is a folder with corpus.jsonl, queries.jsonl (or both as .gz) and qrels/test.tsv."
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A test set as papers of ours, with the queries of one split."""

    name: str
    """The name of its folder."""
    split: str
    papers: tuple[Paper, ...]
    """One for each record of the corpus. Records with the same title are one paper, with joined judgements."""
    queries: Mapping[str, str]
    """Query texts by id, in the order of the split's judgements."""
    judged: Mapping[str, Mapping[str, int]]
    """Grades by query id and paper id; the highest grade if several records are one paper.

    As in BEIR, judgements of records missing from the corpus are kept: they count as papers that no run finds.
    """
    self_records: Mapping[str, str]
    """For a query that is itself a record of the corpus, by query id: its paper, which is ignored in rankings."""
    total_queries: int
    """How many queries the split has; `queries` may be only the first of them."""

    def first(self, limit: int | None) -> "JudgedSet":
        """Return the set with its first `limit` queries, or all of them for None."""
        chosen = list(self.queries)[:limit]
        return replace(
            self,
            queries={id_: self.queries[id_] for id_ in chosen},
            judged={id_: self.judged[id_] for id_ in chosen},
        )


def read_set(folder: Path, split: str | None = None) -> JudgedSet:
    """Read the set in `folder` with the judgements of `split`; by default `test`, or else `dev`.

    Raises PaperchatError for a missing file, and for a faulty line, naming its file and number.
    """
    if not folder.is_dir():
        raise PaperchatError(f"There is no folder {folder}.", _FORM)
    split, qrels = _find_judgements(folder, split)
    name = folder.resolve().name
    papers = _read_corpus(_find(folder, "corpus.jsonl"), name)
    texts = _read_queries(_find(folder, "queries.jsonl"))
    judged: dict[str, dict[str, int]] = {}
    for place, query, record, grade in _read_judgements(qrels):
        if query not in texts:
            raise PaperchatError(f"{place}: the set has no query {query!r}.", "Correct the line or leave it out.")
        # No paper has this name: ids of papers have no spaces.
        paper = papers[record].id if record in papers else f"unknown record {record}"
        grades = judged.setdefault(query, {})
        grades[paper] = max(grades.get(paper, 0), grade)
    if not judged:
        raise PaperchatError(f"{qrels} has no judgements.", _FORM)
    known = {paper.id for paper in papers.values()}
    if not any(grade > 0 and paper in known for grades in judged.values() for paper, grade in grades.items()):
        # Every measure would be 0, whatever the search finds.
        raise PaperchatError(
            f"{qrels} judges no record of the corpus as relevant.",
            "Grades start at 1; record ids are those of the corpus.",
        )
    return JudgedSet(
        name=name,
        split=split,
        papers=tuple(papers.values()),
        queries={id_: texts[id_] for id_ in judged},
        judged=judged,
        self_records={
            id_: papers[id_].id for id_ in judged if id_ in papers and _is_record(texts[id_], papers[id_], judged[id_])
        },
        total_queries=len(judged),
    )


def _is_record(query: str, paper: Paper, grades: Mapping[str, int]) -> bool:
    """Return whether a query is itself the record with the same id, and does not just share its number.

    In ArguAna and Quora the text of a query is a record, which every search would find first. A record that is judged
    relevant to the query is kept, even with the same id.
    """
    return grades.get(paper.id, 0) <= 0 and fold(query) in fold(paper.text)


def _find_judgements(folder: Path, split: str | None) -> tuple[str, Path]:
    """Return the split and its file."""
    for name in [split] if split else _SPLITS:
        for file in (folder / "qrels" / f"{name}.tsv", folder / f"qrels_{name}.tsv"):
            if file.is_file():
                return name, file
    available = {file.stem for file in folder.glob("qrels/*.tsv")}
    available |= {file.stem.removeprefix("qrels_") for file in folder.glob("qrels_*.tsv")}
    sought = split or " or ".join(_SPLITS)
    hint = f"It has: {', '.join(sorted(available))}. Choose one with --split." if available else _FORM
    raise PaperchatError(f"{folder} has no judgements for the split {sought}.", hint)


def _find(folder: Path, name: str) -> Path:
    for file in (folder / name, folder / f"{name}.gz"):
        if file.is_file():
            return file
    raise PaperchatError(f"{folder} has no {name} and no {name}.gz.", _FORM)


def _read_corpus(file: Path, source: str) -> dict[str, Paper]:
    """Return the papers by record id; a record without a title gets its id as title."""
    papers: dict[str, Paper] = {}
    for place, record in records(file):
        id_ = _text(place, record, "_id")
        if id_ in papers:
            raise faulty(place, f"a second record {id_!r}")
        title = _text(place, record, "title") if record.get("title") is not None else ""
        papers[id_] = Paper(title if title.strip() else id_, _text(place, record, "text"), sources=(source,))
    return papers


def _read_queries(file: Path) -> dict[str, str]:
    return {_text(place, query, "_id"): _text(place, query, "text") for place, query in records(file)}


def _read_judgements(file: Path) -> Iterator[tuple[str, str, str, int]]:
    """Yield place, query id, record id and grade."""
    for number, line in lines_of(file):
        place, row = f"{file}:{number}", line.rstrip("\r\n").split("\t")
        if number == 1 and row[0].strip().casefold().replace("_", "-") == "query-id":
            continue
        if len(row) != _COLUMNS:
            raise faulty(place, "it is not a query id, a record id and a grade, separated by tabs")
        try:
            yield place, row[0], row[1], int(row[2])
        except ValueError:
            raise faulty(place, f"the grade {row[2]!r} is not a whole number") from None


def _text(place: str, record: Mapping[str, Any], name: str) -> str:
    """Return a field of a record."""
    value = record.get(name)
    if not isinstance(value, str):
        raise faulty(place, f"no text in the field {name!r}")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise faulty(place, f"half a character (a lone surrogate) in the field {name!r}")
    return value
