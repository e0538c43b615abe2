"""Who may change the model, change the collection and read the metrics. Pure.

Changing the model makes this machine call any address, perhaps with a key. So by default only people at this machine
may: the page listens on loopback, and the browser asked for a loopback name from a page of that name. If people log in,
editors may.
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
    """The settings that decide who may do what."""

    host: str = "127.0.0.1"
    """The address that the page listens on."""
    everyone: bool = False
    """Everyone who can open the page may change the model, not only people at this machine."""
    users: UserFile | None = None
    """The people who log in, whose role decides; None without a login."""
    metrics: bool = False
    """Whether everyone may read what the page counts, without a login."""

    def allows_model_change(self, headers: Mapping[str, str]) -> bool:
        """Return whether a request with these headers may change the model.

        The host name must be right as well: requests through a proxy, or for a foreign name that resolves to this
        machine, also come from a loopback address.

        >>> [Access().allows_model_change({"host": host}) for host in ("localhost:7860", "papers.example.org")]
        [True, False]
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
        return self.metrics or replace(self, everyone=False).allows_model_change(headers)

    @property
    def refusal(self) -> tuple[str, str]:
        """The message and the hint for people who may not change the collection."""
        who = "access.editors" if self.users else "access.this_machine"
        return translated(who), translated("access.hint")

    def allows_editing(self, headers: Mapping[str, str]) -> bool:
        """Return whether a request with these headers may change the collection.

        If the page is served to other machines without a login (`serve --open`), everyone who reaches it may.

        >>> Access().allows_editing({"host": "evil.example"}), Access("10.0.0.7").allows_editing({"host": "papers"})
        (False, True)
        """
        return replace(self, everyone=self.everyone or not is_loopback(self.host)).allows_model_change(headers)

    def editing_refusal(self, headers: Mapping[str, str]) -> str:
        """Return why a request with these headers may not change the collection; empty if it may."""
        return "" if self.allows_editing(headers) else " ".join(self.refusal)


def _name(netloc: str) -> str:
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""
