"""A Chroma server of the installed wheel, as `chroma run` starts it, on a free port of this machine."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.free_port import free_port

_PATIENCE = 240


class ChromaProcess:
    """A server that can be killed and started again on the same port and folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        command = [Path(sys.executable).with_name("chroma"), "run", "--path", self.folder, "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*map(str, command), "--port", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError("The Chroma server did not start.")
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill the server."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def collections(self) -> list[str]:
        """Return the names of all collections, in order."""
        found = httpx.get(self._collections, trust_env=False).raise_for_status()
        return sorted(one["name"] for one in found.json())

    def delete(self, collection: str) -> None:
        """Delete a collection."""
        httpx.delete(f"{self._collections}/{collection}", trust_env=False).raise_for_status()

    @property
    def _collections(self) -> str:
        return f"{self.url}/api/v2/tenants/default_tenant/databases/default_database/collections"

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1, trust_env=False).is_success
        except httpx.HTTPError:
            return False


@contextmanager
def chroma_process(folder: Path) -> Iterator[ChromaProcess]:
    """Run a server over a folder."""
    server = ChromaProcess(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
