"""Refuses forged events before Gradio takes them: it would answer 200 and write a traceback to the log.

Knows the page that was built: which events it has, and what each of them takes.
"""

import inspect
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gradio.block_function import BlockFunction
from gradio.blocks import Blocks
from gradio.utils import get_upload_folder, is_in_or_equal
from gradio_client.utils import is_file_obj_with_meta, traverse
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.ui.json_route import MALFORMED, refuse_forged

_EVENTS = re.compile(r"/gradio_api/(?:queue/join|(?:call|run|api)/(?P<name>\w+))/?")
_FUNCTIONS = re.compile(r"/gradio_api/component_server/?")
_OTHERS = re.compile(r"/gradio_api/(?:cancel|reset)/?")
# Gradio's newer form of calls answers wrong ones with a traceback; docs/api.md describes the older one.
_NOT_OFFERED = re.compile(r"/gradio_api/call/v2/.*")
_LONGEST_NAME = 200


class EventCheck:
    """ASGI middleware around Gradio's routes."""

    def __init__(self, app: ASGIApp, page: Blocks) -> None:
        self._app, self._page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a forged event with 400 and one line; hand on every other request."""
        path = scope.get("path", "")
        checks = (
            (_EVENTS, self._check_event),
            (_FUNCTIONS, self._check_function),
            (_OTHERS, _check_names),
            (_NOT_OFFERED, _refuse),
        )
        check = next(((check, found) for form, check in checks if (found := form.fullmatch(path))), None)
        if scope["type"] != "http" or scope["method"] != "POST" or check is None:
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        try:
            check[0](json.loads(body), check[1].groupdict().get("name"))
        except MALFORMED:
            await refuse_forged()(scope, receive, send)
            return
        await self._app(scope, _again(body, receive), send)

    def _check_event(self, sent: Any, name: str | None) -> None:
        """Raise ValueError, or another of MALFORMED, for an event that the page does not have."""
        _check_names(sent, name)
        event = self._event(sent, name)
        if not isinstance(sent.get("event_data") or {}, Mapping):
            raise ValueError("no event data")  # noqa: TRY004 - one error for any malformed message
        if not event.cancels:
            _check_values(event, sent["data"])
        traverse(sent, _check_uploaded, is_file_obj_with_meta)

    def _event(self, sent: Mapping[str, Any], name: str | None) -> BlockFunction:
        events = self._page.fns
        # As Gradio does: its page names an event that is not queued `predict`, and its number decides.
        if name is not None and sent.get("fn_index") is None:
            return {event.api_name: event for event in events.values()}[name]
        if type(sent["fn_index"]) is not int or not isinstance(sent["session_hash"], str):
            raise ValueError("no event")
        return events[sent["fn_index"]]

    def _check_function(self, sent: Any, _: str | None) -> None:
        """Raise ValueError, or another of MALFORMED, for a function that no component offers, or a wrong value."""
        _check_names(sent, None)
        if type(sent["component_id"]) is not int or not isinstance(sent["fn_name"], str):
            raise ValueError("no function")
        function = getattr(self._page.blocks[sent["component_id"]], sent["fn_name"])
        if not getattr(function, "_is_server_fn", False):
            raise ValueError("no function")
        takes = next(iter(inspect.signature(function).parameters.values())).annotation
        if (takes is str and not isinstance(sent["data"], str)) or (
            takes == Mapping[str, Any] and not isinstance(sent["data"], Mapping)
        ):
            raise ValueError("no such value")
        traverse(sent, _check_uploaded, is_file_obj_with_meta)


def _refuse(*_: object) -> None:
    raise ValueError("not offered")


def _check_names(sent: Any, _: str | None) -> None:
    for field in ("session_hash", "event_id"):
        if not isinstance(sent.get(field) or "", str) or len(sent.get(field) or "") > _LONGEST_NAME:
            raise ValueError(f"no {field}")


def _check_values(event: BlockFunction, values: object) -> None:
    """Raise ValueError for values that the event's components do not take."""
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise ValueError("no values")  # noqa: TRY004 - one error for any malformed message
    takers = event.inputs if len(values) == len(event.inputs) else [one for one in event.inputs if not one.skip_api]
    for taker, value in zip(takers, values, strict=True):
        if value is None or not event.preprocess or getattr(taker, "stateful", False):
            continue
        if model := getattr(taker, "data_model", None):
            model.model_validate(value)
        elif _takes_text(taker) and not isinstance(value, str):
            raise ValueError("no text")


def _takes_text(taker: Any) -> bool:
    return bool(taker.api_info().get("type") == "string")


def _check_uploaded(file: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raise ValueError for a file that nobody uploaded, such as one of this machine or of another server."""
    if not is_in_or_equal(Path(file["path"]), get_upload_folder()):
        raise ValueError("not uploaded")
    return file


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body once more, and then whatever comes after it."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def once_more() -> Message:
        return waiting.pop() if waiting else await receive()

    return once_more
