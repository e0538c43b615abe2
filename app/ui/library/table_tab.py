"""The tab with the library's table: a component of our own HTML that asks the routes beside Gradio (routes.py)."""

import gradio as gr

from app.ui.languages.late_texts import LateTexts


def build_library_tab(texts: LateTexts) -> gr.HTML:
    """Build the tab. Nothing is read before it comes into view."""
    return gr.HTML(
        html_template=texts.template("library.html"),
        js_on_load=texts.script(
            "page/keys.js",
            "page/formulas.js",
            "page/server.js",
            "page/sheets.js",
            "page/overview_title.js",
            "library/library.js",
            "library/library_actions.js",
            "library/sources.js",
            "library/folders.js",
            "library/columns.js",
        ),
        apply_default_css=False,
        elem_id="library",
    )
