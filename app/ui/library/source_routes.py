"""The routes of the list of sources."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.ui.access import Access
from app.ui.json_route import Sent, json_route
from app.ui.languages.catalogue import translated
from app.ui.library.collection_view import counts_text, files_html, size_html
from app.ui.protocol import SourceList
from index.ingest import FileReport

_LONGEST_NAME = 1000


def source_routes(sources: SourceList, access: Access) -> list[Route]:
    """Return the routes, to be put before Gradio's own."""

    def refusal_of(request: Request) -> str:
        return access.editing_refusal(request.headers)

    async def refused(request: Request) -> JSONResponse:
        """Return the reason if the visitor may not change the collection; nothing if they may."""
        return JSONResponse({"refused": refusal_of(request)})

    writers = {"remove": _remove, "back": _put_back, "again": _again, "rename": _rename, "sample": _sample}
    return [
        json_route("/sources/list", lambda _: _now(sources)),
        Route("/sources/refused", refused, methods=["POST"]),
        *(json_route(f"/sources/{name}", partial(work, sources), refusal_of) for name, work in writers.items()),
    ]


def _now(sources: SourceList, said: str = "") -> dict[str, Any]:
    overview = sources.overview()
    return {"html": files_html(overview), "size": size_html(overview), "said": said}


def _remove(sources: SourceList, sent: Sent) -> dict[str, Any]:
    removed, deletion = sources.remove(_name(sent))
    now = _now(sources, translated("add.source_removed", count=removed))
    return {**now, "undo": {"deletion": deletion}} if deletion else now


def _put_back(sources: SourceList, sent: Sent) -> dict[str, Any]:
    papers = sources.put_back(str(sent["deletion"])[:_LONGEST_NAME])
    return _now(sources, translated("library.put_back", count=papers))


def _again(sources: SourceList, sent: Sent) -> dict[str, Any]:
    return _now(sources, _said(sources.read_again(_name(sent))))


def _rename(sources: SourceList, sent: Sent) -> dict[str, Any]:
    """Name a source; the answer holds the message that undoes it."""
    name, before = sources.rename(_name(sent), str(sent["given"])[:_LONGEST_NAME])
    return {**_now(sources, translated("add.renamed", name=name)), "undo": {"name": name, "given": before}}


def _sample(sources: SourceList, _: Sent) -> dict[str, Any]:
    return _now(sources, _said(sources.add_sample()))


def _said(report: FileReport) -> str:
    return translated("add.was_read", name=report.name, counts=counts_text(report.counts))


def _name(sent: Sent) -> str:
    return str(sent["name"])[:_LONGEST_NAME]
