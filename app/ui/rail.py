"""The rail beside the views: chats, views, and on narrow windows a sheet. The script keeps the page's address."""

import gradio as gr

from app.ui.static_files import static_text


def build_rail() -> gr.HTML:
    """Build the rail. A view is a column of the class `view`, its id `view-NAME`; rail.js and rail.css list them."""
    return gr.HTML(
        html_template=static_text("page/rail.html"),
        js_on_load=static_text("page/server.js", "page/visitor.js", "page/rail.js", "page/chat_list.js"),
        apply_default_css=False,
        elem_id="rail",
    )
