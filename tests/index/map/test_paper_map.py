"""The map and its file: few changes update it, many cause a new layout, and it is never incomplete."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.collection import Stores, open_stores
from index.map.paper_map import SIDE, PaperMap, is_current, load_map, update_map
from index.papers import Entry
from tests.conftest import WordEncoder, paper

KINDS = ("bees dance for nectar", "ships carry cargo", "clocks chime at noon", "stones roll down hills")


def papers(start, stop):
    return [paper(f"Paper {i}", f"How {KINDS[i % 4]} number {i}") for i in range(start, stop)]


class Vectors:
    """Stands in for the vector store, and records its calls."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.calls: list[str] = []
        """`all`, or the number of papers that the nearest were found for."""
        self.reach = 30

    def all(self):
        self.calls.append("all")
        return self._read()

    def near(self, ids):
        self.calls.append(str(len(ids)))
        known, rows = self._read()
        cosines = rows @ rows.T
        ranked = {id_: np.argsort(-cosines[known.index(id_)], kind="stable")[: self.reach] for id_ in ids}
        return {id_: [(known[row], cosines[known.index(id_), row]) for row in ranked[id_]] for id_ in ids}

    def update(self, **options: bool):
        return update_map(self.stores, self.all, self.near, **options)

    def _read(self):
        all_papers = self.stores.library.papers()
        return [p.id for p in all_papers], self.stores.encoder.encode([p.abstract for p in all_papers])


@pytest.fixture
def vectors(stores: Stores) -> Vectors:
    return Vectors(stores)


def add(stores, *added):
    stores.library.upsert([Entry(p, line) for line, p in enumerate(added, 1)])


def places(drawn: PaperMap):
    assert len(set(drawn.ids)) == len(drawn.ids)
    return dict(zip(drawn.ids, zip(drawn.x, drawn.y, drawn.topic, strict=True), strict=True))


def test_every_paper_has_a_place_a_title_and_a_topic(stores, vectors):
    add(stores, *papers(0, 60))
    drawn = vectors.update()
    assert sorted(drawn.titles) == sorted(f"Paper {i}" for i in range(60))
    assert min(drawn.x + drawn.y) >= 0
    assert max(drawn.x + drawn.y) == SIDE
    assert sum(topic.papers for topic in drawn.topics) == sum(group.papers for group in drawn.groups) == 60
    assert {topic.group for topic in drawn.topics} == set(range(len(drawn.groups)))
    assert any("nectar" in topic.name.lower() for topic in drawn.topics)


def test_similar_papers_are_close_together(stores, vectors):
    add(stores, *papers(0, 80))
    drawn = vectors.update()
    at = np.stack([drawn.x, drawn.y], axis=1).astype(float)
    kind = np.array([int(title.split()[1]) % 4 for title in drawn.titles])
    nearest = np.argsort(((at[:, None] - at[None]) ** 2).sum(axis=2), axis=1)[:, 1]
    assert np.mean(kind[nearest] == kind) > 0.9


def test_it_is_saved_and_made_only_once(stores, vectors):
    assert load_map(stores) is None
    assert not is_current(stores)
    add(stores, *papers(0, 20))
    drawn = vectors.update()
    assert is_current(stores)
    assert load_map(stores) == drawn == vectors.update()
    assert vectors.calls == ["all"]


def test_a_few_new_papers_move_no_other(stores, vectors):
    add(stores, *papers(0, 60))
    before = places(vectors.update())
    add(stores, *papers(60, 64))
    assert not is_current(stores)
    drawn = vectors.update()
    after = places(drawn)
    assert len(after) == 64
    assert {id_: after[id_] for id_ in before} == before
    assert drawn.changed == 4
    assert vectors.calls == ["all", "4"]
    assert sum(topic.papers for topic in drawn.topics) == 64
    assert is_current(stores)


def test_a_new_paper_is_placed_among_similar_ones(stores, vectors):
    add(stores, *papers(0, 60))
    before = places(vectors.update())
    add(stores, *papers(60, 68))
    drawn = vectors.update()
    kind = {id_: int(title.split()[1]) % 4 for id_, title in zip(drawn.ids, drawn.titles, strict=True)}
    met = 0
    for id_, (x, y, topic) in places(drawn).items():
        nearest = min(
            before.keys() - {id_}, key=lambda other: (before[other][0] - x) ** 2 + (before[other][1] - y) ** 2
        )
        met += id_ not in before and (kind[nearest], before[nearest][2]) == (kind[id_], topic)
    assert met >= 7


def test_papers_far_from_all_others_cause_a_new_layout(stores, vectors):
    add(stores, *papers(0, 60))
    vectors.update()
    vectors.reach = 2
    add(stores, *(paper(f"Tide {i}", "Tides follow the moon") for i in range(3)))
    drawn = vectors.update()
    assert len(drawn.ids) == 63
    assert drawn.changed == 0
    assert vectors.calls == ["all", "3", "all"]


def test_a_removed_paper_is_gone_and_an_edited_one_moves(stores, vectors):
    first, edited, *_ = added = papers(0, 60)
    add(stores, *added)
    before = places(vectors.update())
    stores.library.remove([first.id])
    add(stores, paper(edited.title, f"How {KINDS[2]} when edited"))
    after = places(vectors.update())
    assert before.keys() - after.keys() == {first.id}
    assert after[edited.id] != before[edited.id]
    others = before.keys() - {first.id, edited.id}
    assert {id_: after[id_] for id_ in others} == {id_: before[id_] for id_ in others}


@pytest.mark.slow
def test_many_new_papers_cause_a_new_layout_even_if_added_gradually(stores, vectors):
    add(stores, *papers(0, 40))
    vectors.update()
    changed = []
    for start in range(40, 56, 4):
        add(stores, *papers(start, start + 4))
        changed.append(vectors.update().changed)
    assert changed == [4, 8, 0, 4]


def test_a_new_layout_can_be_forced(stores, vectors):
    add(stores, *papers(0, 40))
    vectors.update()
    add(stores, *papers(40, 42))
    assert vectors.update().changed == 2
    assert vectors.update(new_layout=True).changed == 0


def test_the_order_of_adding_makes_no_difference(stores, vectors):
    add(stores, *papers(0, 30))
    ids, rows = vectors.all()
    drawn = vectors.update()
    assert update_map(stores, lambda: (ids[::-1], rows[::-1]), vectors.near, new_layout=True) == drawn


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"origin": {}}'])
def test_a_broken_file_is_ignored_and_rebuilt(stores, vectors, text: str, tmp_path: Path):
    add(stores, *papers(0, 10))
    drawn = vectors.update()
    (tmp_path / "home" / "map.json").write_text(text)
    assert load_map(stores) is None
    assert vectors.update() == drawn


def test_a_kill_while_writing_leaves_the_old_map(stores, vectors, monkeypatch: pytest.MonkeyPatch):
    add(stores, *papers(0, 20))
    drawn = vectors.update()
    add(stores, *papers(20, 22))

    def killed(*_: object):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            vectors.update()
    assert load_map(stores) == drawn
    assert not is_current(stores)
    assert len(vectors.update().ids) == 22


def test_a_map_of_another_encoder_or_library_is_ignored(stores, vectors, tmp_path: Path):
    add(stores, *papers(0, 10))
    vectors.update()

    class Other(WordEncoder):
        fingerprint = "others/64"

    again = open_stores(tmp_path / "home", Other())
    assert load_map(again) is None
    again.close()
    file = tmp_path / "home" / "map.json"
    saved = json.loads(file.read_text())
    saved["origin"]["library"] = "another"
    file.write_text(json.dumps(saved))
    assert load_map(stores) is None


@pytest.mark.parametrize("count", [0, 1, 4, 5, 12])
def test_a_small_collection_has_a_map_too(stores, vectors, count: int):
    add(stores, *papers(0, count))
    drawn = vectors.update()
    assert len(drawn.ids) == len(drawn.x) == len(drawn.y) == len(drawn.topic) == count
    assert load_map(stores) == drawn
