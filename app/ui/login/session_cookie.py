"""The cookie of somebody who has logged in: name, end and signature. The server keeps no sessions."""

import hmac
import time
from http.cookies import CookieError, SimpleCookie

from app.users.user_file import User, UserFile

NAME = "paperchat-session"
DAYS = 14


def session_cookie(users: UserFile, user: User, *, secure: bool) -> str:
    """Return the header that begins a session; no script can read it, and no other site sends it."""
    ends = int(time.time()) + DAYS * 86_400
    text = f"{user.name}:{ends}"
    return _header(f"{text}:{users.sign(user, text)}", DAYS * 86_400, secure=secure)


def ended_cookie() -> str:
    """Return the header that ends the session in this browser."""
    return _header("", 0, secure=False)


def user_of(users: UserFile, cookies: str) -> User | None:
    """Return who the cookies of a request belong to. Raises PaperchatError if the file of users cannot be read."""
    text, _, signature = _value(cookies).rpartition(":")
    name, _, ends = text.rpartition(":")
    if not (ends.isdecimal() and int(ends) > time.time()):
        return None
    user = users.user(name)
    right = user is not None and hmac.compare_digest(users.sign(user, text).encode(), signature.encode())
    return user if right else None


def _value(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(NAME)
    except CookieError:
        return ""
    return found.value if found else ""


def _header(value: str, seconds: int, *, secure: bool) -> str:
    return f"{NAME}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
