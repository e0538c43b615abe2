import os
import subprocess
import sys
from pathlib import Path

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
    """What a new process prints that imports Gradio after `first` and makes a component of its own."""
    script = folder / "shell.py"
    script.write_text(WRITTEN.format(first=first), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True, env=environment)
    return done.stdout.strip()


def test_the_page_imports_gradio_without_its_stubs(tmp_path: Path) -> None:
    assert stubs_written("import app.ui", tmp_path) == "tide 0"


def test_gradio_alone_still_writes_them(tmp_path: Path) -> None:
    # Else what keeps it from them can go.
    assert stubs_written("", tmp_path) != "tide 0"
