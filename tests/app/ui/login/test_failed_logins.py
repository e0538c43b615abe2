"""Nobody can try passwords for long, and nobody can keep somebody else out."""

from app.ui.login.failed_logins import LONGEST_WAIT, MINUTES, MOST_FAILED, FailedLogins


def test_too_many_failures_from_one_address_end_the_trying_for_a_while():
    now = [0.0]
    failed = FailedLogins(lambda: now[0])
    assert [failed.begin("ann", "a") for _ in range(MOST_FAILED)] == [0.0] * MOST_FAILED
    assert failed.begin("ann", "a") is None
    now[0] = MINUTES * 60
    assert failed.begin("ann", "a") == 0.0


def test_an_address_that_tries_one_name_after_another_is_stopped_too():
    failed = FailedLogins(lambda: 0.0)
    assert None not in [failed.begin(f"name {n}", "a") for n in range(MOST_FAILED)]
    assert failed.begin("new", "a") is None


def test_whoever_knows_a_name_cannot_lock_its_owner_out():
    failed = FailedLogins(lambda: 0.0)
    for n in range(20 * MOST_FAILED):
        failed.begin("ann", f"address {n % 30}")
    assert failed.begin("ann", "ann's own") == LONGEST_WAIT


def test_guessing_from_many_addresses_gets_slower():
    failed = FailedLogins(lambda: 0.0)
    waits = [failed.begin("ann", f"address {n}") for n in range(MOST_FAILED + 6)]
    assert waits == [0.0] * MOST_FAILED + [0.5, 1, 2, 4, LONGEST_WAIT, LONGEST_WAIT]
    assert failed.begin("bob", "address 99") == 0.0


def test_a_login_clears_the_count():
    failed = FailedLogins(lambda: 0.0)
    for _ in range(3 * MOST_FAILED):
        assert failed.begin("ann", "a") is not None
        failed.succeed("ann", "a")


def test_a_login_of_ones_own_does_not_clear_what_one_tried_under_another_name():
    failed = FailedLogins(lambda: 0.0)
    for _ in range(MOST_FAILED):
        assert failed.begin("ann", "a") is not None
        failed.begin("bob", "a")
        failed.succeed("bob", "a")
    assert failed.begin("ann", "a") is None
    assert failed.begin("bob", "a") is not None
