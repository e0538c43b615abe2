"""An encoder behind an OpenAI-compatible embeddings endpoint. A door to openai."""

import weakref
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.encoder import Vectors
from index.endpoint_errors import GENERIC_NAMES, Faults, SettingNames

if TYPE_CHECKING:
    import openai

_BATCH = 64
# English text has about four characters per word piece.
_CHARACTERS_PER_PIECE = 4


class EndpointEncoder:
    """One embeddings model at one address."""

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
        self._base_url = base_url.rstrip("/")
        self._model = model
        self._api_key = api_key
        self._timeout = timeout
        self._faults = Faults(self._base_url, model, timeout, api_key, settings)

    @property
    def fingerprint(self) -> str:
        """The model and where it runs; vectors of different models cannot be compared."""
        return f"{self._model} at {self._faults.address}"

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return an estimate of the word pieces of each text; the endpoint does not count them."""
        return [len(text) // _CHARACTERS_PER_PIECE + 1 for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text. Raises EndpointError."""
        found: list[list[float]] = []
        vectors: Vectors = np.empty((0, 0), dtype=np.float32)
        if not texts:
            return vectors
        try:
            for start in range(0, len(texts), _BATCH):
                batch = list(texts[start : start + _BATCH])
                answer = self._client.embeddings.create(model=self._model, input=batch, encoding_format="float")
                found += [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]
            vectors = np.asarray(found, dtype=np.float32)
        except (AttributeError, TypeError) as fault:
            # The client does not check whether a reply has the right shape.
            raise self._faults.explain(ValueError()) from fault
        except Exception as fault:
            raise self._faults.explain(fault) from fault
        if len(vectors) != len(texts) or vectors.ndim != 2 or not vectors.size or not np.isfinite(vectors).all():  # noqa: PLR2004 - rows and columns
            raise self._faults.error(f"did not give a vector for each of {len(texts)} texts.", "Try another model.")
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return unit

    @cached_property
    def _client(self) -> "openai.OpenAI":
        import httpx
        import openai

        # On this machine, nothing goes through a proxy.
        http = httpx.Client(trust_env=not self._faults.is_loopback, timeout=self._timeout)
        weakref.finalize(self, http.close)
        return openai.OpenAI(
            base_url=self._base_url,
            api_key=self._api_key or "none",
            timeout=self._timeout,
            # The client's default number of retries would hide a dead endpoint for minutes.
            max_retries=1,
            http_client=http,
        )
