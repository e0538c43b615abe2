from itertools import pairwise

from index.embedding.patience import Patience


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_each_round_of_refusals_doubles_the_pause_and_an_answer_ends_it() -> None:
    clock = Clock()
    patience = Patience(60.0, clock)
    pauses = []
    for _ in range(4):
        assert patience.may_wait(None)
        pauses.append(patience.seconds)
        clock.now += patience.seconds
    assert all(1.5 < later / sooner < 2.5 for sooner, later in pairwise(pauses))
    patience.answered()
    assert patience.may_wait(None)
    assert patience.seconds < 2 * pauses[0]


def test_requests_that_were_in_flight_together_count_as_one_round() -> None:
    patience = Patience(60.0, Clock())
    patience.may_wait(None)
    first = patience.seconds
    assert all(patience.may_wait(None) for _ in range(7))
    assert patience.seconds == first


def test_the_server_says_how_long_it_wants_to_be_left_alone() -> None:
    patience = Patience(60.0, Clock())
    assert patience.may_wait(7.0)
    assert patience.seconds == 7.0
    assert not patience.may_wait(61.0)


def test_patience_ends_when_nothing_was_answered_for_too_long() -> None:
    clock = Clock()
    patience = Patience(10.0, clock)
    rounds = 0
    while patience.may_wait(None):
        clock.now += patience.seconds
        rounds += 1
    assert 3 <= rounds <= 5
    assert clock.now <= 110.0
