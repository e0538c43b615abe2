"""The routes of the saved chats."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from starlette.routing import Route

from app.chats.chat_records import SavedTurn
from app.chats.chat_store import ChatStore
from app.chats.visitors import read_page_id, visitor_of
from app.review.recheck import NO_CHANGES, ChangesSince, changes_since
from app.ui.chat.cards import panel_html
from app.ui.chat.chat_file_text import chat_file
from app.ui.chat.turns import failed_turn_html, turn_html
from app.ui.failures import bug_message
from app.ui.json_route import Sent, json_route
from app.ui.languages.catalogue import translated
from index.papers import Paper

Work = Callable[[ChatStore, Sent], dict[str, Any]]
FindPaper = Callable[[str], Paper | None]
_AT_ONCE = 20
"""Turns that are sent at once; earlier ones follow when they are asked for."""
_LONGEST_SEARCH = 300
_LONGEST_ID = 64


def chat_routes(chats: ChatStore, paper: FindPaper = lambda _: None) -> list[Route]:
    """Return the routes, to be put before Gradio's own; `paper` finds a paper of the collection by its id."""
    works: dict[str, Work] = {
        "list": _list,
        "open": partial(_open, paper),
        "rename": _rename,
        "pin": _pin,
        "delete": _delete,
        "undo": _undo,
        "choose": _choose,
        "file": _file,
    }
    return [json_route(f"/chats/{name}", partial(work, chats)) for name, work in works.items()]


def _list(chats: ChatStore, sent: Sent) -> dict[str, Any]:
    words = str(sent.get("words", ""))[:_LONGEST_SEARCH]
    return {"chats": [asdict(chat) for chat in chats.chats(visitor_of(sent["visitor"]), words)]}


def _open(paper: FindPaper, chats: ChatStore, sent: Sent) -> dict[str, Any]:
    # An address that was cut short or mistyped names a chat that does not exist: the page says the same as of a deleted
    # one.
    visitor, chat = visitor_of(sent["visitor"]), str(sent["chat"])[:_LONGEST_ID]
    before = int(sent["before"]) if "before" in sent else None
    turns = chats.path(visitor, chat, before, _AT_ONCE)
    return {"title": chats.chat(visitor, chat).title, "turns": [_turn(turn, paper) for turn in turns]}


def _turn(turn: SavedTurn, paper: FindPaper) -> dict[str, Any]:
    now = {found.id: found for source in turn.answer.cited if (found := paper(source.paper.id))}
    since = changes_since(turn.answer, now) if turn.state != "running" else NO_CHANGES
    return {
        "turn": turn.place,
        "key": turn.key,
        "request": turn.request,
        "state": turn.state,
        "branches": turn.branches,
        "branch": turn.branch,
        "html": saved_turn_html(turn, since),
        "panel": panel_html(turn.place, turn.answer, since),
    }


def saved_turn_html(turn: SavedTurn, since: ChangesSince = NO_CHANGES) -> str:
    """Return a saved turn; `since`: what became of its papers since it was written."""
    if turn.state == "interrupted":
        return failed_turn_html(
            turn.place, turn.answer, (translated("turn.interrupted"), translated("turn.interrupted_hint"))
        )
    if turn.state == "failed":
        return failed_turn_html(turn.place, turn.answer, turn.fault or bug_message())
    return turn_html(turn.place, turn.answer, since)


def _rename(chats: ChatStore, sent: Sent) -> dict[str, Any]:
    chats.rename(*_place(sent), str(sent["title"]))
    return {}


def _pin(chats: ChatStore, sent: Sent) -> dict[str, Any]:
    chats.pin(*_place(sent), pinned=bool(sent["pinned"]))
    return {}


def _delete(chats: ChatStore, sent: Sent) -> dict[str, Any]:
    chats.delete(*_place(sent))
    return {}


def _undo(chats: ChatStore, sent: Sent) -> dict[str, Any]:
    chats.undo_delete(*_place(sent))
    return {}


def _choose(chats: ChatStore, sent: Sent) -> dict[str, Any]:
    chats.choose(*_place(sent), read_page_id(sent["key"]))
    return {}


def _file(chats: ChatStore, sent: Sent) -> dict[str, Any]:
    """Return a chat as a file, or the one answer whose turn is named."""
    title, only = chats.chat(*_place(sent)).title, sent.get("key")
    turns = [turn for turn in chats.path(*_place(sent)) if only in (None, turn.key)]
    if only and turns:
        title = turns[0].question
    return asdict(chat_file(title, [turn.answer.readable for turn in turns], str(sent["form"])))


def _place(sent: Sent) -> tuple[str, str]:
    return visitor_of(sent["visitor"]), read_page_id(sent["chat"])
