"""The chat: one component of our own HTML, and its three events, ask, stop and quotes. turns.py and cards.py render.

The server keeps the answers of a chat and the browser keeps the page, so each message carries one turn, however long
the chat is.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import gradio as gr

from app.answer import Answer, Turn
from app.ui.chat.cards import panel_html
from app.ui.chat.messages import AskMessage, TurnMessage, read_message, request_of
from app.ui.chat.turns import examples_html, failed_turn_html, turn_html
from app.ui.failures import WENT_WRONG
from app.ui.pacing import newest
from app.ui.protocol import Backend
from index.errors import PaperchatError

log = logging.getLogger(__name__)

_STATIC = Path(__file__).parents[1] / "static" / "chat"
_UPDATES_PER_SECOND = 15
_EXAMPLES = 4
# One script in three files, without a build step.
_SCRIPTS = ("chat.js", "chat_view.js", "chat_events.js")


def build_chat_tab(backend: Backend) -> gr.HTML:
    """Build the chat and return its component, whose value `examples_message` renews."""
    # By number, because a turn that was stopped before it began has no answer.
    turns = gr.State({})
    chat = gr.HTML(
        value=examples_message(backend),
        html_template=(_STATIC / "chat.html").read_text(encoding="utf-8"),
        js_on_load="".join((_STATIC / name).read_text(encoding="utf-8") for name in _SCRIPTS),
        apply_default_css=False,
        elem_id="chat",
    )

    async def ask(
        before: dict[int, Answer], event: gr.EventData
    ) -> AsyncIterator[tuple[dict[str, object], dict[int, Answer]]]:
        message = read_message(event.message)
        kept = {number: answer for number, answer in before.items() if message.is_review or number < message.turn}
        earlier = [answer for number, answer in kept.items() if number < message.turn and answer.readable.text]
        history = [Turn.of(answer) for answer in earlier]
        async for shown, answer in _answers(backend, message, history, kept.get(message.turn)):
            yield asdict(shown), {**kept, message.turn: answer}

    def use_quotes(before: dict[int, Answer], event: gr.EventData) -> tuple[dict[str, object], dict[int, Answer]]:
        message = read_message(event.message)
        growing = before.get(message.turn) or Answer(message.question, "done")
        answer = replace(growing.with_quotes_instead(), stage="done")
        return asdict(_shown(message, answer)), {**before, message.turn: answer}

    asking = chat.ask(
        ask,
        turns,
        [chat, turns],
        show_progress="hidden",
        trigger_mode="multiple",
        concurrency_limit=None,
        api_visibility="private",
    )
    chat.stop(None, cancels=[asking])
    chat.quotes(
        use_quotes,
        turns,
        [chat, turns],
        show_progress="hidden",
        cancels=[asking],
        api_visibility="private",
        queue=False,
    )
    return chat


def examples_message(backend: Backend) -> dict[str, str]:
    """Return the message that puts the collection's example questions on the empty page."""
    return {"examples": examples_html(backend.example_questions()[:_EXAMPLES])}


async def _answers(
    backend: Backend, message: AskMessage, history: list[Turn], earlier: Answer | None
) -> AsyncIterator[tuple[TurnMessage, Answer]]:
    """Yield the turn as it grows, and its answer; `earlier` is the answer to review.

    The last one is never live, even after an error.
    """
    answer = earlier or Answer(message.question, "searching")

    def failed(text: str, hint: str) -> tuple[TurnMessage, Answer]:
        stopped = replace(answer, stage="done")
        html = failed_turn_html(message.turn, stopped, (text, hint))
        panel = panel_html(message.turn, stopped)
        return TurnMessage(message.run, message.turn, html, panel, live=False), stopped

    def snapshots() -> Iterator[Answer]:
        return backend.answer(request_of(message, history, earlier))

    try:
        async for answer in newest(snapshots, per_second=_UPDATES_PER_SECOND):
            yield _shown(message, answer), answer
    except PaperchatError as fault:
        yield failed(fault.message, fault.hint)
    except Exception:
        log.exception("No answer to %r", message.question)
        yield failed(*WENT_WRONG)


def _shown(message: AskMessage, answer: Answer) -> TurnMessage:
    html, panel = turn_html(message.turn, answer), panel_html(message.turn, answer)
    return TurnMessage(message.run, message.turn, html, panel, live=answer.stage != "done")
