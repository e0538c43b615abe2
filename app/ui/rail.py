"""The rail beside the views: chats, views, and on narrow windows a sheet. The script keeps the page's address.

Also the shortcuts that hold in every view.
"""

import gradio as gr

from app.ui.static_files import static_text

_SCRIPTS = ("page/keys.js", "page/server.js", "page/visitor.js", "page/rail.js", "page/chat_list.js")


def build_rail() -> None:
    """Build the rail. A view is a column of the class `view`, its id `view-NAME`; rail.js and rail.css list them."""
    gr.HTML(
        html_template=static_text("page/rail.html"),
        js_on_load=static_text(*_SCRIPTS),
        apply_default_css=False,
        elem_id="rail",
    )
    gr.HTML(
        html_template=static_text("page/shortcuts.html"),
        js_on_load=static_text("page/keys.js", "page/shortcuts.js"),
        apply_default_css=False,
        elem_id="shortcuts-place",
    )
