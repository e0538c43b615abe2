"""What is damaged in the library is one line of every command, and keeps nobody from the other papers."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.cli.command import run

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("broken", ["date = '2O26-13-45'", "abstract = 'Another text.'", "organisation = 7"])
def test_each_command_reports_a_damaged_record_and_shows_the_others(filled: Path, tmp_path: Path, broken: str) -> None:
    run("backup")
    with closing(sqlite3.connect(tmp_path / "home" / "library.db")) as db, db:
        db.execute(f"UPDATE papers SET {broken} WHERE title LIKE 'RAR%'")  # noqa: S608 - stands above
    for command in (["list", "--json"], ["export"], ["search", "energy"], ["ask", "What is RAR?"]):
        result = run(*command)
        assert (result.exit_code, "FemtoDet" in result.stdout or command[0] == "ask") == (0, True)
        (reported,) = (line for line in result.stderr.splitlines() if "amaged" in line)
        assert "“RAR" in reported
        assert "paperchat restore" in reported
    for failing in ("status", "backup", "rebuild"):
        result = run(failing)
        assert (result.exit_code, "“RAR" in result.stderr) == (1, True)
