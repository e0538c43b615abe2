"""The stores that these tests share."""

import os
import shutil
from pathlib import Path

import pytest

from tests.app.cli.command import PAGE, run


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the papers of the page, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    # It is made before the world is clean.
    settings = {name: None for name in os.environ if name.startswith("PAPERCHAT_")}
    done = run("add", str(folder / "page.txt"), env={**settings, "PAPERCHAT_HOME": str(folder / "home")})
    assert done.exit_code == 0
    return folder / "home"


@pytest.fixture
def filled(built: Path, page: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "home")
    return page
