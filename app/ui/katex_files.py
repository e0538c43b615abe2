"""Serves KaTeX, which sets formulas, to the browsers that need it."""

from pathlib import Path

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

_FOLDER = Path(__file__).parent / "static" / "katex"


def katex_files() -> Mount:
    """Return the route of KaTeX's files, to be put before Gradio's own."""
    return Mount("/katex", StaticFiles(directory=_FOLDER))
