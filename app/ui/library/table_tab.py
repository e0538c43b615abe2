"""The tab with the library's table: a component of our own HTML that asks the routes beside Gradio (routes.py)."""

import gradio as gr

from app.export import FORMATS
from app.ui.static_files import static_text
from app.ui.templating import fill


def _formats() -> str:
    """Return the formats of an export as options."""
    return fill("formats.html", formats=[(key, form.name) for key, form in FORMATS.items()])


def build_library_tab() -> gr.HTML:
    """Build the tab. Nothing is read before it comes into view."""
    return gr.HTML(
        html_template=static_text("library/library.html").replace("<!-- formats -->", _formats()),
        js_on_load=static_text(
            "page/keys.js",
            "page/formulas.js",
            "page/server.js",
            "library/library.js",
            "library/library_actions.js",
            "library/sources.js",
            "library/folders.js",
        ),
        apply_default_css=False,
        elem_id="library",
    )
