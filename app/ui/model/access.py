"""Who may change the model on the page, and who the collection. Pure.

Whoever may do so makes this machine call any address, and could send a key there. So by default only people at this
machine may: the page listens on loopback, and the browser asked for a loopback name from a page of that name. Where
people log in, editors may.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from app.ui.languages.catalogue import translated
from app.ui.login.who_asks import ROLE
from app.users.user_file import UserFile
from index.endpoints.endpoint_address import is_loopback


@dataclass(frozen=True, slots=True)
class Access:
    """Who may change the model: `everyone` who can open the page, or people at this machine."""

    host: str = "127.0.0.1"
    """Where the page listens."""
    everyone: bool = False
    users: UserFile | None = None
    """Who may log in; then their role decides."""
    metrics: bool = False
    """Whether everyone may read what the page counts, without a login."""

    def allows(self, headers: Mapping[str, str]) -> bool:
        """Return whether a request with these headers may change the model.

        Names decide, not only addresses: a proxy, or a host name that was pointed here, also comes from this machine.

        >>> Access().allows({"host": "localhost:7860"}), Access().allows({"host": "papers.example.org"})
        (True, False)
        """
        asked = headers.get("host", "")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != asked:
            return False
        if self.users:
            return headers.get(ROLE) == "editor"
        return self.everyone or (is_loopback(self.host) and is_loopback(_name(asked)))

    def allows_metrics(self, headers: Mapping[str, str]) -> bool:
        """Return whether a request with these headers may read what the page counts.

        >>> Access().allows_metrics({"host": "papers"}), Access(metrics=True).allows_metrics({"host": "papers"})
        (False, True)
        """
        return self.metrics or replace(self, everyone=False).allows(headers)

    @property
    def refusal(self) -> tuple[str, str]:
        """What to tell somebody who may not change the collection: a message and a hint."""
        who = "access.editors" if self.users else "access.this_machine"
        return translated(who), translated("access.hint")

    def allows_editing(self, headers: Mapping[str, str]) -> bool:
        """Return whether a request with these headers may change the collection.

        Everyone who reaches the page may where it is served to other machines on purpose (`serve --open`).

        >>> Access().allows_editing({"host": "evil.example"}), Access("10.0.0.7").allows_editing({"host": "papers"})
        (False, True)
        """
        return replace(self, everyone=self.everyone or not is_loopback(self.host)).allows(headers)


def _name(netloc: str) -> str:
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""
