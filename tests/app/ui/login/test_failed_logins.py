"""Nobody can try passwords for long."""

from app.ui.login.failed_logins import MINUTES, MOST_FAILED, FailedLogins


def test_too_many_failures_end_the_trying_for_a_while():
    now = [0.0]
    failed = FailedLogins(lambda: now[0])
    assert all(failed.begin("name ann", f"address {n}") for n in range(MOST_FAILED))
    assert not failed.begin("name ann", "address elsewhere")
    assert failed.begin("name bob", "address elsewhere")
    now[0] = MINUTES * 60
    assert failed.begin("name ann", "address elsewhere")


def test_an_address_that_tries_one_name_after_another_is_stopped_too():
    failed = FailedLogins(lambda: 0.0)
    assert all(failed.begin(f"name {n}", "address a") for n in range(MOST_FAILED))
    assert not failed.begin("name new", "address a")


def test_a_login_clears_the_count():
    failed = FailedLogins(lambda: 0.0)
    for _ in range(3 * MOST_FAILED):
        assert failed.begin("name ann", "address a")
        failed.succeed("name ann", "address a")
