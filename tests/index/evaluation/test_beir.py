"""Test sets in BEIR formatat: every layout is read, every error names its file and line."""

import gzip
from pathlib import Path

import pytest

from index.errors import PaperchatError
from index.evaluation.beir import read_set
from index.identity import paper_id
from tests.index.evaluation.sets import GRADES, OFFICIAL, OURS, QUERIES, RECORDS, Files, write_set

DETECTORS, REGISTRATION = paper_id("Small detectors"), paper_id("Region-aware registration")


@pytest.mark.parametrize(
    ("files", "split"),
    [
        (OFFICIAL, "test"),
        (OURS, "dev"),
        ({**OFFICIAL, "qrels/test.tsv": GRADES.partition("\n")[2]}, "test"),
        ({**OFFICIAL, "qrels/test.tsv": GRADES.replace("\n", "\r\n\r\n")}, "test"),
        ({**OFFICIAL, "qrels/test.tsv": "\ufeff" + GRADES}, "test"),
        ({"corpus.jsonl": RECORDS, "queries.jsonl.gz": QUERIES, "qrels_test.tsv": GRADES}, "test"),
    ],
    ids=["official", "ours", "no header", "blank lines", "byte order mark", "packed queries"],
)
def test_layouts(tmp_path: Path, files: Files, split: str):
    data = read_set(write_set(tmp_path / "mine", files))
    assert (data.name, data.split, data.total_queries) == ("mine", split, 2)
    assert [paper.title for paper in data.papers] == [record["title"] or record["_id"] for record in RECORDS]
    assert data.queries == {query["_id"]: query["text"] for query in QUERIES}
    assert data.judged == {"q1": {DETECTORS: 1}, "q2": {REGISTRATION: 2, paper_id("Reading long texts"): 0}}
    assert data.self_records == {}


def test_test_is_taken_before_dev_and_any_split_by_its_name(tmp_path: Path):
    folder = write_set(
        tmp_path, {**OFFICIAL, "qrels_dev.tsv": "q2\td1\t1\n", "qrels/train.tsv": "q1\td1\t1\nq2\td1\t1\n"}
    )
    assert [read_set(folder, split).split for split in (None, "dev", "train")] == ["test", "dev", "train"]
    # Queries without judgements are left out.
    assert list(read_set(folder, "dev").queries) == ["q2"]
    assert list(read_set(folder, "train").first(1).queries) == ["q1"]
    assert read_set(folder, "train").first(1).total_queries == 2


def test_records_with_the_same_title_are_one_paper_with_the_highest_grade(tmp_path: Path):
    twin = {"_id": "d5", "title": "SMALL DETECTORS.", "text": "A longer text on object detectors for phones."}
    grades = "q1\td5\t2\nq1\td2\t1\n"
    data = read_set(write_set(tmp_path, {**OFFICIAL, "corpus.jsonl": [*RECORDS, twin], "qrels/test.tsv": grades}))
    assert data.judged == {"q1": {DETECTORS: 2}}
    assert len(data.papers) == 5


def test_a_query_that_is_a_record_knows_its_paper(tmp_path: Path):
    files = {**OFFICIAL, "queries.jsonl": [{"_id": "d2", "text": "Small detectors"}], "qrels/test.tsv": "d2\td1\t1\n"}
    assert read_set(write_set(tmp_path, files)).self_records == {"d2": DETECTORS}


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        # Queries and records are numbered alike.
        ("object detectors that save energy", "d2\td1\t1\n"),
        # A known-item search: the record itself is the relevant one.
        ("Small detectors", "d2\td2\t1\n"),
    ],
)
def test_an_id_of_a_record_does_not_make_a_query_one(tmp_path: Path, text: str, grades: str):
    files = {**OFFICIAL, "queries.jsonl": [{"_id": "d2", "text": text}], "qrels/test.tsv": grades}
    assert read_set(write_set(tmp_path, files)).self_records == {}


def test_judgements_of_unknown_records_stay_and_match_no_paper(tmp_path: Path):
    data = read_set(write_set(tmp_path, {**OFFICIAL, "qrels/test.tsv": "q1\td2\t1\nq1\td9\t1\n"}))
    assert list(data.judged["q1"].values()) == [1, 1]
    assert data.judged["q1"].keys() & {paper.id for paper in data.papers} == {DETECTORS}


@pytest.mark.parametrize(
    ("name", "content", "place", "reason"),
    [
        ("corpus.jsonl", '{"_id": "d1", "title": "A", "text": "B"}\n{"_id"\n', "corpus.jsonl:2", "not JSON"),
        ("corpus.jsonl", '["d1", "A", "B"]\n', "corpus.jsonl:1", "not a JSON object"),
        ("corpus.jsonl", '{"_id": "d1", "title": "A"}\n', "corpus.jsonl:1", "'text'"),
        ("corpus.jsonl", '{"_id": 1, "title": "A", "text": "B"}\n', "corpus.jsonl:1", "'_id'"),
        ("corpus.jsonl", '{"_id": "d1", "title": 5, "text": "B"}\n', "corpus.jsonl:1", "'title'"),
        ("corpus.jsonl", '{"_id": "d1", "title": "A", "text": "\\ud800"}\n', "corpus.jsonl:1", "surrogate"),
        ("corpus.jsonl", '{"_id": "d1", "text": "B"}\n\n{"_id": "d1", "text": "C"}', "corpus.jsonl:3", "second"),
        ("queries.jsonl", '{"_id": "q1"}\n', "queries.jsonl:1", "'text'"),
        ("qrels/test.tsv", "q1 d2 1\n", "test.tsv:1", "tabs"),
        ("qrels/test.tsv", f"{GRADES}q1\td2\n", "test.tsv:5", "tabs"),
        ("qrels/test.tsv", "q1\td2\tyes\n", "test.tsv:1", "'yes' is not a whole number"),
        ("qrels/test.tsv", "q1\td2\t1\nq9\td2\t1\n", "test.tsv:2", "'q9'"),
        ("qrels/test.tsv", f"q1\td2\t1\n{GRADES}", "test.tsv:2", "'score' is not a whole number"),
        ("qrels/test.tsv", GRADES.partition("\n")[0], "test.tsv", "no judgements"),
        ("qrels/test.tsv", GRADES.partition("\n")[0] + "\nq1\tzz\t1", "test.tsv", "judges no record"),
    ],
)
def test_a_faulty_line_is_reported_with_file_and_line(tmp_path: Path, name: str, content: str, place: str, reason: str):
    write_set(tmp_path, {**OFFICIAL, name: content})
    with pytest.raises(PaperchatError) as caught:
        read_set(tmp_path)
    assert place in caught.value.message
    assert reason in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (b'{"_id": "d1", "text": "B"}\n\xff\xfe\n', "corpus.jsonl:2", "UTF-8"),
        (gzip.compress(b'{"_id": "d1", "text": "B"}\n')[:-12], "corpus.jsonl.gz:1", "cannot be read"),
        (b"no gzip at all", "corpus.jsonl.gz:1", "cannot be read"),
    ],
    ids=["not UTF-8", "cut off", "not packed"],
)
def test_an_unreadable_file_is_reported(tmp_path: Path, data: bytes, place: str, reason: str):
    write_set(tmp_path, OFFICIAL)
    (tmp_path / "corpus.jsonl").unlink()
    (tmp_path / place.partition(":")[0]).write_bytes(data)
    with pytest.raises(PaperchatError, match=reason) as caught:
        read_set(tmp_path)
    assert place in caught.value.message


@pytest.mark.parametrize("name", OFFICIAL)
def test_a_missing_file_is_reported_with_the_next_step(tmp_path: Path, name: str):
    write_set(tmp_path, OFFICIAL)
    (tmp_path / name).unlink()
    with pytest.raises(PaperchatError, match="has no") as caught:
        read_set(tmp_path)
    assert "corpus.jsonl, queries.jsonl" in caught.value.hint


def test_a_missing_split_names_those_that_are_there_and_a_missing_folder_itself(tmp_path: Path):
    write_set(tmp_path, {**OFFICIAL, "qrels_train.tsv": GRADES})
    with pytest.raises(PaperchatError, match="split dev") as caught:
        read_set(tmp_path, "dev")
    assert "test, train" in caught.value.hint
    with pytest.raises(PaperchatError, match="There is no folder"):
        read_set(tmp_path / "nowhere")
