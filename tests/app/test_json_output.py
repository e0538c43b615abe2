import json
from datetime import date

from app import json_output
from app.answer import Answer, ListItem, Source
from app.checking.reasons import Reason
from app.checking.result import Check
from index.ingest import FileReport
from index.papers import Paper, Problem
from index.questions.query import Chip, Condition
from index.record_merging import merge
from index.retrieval.explanation import Explanation
from index.retrieval.results import Hit
from index.stores.by_hand.paper_marks import Marks
from index.stores.merging import Counts

FEMTO = Paper(
    "FemtoDet",
    "Detectors waste energy. It takes 1.11 W.",
    author_count=7,
    date=date(2024, 6, 8),
    upvotes=0,
    sources=("a.txt", "b.txt"),
)
WHY = Explanation(0.5, 2.5, 1, 0.25, None, ("energy",), ("horse",), "It takes 1.11 W.", "detectors")


def test_unknown_fields_of_a_listed_paper_are_null() -> None:
    line = json.loads(json.dumps(json_output.paper_json(FEMTO)))
    assert (line["id"], line["date"], line["upvotes"], line["sources"]) == (
        *(FEMTO.id, "2024-06-08", 0), ["a.txt", "b.txt"],
    )  # fmt: skip
    assert (line["organisation"], line["comments"]) == (None, None)
    assert json_output.paper_json(Paper("T", "A."))["date"] is None


def test_a_listed_paper_has_its_marks() -> None:
    marks = {"read": True, "starred": False, "tags": ["to cite"], "note": "Ask Ann."}
    line = json_output.paper_json(FEMTO, Marks(read=True, tags=("to cite",), note="Ask Ann."))
    assert json.loads(json.dumps(line["marks"])) == marks


def test_each_known_field_names_its_source() -> None:
    one = Paper("T", "A.", author_count=2, comments=0, sources=("a.txt",))
    assert json_output.paper_json(one)["provenance"] == {"abstract": "a.txt", "authors": "a.txt", "comments": "a.txt"}
    both = merge(one, Paper("T", "Abstract.", authors=("Ann", "Bo"), sources=("b.txt",)))
    assert json_output.paper_json(both)["provenance"] == {
        "abstract": "b.txt",
        "author_names": "b.txt",
        "authors": "a.txt",
        "comments": "a.txt",
    }


def test_a_found_paper_is_explained_only_on_request() -> None:
    short = json_output.result_json(Hit(FEMTO, 0.123456), WHY, explained=False)
    assert short == {"id": FEMTO.id, "title": "FemtoDet", "score": 0.1235, "sentence": "It takes 1.11 W."}
    explained = json_output.result_json(Hit(FEMTO, 0.123456), WHY, explained=True)
    assert json.loads(json.dumps(explained)) == {
        **short,
        "why": {
            "score": 0.5,
            "bm25": 2.5,
            "words_rank": 1,
            "cosine": 0.25,
            "vectors_rank": None,
            "words": ["energy"],
            "lacking": ["horse"],
            "sentence": "It takes 1.11 W.",
            "side": "detectors",
            "expansion": "",
            "late_interaction": 0.0,
        },
    }


def test_an_answer_has_its_citations_checks_and_filters() -> None:
    answer = Answer(
        "How much?",
        "done",
        chips=(Chip("condition", Condition("date", date(2024, 1, 1))),),
        text="It takes 1.11 W [1]. It flies.",
        sources=(Source(FEMTO, ((24, 40),), 1), Source(Paper("Other", "B."), ())),
        checks=(
            Check(0, 20, "figures and names found", (), attributed=True),
            Check(21, 30, "not found", (Reason("no citation"),)),
        ),
        model="tiny-model",
        seconds=1.23456,
        prompt_tokens=900,
        answer_tokens=40,
        price="$0.01",
        notice="Slow.",
    )
    assert json.loads(json.dumps(json_output.answer_json(answer))) == {
        "question": "How much?",
        "answer": "It takes 1.11 W [1]. It flies.",
        "citations": [{"n": 1, "id": FEMTO.id, "title": "FemtoDet", "evidence": "It takes 1.11 W."}],
        "listed": [],
        "narrowed": ["since 2024"],
        "refused": False,
        "unbacked": "",
        "papers_read": 0,
        "model": "tiny-model",
        "checks": [
            {
                "sentence": "It takes 1.11 W [1].",
                "verdict": "figures and names found",
                "flagged": False,
                "reasons": [],
                "by_model": False,
                "attributed": True,
            },
            {
                "sentence": "It flies.",
                "verdict": "not found",
                "flagged": True,
                "reasons": ["cites no paper"],
                "by_model": False,
                "attributed": False,
            },
        ],
        "tokens": {"prompt": 900, "answer": 40, "cached": 0, "counted": False, "price": "$0.01"},
        "seconds": 1.235,
        "notice": "Slow.",
    }


def test_counts_are_summed_over_files_and_every_problem_is_listed() -> None:
    reports = [
        FileReport("a.txt", Counts(added=2, merged=1), (Problem("a.txt", 4, "no title"),)),
        FileReport("b.txt", Counts(added=1, unchanged=5), ()),
    ]
    assert json_output.reports_json(reports) == {
        "added": 3,
        "merged": 1,
        "unchanged": 5,
        "problems": [{"file": "a.txt", "line": 4, "reason": "no title"}],
    }


def test_the_papers_of_a_list_come_with_their_remarks() -> None:
    items = (ListItem(FEMTO, 1, "12 upvotes", quote=((0, 16),)), ListItem(FEMTO, 2, remark="It is small."))
    answer = Answer("List", "done", text="", items=items)
    paper = {"id": FEMTO.id, "title": "FemtoDet"}
    assert json_output.answer_json(answer)["listed"] == [
        {"n": 1, **paper, "detail": "12 upvotes", "remark": "", "quote": FEMTO.abstract[:16]},
        {"n": 2, **paper, "detail": "", "remark": "It is small.", "quote": ""},
    ]
