"""The rail beside the views: chats, views, and on narrow windows a sheet. The script keeps the page's address.

Also the shortcuts that hold in every view.
"""

import gradio as gr

from app.ui.languages.catalogue import language_names
from app.ui.languages.late_texts import LateTexts

_SCRIPTS = ("page/keys.js", "page/server.js", "page/visitor.js", "page/sheets.js", "page/rail.js", "page/chat_list.js")


def build_rail(texts: LateTexts, *, login: bool = False) -> None:
    """Build the rail, with the way to log out where people log in.

    A view is a column of the class `view`, its id `view-NAME`; rail.js and rail.css list them.
    """
    gr.HTML(
        html_template=texts.template("rail.html", login=login, languages=language_names()),
        js_on_load=texts.script(*_SCRIPTS),
        apply_default_css=False,
        elem_id="rail",
    )
    gr.HTML(
        html_template=texts.template("shortcuts.html"),
        js_on_load=texts.script("page/keys.js", "page/shortcuts.js"),
        apply_default_css=False,
        elem_id="shortcuts-place",
    )
