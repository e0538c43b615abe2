"""An encoder behind an OpenAI-compatible embeddings endpoint. A door to openai.

Text Embeddings Inference, vLLM, llama.cpp, Ollama and OpenAI differ in how much they accept at once, in how they refuse
more, and in how they write vectors; the limits of a server are found by trying.
"""

import re
import threading
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.embedding.embedding_reply import read_vectors
from index.embedding.encoder import Vectors
from index.embedding.patience import Patience
from index.endpoints.certificates import trusted_certificates
from index.endpoints.endpoint_errors import GENERIC_NAMES, BusyError, EndpointError, Faults, SettingNames

if TYPE_CHECKING:
    import openai

MAX_IN_FLIGHT = 8
"""The most requests to one endpoint at a time, from all threads."""
_BATCH = 64
# English text has about four characters per word piece.
_CHARACTERS_PER_PIECE = 4
# A text that is refused for its length is halved until it is shorter than this.
_SHORTEST = 100
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
# llama.cpp answers 500 to a text that is longer than its batch.
_REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.INTERNAL_SERVER_ERROR)
_TOO_MUCH = re.compile(r"batch|too (?:large|long|many|big)|exceed|maximum|at most|less than \d", re.IGNORECASE)
_FORMAT = re.compile("encoding_format|base64", re.IGNORECASE)


class EndpointEncoder:
    """One embeddings model at one address. Safe for several threads."""

    max_pieces = 256

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None,
        *,
        timeout: float,
        settings: SettingNames = GENERIC_NAMES,
    ) -> None:
        """`timeout`: the longest silence in seconds, and how long to wait for a server that says "later"."""
        self._base_url = base_url.rstrip("/")
        self._model = model
        self._api_key = api_key
        self._timeout = timeout
        self._faults = Faults(self._base_url, model, timeout, api_key, settings)
        self._patience = Patience(timeout)
        self._in_flight = ThreadPoolExecutor(MAX_IN_FLIGHT, "paperchat-embeddings")
        self._batch = _BATCH
        self._format: Literal["base64", "float"] = "base64"

    @property
    def fingerprint(self) -> str:
        """The model and where it runs; vectors of different models cannot be compared."""
        return f"{self._model} at {self._faults.address}"

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return an estimate of the word pieces of each text; the endpoint does not count them."""
        return [len(text) // _CHARACTERS_PER_PIECE + 1 for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text. Raises EndpointError."""
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        batches = [list(texts[start : start + self._batch]) for start in range(0, len(texts), self._batch)]
        stopped = threading.Event()
        try:
            found = list(self._in_flight.map(lambda batch: self._encoded(batch, stopped)[0], batches))
        finally:
            stopped.set()
        if len({part.shape[1] for part in found}) > 1:
            raise self._no_vectors(len(texts))
        vectors = np.concatenate(found)
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return unit

    def _encoded(self, texts: list[str], stopped: threading.Event) -> tuple[Vectors, bool]:
        """Return the vectors of texts, in parts if they are too many at once, and whether one request was enough.

        Later requests get smaller only if both halves were accepted, so that one text that is too long does not make
        all of them smaller.
        """
        try:
            return self._request_patiently(texts, stopped), True
        except _TooMuchError as refusal:
            if len(texts) == 1 and len(texts[0]) <= _SHORTEST:
                raise refusal.explained from refusal
        if len(texts) == 1:
            # Cut, as the bundled encoder cuts what is too long for it.
            return self._encoded([texts[0][: len(texts[0]) // 2]], stopped)[0], False
        half = (len(texts) + 1) // 2
        (first, first_whole), (second, second_whole) = (
            self._encoded(part, stopped) for part in (texts[:half], texts[half:])
        )
        if first_whole and second_whole:
            self._batch = min(self._batch, half)
        return np.concatenate((first, second)), False

    def _request_patiently(self, texts: list[str], stopped: threading.Event) -> Vectors:
        """Return the vectors of texts that are sent together, waiting for the server if it says so."""
        broken = 0
        while not stopped.wait(self._patience.seconds):
            try:
                vectors = self._request(texts)
            except Exception as fault:
                explained = self._faults.explain(fault)
                if not self._may_ask_again(fault, explained, broken):
                    raise explained from fault
                broken += 1
            else:
                self._patience.answered()
                return vectors
        raise self._faults.broken_off()

    def _request(self, texts: list[str]) -> Vectors:
        import httpx

        # `embeddings.create` looks at the type of each text, and its reading makes a Python object of each number.
        body = {"input": texts, "model": self._model, "encoding_format": self._format}
        reply = self._client.post("/embeddings", cast_to=httpx.Response, body=body)
        vectors = read_vectors(reply.content)
        if len(vectors) != len(texts) or vectors.ndim != 2 or not vectors.size or not np.isfinite(vectors).all():  # noqa: PLR2004 - rows and columns
            raise self._no_vectors(len(texts))
        return vectors

    def _may_ask_again(self, fault: Exception, explained: Exception, broken: int) -> bool:
        """Return whether the same texts may be sent again. Raises _TooMuchError if fewer may be."""
        import openai

        if isinstance(fault, openai.APIStatusError):
            return self._refused(fault, explained, broken)
        # A server may close a connection that was kept open just when a request comes.
        is_lost = isinstance(fault, openai.APIConnectionError) and not isinstance(fault, openai.APITimeoutError)
        return is_lost and not broken

    def _refused(self, fault: "openai.APIStatusError", explained: Exception, broken: int) -> bool:
        status, words = fault.status_code, str(fault)
        if status in _LATER and fault.code != "insufficient_quota":
            return self._patience.may_wait(explained.seconds if isinstance(explained, BusyError) else None)
        if status in _REFUSALS and self._format == "base64" and _FORMAT.search(words):
            self._format = "float"
            return True
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or (status in _REFUSALS and _TOO_MUCH.search(words)):
            raise _TooMuchError(explained) from fault
        return status >= HTTPStatus.INTERNAL_SERVER_ERROR and not broken

    def _no_vectors(self, texts: int) -> EndpointError:
        return self._faults.error(f"did not give a vector for each of {texts} texts.", "Try another model.")

    @cached_property
    def _client(self) -> "openai.OpenAI":
        import httpx
        import openai

        # On this machine, nothing goes through a proxy.
        http = httpx.Client(
            verify=trusted_certificates(), trust_env=not self._faults.is_loopback, timeout=self._timeout
        )
        weakref.finalize(self, http.close)
        return openai.OpenAI(
            base_url=self._base_url,
            api_key=self._api_key or "none",
            timeout=self._timeout,
            # This class decides itself what to send again, and when.
            max_retries=0,
            http_client=http,
        )


class _TooMuchError(Exception):
    """The server takes fewer or shorter texts at once; `explained`: the refusal in words for people."""

    def __init__(self, explained: Exception) -> None:
        super().__init__(str(explained))
        self.explained = explained
