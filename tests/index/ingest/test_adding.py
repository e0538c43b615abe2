"""Adding files: what is read, what is done once, and the map."""

from pathlib import Path

import pytest

from index import ingest
from index.collection import Stores
from index.ingest import Input
from index.papers import Entry
from index.stores.merging import Counts
from tests.conftest import WordEncoder, paper
from tests.index.ingest.pages import card, check_whole, count_passages, drawn_papers, page, run

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


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
            "no files in this folder that paperchat can read, such as .txt or .bib; PDF files are not read",
        )

    def test_only_kinds_of_files_that_list_papers_are_read_from_a_folder(self, tmp_path: Path) -> None:
        for name in ("info.yaml", "notes.org", "records.ciw", "settings.ini"):
            (tmp_path / name).write_text("tide")
        assert [item.name for item in ingest.gather([tmp_path])] == ["info.yaml", "notes.org", "records.ciw"]


class TestAdding:
    def test_progress_counts_files_and_papers(self, stores: Stores) -> None:
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
