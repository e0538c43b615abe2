"""What is shown of a reply while it streams, however it is cut."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reply.reader import Reply, ReplyReader
from tests.app.reply.replies import CORPUS, TITLES, Case, replies

REFUSAL = "The collection does not answer this."


def moments(pieces: list[str]) -> list[Reply]:
    """Return the reply after each piece, and when it is finished."""
    reader = ReplyReader(TITLES)
    return [*map(reader.feed, pieces), reader.finish(REFUSAL)]


def begins(early: Reply, late: Reply) -> bool:
    """The invariant: text, numbers, unknown citations and thinking only grow at their ends."""
    return (
        late.text.startswith(early.text)
        and late.thinking.startswith(early.thinking)
        and late.order[: len(early.order)] == early.order
        and late.unknown[: len(early.unknown)] == early.unknown
    )


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.written[:40].encode("ascii", "ignore").decode())
def test_a_reply_can_be_cut_anywhere(case: Case) -> None:
    expected = (case.text, case.order, case.unknown, case.thinking)
    splits = [[case.written[:cut], case.written[cut:]] for cut in range(len(case.written))]
    for pieces in [*splits, list(case.written)]:
        seen = moments(pieces)
        last = seen[-1]
        assert (last.text, last.order, last.unknown, last.thinking) == expected
        assert all(begins(early, late) for early, late in pairwise(seen))


@settings(max_examples=400)
@given(replies, st.lists(st.integers(1, 9)))
def test_cuts_do_not_change_a_reply_and_it_only_grows(written: str, sizes: list[int]) -> None:
    pieces = []
    for size in sizes:
        pieces.append(written[:size])
        written = written[size:]
    seen = moments([*pieces, written])
    assert seen[-1] == moments(["".join(pieces) + written])[-1]
    assert all(begins(early, late) for early, late in pairwise(seen))


@settings(max_examples=400)
@given(replies | st.text(max_size=200))
def test_only_sources_are_numbered(written: str) -> None:
    reply = moments([written])[-1]
    assert set(reply.order) <= {1, 2, 3, 4}
    assert len(set(reply.order)) == len(reply.order)
    assert all(set(sentence.cited) <= set(range(1, len(reply.order) + 1)) for sentence in reply.sentences)


@pytest.mark.slow
def test_a_fence_without_end_costs_no_square() -> None:
    started = time.process_time()
    ReplyReader(TITLES).feed(f"{'~' * 60_000}\nIt wins.")
    assert time.process_time() - started < 10


def test_plain_words_are_shown_at_once() -> None:
    shown = [
        reply.text for reply in moments(["It", " wins", " by 8", " (on phones", ") [", "1", "]", ", they", " say."])
    ]
    assert shown[:5] == ["It", "It wins", "It wins by 8", "It wins by 8 (on phones", "It wins by 8 (on phones)"]
    assert shown[5:8] == [shown[4], shown[4], f"{shown[4]} [1], they"]


def test_a_closing_tag_alone_turns_the_text_into_thinking() -> None:
    early, late, last = moments(["I think [3] so.\n", "</think>\nIt wins [2]."])
    assert (early.text, early.order, early.thinking) == ("I think [1] so.", (3,), "")
    assert (late.text, late.order, late.thinking) == ("It wins [1].", (2,), "I think [3] so.")
    assert last.text == late.text


def test_a_finished_reply_has_its_sentences() -> None:
    *early, last = moments(["It wins [2]. It is", " small."])
    assert all(reply.sentences == () for reply in early)
    assert [(one.cited, one.lacks_citation) for one in last.sentences] == [((1,), False), ((), True)]
