"""The chat: one component of our own HTML, and its three events, ask, stop and quotes. turns.py and cards.py render.

The chats' file keeps the answers and the browser keeps the page, so each message carries one turn, however long the
chat is, and nothing of a chat is in Gradio's state.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict

import gradio as gr

from app.answer import Answer
from app.chats.keeping import answer_and_keep, review_and_keep, use_quotes
from app.request import ReviewRequest
from app.ui.chat.cards import panel_html
from app.ui.chat.messages import AskMessage, TurnMessage, read_message, request_of
from app.ui.chat.turns import examples_html, failed_turn_html, turn_html
from app.ui.chat.windows import Windows
from app.ui.failures import WENT_WRONG
from app.ui.pacing import newest
from app.ui.protocol import Backend
from app.ui.static_files import static_text
from index.errors import PaperchatError

log = logging.getLogger(__name__)

_UPDATES_PER_SECOND = 15
_EXAMPLES = 4
_SCRIPTS = ("chat.js", "kept_chats.js", "chosen_papers.js", "chat_view.js", "chat_events.js")


def build_chat_tab(backend: Backend, page: gr.Blocks) -> gr.HTML:
    """Build the chat in the page and return its component, whose value `examples_message` renews."""
    chat = gr.HTML(
        value=examples_message(backend),
        html_template=static_text("chat/chat.html"),
        js_on_load=static_text("page/server.js", "page/visitor.js", *(f"chat/{name}" for name in _SCRIPTS)),
        apply_default_css=False,
        elem_id="chat",
    )

    windows = Windows()

    async def ask(event: gr.EventData, request: gr.Request) -> AsyncIterator[dict[str, object]]:
        message = _read(event)
        with windows.waiting(request.session_hash or "") as closed:
            async for shown in _answers(backend, message, closed.is_set):
                yield asdict(shown)

    def leave(request: gr.Request) -> None:
        windows.close(request.session_hash or "")

    def settle(event: gr.EventData) -> dict[str, object]:
        message = _read(event)
        return asdict(_shown(message, use_quotes(backend.chats, *message.place, message.question)))

    asking = chat.ask(
        ask,
        None,
        chat,
        show_progress="hidden",
        trigger_mode="multiple",
        concurrency_limit=None,
        api_visibility="private",
    )
    chat.stop(None, cancels=[asking])
    chat.quotes(settle, None, chat, show_progress="hidden", cancels=[asking], api_visibility="private", queue=False)
    page.unload(leave)
    return chat


def examples_message(backend: Backend) -> dict[str, str]:
    """Return the message that puts the collection's example questions on the empty page."""
    return {"examples": examples_html(backend.example_questions()[:_EXAMPLES])}


def _read(event: gr.EventData) -> AskMessage:
    """Return the browser's message; a forged one is refused in one line, without a trace of ours."""
    try:
        return read_message(event.message)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise gr.Error("This is no message of paperchat's page. Reload it.", print_exception=False) from None


async def _answers(backend: Backend, message: AskMessage, unwanted: Callable[[], bool]) -> AsyncIterator[TurnMessage]:
    """Yield the turn as it grows. The last one is never live, even after an error; none comes once it is unwanted."""
    answer = Answer(message.question, "searching")

    def failed(text: str, hint: str) -> TurnMessage:
        html = failed_turn_html(message.turn, answer.finished, (text, hint))
        return TurnMessage(message.run, message.turn, html, panel_html(message.turn, answer.finished), live=False)

    try:
        async for answer in newest(
            lambda: _kept_answers(backend, message), per_second=_UPDATES_PER_SECOND, unwanted=unwanted
        ):
            yield _shown(message, answer)
    except PaperchatError as fault:
        yield failed(fault.message, fault.hint)
    except Exception:
        log.exception("No answer to %r", message.question)
        yield failed(*WENT_WRONG)


def _kept_answers(backend: Backend, message: AskMessage) -> Iterator[Answer]:
    """Return the snapshots of the answer, which are kept on their way."""
    match message.action:
        case "check" | "rewrite" as action:
            return review_and_keep(
                backend.chats, *message.place, lambda answer: backend.answer(ReviewRequest(answer, action))
            )
    return answer_and_keep(
        backend.chats,
        message.visitor,
        message.new_turn,
        lambda history: backend.answer(request_of(message, history)),
    )


def _shown(message: AskMessage, answer: Answer) -> TurnMessage:
    html, panel = turn_html(message.turn, answer), panel_html(message.turn, answer)
    return TurnMessage(message.run, message.turn, html, panel, live=answer.stage != "done")
