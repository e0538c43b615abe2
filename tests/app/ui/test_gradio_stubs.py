"""The import of Gradio skips its type stubs. Fails when a new Gradio writes them in another way, or no longer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WRITTEN = """
import pathlib
written = []
pathlib.Path.write_text = lambda path, *_, **__: written.append(path)
{first}
import gradio
class Shell(gradio.HTML):
    pass
print(gradio.HTML("tide").value, len(written))
"""


def stubs_written(first: str, folder: Path) -> str:
    """Run `first` in a new process, import Gradio and define a component; return how many stubs were written."""
    script = folder / "shell.py"
    script.write_text(WRITTEN.format(first=first), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True, env=environment)
    return done.stdout.strip()


@pytest.mark.slow
def test_the_page_imports_gradio_without_writing_stubs(tmp_path: Path) -> None:
    assert stubs_written("import app.ui", tmp_path) == "tide 0"


@pytest.mark.slow
def test_gradio_alone_still_writes_stubs(tmp_path: Path) -> None:
    # If this fails, app/ui/gradio_stubs.py can be deleted.
    assert stubs_written("", tmp_path) != "tide 0"
