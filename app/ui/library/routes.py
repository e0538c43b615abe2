"""The routes of the library's table, which Gradio would serve by sending whole values around at each change."""

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.export import FORMATS
from app.ui.access import Access
from app.ui.json_route import Sent, answered, json_route
from app.ui.languages.catalogue import translated
from app.ui.library.table_html import edit_html, facets_html, preview_html, rows_html, similar_html
from app.ui.library.table_messages import (
    MOST_CHOSEN,
    PAGE,
    read_change,
    read_ids,
    read_offset,
    read_selection,
    read_shown,
)
from app.ui.protocol import LibraryTable
from index.browsing.table_page import TableRow
from index.errors import PaperchatError
from index.stores.by_hand.record_edits import checked_edits

_SIMILAR = 6


def library_routes(table: LibraryTable, access: Access) -> list[Route]:
    """Return the routes, to be put before Gradio's own."""
    readers = {"facets": _facets, "similar": _similar, "form": _form, "ids": _ids, "export": _export}
    writers = {"mark": _mark, "edit": _edit, "delete": _delete, "undo": _undo}

    def refusal_of(request: Request) -> str:
        return access.editing_refusal(request.headers)

    return [
        *(json_route(f"/library/{name}", partial(work, table)) for name, work in readers.items()),
        _route_by_role("page", partial(_page, table), access),
        _route_by_role("preview", partial(_preview, table), access),
        *(json_route(f"/library/{name}", partial(work, table), refusal_of) for name, work in writers.items()),
    ]


def _page(table: LibraryTable, sent: Sent, *, may_edit: bool) -> dict[str, Any]:
    selection, offset = read_selection(sent), read_offset(sent)
    page = table.page(selection, offset, PAGE)
    return {
        "html": rows_html(page.rows, selection, may_edit=may_edit),
        "total": page.total,
        "offset": offset,
        "shown": len(page.rows),
        "page": PAGE,
    }


def _preview(table: LibraryTable, sent: Sent, *, may_edit: bool) -> dict[str, Any]:
    words = str(sent.get("words", ""))[:300]
    return {"html": preview_html(_row(table, read_shown(sent)), words, may_edit=may_edit)}


def _facets(table: LibraryTable, sent: Sent) -> dict[str, Any]:
    return {
        "html": facets_html(table.facets(read_selection(sent)), sent.get("filters", {})),
        "tags": list(table.tags()),
    }


def _similar(table: LibraryTable, sent: Sent) -> dict[str, Any]:
    return {"html": similar_html(table.similar(read_ids(sent)[0], _SIMILAR))}


def _form(table: LibraryTable, sent: Sent) -> dict[str, Any]:
    return {"html": edit_html(_row(table, read_ids(sent)[0]).paper)}


def _ids(table: LibraryTable, sent: Sent) -> dict[str, Any]:
    return {"ids": table.ids(read_selection(sent), MOST_CHOSEN)}


def _export(table: LibraryTable, sent: Sent) -> dict[str, Any]:
    form = FORMATS.get(str(sent["format"]))
    if form is None:
        raise PaperchatError(translated("fault.no_format"), translated("fault.reload"))
    rows = [row for row in map(table.row, read_ids(sent)) if row]
    text = form.write([row.paper for row in rows], {row.paper.id: row.marks for row in rows})
    return {"text": text, "name": f"papers{form.suffix}", "type": form.media_type}


def _mark(table: LibraryTable, sent: Sent) -> dict[str, Any]:
    table.change_marks(read_ids(sent), read_change(sent))
    return {}


def _edit(table: LibraryTable, sent: Sent) -> dict[str, Any]:
    table.edit(read_ids(sent)[0], checked_edits(sent["fields"]))
    return {}


def _delete(table: LibraryTable, sent: Sent) -> dict[str, Any]:
    ids = read_ids(sent)
    return {"deletion": table.delete(ids), "papers": len(ids)}


def _undo(table: LibraryTable, sent: Sent) -> dict[str, Any]:
    return {"papers": table.undo_deletion(str(sent["deletion"])[:64])}


def _row(table: LibraryTable, paper_id: str) -> TableRow:
    row = table.row(paper_id)
    if row is None:
        raise PaperchatError(translated("paper.gone"), translated("library.reload_list"))
    return row


def _route_by_role(name: str, work: Callable[..., dict[str, Any]], access: Access) -> Route:
    """Return the route of what looks otherwise to readers than to editors."""

    async def endpoint(request: Request) -> JSONResponse:
        return await answered(request, partial(work, may_edit=access.allows_editing(request.headers)))

    return Route(f"/library/{name}", endpoint, methods=["POST"])
