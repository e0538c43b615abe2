"""What is known about one model at one address: its window, its speed, and how it follows instructions.

Learned from the test of a model and from its answers, and stored in a small file. Knows no server and no prompt.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from app.private_file import write_privately

PromptStyle = Literal["full", "short"]

# The most models to remember; the least recently used is forgotten first.
_MOST = 100
# A larger file was not written by paperchat.
_MOST_BYTES = 200_000
# A speed is written down again only if it changed by more than this share.
_NEWS = 0.2
# How much the latest speed counts compared with earlier ones, since machines are sometimes busy.
_LATEST = 0.3
_SPEEDS = ("prompt_speed", "answer_speed")


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """What is known about a model; None for anything that is not known yet."""

    context_window: int | None = None
    """Tokens that fit into it, prompt and reply together, as its server has loaded it."""
    prompt_speed: float | None = None
    """Tokens of a prompt that it reads in a second."""
    answer_speed: float | None = None
    """Tokens that it writes in a second."""
    cites: bool | None = None
    """It marks its sentences with the numbers of sources when asked to."""
    refuses: bool | None = None
    """It says so if the sources lack the answer, and answers if they have it."""
    copies_example: bool | None = None
    """It repeats an example of the prompt instead of answering."""
    rewrites: bool | None = None
    """It makes a follow-up understandable on its own when asked to."""

    @property
    def prompt_style(self) -> PromptStyle:
        """The prompt it gets: short if it is known not to follow the full one.

        >>> ModelProfile().prompt_style, ModelProfile(cites=False).prompt_style
        ('full', 'short')
        """
        fails = self.cites is False or self.refuses is False or self.copies_example is True
        return "short" if fails else "full"


UNKNOWN = ModelProfile()


class ModelProfiles:
    """The profiles by address and model, shared by the threads of a process; with a file, kept over restarts."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], ModelProfile] = {} if file is None else _read(file)

    def of(self, address: str, model: str | None) -> ModelProfile:
        """Return what is known about a model. The address must hold no password."""
        return self._known.get((address, model or ""), UNKNOWN)

    def learn(self, address: str, model: str | None, **facts: Any) -> ModelProfile:
        """Replace what is known by these facts and return the new profile; speeds replace the older ones entirely."""
        return self._change(address, model, facts)

    def observe(self, address: str, model: str | None, speeds: Mapping[str, float]) -> ModelProfile:
        """Take the speeds of one more answer into account."""
        before = self.of(address, model)
        return self._change(address, model, {name: _smoothed(getattr(before, name), speeds[name]) for name in speeds})

    def _change(self, address: str, model: str | None, facts: Mapping[str, Any]) -> ModelProfile:
        key = (address, model or "")
        with self._lock:
            before = self._known.pop(key, UNKNOWN)
            after = replace(before, **facts)
            self._known[key] = after
            while len(self._known) > _MOST:
                del self._known[next(iter(self._known))]
            if self._file is not None and _is_news(_read(self._file).get(key, UNKNOWN), after):
                _write(self._file, key, after)
        return after


def _smoothed(before: float | None, latest: float) -> float:
    return latest if before is None else before + _LATEST * (latest - before)


def _is_news(written: ModelProfile, now: ModelProfile) -> bool:
    """Return whether the file must be written again."""
    if replace(written, prompt_speed=None, answer_speed=None) != replace(now, prompt_speed=None, answer_speed=None):
        return True
    speeds = [(getattr(written, name), getattr(now, name)) for name in _SPEEDS]
    return any(new != old and (old is None or new is None or abs(new - old) > _NEWS * old) for old, new in speeds)


def _read(file: Path) -> dict[tuple[str, str], ModelProfile]:
    """Return the content of the file; nothing if it is missing or unreadable: all of it can be found out again."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            return {}
        records = json.loads(file.read_text(encoding="utf-8"))
        return {(record["address"], record["model"]): _profile(record) for record in records[-_MOST:]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _profile(record: Mapping[str, Any]) -> ModelProfile:
    """Return the profile in a record, without values of another kind than the profile's own."""
    kinds = {"context_window": int, "prompt_speed": float, "answer_speed": float}
    known = {field.name: record.get(field.name) for field in fields(ModelProfile)}
    sound: dict[str, Any] = {name: fact for name, fact in known.items() if type(fact) is kinds.get(name, bool)}
    return ModelProfile(**sound)


def _write(file: Path, key: tuple[str, str], profile: ModelProfile) -> None:
    """Put a profile into the file in one step, and keep what other processes have written there."""
    profiles = _read(file)
    profiles.pop(key, None)
    profiles[key] = profile
    latest = list(profiles.items())[-_MOST:]
    records = [{"address": address, "model": model, **asdict(one)} for (address, model), one in latest]
    write_privately(file, json.dumps(records, ensure_ascii=False, indent=1))
