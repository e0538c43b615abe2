"""Routes of the page's own scripts, plain JSON beside Gradio: what was sent, what comes back, and faults as one line.

The guard (guard.py) stands before them: only our own page reaches them, with requests of limited size.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.ui.failures import bug_message
from app.ui.languages.catalogue import translated
from app.ui.languages.said_in_words import in_words
from app.ui.login.who_asks import with_logged_in_visitor
from index.errors import PaperchatError

log = logging.getLogger(__name__)

Sent = Mapping[str, Any]
"""What the page sent: a JSON object, nothing of which is known to be right."""
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a message raises that our page cannot have sent."""


def json_route(
    path: str, work: Callable[[Sent], dict[str, Any]], refusal_of: Callable[[Request], str] = lambda _: ""
) -> Route:
    """Return the route that answers a POST with what `work` returns.

    `refusal_of` returns why a request is refused; empty if it is not.
    """

    async def endpoint(request: Request) -> JSONResponse:
        if refusal := refusal_of(request):
            return failure(403, refusal)
        return await answered(request, work)

    return Route(path, endpoint, methods=["POST"])


async def answered(request: Request, work: Callable[[Sent], dict[str, Any]]) -> JSONResponse:
    """Return what `work` makes of the request; a fault is an object with a `failure`, in words for people."""
    try:
        return JSONResponse(
            await run_in_threadpool(work, with_logged_in_visitor(await request.json(), request.headers))
        )
    except PaperchatError as fault:
        # What a person can fix is not an error of the connection, which browsers would log.
        return failure(200, fault.message, fault.hint)
    except MALFORMED:
        return refuse_forged()
    except Exception:
        # What was sent may be a private note or a visitor's secret: it is not logged.
        log.exception("A request of the page failed")
        return failure(500, *bug_message())


def refuse_forged() -> JSONResponse:
    """Refuse a forged message in one line, without a trace of ours."""
    return failure(400, translated("fault.not_ours"), translated("fault.reload"))


def failure(status: int, *words: str) -> JSONResponse:
    """Return a fault as the page's scripts expect it."""
    return JSONResponse({"failure": " ".join(filter(None, map(in_words, words)))}, status)
