"""The chat: one component of our own HTML. Its scripts ask the routes of answer_stream.py and chat_routes.py.

The chats' file keeps the answers and the browser keeps the page, so each message carries one turn, however long the
chat is, and nothing of a chat is in Gradio's state.
"""

import gradio as gr

from app.ui.chat.turns import examples_html
from app.ui.languages.late_texts import LateTexts
from app.ui.protocol import Backend

_EXAMPLES = 4
_CHAT = ("chat", "kept_chats", "chosen_papers", "chat_view", "chat_keys", "chat_events")
_SCRIPTS = (
    "page/keys.js",
    "page/formulas.js",
    "page/server.js",
    "page/visitor.js",
    "page/sheets.js",
    "page/overview_title.js",
    *(f"chat/{name}.js" for name in _CHAT),
)


def build_chat_tab(backend: Backend, texts: LateTexts) -> gr.HTML:
    """Build the chat in the page and return its component, whose value `examples_message` renews."""
    return gr.HTML(
        value={**examples_message(backend), "examples": texts.text(lambda: _examples(backend))},
        html_template=texts.template("chat.html"),
        js_on_load=texts.script(*_SCRIPTS),
        apply_default_css=False,
        elem_id="chat",
    )


def examples_message(backend: Backend) -> dict[str, object]:
    """Return the message for the empty page: example questions, and how many papers there are."""
    return {"examples": _examples(backend), "papers": backend.collection().papers}


def _examples(backend: Backend) -> str:
    return examples_html(backend.example_questions()[:_EXAMPLES])
