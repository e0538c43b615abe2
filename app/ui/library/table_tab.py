"""The tab with the library's table: a component of our own HTML that asks the routes beside Gradio (routes.py)."""

from pathlib import Path

import gradio as gr

from app.export import FORMATS
from app.ui.templating import fill

_STATIC = Path(__file__).parents[1] / "static" / "library"
# One script in two files, without a build step.
_SCRIPTS = ("library.js", "library_actions.js")


def _formats() -> str:
    """Return the formats of an export as options."""
    return fill("formats.html", formats=[(key, form.name) for key, form in FORMATS.items()])


def build_library_tab() -> gr.HTML:
    """Build the tab. Nothing is read before it comes into view."""
    return gr.HTML(
        html_template=(_STATIC / "library.html").read_text(encoding="utf-8").replace("<!-- formats -->", _formats()),
        js_on_load="".join((_STATIC / name).read_text(encoding="utf-8") for name in _SCRIPTS),
        apply_default_css=False,
        elem_id="library",
    )
