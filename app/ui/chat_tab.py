"""The chat: one component of our own HTML, and the two events that it raises. Rendering is in render.py and cards.py.

The state of a chat on the server is its answers; what is on the page, the browser keeps. So each message carries one
turn, however long the chat is.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import gradio as gr

from app.answer import Answer, Turn
from app.request import Question, ReviewRequest
from app.ui.cards import panel_html
from app.ui.pacing import newest
from app.ui.protocol import Backend
from app.ui.turns import WENT_WRONG, examples_html, failed_turn_html, turn_html
from index.errors import PaperchatError

log = logging.getLogger(__name__)

_STATIC = Path(__file__).parent / "static"
_UPDATES_PER_SECOND = 15
_EXAMPLES = 4
# What is done with an answer as it stands.
_GOING_ON = ("look_again", "repair")


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What the browser sends: it drops the turns from number `keep` on and awaits the answer under the name `run`."""

    question: str
    keep: int
    run: str
    dropped: tuple[str, ...]
    """The keys of the chips that are not to apply to the search."""
    searched: str
    """The question as its asker made it whole."""
    how: str
    """`deepen`, or what is done with the answer as it stands: `look_again`, `repair`. Empty for an answer."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser gets: one whole turn."""

    run: str
    turn: int
    html: str
    panel: str
    live: bool


def build_chat_tab(backend: Backend) -> gr.HTML:
    """Build the chat and return its component, whose value `examples_message` renews."""
    # By number, because a turn that was stopped before it began is missing here.
    turns = gr.State({})
    chat = gr.HTML(
        value=examples_message(backend),
        html_template=(_STATIC / "chat.html").read_text(encoding="utf-8"),
        js_on_load=(_STATIC / "page.js").read_text(encoding="utf-8"),
        apply_default_css=False,
        elem_id="chat",
    )

    async def ask(
        before: dict[int, Answer], event: gr.EventData
    ) -> AsyncIterator[tuple[dict[str, object], dict[int, Answer]]]:
        dropped = tuple(map(str, event.dropped))
        asked = ChatRequest(
            str(event.question), int(event.keep), str(event.run), dropped, str(event.searched), str(event.how)
        )
        standing = before.get(asked.keep) if asked.how in _GOING_ON else None
        kept = {number: answer for number, answer in before.items() if standing or number < asked.keep}
        history = [Turn.of(answer) for number, answer in kept.items() if answer.text and number < asked.keep]
        async for shown, answer in _answers(backend, asked, history, standing):
            yield asdict(shown), {**kept, asked.keep: answer}

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
    return chat


def examples_message(backend: Backend) -> dict[str, str]:
    """Return the message that puts the collection's example questions on the empty page."""
    return {"examples": examples_html(backend.example_questions()[:_EXAMPLES])}


async def _answers(
    backend: Backend, asked: ChatRequest, history: list[Turn], standing: Answer | None
) -> AsyncIterator[tuple[Shown, Answer]]:
    """Yield the turn as it grows, and its answer; `standing` is the one that is gone on with.

    The last one is not live, whatever happens.
    """
    answer = standing or Answer(asked.question, "searching")

    def failed(message: str, hint: str) -> tuple[Shown, Answer]:
        turn, stopped = asked.keep, replace(answer, stage="done")
        html = failed_turn_html(turn, stopped, (message, hint))
        return Shown(asked.run, turn, html, panel_html(turn, stopped), live=False), stopped

    def snapshots() -> Iterator[Answer]:
        if standing:
            return backend.answer(ReviewRequest(standing, "check" if asked.how == "look_again" else "rewrite"))
        deeper = asked.how == "deepen"
        return backend.answer(Question(asked.question, tuple(history), asked.dropped, asked.searched, deeper))

    try:
        async for answer in newest(snapshots, per_second=_UPDATES_PER_SECOND):
            yield _shown(asked, answer), answer
    except PaperchatError as fault:
        yield failed(fault.message, fault.hint)
    except Exception:
        log.exception("No answer to %r", asked.question)
        yield failed(*WENT_WRONG)


def _shown(asked: ChatRequest, answer: Answer) -> Shown:
    turn = asked.keep
    html, panel = turn_html(turn, answer), panel_html(turn, answer)
    return Shown(asked.run, turn, html, panel, live=answer.stage != "done")
