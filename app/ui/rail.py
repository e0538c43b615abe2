"""The rail beside the views: chats, views, and on narrow windows a sheet. The script keeps the page's address."""

from pathlib import Path

import gradio as gr

_STATIC = Path(__file__).parent / "static" / "page"
_SCRIPTS = ("rail.js", "chat_list.js")
VISITOR_SCRIPT = (_STATIC / "visitor.js").read_text(encoding="utf-8")
"""Comes before a script that asks for chats."""


def build_rail() -> gr.HTML:
    """Build the rail. A view is a column of the class `view`, its id `view-NAME`; rail.js and rail.css list them."""
    return gr.HTML(
        html_template=(_STATIC / "rail.html").read_text(encoding="utf-8"),
        js_on_load=VISITOR_SCRIPT + "".join((_STATIC / name).read_text(encoding="utf-8") for name in _SCRIPTS),
        apply_default_css=False,
        elem_id="rail",
    )
