"""The answers of the chat as they grow: one request each, answered by a line of JSON for every moment that is shown.

They go past Gradio's queue, which takes two requests, looks for work a thousand times a second and compares and copies
each value: most of what an answer costs. An answer goes on without its reader, who may have lost the connection or
loaded the page again, and is followed from wherever the chat is opened.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.answer import Answer
from app.chats.chat_records import SavedTurn
from app.chats.chat_store import ChatChangedError
from app.chats.saving import answer_and_save, review_and_save, use_quotes
from app.chats.visitors import read_page_id, visitor_of
from app.request import ReviewRequest
from app.ui.chat.cards import panel_html
from app.ui.chat.chat_routes import saved_turn_html
from app.ui.chat.messages import AskMessage, TurnMessage, read_message, request_of
from app.ui.chat.turns import failed_turn_html, growing_text_html, only_text_grew, turn_html
from app.ui.failures import bug_message
from app.ui.json_route import MALFORMED, Sent, failure, json_route, refuse_forged
from app.ui.login.who_asks import with_logged_in_visitor
from app.ui.pacing import newest
from app.ui.protocol import Backend
from app.ui.visitor_limits import QuestionLimits
from index.errors import PaperchatError

log = logging.getLogger(__name__)

GROWING = "application/x-ndjson"
"""The media type of an answer that grows: a line of JSON for every moment."""
# More of them would not read more smoothly, and each one costs the server and the browser about the same.
_UPDATES_PER_SECOND = 8
_LONGEST_RUN = 100
_UNREAD_SECONDS = 3600
"""How long an answer goes on at most after its reader has gone."""
# Proxies such as nginx would collect the lines otherwise. With `no-store`, Chromium lists a whole answer as failed.
_AT_ONCE = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


def answer_routes(backend: Backend, limits: QuestionLimits) -> list[Route]:
    """Return the routes that answer, and that end an answer with its quotes."""
    answers = _AnswerRoutes(backend, limits)
    return [
        Route("/chats/ask", answers.ask, methods=["POST"]),
        Route("/chats/follow", answers.follow, methods=["POST"]),
        json_route("/chats/stop", answers.stop),
        json_route("/chats/quotes", answers.settle),
    ]


@dataclass(frozen=True, slots=True)
class _AnswerRoutes:
    """What each of the routes does."""

    backend: Backend
    limits: QuestionLimits

    async def ask(self, request: Request) -> Response:
        try:
            message = read_message(with_logged_in_visitor(await request.json(), request.headers))
        except MALFORMED:
            return refuse_forged()
        held = ExitStack()
        try:
            held.enter_context(self.limits.admitted(message.visitor))
        except PaperchatError as fault:
            return failure(429, fault.message, fault.hint)
        return _growing(_answers(self.backend, message, held))

    async def follow(self, request: Request) -> Response:
        try:
            sent = with_logged_in_visitor(await request.json(), request.headers)
            place = visitor_of(sent["visitor"]), read_page_id(sent["chat"]), read_page_id(sent["key"])
            turn = _Turn(str(sent["run"])[:_LONGEST_RUN], int(sent["turn"]))
            await run_in_threadpool(self.backend.chats.chat, *place[:2])
        except MALFORMED:
            return refuse_forged()
        except PaperchatError as fault:
            return failure(404, fault.message, fault.hint)
        return _growing(_followed(self.backend, place, turn))

    def stop(self, sent: Sent) -> dict[str, Any]:
        # Only whoever asked knows the key of a turn, which may not be saved yet.
        self.backend.chats.stop(read_page_id(sent["key"]))
        return {}

    def settle(self, sent: Sent) -> dict[str, Any]:
        message = read_message(sent)
        answer = use_quotes(self.backend.chats, *message.place, message.question)
        return _Turn(message.run, message.turn).shown(answer)._asdict()


def _growing(turns: AsyncIterator[TurnMessage]) -> Response:
    async def lines() -> AsyncIterator[str]:
        async for shown in turns:
            yield json.dumps(shown._asdict(), ensure_ascii=False) + "\n"

    return StreamingResponse(lines(), media_type=GROWING, headers=_AT_ONCE)


async def _answers(backend: Backend, message: AskMessage, held: ExitStack) -> AsyncIterator[TurnMessage]:
    """Yield the turn as it grows. The last one is never live, even after an error."""
    answer, turn = Answer(message.question, "searching"), _Turn(message.run, message.turn)

    def answers() -> Iterator[Answer]:
        # What was held for the answer is let go of when it ends, not when its reader goes.
        with held:
            yield from _kept_answers(backend, message)

    try:
        async for answer in newest(answers, per_second=_UPDATES_PER_SECOND, unread_seconds=_UNREAD_SECONDS):
            yield turn.shown(answer)
    except ChatChangedError:
        yield turn.went_on()
    except PaperchatError as fault:
        yield turn.failed(answer, fault.message, fault.hint)
    except Exception:
        # Neither the question, which may be private, nor who asked.
        log.exception("A question found no answer")
        yield turn.failed(answer, *bug_message())


async def _followed(backend: Backend, place: tuple[str, str, str], turn: "_Turn") -> AsyncIterator[TurnMessage]:
    """Yield a turn that another request asked for, as it grows, and its end."""
    visitor, chat, key = place
    last = None
    while answer := await run_in_threadpool(backend.chats.growing, key):
        if answer != last:
            yield turn.shown(answer)
        last = answer
        # What another page answers is saved once a second.
        await asyncio.sleep(1 / _UPDATES_PER_SECOND if backend.chats.running.newest(key) else 1)
    for kept in await run_in_threadpool(backend.chats.path, visitor, chat):
        if kept.key == key:
            yield turn.ended(kept)


def _kept_answers(backend: Backend, message: AskMessage) -> Iterator[Answer]:
    """Return the snapshots of the answer, which are saved on their way."""
    match message.action:
        case "check" | "rewrite" | "recheck" as action:
            return review_and_save(
                backend.chats,
                *message.place,
                lambda answer: backend.answer(ReviewRequest(answer, action), message.visitor),
            )
    return answer_and_save(
        backend.chats,
        message.visitor,
        message.new_turn,
        lambda history: backend.answer(request_of(message, history), message.visitor),
    )


class _Turn:
    """The turn on the page, which shows one answer after another; what has not changed is not sent again."""

    def __init__(self, run: str, turn: int) -> None:
        self._run, self._turn = run, turn
        self._before: Answer | None = None

    def shown(self, answer: Answer) -> TurnMessage:
        before, self._before = self._before, answer
        papers = before and (before.stage, before.readable.sources)
        panel = "" if papers == (answer.stage, answer.readable.sources) else panel_html(self._turn, answer)
        if before and only_text_grew(before, answer):
            return TurnMessage(self._run, self._turn, "", panel, live=True, text=growing_text_html(self._turn, answer))
        return self._of(turn_html(self._turn, answer), panel, live=answer.stage != "done")

    def ended(self, kept: SavedTurn) -> TurnMessage:
        panel = panel_html(self._turn, kept.answer)
        return self._of(saved_turn_html(kept), panel, live=False, stopped=kept.state == "stopped")

    def failed(self, answer: Answer, text: str, hint: str) -> TurnMessage:
        whole = answer.finished
        html = failed_turn_html(self._turn, whole, (text, hint))
        return self._of(html, panel_html(self._turn, whole), live=False)

    def went_on(self) -> TurnMessage:
        return TurnMessage(self._run, self._turn, "", "", live=False, went_on=True)

    def _of(self, html: str, panel: str, *, live: bool, stopped: bool = False) -> TurnMessage:
        return TurnMessage(self._run, self._turn, html, panel, live, stopped)
