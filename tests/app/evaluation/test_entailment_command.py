"""`paperchat eval entailment`, with a tiny model in which one word contradicts."""

import json
from contextlib import AbstractContextManager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from app.checking.entailment import contradiction
from app.engine import Engine
from app.evaluation.entailment_calibration import Pair, calibrate, sample_pairs, threshold_at
from app.evaluation.retrieval_command import Openers, eval_group
from app.settings import load_settings
from app.wiring import entailment_of
from index.errors import PaperchatError
from tests.app.checking.tiny_entailment import write_model
from tests.conftest import WordEncoder

pytestmark = pytest.mark.slow

LABELS = ("contradiction", "neutral", "entailment")
# Log odds of a contradiction: "immune" speaks loudly, "curse" a little, as a word of true sentences may.
WORDS = {"immune": [6.0, 0.0, 0.0], "curse": [1.0, 0.0, 0.0], "tides": [0.0, 0.0, 3.0]}


def no_engine() -> AbstractContextManager[Engine]:
    raise AssertionError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    write_model(tmp_path / "model", WORDS, LABELS)
    return tmp_path / "model"


def lines(true: int = 120, curses: int = 6, false: int = 40) -> list[dict[str, str]]:
    """Pairs whose true sentences rarely hold the word that contradicts a little, and whose false ones are plain."""
    found = [
        {"premise": f"Group {n} drew tides.", "hypothesis": f"Group {n} drew tides.", "label": "entailment"}
        for n in range(true)
    ]
    found += [
        {"premise": f"Group {n} met the curse.", "hypothesis": f"Group {n} met curse.", "label": "supported"}
        for n in range(curses)
    ]
    return found + [
        {"premise": f"Model {n} is immune here.", "hypothesis": f"Model {n} suffers here.", "label": "refutes"}
        for n in range(false)
    ]


def write(file: Path, pairs: list[dict[str, str]]) -> Path:
    file.write_text("\n".join(map(json.dumps, pairs)), encoding="utf-8")
    return file


def run(folder: Path | None, *arguments: object) -> Result:
    openers = Openers(WordEncoder, lambda: None, no_engine, lambda: folder)
    group = click.Group("paperchat", commands=[eval_group(openers)])
    return CliRunner().invoke(group, ["eval", "entailment", *map(str, arguments)], env={"COLUMNS": "160"})


def test_the_threshold_is_kept_beside_the_model_and_used(model: Path, tmp_path: Path) -> None:
    result = run(model, write(tmp_path / "pairs.jsonl", lines()))
    assert result.exit_code == 0, result.output
    assert "kept beside the model" in result.output
    variables = {"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_ENTAILMENT": str(model)}
    found = entailment_of(load_settings(variables))
    assert found
    assert found.threshold < 0.9
    assert found.doubts("Model 1 suffers here.", ["Model 1 is immune here."])
    assert not found.doubts("Group 1 drew tides.", ["Group 1 drew tides."])
    by_hand = entailment_of(load_settings({**variables, "PAPERCHAT_ENTAILMENT_THRESHOLD": "0.97"}))
    assert by_hand
    assert by_hand.threshold == 0.97


def test_it_reports_how_much_of_the_other_half_is_marked(model: Path, tmp_path: Path) -> None:
    result = run(model, write(tmp_path / "pairs.jsonl", lines()))
    (row,) = [line.split() for line in result.output.splitlines() if line.startswith("contradicted")]
    assert row[-1] == "100.0"


def test_no_more_true_sentences_are_marked_than_may_be(model: Path) -> None:
    def read(pairs: object) -> list[tuple[float, float]]:
        return [(0.0, int(premise.split()[1]) / 1000) for premise, _ in pairs]  # type: ignore[attr-defined]

    pairs = [Pair(f"Group {n} drew tides.", f"Group {n} drew tides.", "supported") for n in range(400)]
    for share in (0.0, 0.05, 0.2):
        found = calibrate(read, pairs, share)
        marked, number = found.marked["supported"]
        assert abs(marked / number - share) < 0.05, share
    assert threshold_at([0.1, 0.2, 0.3], 0.0) > 0.3


def test_a_model_of_two_labels_names_only_one(tmp_path: Path) -> None:
    from app.checking.entailment_model import read_entailment_model

    for name, labels in (("one", ("entailment", "not_entailment")), ("other", ("no", "contradiction"))):
        write_model(tmp_path / name, {"immune": [-4.0, 4.0], "tides": [4.0, -4.0]}, labels)
        read = read_entailment_model(tmp_path / name)
        assert contradiction(read, "It suffers.", ["It is immune."]) > 0.9, name
        assert contradiction(read, "It drew tides.", ["It drew tides."]) == 0.0, name


def test_a_model_of_a_fixed_length_gets_pairs_of_it(tmp_path: Path) -> None:
    from app.checking.entailment_model import read_entailment_model

    write_model(tmp_path / "model", WORDS, LABELS, length=12)
    read = read_entailment_model(tmp_path / "model")
    (short, long) = read([("It is immune.", "It suffers."), ("immune " * 30, "It suffers " * 30)])
    assert short[1] > 0.9
    assert long[1] > 0.9


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        (lines(true=10, curses=0), "too few supported pairs"),
        ([{"premise": "a b", "hypothesis": "", "label": "supported"}], ":1: premise or hypothesis is missing"),
        ([{"premise": "a b", "hypothesis": "a", "label": "maybe"}], ":1: the label 'maybe'"),
        ([], "has no pairs"),
    ],
)
def test_unusable_calibration_data_is_reported(
    model: Path, tmp_path: Path, pairs: list[dict[str, str]], reason: str
) -> None:
    result = run(model, write(tmp_path / "pairs.jsonl", pairs))
    assert isinstance(result.exception, PaperchatError)
    assert reason in str(result.exception)
    assert not (model / "paperchat.json").exists()


def test_without_a_model_there_is_nothing_to_calibrate(tmp_path: Path) -> None:
    result = run(None, write(tmp_path / "pairs.jsonl", lines()))
    assert "no entailment model" in str(result.exception)


def test_a_damaged_threshold_is_reported(model: Path, tmp_path: Path) -> None:
    (model / "paperchat.json").write_text("{}")
    with pytest.raises(PaperchatError, match="has no threshold"):
        entailment_of(load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_ENTAILMENT": str(model)}))


def test_a_few_pairs_of_each_label_are_drawn_the_same_each_time() -> None:
    pairs = [Pair(f"a {n}", f"b {n}", "supported" if n % 2 else "contradicted") for n in range(40)]
    found = list(sample_pairs(pairs, 3))
    assert [sum(one.label == label for one in found) for label in ("supported", "contradicted")] == [3, 3]
    assert list(sample_pairs(reversed(pairs), 3)) == found
