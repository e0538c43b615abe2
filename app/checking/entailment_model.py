"""The entailment model of a folder: an ONNX cross-encoder as public ones are published. A door to onnxruntime.

The folder holds `model.onnx` (or one `.onnx` file, also in `onnx/`), `tokenizer.json`, and `config.json` with the
order of the labels; `paperchat.json` keeps the threshold that it was calibrated to. Nothing else in it is read, and
none of it is run.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.checking.entailment import ReadPairs
from index.errors import PaperchatError

if TYPE_CHECKING:
    import tokenizers

_LONGEST = 512
_AT_ONCE = 16
_HINT = "It needs a .onnx file, tokenizer.json, and config.json with id2label: entailment, neutral, contradiction."
_CALIBRATED = "paperchat.json"


@cache
def read_entailment_model(folder: Path) -> ReadPairs:
    """Return the model in a folder, as a function; raise `PaperchatError` if it is not one."""
    try:
        labels = _labels(json.loads((folder / "config.json").read_text(encoding="utf-8")))
        session = _session(_onnx_file(folder))
        tokenizer = _tokenizer(folder / "tokenizer.json", _fixed_length(session))
    except PaperchatError:
        raise
    except Exception as fault:  # noqa: BLE001 - the libraries raise bare ones for files that they cannot read
        raise PaperchatError(f"{folder} contains no usable entailment model: {fault}"[:300], _HINT) from None
    entailment, contradiction = labels
    takes = {one.name for one in session.get_inputs()}

    def run(pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float]]:
        encoded = tokenizer.encode_batch(list(pairs))
        values = {
            "input_ids": [one.ids for one in encoded],
            "attention_mask": [one.attention_mask for one in encoded],
            "token_type_ids": [one.type_ids for one in encoded],
        }
        arrays = {name: np.array(rows, dtype=np.int64) for name, rows in values.items() if name in takes}
        logits = np.asarray(session.run(None, arrays)[0], dtype=np.float64)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares = odds / odds.sum(axis=1, keepdims=True)
        return [(_share(row, entailment, contradiction), _share(row, contradiction, entailment)) for row in shares]

    return lambda pairs: [
        one for start in range(0, len(pairs), _AT_ONCE) for one in run(pairs[start : start + _AT_ONCE])
    ]


def calibrated_threshold(folder: Path) -> float | None:
    """Return the threshold that the model in a folder was calibrated to, if it was."""
    try:
        return float(json.loads((folder / _CALIBRATED).read_text(encoding="utf-8"))["threshold"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise PaperchatError(f"{folder / _CALIBRATED} has no threshold: {fault!r}.", "Delete the file.") from None


def keep_threshold(folder: Path, threshold: float) -> bool:
    """Save the threshold next to the model, and return whether its folder could be written to."""
    try:
        (folder / _CALIBRATED).write_text(json.dumps({"threshold": threshold}) + "\n", encoding="utf-8")
    except OSError:
        return False
    return True


def _labels(config: dict[str, Any]) -> tuple[int | None, int | None]:
    """Return the places of entailment and contradiction among the outputs; None for one that a model with two lacks."""
    places = {str(name).lower(): int(place) for place, name in dict(config.get("id2label", {})).items()}
    entailment, contradiction = places.get("entailment"), places.get("contradiction")
    if len({entailment, contradiction} - {None}) < (1 if len(places) == 2 else 2):  # noqa: PLR2004
        raise PaperchatError("config.json does not name the labels entailment and contradiction.", _HINT)
    return entailment, contradiction


def _share(row: Sequence[float], label: int | None, opposite: int | None) -> float:
    """Return the probability of a label; a model with two labels may have only the opposite one."""
    return float(row[label]) if label is not None else 1.0 - float(row[opposite or 0])


def _onnx_file(folder: Path) -> Path:
    files = sorted([*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx")], key=lambda file: file.stem != "model")
    if not files:
        raise PaperchatError(f"{folder} contains no .onnx file.", _HINT)
    return files[0]


def _session(file: Path) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])


def _fixed_length(session: Any) -> int | None:
    """Return how many tokens the model takes, if it takes a fixed number; exported ones may."""
    (length,) = {one.shape[-1] for one in session.get_inputs() if one.name == "input_ids"}
    return length if isinstance(length, int) else None


def _tokenizer(file: Path, length: int | None) -> "tokenizers.Tokenizer":
    """Return the tokenizer; `length`: the number of tokens of every pair, if it is fixed."""
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(file))
    # The longer of the two is cut: the abstract, unless the "sentence" is a page.
    tokenizer.enable_truncation(length or _LONGEST, strategy="longest_first")
    padding = tokenizer.padding or {}
    tokenizer.enable_padding(
        pad_id=padding.get("pad_id", 0), pad_token=padding.get("pad_token", "[PAD]"), length=length
    )
    return tokenizer
