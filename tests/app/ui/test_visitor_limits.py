"""How much one visitor may ask for."""

from contextlib import ExitStack

import pytest

from app.ui.visitor_limits import MOST_A_MINUTE, MOST_AT_ONCE, MOST_TOGETHER, Budget, QuestionLimits
from index.errors import PaperchatError


def test_a_budget_is_used_up_and_comes_back():
    now = [0.0]
    budget = Budget(10, 60, lambda: now[0])
    assert budget.take("ann", 6)
    assert not budget.take("ann", 5)
    assert budget.take("ann", 4)
    assert budget.take("bob", 10)
    now[0] = 60
    assert budget.take("ann", 10)


def test_a_visitor_waits_for_a_few_answers_at_a_time():
    limits = QuestionLimits()
    with ExitStack() as held:
        for _ in range(MOST_AT_ONCE):
            held.enter_context(limits.admitted("ann"))
        with (
            pytest.raises(PaperchatError, match="4 of your questions are still being answered"),
            limits.admitted("ann"),
        ):
            pass
        with limits.admitted("bob"):
            pass
    with limits.admitted("ann"):
        pass


def test_all_visitors_together_have_a_limit_too():
    limits = QuestionLimits()
    with ExitStack() as held:
        for visitor in range(MOST_TOGETHER):
            held.enter_context(limits.admitted(visitor))
        with pytest.raises(PaperchatError, match="Too many questions"), limits.admitted("late"):
            pass


def test_a_visitor_asks_a_number_of_questions_a_minute():
    now = [0.0]
    limits = QuestionLimits(Budget(MOST_A_MINUTE, 60, lambda: now[0]))
    for _ in range(MOST_A_MINUTE):
        with limits.admitted("ann"):
            pass
    with pytest.raises(PaperchatError, match="60 questions within a minute"), limits.admitted("ann"):
        pass
    now[0] = 61
    with limits.admitted("ann"):
        pass
