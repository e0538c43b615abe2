from collections.abc import Sequence
from pathlib import Path

import pytest

from app.checking.entailment import Entailment, contradiction, with_doubts
from app.checking.entailment_model import read_entailment_model
from app.checking.reasons import Reason
from app.checking.result import Check
from app.settings import Settings, load_settings
from app.wiring import entailment_of
from index.errors import PaperchatError
from index.papers import Paper
from tests.app.checking.tiny_entailment import write_model

ORDERS = [("contradiction", "entailment", "neutral"), ("entailment", "neutral", "contradiction")]
BERT = Paper("BERT and the curse", "Curses reverse. BERT is immune to the curse. GPT suffers from it.")
TEXT = "BERT suffers from the curse [1]. Curses reverse [1]."


def words(labels: tuple[str, ...]) -> dict[str, list[float]]:
    """A word for each label, and one that contradicts only beside another."""
    contradicts = [4.0 if label == "contradiction" else 0.0 for label in labels]
    follows = [4.0 if label == "entailment" else 0.0 for label in labels]
    return {"immune": contradicts, "reverse": follows}


@pytest.fixture(params=ORDERS, ids=["contradiction first", "entailment first"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write_model(tmp_path / "model", words(request.param), request.param)
    return tmp_path / "model"


def checks() -> list[Check]:
    end = TEXT.index("]. ") + 2
    first = Check(0, end, "figures and names found", (), ((1, ((16, 44),)),))
    return [first, Check(end + 1, len(TEXT), "wording found", (), ((1, ((0, 15),)),))]


def test_probabilities_come_in_the_order_of_the_labels(folder: Path) -> None:
    read = read_entailment_model(folder)
    ((follows, contradicted), (also_follows, not_contradicted)) = read(
        [("BERT is immune", "BERT suffers"), ("Curses reverse", "Curses turn")]
    )
    assert (contradicted > 0.9, follows < 0.1) == (True, True)
    assert (also_follows > 0.9, not_contradicted < 0.1) == (True, True)
    assert read([]) == []
    assert len(read([("a", "b")] * 40)) == 40
    assert len(read([("a", "b " * 900), ("a " * 900, "b"), ("a " * 900, "b " * 900)])) == 3


def test_a_contradiction_changes_the_verdict_and_nothing_else(folder: Path) -> None:
    entailment = Entailment(read_entailment_model(folder), 0.9)
    doubted, kept = with_doubts(checks(), TEXT, {1: BERT}, entailment)
    assert (doubted.verdict, doubted.flagged) == ("model disagrees", True)
    assert doubted.reasons == (Reason("contradicted", (1,)),)
    assert kept == checks()[1]
    assert with_doubts(checks(), TEXT, {1: BERT}, Entailment(entailment.read, 0.99)) == tuple(checks())


def test_quotes_and_what_was_not_found_are_not_read() -> None:
    read = Entailment(lambda pairs: [(0.0, 1.0) for _ in pairs], 0.5)
    for verdict in ("quoted", "not found"):
        given = [Check(0, 10, verdict, (), ((1, ((16, 44),)),))]
        assert with_doubts(given, TEXT, {1: BERT}, read) == tuple(given)


def test_one_paper_that_says_it_is_enough() -> None:
    def read(pairs: object) -> list[tuple[float, float]]:
        return [(0.9, 0.0) if "reverse" in premise else (0.0, 1.0) for premise, _ in pairs]  # type: ignore[attr-defined]

    given = [Check(0, 10, "wording found", (), ((1, ((16, 44),)), (2, ((0, 15),))))]
    assert with_doubts(given, TEXT, {1: BERT, 2: BERT}, Entailment(read, 0.5)) == tuple(given)


def test_a_sentence_that_contradicts_alone_but_not_with_its_neighbour_is_no_contradiction() -> None:
    def read(pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float]]:
        return [(0.0, 0.1) if "small" in premise else (0.0, 0.9) for premise, _ in pairs]

    assert contradiction(read, "It loses.", ["It wins.", "It is small.", "It wins. It is small."]) == 0.1
    assert contradiction(read, "It loses.", ["It is small.", "It wins.", "It wins. It is new."]) == 0.9
    assert contradiction(read, "It loses.", []) == 0.0


def test_the_setting_names_the_folder(folder: Path, tmp_path: Path) -> None:
    settings = load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_ENTAILMENT": str(folder)})
    found = entailment_of(settings)
    assert found
    assert found.doubts("BERT suffers", ["BERT is immune"])
    assert entailment_of(Settings(tmp_path)) is None


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "model.onnx"])
def test_a_missing_folder_is_reported(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(PaperchatError, match="no") as caught:
        read_entailment_model(folder)
    assert "tokenizer.json, and config.json" in str(caught.value.hint)
