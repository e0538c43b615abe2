"""The people who may log in, in a file of the home folder: names, roles, and passwords as scrypt hashes."""

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.private_file import write_privately
from index.errors import PaperchatError

Role = Literal["reader", "editor"]
"""A reader asks and keeps chats; an editor also changes the collection and the model."""
FILE = "users.json"
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000
_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
# What OWASP asks of scrypt: 32 MB and about 0.1 s for each try.
_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26}


@dataclass(frozen=True, slots=True)
class User:
    """One person."""

    name: str
    role: Role
    salt: str = field(repr=False)
    password: str = field(repr=False)
    """Its scrypt hash."""

    def has_password(self, password: str) -> bool:
        """Return whether this is the password, taking the same time for any wrong one."""
        return hmac.compare_digest(self.password, _hash(password, self.salt))


@dataclass(frozen=True, slots=True)
class _Content:
    """What the file holds."""

    secret: str = field(repr=False)
    """Signs sessions."""
    users: dict[str, dict[str, Any]]


# Checked if nobody has the name, so that the time taken does not show whether a name exists.
_NOBODY = User("", "reader", "00", "")


class UserFile:
    """The file. It is read each time, so that removing a person takes effect at once."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE

    def users(self) -> list[User]:
        """Return everybody, by name. Raises PaperchatError."""
        return [User(name, **one) for name, one in sorted(self._read().users.items())]

    def user(self, name: str) -> User | None:
        """Return one person. Raises PaperchatError."""
        return next((user for user in self.users() if user.name == name), None)

    def check(self, name: str, password: str) -> User | None:
        """Return the person whose name and password this is. Raises PaperchatError."""
        user = self.user(name)
        right = (user or _NOBODY).has_password(password[:LONGEST_PASSWORD])
        return user if right else None

    def add(self, name: str, role: Role, password: str) -> None:
        """Let a person in, or change their role and password. Raises PaperchatError."""
        if not _NAME.fullmatch(name):
            raise PaperchatError("A name has up to 64 letters, digits, dots, dashes, underlines or @.")
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise PaperchatError(f"A password has at least {SHORTEST_PASSWORD} characters.", "Three words will do.")
        kept, salt = self._read(), secrets.token_hex(16)
        kept.users[name] = {"role": role, "salt": salt, "password": _hash(password, salt)}
        self._write(kept)

    def remove(self, name: str) -> None:
        """Remove a person. Raises PaperchatError if nobody has this name."""
        kept = self._read()
        if kept.users.pop(name, None) is None:
            raise PaperchatError(f"There is no user {name!r}.", "`paperchat user list` shows them.")
        self._write(kept)

    def sign(self, user: User, text: str) -> str:
        """Return a signature of a text about a person; a new password, or their removal, makes it invalid."""
        key = f"{self._read().secret}{user.salt}{user.password}".encode()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def visitor(self, user: User) -> str:
        """Return the secret that a person's chats are stored under; no browser generated it."""
        key = self._read().secret.encode()
        return hmac.new(key, f"visitor {user.name}".encode(), hashlib.sha256).hexdigest()[:32]

    def _read(self) -> _Content:
        try:
            return _Content(**json.loads(self._file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return _Content(secrets.token_hex(32), {})
        except (OSError, ValueError, TypeError) as fault:
            raise PaperchatError(f"{self._file} cannot be read: {fault}.", "Correct or delete it.") from fault

    def _write(self, kept: _Content) -> None:
        try:
            write_privately(self._file, json.dumps(asdict(kept), indent=1))
        except OSError as fault:
            raise PaperchatError(f"{self._file} cannot be written: {fault.strerror}.") from fault


def _hash(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_COST).hex()
