"""The rail beside the views: chats, views, and on narrow windows a sheet. The script keeps the page's address.

Also the shortcuts that hold in every view.
"""

import gradio as gr

from app.ui.static_files import static_text

_SCRIPTS = ("page/keys.js", "page/server.js", "page/visitor.js", "page/rail.js", "page/chat_list.js")


_ACCOUNT = """<a class="rail-item" href="login"><svg viewBox="0 0 20 20" aria-hidden="true">
<circle cx="10" cy="7" r="3" /><path d="M4.5 16.5c.6-3.4 2.7-5 5.5-5s4.9 1.6 5.5 5" /></svg>Account</a>"""


def build_rail(*, login: bool = False) -> None:
    """Build the rail, with the way to log out where people log in.

    A view is a column of the class `view`, its id `view-NAME`; rail.js and rail.css list them.
    """
    gr.HTML(
        html_template=static_text("page/rail.html").replace("<!-- account -->", _ACCOUNT if login else ""),
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
