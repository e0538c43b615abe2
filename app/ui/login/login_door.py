"""Stops requests of people who have not logged in, and tells the routes behind it who is asking (who_asks.py)."""

from collections.abc import Collection
from urllib.parse import parse_qs

from anyio import CapacityLimiter, sleep, to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.ui.languages.catalogue import translated
from app.ui.languages.said_in_words import in_words
from app.ui.login.failed_logins import MINUTES, FailedLogins
from app.ui.login.session_cookie import ended_cookie, session_cookie, user_of
from app.ui.login.who_asks import with_identity
from app.ui.templating import fill
from app.users.user_file import User, UserFile
from index.errors import PaperchatError

_LONGEST_FORM = 10_000
# Gradio asks itself for this when it starts.
_STARTING = "/gradio_api/startup-events"
# Each takes 32 MB.
_CHECKED_AT_ONCE = 2


class LoginDoor:
    """ASGI middleware around everything that is served."""

    def __init__(self, app: ASGIApp, users: UserFile, past: Collection[str] = ()) -> None:
        """`past`: the paths that need no login."""
        self._app, self._users, self._past = app, users, {_STARTING, *past}
        self._failed = FailedLogins()
        self._checking = CapacityLimiter(_CHECKED_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests about logging in, and those of people who have not; hand on every other one."""
        if scope["type"] == "lifespan" or scope["path"] in self._past:
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            user = user_of(self._users, Headers(scope=scope).get("cookie", ""))
            answer = await self._answer(Request(scope, receive), user)
        except PaperchatError as fault:
            answer = JSONResponse({"failure": in_words(fault.message)}, 500)
        if answer is not None:
            await answer(scope, receive, send)
        elif user is not None:
            await self._app(with_identity(scope, user, self._users.visitor(user)), receive, send)

    async def _answer(self, request: Request, user: User | None) -> Response | None:
        """Return the answer if the door gives one itself; None if the request may pass."""
        match request.method, request.url.path.rstrip("/"):
            case "POST", "/login":
                return await self._log_in(request)
            case "GET", "/login":
                return _form(user)
            case "POST", "/logout":
                return RedirectResponse(_login(request), 303, {"Set-Cookie": ended_cookie()})
        if user is not None:
            return None
        if request.method == "GET" and _is_browser(request):
            return RedirectResponse(_login(request) + _place(request), 303)
        return JSONResponse({"failure": translated("login.first")}, 401)

    async def _log_in(self, request: Request) -> Response:
        sent = parse_qs((await request.body())[:_LONGEST_FORM].decode("utf-8", "replace"))
        name, password = (sent.get(field, [""])[0] for field in ("username", "password"))
        address = request.client.host if request.client else ""
        wait = self._failed.begin(name, address)
        if wait is None:
            return _refusal(request, 429, translated("login.too_many", minutes=MINUTES), name)
        await sleep(wait)
        user = await to_thread.run_sync(self._users.check, name, password, limiter=self._checking)
        if user is None:
            return _refusal(request, 401, translated("login.wrong"), name)
        self._failed.succeed(name, address)
        headers = {"Set-Cookie": session_cookie(self._users, user, secure=request.url.scheme == "https")}
        # Browsers go on to the page; gradio_client wants a plain success.
        if _is_browser(request):
            return RedirectResponse(f"./{_place(request)}", 303, headers)
        return JSONResponse({"success": True}, 200, headers)


def _login(request: Request) -> str:
    return f"{request.scope.get('root_path', '')}/login"


def _place(request: Request) -> str:
    """Return the part of the address that names a chat or a view, by which people return to it."""
    return f"?{request.url.query}" if request.url.query else ""


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _form(user: User | None, line: str = "", status: int = 200, name: str = "") -> HTMLResponse:
    """`name`: the one that was typed, which is not asked for again."""
    html = fill("login.html", user=user, line=line, typed=name)
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})


def _refusal(request: Request, status: int, line: str, name: str) -> Response:
    return _form(None, line, status, name) if _is_browser(request) else JSONResponse({"failure": line}, status)
