"""The answers of the chat as they grow: one request each, answered by a line of JSON for every moment that is shown.

They go past Gradio's queue, which takes two requests, looks for work a thousand times a second and compares and copies
each value: most of what an answer costs. Closing the connection ends the answer.
"""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.answer import Answer
from app.chats.keeping import answer_and_keep, review_and_keep, use_quotes
from app.request import ReviewRequest
from app.ui.chat.cards import panel_html
from app.ui.chat.messages import AskMessage, TurnMessage, read_message, request_of
from app.ui.chat.turns import failed_turn_html, turn_html
from app.ui.failures import went_wrong
from app.ui.json_route import MALFORMED, Sent, failure, json_route, not_ours
from app.ui.login.who_asks import as_asked_by
from app.ui.pacing import newest
from app.ui.protocol import Backend
from app.ui.visitor_limits import QuestionLimits
from index.errors import PaperchatError

log = logging.getLogger(__name__)

GROWING = "application/x-ndjson"
"""The media type of an answer that grows: a line of JSON for every moment."""
_UPDATES_PER_SECOND = 10
# Proxies such as nginx would collect the lines otherwise.
_AT_ONCE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def answer_routes(backend: Backend, limits: QuestionLimits) -> list[Route]:
    """Return the routes that answer, and that end an answer with its quotes."""

    async def ask(request: Request) -> Response:
        try:
            message = read_message(as_asked_by(await request.json(), request.headers))
        except MALFORMED:
            return not_ours()
        held = ExitStack()
        try:
            held.enter_context(limits.admitted(message.visitor))
        except PaperchatError as fault:
            return failure(429, fault.message, fault.hint)
        lines = _lines(backend, message, held)
        return StreamingResponse(lines, media_type=GROWING, headers=_AT_ONCE)

    def settle(sent: Sent) -> dict[str, Any]:
        message = read_message(sent)
        answer = use_quotes(backend.chats, *message.place, message.question)
        return asdict(_Turn(message).shown(answer))

    return [Route("/chats/ask", ask, methods=["POST"]), json_route("/chats/quotes", settle)]


async def _lines(backend: Backend, message: AskMessage, held: ExitStack) -> AsyncIterator[str]:
    """Yield the turn as it grows, and let go of what was held for it however it ends."""
    with held:
        async for shown in _answers(backend, message):
            yield json.dumps(asdict(shown), ensure_ascii=False) + "\n"


async def _answers(backend: Backend, message: AskMessage) -> AsyncIterator[TurnMessage]:
    """Yield the turn as it grows. The last one is never live, even after an error."""
    answer, turn = Answer(message.question, "searching"), _Turn(message)
    try:
        async for answer in newest(lambda: _kept_answers(backend, message), per_second=_UPDATES_PER_SECOND):
            yield turn.shown(answer)
    except PaperchatError as fault:
        yield turn.failed(answer, fault.message, fault.hint)
    except Exception:
        # Neither the question, which may be private, nor who asked.
        log.exception("A question found no answer")
        yield turn.failed(answer, *went_wrong())


def _kept_answers(backend: Backend, message: AskMessage) -> Iterator[Answer]:
    """Return the snapshots of the answer, which are kept on their way."""
    match message.action:
        case "check" | "rewrite" | "recheck" as action:
            return review_and_keep(
                backend.chats,
                *message.place,
                lambda answer: backend.answer(ReviewRequest(answer, action), message.visitor),
            )
    return answer_and_keep(
        backend.chats,
        message.visitor,
        message.new_turn,
        lambda history: backend.answer(request_of(message, history), message.visitor),
    )


class _Turn:
    """The turn on the page, which shows one answer after another; unchanged papers are not sent again."""

    def __init__(self, message: AskMessage) -> None:
        self._message = message
        self._papers: object = None

    def shown(self, answer: Answer) -> TurnMessage:
        papers = (answer.stage, answer.readable.sources)
        panel = "" if papers == self._papers else panel_html(self._message.turn, answer)
        self._papers = papers
        return self._of(turn_html(self._message.turn, answer), panel, live=answer.stage != "done")

    def failed(self, answer: Answer, text: str, hint: str) -> TurnMessage:
        whole = answer.finished
        html = failed_turn_html(self._message.turn, whole, (text, hint))
        return self._of(html, panel_html(self._message.turn, whole), live=False)

    def _of(self, html: str, panel: str, *, live: bool) -> TurnMessage:
        return TurnMessage(self._message.run, self._message.turn, html, panel, live)
