"""Adding, removing and rebuilding: what is done once, what is taken up again after a kill, and who may write."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core.schema import BaseNode

from index import ingest
from index.collection import Stores, open_stores
from index.embedding.encoder import Encoder, Vectors
from index.errors import LibraryBusyError, PaperchatError
from index.indexing import is_chunk, nodes_of, texts_of
from index.ingest import Input
from index.map.paper_map import load_map
from index.papers import Entry, Paper
from index.retrieval.search import search
from index.stores.merging import Counts
from tests.conftest import SpellingEncoder, WordEncoder, paper, spelled

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
Add = Callable[..., ingest.Progress]
Command = Callable[[Stores], object]

WORDS = ["tide", "dune", "reef", "gull", "kelp", "limpet", "sand", "wind", "shore", "wave"]


def card(number: int, said: str = "at dusk") -> str:
    word = WORDS[number % 10]
    return (
        f"Coin{number}ware for the {word}\n\n"
        f"We follow the {word} with nets of rope {said}, on {number} beaches of the coast. The nets are wet. "
        f"They hold {number} fish each, and none of them complains about it in any way that we can hear.\n\n"
    )


def page(name: str, *cards: str) -> Input:
    return Input(name, "".join(cards).encode())


def run(steps: Iterable[ingest.Progress]) -> ingest.Progress:
    *_, last = steps
    return last


def run_python(script: str, *args: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, args)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def drawn_papers(stores: Stores) -> tuple[str, ...]:
    drawn = load_map(stores)
    return drawn.ids if drawn else ()


def chunks_of(stores: Stores, one: Paper) -> list[BaseNode]:
    """The parts of an abstract that are encoded each."""
    return [node for node in nodes_of(stores, [one]) if is_chunk(node)]


def count_passages(stores: Stores) -> int:
    """How many texts of the papers have vectors: chunks and windows."""
    windows = stores.windows.nearest(np.ones(64, dtype=np.float32), 1000, stores.windows.revisions())
    return stores.vectors.count() + len(windows)


def check_whole(stores: Stores) -> None:
    """Every paper of the library is found by words and by both kinds of vectors, once, nothing else is; the map too."""
    assert ingest.is_search_behind(stores) == ""
    ingest.draw_map(stores)
    assert ingest.is_behind(stores) == ""
    assert set(drawn_papers(stores)) == {item.id for item in stores.library.papers()}
    expected = {item.id for item in stores.library.papers()}
    assert {id_ for id_, _ in stores.words.search("nets of rope", 1000)} == expected
    everywhere = np.ones(64, dtype=np.float32)
    for hits in (stores.vectors.search(everywhere, 1000), stores.windows.nearest(everywhere, 1000, expected)):
        assert {paper_id for paper_id, _, _ in hits} == expected
        assert len({key for _, key, _ in hits}) == len(hits)
    for item in stores.library.papers():
        assert search(stores, item.title.split()[0], 1).hits[0].paper == item


class TestGathering:
    def test_files_are_read_under_their_names(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes(b"tide\r\n")
        (tmp_path / "b.md").write_bytes(b"dune")
        assert list(ingest.gather([tmp_path / "b.md", tmp_path / "a.txt"])) == [
            Input("b.md", path=str(tmp_path / "b.md"), file=tmp_path / "b.md"),
            Input("a.txt", path=str(tmp_path / "a.txt"), file=tmp_path / "a.txt"),
        ]

    def test_folders_give_the_files_that_are_read_at_any_depth(self, tmp_path: Path) -> None:
        folder = tmp_path / "pages"
        (folder / "deep" / "deeper.txt").mkdir(parents=True)
        (folder / "deep" / "b.txt").write_text("dune")
        (folder / "c.txt").write_text("reef")
        (folder / "c.docx").write_text("no")
        (folder / ".hidden.txt").write_text("no")
        assert [item.name for item in ingest.gather([folder])] == ["c.txt", "b.txt"]

    def test_an_uploaded_file_is_known_by_its_name(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("tide")
        assert list(ingest.gather_uploads([tmp_path / "a.txt"])) == [Input("a.txt", file=tmp_path / "a.txt")]

    def test_unreadable_files_are_reported(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        missing, empty = ingest.gather([tmp_path / "nowhere.txt", tmp_path / "empty"])
        assert missing.name == str(tmp_path / "nowhere.txt")
        assert "No such file" in missing.fault
        assert (empty.name, empty.fault) == (
            "empty",
            "no files in this folder that are read, such as .txt or .bib",
        )


class TestAdding:
    def test_progress_tells_of_files_and_papers(self, stores: Stores) -> None:
        inputs = [page("a.txt", *map(card, range(40))), page("b.txt", card(0), card(99), "Lost Title\n")]
        steps = list(ingest.add(stores, inputs))
        assert [len(step.files) for step in steps[:2]] == [1, 2]
        last = steps[-1]
        assert (last.done, last.total) == (41, 41)
        assert [step.done for step in steps] == sorted(step.done for step in steps)
        first, second = last.files
        assert (first.name, first.counts, first.problems) == ("a.txt", Counts(added=40), ())
        assert (second.name, second.counts) == ("b.txt", Counts(added=1, merged=1))
        assert [problem.line for problem in second.problems] == [9]
        assert not second.failed
        check_whole(stores)

    def test_a_file_that_cannot_be_read_does_not_stop_the_others(self, stores: Stores, tmp_path: Path) -> None:
        inputs = [*ingest.gather([tmp_path / "nowhere.txt"]), page("b.txt", card(1)), page("c.txt", "\x00")]
        missing, good, binary = run(ingest.add(stores, inputs)).files
        assert missing.failed
        assert "No such file" in str(missing.problems[0])
        assert (good.counts, good.failed) == (Counts(added=1), False)
        assert (binary.counts, binary.failed, len(binary.problems)) == (Counts(), True, 1)
        assert stores.library.count() == 1

    def test_files_with_the_same_name_in_two_folders_are_two_sources(self, stores: Stores, tmp_path: Path) -> None:
        for day, numbers in {"mon": (1, 2), "tue": (2, 3)}.items():
            (tmp_path / day).mkdir()
            (tmp_path / day / "page.txt").write_text("".join(map(card, numbers)))
        run(ingest.add(stores, ingest.gather([tmp_path])))
        assert stores.library.sources() == {"mon/page.txt": 2, "tue/page.txt": 2}
        assert ingest.remove(stores, ["mon/page.txt"]) == 1
        assert stores.library.sources() == {"page.txt": 2}
        check_whole(stores)

    def test_nothing_to_add_is_no_trouble(self, stores: Stores) -> None:
        assert list(ingest.add(stores, [])) == []

    def test_the_same_again_encodes_nothing(self, stores: Stores, encoder: WordEncoder) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        assert encoder.encoded != []
        encoder.encoded.clear()
        last = run(ingest.add(stores, [page("a.txt", card(2), card(1)), page("copy.txt", card(1), card(2))]))
        assert [report.counts for report in last.files] == [Counts(unchanged=2), Counts(merged=2)]
        assert encoder.encoded == []
        check_whole(stores)

    def test_only_an_edited_abstract_is_encoded_again(self, stores: Stores, encoder: WordEncoder) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2), card(3))]))
        before = stores.vectors.count()
        encoder.encoded.clear()
        last = run(ingest.add(stores, [page("a.txt", card(1), card(2, "at dawn"), card(3))]))
        assert (last.done, last.total) == (1, 1)
        assert encoder.encoded
        assert all(text.startswith("Coin2ware") for text in encoder.encoded)
        assert any("at dawn" in text for text in encoder.encoded)
        assert stores.vectors.count() == before
        edited = paper("Coin2ware for the reef", "").id
        assert [id_ for id_, _ in stores.words.search("dawn", 9)] == [edited]
        assert edited not in dict(stores.words.search("dusk", 9))
        check_whole(stores)

    def test_a_shorter_abstract_leaves_no_passage_behind(self, stores: Stores) -> None:
        long = card(1).strip() + " The nets dry slowly in the wind." * 40 + "\n\n"
        run(ingest.add(stores, [page("a.txt", long, card(2))]))
        before = count_passages(stores)
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        assert count_passages(stores) < before
        assert stores.vectors.count() == stores.library.count_passages() == 2
        check_whole(stores)

    def test_papers_added_after_a_removal_are_found(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1))]))
        run(ingest.add(stores, [page("b.txt", card(2))]))
        ingest.remove(stores, ["b.txt"])
        assert ingest.is_search_behind(stores) == ""
        run(ingest.add(stores, [page("c.txt", card(3))]))
        check_whole(stores)


class TestMap:
    def test_adding_leaves_it_for_later(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        assert ingest.is_search_behind(stores) == ""
        assert "map" in ingest.is_behind(stores)
        assert drawn_papers(stores) == ()

    def test_catching_up_draws_it(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        run(ingest.catch_up(stores))
        assert ingest.is_behind(stores) == ""
        assert len(drawn_papers(stores)) == 2

    def test_it_is_not_drawn_while_papers_wait_to_be_indexed(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        stores.library.upsert([Entry(paper("Tide Nets", "Nets that follow the tide."), 1)])
        ingest.draw_map(stores)
        assert drawn_papers(stores) == ()


class TestRemoving:
    def test_a_removed_source_is_gone_everywhere(self, stores: Stores, encoder: WordEncoder) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2)), page("b.txt", card(2), card(3))]))
        encoder.encoded.clear()
        assert ingest.remove(stores, ["a.txt"]) == 1
        assert {item.title.split()[0] for item in stores.library.papers()} == {"Coin2ware", "Coin3ware"}
        assert encoder.encoded == []
        check_whole(stores)

    def test_the_last_paper_can_be_removed(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1))]))
        assert ingest.remove(stores, ["a.txt"]) == 1
        assert stores.vectors.count() == 0
        check_whole(stores)

    def test_an_unknown_name_removes_nothing_and_frees_the_lock(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1))]))
        with pytest.raises(PaperchatError, match=r"b\.txt"):
            ingest.remove(stores, ["a.txt", "b.txt"])
        check_whole(stores)
        assert ingest.remove(stores, ["a.txt"]) == 1


class TestByHand:
    def test_a_deleted_paper_is_found_again_after_the_undo(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        chosen = stores.library.papers()[0]
        deletion = ingest.delete(stores, [chosen.id])
        check_whole(stores)
        assert stores.words.with_topic(chosen.title) == set()
        assert ingest.undo_deletion(stores, deletion) == 1
        check_whole(stores)
        assert stores.words.with_topic(chosen.title) == {chosen.id}

    def test_an_edited_text_is_found_by_its_new_words(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        chosen = stores.library.papers()[0]
        ingest.edit(stores, chosen.id, {"abstract": "Walruses whistle at nets of rope."})
        check_whole(stores)
        assert stores.words.with_topic("walruses whistling") == {chosen.id}
        run(ingest.rebuild(stores))
        assert stores.library.papers([chosen.id])[0].abstract == "Walruses whistle at nets of rope."


class TestHealing:
    @pytest.fixture(autouse=True)
    def filled(self, stores: Stores, encoder: WordEncoder) -> None:
        run(ingest.add(stores, [page("a.txt", *map(card, range(5)))]))
        encoder.encoded.clear()

    def test_nothing_is_done_when_nothing_is_to_do(self, stores: Stores, encoder: WordEncoder) -> None:
        run(ingest.catch_up(stores))
        assert ingest.is_behind(stores) == ""
        assert run(ingest.catch_up(stores)).total == 0
        assert encoder.encoded == []

    def test_a_deleted_vector_store_is_noticed_and_rebuilt(self, stores: Stores, tmp_path: Path) -> None:
        stores.vectors.close()
        shutil.rmtree(tmp_path / "home" / "chroma")
        assert "vector store is missing" in ingest.is_behind(stores)
        assert (run(ingest.catch_up(stores)).done) == 5
        check_whole(stores)

    def test_a_vector_store_deleted_while_open_is_noticed_and_rebuilt(self, stores: Stores, tmp_path: Path) -> None:
        shutil.rmtree(tmp_path / "home" / "chroma")
        assert "vector store is missing" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        check_whole(stores)

    def test_a_broken_vector_store_is_noticed_and_rebuilt(self, stores: Stores, tmp_path: Path) -> None:
        stores.vectors.close()
        (tmp_path / "home" / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 999)
        assert "vector store" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        check_whole(stores)

    def test_lost_passages_are_noticed_and_made_again(self, stores: Stores) -> None:
        stores.vectors.delete([paper("Coin3ware for the gull", "").id])
        assert "lost passages" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        check_whole(stores)

    def test_lost_windows_are_noticed_and_made_again_alone(
        self, stores: Stores, encoder: WordEncoder, tmp_path: Path
    ) -> None:
        before = count_passages(stores)
        (tmp_path / "home" / "windows.db").write_bytes(b"no database" * 999)
        assert "windows are missing" in ingest.is_behind(stores)
        assert run(ingest.catch_up(stores)).total == 5
        assert count_passages(stores) == before == len(encoder.encoded) + stores.vectors.count()
        check_whole(stores)

    def test_a_deleted_word_index_is_noticed_and_rebuilt(
        self, stores: Stores, encoder: WordEncoder, tmp_path: Path
    ) -> None:
        shutil.rmtree(tmp_path / "home" / "tantivy")
        assert "word index" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        assert encoder.encoded == []
        check_whole(stores)

    def test_what_the_library_alone_knows_is_indexed(self, stores: Stores) -> None:
        stores.library.remove([paper("Coin3ware for the gull", "").id])
        assert ingest.is_behind(stores) != ""
        run(ingest.catch_up(stores))
        check_whole(stores)
        assert stores.library.count() == 4

    def test_another_encoder_s_vectors_are_replaced(self, stores: Stores, tmp_path: Path) -> None:
        class Other(WordEncoder):
            fingerprint = "other/32"

            def encode(self, texts: Sequence[str]) -> Vectors:
                half: Vectors = super().encode(texts)[:, :32] + np.float32(0.01)
                return half

        stores.close()
        other = open_stores(tmp_path / "home", Other())
        assert "another encoder" in ingest.is_behind(other)
        assert run(ingest.catch_up(other)).done == 5
        assert ingest.is_behind(other) == ""
        assert search(other, "Coin3ware").hits[0].paper.title == "Coin3ware for the gull"
        other.close()

    def test_a_rebuild_makes_everything_again(self, stores: Stores, encoder: WordEncoder) -> None:
        before = count_passages(stores)
        last = run(ingest.rebuild(stores))
        assert (last.done, last.total) == (5, 5)
        assert count_passages(stores) == before
        assert len(encoder.encoded) == before
        check_whole(stores)


LONG = paper("Moss", "Moss grows on the stone. " * 60 + "A newt sleeps below.")
BARE = paper("Fern", "")


class TestWords:
    @pytest.fixture
    def encoder(self) -> WordEncoder:
        return SpellingEncoder()

    @staticmethod
    def nearness(stores: Stores, word: str) -> dict[str, float]:
        """How near the nearest word of each paper comes to this one."""
        ids = [item.id for item in stores.library.papers()]
        return stores.token_vectors.similarities(spelled(word), [1.0], ids)

    def with_phrase(self, stores: Stores, word: str) -> set[str]:
        near = self.nearness(stores, word)
        return {item.title for item in stores.library.papers() if near.get(item.id, 0) > 0.99}

    def test_they_are_kept_of_all_chunks_and_of_no_stop_word(self, stores: Stores, add_papers: Add) -> None:
        add_papers(LONG, paper("Dunes", "The wind moves them."))
        assert len(texts_of(chunks_of(stores, LONG))) > 1
        assert self.with_phrase(stores, "moss") == self.with_phrase(stores, "newt") == {"Moss"}
        assert self.with_phrase(stores, "dunes") == self.with_phrase(stores, "wind") == {"Dunes"}
        assert self.with_phrase(stores, "the") == set()

    def test_a_text_is_encoded_once_for_both(self, stores: Stores, add_papers: Add, encoder: WordEncoder) -> None:
        add_papers(LONG)
        chunks = len(chunks_of(stores, LONG))
        assert len(encoder.encoded) == count_passages(stores) - 1 + chunks > 1 + chunks > 2

    def test_the_parts_of_a_long_abstract_have_one_vector(
        self, stores: Stores, add_papers: Add, encoder: WordEncoder
    ) -> None:
        add_papers(LONG)
        parts = encoder.encode(texts_of(chunks_of(stores, LONG)))
        assert stores.vectors.count() == stores.library.count_passages() == 1
        (found,) = stores.vectors.paper_vectors()[1]
        np.testing.assert_allclose(found, parts.mean(axis=0) / np.linalg.norm(parts.mean(axis=0)), atol=1e-5)

    def test_a_paper_without_an_abstract_has_none_and_is_not_waited_for(self, stores: Stores, add_papers: Add) -> None:
        add_papers(LONG, BARE)
        assert self.nearness(stores, "fern").keys() == {LONG.id}
        assert ingest.is_behind(stores) == ""

    def test_an_edited_abstract_has_its_new_words(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        run(ingest.add(stores, [page("a.txt", card(1), card(2, "at dawn"))]))
        assert self.with_phrase(stores, "dawn") == {"Coin2ware for the reef"}
        assert self.with_phrase(stores, "dusk") == {"Coin1ware for the dune"}
        check_whole(stores)

    def test_a_removed_paper_has_none(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1)), page("b.txt", card(2))]))
        gone = paper("Coin2ware for the reef", "").id
        assert gone in stores.token_vectors.revisions()
        ingest.remove(stores, ["b.txt"])
        assert gone not in stores.token_vectors.revisions()
        check_whole(stores)

    def test_a_collection_without_them_is_caught_up_from_its_chunks_alone(
        self, stores: Stores, encoder: WordEncoder, tmp_path: Path
    ) -> None:
        old = open_stores(tmp_path / "home", WordEncoder())
        run(ingest.add(old, [page("a.txt", *map(card, range(20)))]))
        assert ingest.is_search_behind(old) == ""
        old.close()
        passages = count_passages(stores)
        assert "token vectors" in ingest.is_behind(stores)
        last = run(ingest.catch_up(stores))
        assert (last.done, last.total) == (20, 20)
        assert len(encoder.encoded) == 20 < passages == count_passages(stores)
        assert self.with_phrase(stores, "limpet") == {"Coin5ware for the limpet", "Coin15ware for the limpet"}
        check_whole(stores)
        new = open_stores(tmp_path / "new", encoder)
        run(ingest.add(new, [page("a.txt", *map(card, range(20)))]))
        assert self.nearness(new, "limpet") == self.nearness(stores, "limpet")
        new.close()

    def test_new_papers_and_old_ones_are_done_together(self, stores: Stores, tmp_path: Path) -> None:
        old = open_stores(tmp_path / "home", WordEncoder())
        run(ingest.add(old, [page("a.txt", *map(card, range(5)))]))
        old.close()
        steps = list(ingest.add(stores, [page("b.txt", card(7), card(8))]))
        assert list(dict.fromkeys((step.done, step.total) for step in steps[1:])) == [(0, 7), (2, 7), (7, 7)]
        check_whole(stores)

    @pytest.mark.parametrize("left", [b"no database" * 999, b""])
    def test_a_broken_token_store_is_noticed_and_rebuilt(
        self, stores: Stores, encoder: WordEncoder, tmp_path: Path, left: bytes
    ) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        encoder.encoded.clear()
        (tmp_path / "home" / "words.db").write_bytes(left)
        assert "token vectors" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        assert len(encoder.encoded) == 2
        check_whole(stores)

    def test_an_encoder_without_words_keeps_none(self, tmp_path: Path) -> None:
        plain = open_stores(tmp_path / "plain", WordEncoder())
        run(ingest.add(plain, [page("a.txt", card(1))]))
        assert not (tmp_path / "plain" / "words.db").exists()
        check_whole(plain)
        plain.close()


class Killed(BaseException):
    """Stands for the end of the process."""


class Dying:
    """Passes calls on to `whole`, and dies after the n-th that changes something."""

    def __init__(self, whole: object, fuse: "Fuse") -> None:
        self._whole = whole
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._whole, name)
        if name not in {
            "upsert",
            "remove",
            "purge",
            "mark_indexed",
            "forget_passages",
            "sync",
            "clear",
            "reset",
            "delete",
            "delete_all",
        }:
            return found

        def call(*args: Any) -> Any:
            given = found(*args)
            self._fuse.burn(name)
            return given

        return call


class Fuse:
    """Burns down by one a step."""

    def __init__(self, length: int) -> None:
        self.left = length
        self.steps: list[str] = []

    def burn(self, step: str) -> None:
        self.steps.append(step)
        self.left -= 1
        if self.left == 0:
            raise Killed(step)


class DyingEncoder(SpellingEncoder):
    """Dies after the n-th batch."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = super().encode(texts)
        self._fuse.burn("encode")
        return vectors


def die_at(stores: Stores, fuse: Fuse) -> Stores:
    doomed: Any = {
        name: Dying(getattr(stores, name), fuse) for name in ("library", "vectors", "words", "token_vectors", "windows")
    }
    return replace(stores, **doomed, encoder=DyingEncoder(fuse))


FIRST = page("a.txt", *map(card, range(4)))
EDITED = page("a.txt", *(card(n, "at dawn" if n == 1 else "at dusk") for n in range(5)))
OTHER = page("b.txt", card(50), card(51))


def add_page(item: Input) -> Command:
    return lambda stores: run(ingest.add(stores, [item]))


def remove_page(stores: Stores) -> None:
    # A removal that was finished cannot be repeated: there is no such source any more.
    if "b.txt" in stores.library.sources() or stores.library.removed():
        ingest.remove(stores, ["b.txt"])


@pytest.mark.parametrize(
    ("before", "command", "expected"),
    [
        ([], add_page(FIRST), {"upsert", "sync", "forget_passages", "reset", "purge", "encode", "mark_indexed"}),
        ([add_page(FIRST)], add_page(EDITED), {"upsert", "sync", "purge", "encode", "delete", "mark_indexed"}),
        ([add_page(FIRST), add_page(OTHER)], remove_page, {"remove", "sync", "delete", "purge"}),
        (
            [add_page(FIRST)],
            lambda stores: run(ingest.rebuild(stores)),
            # It writes to stores of its own: see `tests/index/rebuilding`.
            {"encode"},
        ),
    ],
    ids=["first addition", "edit", "removal", "rebuild"],
)
def test_a_kill_after_any_step_loses_and_doubles_nothing(
    tmp_path: Path, before: list[Command], command: Command, expected: set[str]
) -> None:
    stores = open_stores(tmp_path / "before", SpellingEncoder())
    for earlier in before:
        earlier(stores)
    stores.close()
    wanted, steps = lived(tmp_path, command, Fuse(0))
    assert set(steps) == expected
    for length in range(1, len(steps) + 1):
        assert lived(tmp_path, command, Fuse(length)) == (wanted, steps[:length])


def lived(tmp_path: Path, command: Command, fuse: Fuse) -> tuple[object, list[str]]:
    """What the collection holds after the command, given again by the next process if it died, and its steps."""
    home = tmp_path / "life"
    shutil.copytree(tmp_path / "before", home)
    stores = open_stores(home, SpellingEncoder())
    try:
        command(die_at(stores, fuse))
    except Killed:
        # What it had in memory is gone.
        stores.close()
        stores = open_stores(home, SpellingEncoder())
        command(stores)
        # As the next start does.
        if ingest.is_behind(stores):
            run(ingest.catch_up(stores))
    check_whole(stores)
    state = (stores.library.papers(), count_passages(stores))
    stores.close()
    shutil.rmtree(home)
    return state, fuse.steps


def test_a_process_that_is_killed_leaves_work_that_can_be_taken_up(stores: Stores, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(page("", *map(card, range(70))).data)
    script = """
import os, signal, sys
from pathlib import Path
from index import ingest
from index.collection import open_stores
from tests.conftest import WordEncoder

class Bomb(WordEncoder):
    def encode(self, texts):
        if any("Coin69ware" in text or len(self.encoded) > 60 for text in texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(texts)

for _ in ingest.add(open_stores(Path(sys.argv[1]), Bomb()), ingest.gather([Path(sys.argv[2])])):
    pass
"""
    done = run_python(script, tmp_path / "home", tmp_path / "a.txt")
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert stores.library.count() == 70
    assert stores.library.count_pending() > 0
    run(ingest.add(stores, ingest.gather([tmp_path / "a.txt"])))
    assert stores.library.count() == 70
    check_whole(stores)


class TestWriting:
    def test_the_second_writer_is_turned_away_with_the_pid_of_the_first(
        self, stores: Stores, encoder: Encoder, tmp_path: Path
    ) -> None:
        other = open_stores(tmp_path / "home", encoder)
        writing = ingest.add(stores, [page("a.txt", card(1))])
        next(writing)
        for attempt in (
            lambda: run(ingest.add(other, [page("b.txt", card(2))])),
            lambda: ingest.remove(other, ["a.txt"]),
            lambda: run(ingest.rebuild(other)),
            lambda: run(ingest.catch_up(other)),
        ):
            with pytest.raises(LibraryBusyError, match=rf"process {os.getpid()}\b") as caught:
                attempt()
            assert caught.value.hint
        run(writing)
        run(ingest.add(other, [page("b.txt", card(2))]))
        assert other.library.count() == 2
        other.close()

    def test_another_process_is_named(self, stores: Stores, tmp_path: Path) -> None:
        script = (
            "import sys; from pathlib import Path; from index import ingest; from index.collection import open_stores\n"
            "from tests.conftest import WordEncoder\n"
            "stores = open_stores(Path(sys.argv[1]), WordEncoder())\n"
            "writing = ingest.catch_up(stores); next(writing); print('writing', flush=True); sys.stdin.read()"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            [sys.executable, "-c", script, tmp_path / "home"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "writing\n"
            with pytest.raises(LibraryBusyError, match=rf"process {holder.pid}\b"):
                run(ingest.add(stores, [page("a.txt", card(1))]))
            holder.kill()
        # The lock went with the process.
        run(ingest.add(stores, [page("a.txt", card(1))]))
        check_whole(stores)

    def test_readers_go_on_while_one_writes(self, stores: Stores, add_papers: Add, tmp_path: Path) -> None:
        add_papers(paper("Tidewright", "Nets of rope."))
        reader = open_stores(tmp_path / "home", stores.encoder)
        writing = ingest.add(stores, [page("a.txt", card(1))])
        next(writing)
        assert search(reader, "Tidewright").hits[0].paper.title == "Tidewright"
        run(writing)
        reader.close()

    def test_an_error_in_the_middle_frees_the_lock(self, stores: Stores) -> None:
        fuse = Fuse(1)
        with pytest.raises(Killed):
            run(ingest.add(replace(stores, encoder=DyingEncoder(fuse)), [page("a.txt", card(1))]))
        run(ingest.add(stores, [page("a.txt", card(1))]))
        check_whole(stores)
