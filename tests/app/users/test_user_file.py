"""Who may log in, and what is kept of their passwords."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.users.user_file import FILE, UserFile
from index.errors import PaperchatError

pytestmark = pytest.mark.slow

PASSWORD = "three plain words"  # noqa: S105 - of these tests


@pytest.fixture
def users(tmp_path: Path) -> UserFile:
    file = UserFile(tmp_path)
    file.add("ann", "editor", PASSWORD)
    return file


def test_the_right_password_lets_in_and_no_other(users: UserFile):
    found = users.check("ann", PASSWORD)
    assert found is not None
    assert (found.name, found.role) == ("ann", "editor")
    assert users.check("ann", PASSWORD + " ") is None
    assert users.check("bob", PASSWORD) is None
    assert users.check("", "") is None


def test_the_file_holds_no_password_and_is_its_owners_alone(users: UserFile, tmp_path: Path):
    file = tmp_path / FILE
    assert PASSWORD not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in repr(users.users())
    users.add("bob", "reader", PASSWORD)
    ann, bob = users.users()
    assert ann.password != bob.password


def test_a_signature_ends_with_the_password_it_was_made_under(users: UserFile):
    (ann,) = users.users()
    signature = users.sign(ann, "until noon")
    assert users.sign(ann, "until one") != signature
    visitor = users.visitor(ann)
    users.add("ann", "editor", "three other words")
    (ann,) = users.users()
    assert users.sign(ann, "until noon") != signature
    assert users.visitor(ann) == visitor, "the chats stay"


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "ann:1", "<b>"])
def test_a_name_is_plain(users: UserFile, name: str):
    with pytest.raises(PaperchatError, match="A name has"):
        users.add(name, "reader", PASSWORD)


def test_a_short_password_is_refused(users: UserFile):
    with pytest.raises(PaperchatError, match="at least 10"):
        users.add("bob", "reader", "123456789")


def test_a_broken_file_lets_nobody_in(users: UserFile, tmp_path: Path):
    (tmp_path / FILE).write_text("{}")
    with pytest.raises(PaperchatError, match="cannot be read"):
        users.check("ann", PASSWORD)


def test_the_commands_add_list_and_remove():
    def run(*words: str, typed: str = "") -> str:
        result = CliRunner().invoke(main, ["user", *words], input=typed)
        assert PASSWORD not in result.output
        return result.output

    assert "ann may log in as an editor." in run("add", "ann", "--role", "editor", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert run("list") == "ann  editor\n"
    assert "ann may not log in any more." in run("remove", "ann")
    assert "no user 'ann'" in run("remove", "ann")


def test_an_address_that_others_reach_needs_a_login_with_somebody_who_may():
    def serve(*words: str) -> str:
        return CliRunner().invoke(main, ["serve", "--host", "192.0.2.1", *words]).output

    assert "without logging in" in serve()
    assert "There are no users yet." in serve("--login")
    assert "cannot be combined" in serve("--login", "--open")
    CliRunner().invoke(main, ["user", "add", "ann"], input=f"{PASSWORD}\n")
    assert "Cannot serve the page on 192.0.2.1" in serve("--login")
