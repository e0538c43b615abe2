from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from index.endpoints.endpoint_errors import EndpointError
from index.papers import Paper
from index.retrieval.reranking import Ranking, merge, rerank

PAPERS = [Paper(f"Paper {n}", f"On the tide of day {n}.") for n in range(6)]


@dataclass
class FixedReranker:
    """A reranker that gives a fixed ranking or fails, and records its calls."""

    ranking: Ranking | Exception
    depth: int = 50
    fingerprint: str = "fixed"
    calls: list[tuple[str, list[Paper]]] = field(default_factory=list)

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        self.calls.append((question, list(papers)))
        if isinstance(self.ranking, Exception):
            raise self.ranking
        return self.ranking


def test_the_reranker_s_papers_come_first_and_forgotten_ones_follow() -> None:
    assert rerank(FixedReranker(Ranking((4, 5))), "Tides?", PAPERS) == Ranking((4, 5, 0, 1, 2, 3))


def test_both_orders_count() -> None:
    # Last and first by turns: what both find good is before what one of them alone finds best.
    assert merge((5, 1, 4, 3, 2, 0), 6) == (1, 0, 5, 2, 4, 3)
    assert merge((0, 1, 2), 3) == (0, 1, 2)


def test_a_reranker_that_is_all_wrong_does_not_lose_the_best_paper() -> None:
    assert merge(range(19, -1, -1), 20)[:2] == (0, 19)


def test_cost_and_notice_are_passed_on() -> None:
    reply = Ranking((0, 1), model_calls=1, prompt_tokens=90, notice="It gave no order.")
    assert rerank(FixedReranker(reply), "Tides?", PAPERS[:2]) == reply


def test_only_the_first_papers_are_looked_at() -> None:
    reranker = FixedReranker(Ranking((1,)), depth=2)
    assert rerank(reranker, "Tides?", PAPERS).order == (1, 0, 2, 3, 4, 5)
    assert reranker.calls == [("Tides?", PAPERS[:2])]


def test_an_endpoint_that_fails_leaves_the_order_and_a_notice() -> None:
    ranking = rerank(FixedReranker(EndpointError("It is not running.", "Start it.")), "Tides?", PAPERS)
    assert ranking.order == (0, 1, 2, 3, 4, 5)
    assert ranking.notice == "It is not running. Start it. The papers stay in the order of the search."


def test_bugs_are_raised_unchanged() -> None:
    with pytest.raises(ZeroDivisionError):
        rerank(FixedReranker(ZeroDivisionError()), "Tides?", PAPERS)


@pytest.mark.parametrize(("question", "papers"), [("Tides?", PAPERS[:1]), ("Tides?", []), (" ", PAPERS)])
def test_without_a_choice_or_a_question_there_is_no_call(question: str, papers: list[Paper]) -> None:
    reranker = FixedReranker(Ranking((2, 1)))
    assert rerank(reranker, question, papers) == Ranking(tuple(range(len(papers))))
    assert reranker.calls == []


@pytest.mark.parametrize("reply", [[], [5, -1, 2], [2, 2, 2], [2, 0, 1], [1]])
def test_each_paper_stays_once_whatever_the_reply(reply: list[int]) -> None:
    order = merge(reply, 3)
    known = {position for position in reply if 0 <= position < 3}
    assert sorted(order) == [0, 1, 2]
    assert set(order[: len(known)]) == known


def test_equal_scores_keep_the_order_and_nan_is_left_out() -> None:
    scores = {3: 0.5, 1: 0.5, 0: 0.2, 2: float("nan"), 4: float("inf")}
    assert Ranking.of_scores(scores).order == (4, 1, 3, 0)
