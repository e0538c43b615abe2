"""Routes for the person who runs the page: alive, ready, metrics. Of the collection, they tell only the size."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.operations.exposition import CONTENT_TYPE
from app.ui.languages.catalogue import translated
from app.ui.protocol import Operations

HEALTH, READY, METRICS = "/health", "/ready", "/metrics"
_NEVER_KEPT = {"Cache-Control": "no-store"}


def open_paths(*, metrics: bool) -> tuple[str, ...]:
    """Return the paths that need no login; `metrics`: whether everyone may read those."""
    return (HEALTH, READY, METRICS) if metrics else (HEALTH, READY)


def operations_routes(operations: Operations, may_read_metrics: Callable[[Request], bool]) -> list[Route]:
    """Return the routes."""

    async def health(_: Request) -> Response:
        return JSONResponse({"alive": True}, headers=_NEVER_KEPT)

    async def ready(_: Request) -> Response:
        # The reason is only in the log, because it may name folders and servers.
        is_ready = await run_in_threadpool(operations.is_ready)
        return JSONResponse({"ready": is_ready}, 200 if is_ready else 503, _NEVER_KEPT)

    async def metrics(request: Request) -> Response:
        if not may_read_metrics(request):
            return PlainTextResponse(translated("access.metrics") + "\n", 403)
        text = await run_in_threadpool(operations.metrics)
        return PlainTextResponse(text, headers=_NEVER_KEPT, media_type=CONTENT_TYPE)

    return [Route(HEALTH, health), Route(READY, ready), Route(METRICS, metrics)]
