"""Stores that are kept: the same texts are encoded once."""

from pathlib import Path

import pytest

from index.evaluation.cached_stores import cached_stores
from index.ingest import Progress
from tests.conftest import WordEncoder, paper

pytestmark = pytest.mark.slow

PAPERS = [paper("Small detectors", "Object detectors save energy."), paper("Speech", "Noise has no rhythm.")]


def test_the_same_papers_are_indexed_once(tmp_path: Path):
    first, second = WordEncoder(), WordEncoder()
    steps: list[Progress] = []
    with cached_stores(tmp_path, "mine", PAPERS, first, steps.extend) as stores:
        assert (stores.library.count(), stores.library.count_pending()) == (2, 0)
    assert first.encoded
    assert steps[-1].done == steps[-1].total == 2
    with cached_stores(tmp_path, "mine", PAPERS, second) as stores:
        assert stores.library.count() == 2
    assert second.encoded == []


def test_what_was_not_indexed_to_the_end_is_indexed(tmp_path: Path):
    with cached_stores(tmp_path, "mine", PAPERS, WordEncoder(), lambda _: None) as stores:
        assert stores.library.count_pending() == 2
    with cached_stores(tmp_path, "mine", PAPERS, WordEncoder()) as stores:
        assert stores.library.count_pending() == 0


def test_the_folder_is_named_by_set_texts_and_encoder(tmp_path: Path):
    edited = [*PAPERS[:1], paper("Speech", "Noise has a rhythm too.")]
    for name, papers in (("mine", PAPERS), ("a set/of mine", PAPERS), ("mine", edited)):
        with cached_stores(tmp_path / "cache", name, papers, WordEncoder(), lambda _: None):
            pass
    names = sorted(folder.name for folder in (tmp_path / "cache").iterdir())
    assert len(names) == 3
    assert names[0].startswith("a-set-of-mine-")
    # Name, eight digits of a hash, and the encoder's own name.
    assert all(name.startswith("mine-") and len(name) == len("mine-12345678-words-64") for name in names[1:])
    assert all(name.endswith("-words-64") for name in names)
