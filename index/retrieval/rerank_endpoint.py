"""A reranking model behind a /rerank endpoint, in either of two request formats. A door to httpx.

`texts`: Hugging Face Text Embeddings Inference. `documents`: Jina, Cohere, Voyage, vLLM, llama.cpp and others. The
first question shows which one a server uses, and at which path.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit, urlunsplit

from index.endpoints.certificates import trusted_certificates
from index.endpoints.endpoint_errors import GENERIC_NAMES, EndpointError, Faults, SettingNames
from index.papers import Paper
from index.retrieval.reranking import Ranking

if TYPE_CHECKING:
    import httpx

# Characters of title and abstract. With the question they fit into the 512 tokens of the usual cross-encoders; some
# servers (vLLM, llama.cpp) do not truncate.
_LONGEST = 2000
# Texts per request: the default of Text Embeddings Inference (--max-client-batch-size), and what Cohere advises.
_TEXTS_AT_ONCE = 32
_DOCUMENTS_AT_ONCE = 1000
_LIMIT = re.compile(r"maximum allowed batch size (\d+)")
_VERSION = re.compile(r"/v\d+$")
# How servers respond to a path that they do not have, and to a format that they do not know.
_NO_PATH = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
_NO_FORM = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
_NO_KEY = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class _Route:
    """The address and format of requests, and how many texts to send at once."""

    url: str
    form: Literal["texts", "documents"]
    at_once: int


class _RefusedError(Exception):
    """The server answered with an error status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status)
        self.status = status
        self.message = message


class EndpointReranker:
    """One reranking model at one address, the server's or that of its /rerank. Safe for several threads."""

    # One batch for any server.
    depth = 32

    def __init__(
        self,
        base_url: str,
        model: str | None,
        api_key: str | None,
        *,
        timeout: float,
        settings: SettingNames = GENERIC_NAMES,
    ) -> None:
        """`timeout` is how many seconds to wait for the scores of one batch."""
        self._base_url = base_url
        self._model = model
        self._api_key = api_key
        self._timeout = timeout
        self._faults = Faults(base_url.rstrip("/"), model, timeout, api_key, settings)
        self._found: _Route | None = None

    @property
    def fingerprint(self) -> str:
        """The model and where it runs."""
        return f"{self._model or 'reranker'} at {self._faults.address}"

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        """Return the order of the papers; one call for each batch of texts. Raises EndpointError."""
        import httpx

        texts = [paper.text[:_LONGEST] for paper in papers]
        try:
            scores = self._ask(self._found, question, texts) if self._found else self._discover(question, texts)
        except _RefusedError as fault:
            raise self._explain(fault) from fault
        except httpx.TimeoutException as fault:
            hint = f"Raise {self._faults.settings.timeout} if the reranker is just slow; otherwise restart its server."
            raise self._faults.error(f"sent no ranking for {self._timeout:.0f} s.", hint) from fault
        except Exception as fault:
            raise self._faults.explain(fault) from fault
        return Ranking.of_scores(scores)

    def _discover(self, question: str, texts: Sequence[str]) -> dict[int, float]:
        """Try one format after another until the server understands, and remember it."""
        refusals: list[_RefusedError] = []
        missing: set[str] = set()
        for route in _routes(self._base_url, bool(self._model)):
            if route.url in missing:
                continue
            try:
                return self._ask(route, question, texts)
            except _RefusedError as fault:
                if fault.status not in (*_NO_PATH, *_NO_FORM):
                    raise
                refusals.append(fault)
                missing |= {route.url} if fault.status in _NO_PATH else set()
        # An error about the content says more than one about the path.
        raise min(refusals, key=lambda fault: fault.status in _NO_PATH)

    def _ask(self, route: _Route, question: str, texts: Sequence[str]) -> dict[int, float]:
        """Return the scores by position. If the server finds a batch too large, send smaller ones from now on."""
        try:
            scores = self._scores(route, question, texts)
        except _RefusedError as fault:
            limit = _limit(fault, min(len(texts), route.at_once))
            if not limit:
                raise
            route = _Route(route.url, route.form, limit)
            scores = self._scores(route, question, texts)
        self._found = route
        return scores

    def _scores(self, route: _Route, question: str, texts: Sequence[str]) -> dict[int, float]:
        scores: dict[int, float] = {}
        for start in range(0, len(texts), route.at_once):
            batch = texts[start : start + route.at_once]
            body: dict[str, Any] = {"query": question, route.form: batch}
            body |= {"truncate": True} if route.form == "texts" else {}
            body |= {"model": self._model} if self._model and route.form == "documents" else {}
            response = self._client.post(route.url, json=body)
            if not response.is_success:
                raise _RefusedError(response.status_code, _message(response))
            try:
                read = _read(response.json(), len(batch))
            except (ValueError, TypeError, KeyError, AttributeError):
                raise self._faults.error("does not answer like a reranker.", self._check) from None
            scores |= {start + position: score for position, score in read.items()}
        return scores

    def _explain(self, fault: _RefusedError) -> EndpointError:
        """Return the refusal in words for people. Errors about keys are not quoted: they may repeat the key."""
        status = fault.status
        if status in _NO_KEY:
            return self._faults.error(
                "does not accept the key.", f"Set {self._faults.settings.api_key} to a valid one."
            )
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return self._faults.error("is busy (429).", "Wait a minute and ask again.")
        message = self._faults.quote(fault.message) or HTTPStatus(status).phrase
        return self._faults.error(f"did not rerank ({status}): {message}", self._check)

    @property
    def _check(self) -> str:
        names = self._faults.settings
        return f"Check {names.base_url} and {names.model}, and that the server was started as a reranker."

    @cached_property
    def _client(self) -> "httpx.Client":
        import httpx

        headers = {"Authorization": f"Bearer {self._api_key}"} if self._api_key else {}
        # Questions are minutes apart: the server would close a kept connection before the next one.
        limits = httpx.Limits(max_keepalive_connections=0)
        # On this machine, nothing goes through a proxy.
        direct = self._faults.is_loopback
        return httpx.Client(
            verify=trusted_certificates(),
            headers=headers,
            timeout=self._timeout,
            limits=limits,
            trust_env=not direct,
        )


def _routes(base_url: str, named: bool) -> list[_Route]:
    """Return what to try, the likeliest first: servers of the format `documents` need the name of the model.

    An address that ends with /rerank or /reranking is one; else it is that of the server, with or without /v1.
    """
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/")
    if path.endswith(("/rerank", "/reranking")):
        paths = [path]
    elif _VERSION.search(path):
        paths = [f"{path}/rerank", f"{_VERSION.sub('', path)}/rerank"]
    else:
        paths = [f"{path}/v1/rerank", f"{path}/rerank"]
    forms: list[tuple[Literal["texts", "documents"], int]] = [
        ("documents", _DOCUMENTS_AT_ONCE),
        ("texts", _TEXTS_AT_ONCE),
    ]
    likely = 1 if named else -1
    return [
        _Route(urlunsplit(parts._replace(path=path)), form, at_once)
        for path in paths[::likely]
        for form, at_once in forms[::likely]
    ]


def _limit(fault: _RefusedError, sent: int) -> int:
    """Return how many texts the server accepts at once; 0 if it refused for another reason."""
    limit = _LIMIT.search(fault.message)
    if limit:
        return min(int(limit[1]), sent - 1)
    return sent // 2 if fault.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else 0


def _read(body: Any, texts: int) -> dict[int, float]:
    """Return the scores by position. Raises ValueError, TypeError, KeyError or AttributeError for another format."""
    results = body if isinstance(body, list) else body.get("results", body.get("data"))
    scores = {int(one["index"]): float(one.get("relevance_score", one.get("score"))) for one in results}
    if not scores or not scores.keys() <= set(range(texts)):
        raise ValueError
    return scores


def _message(response: "httpx.Response") -> str:
    """Return the message of an error, from any of the shapes that servers use."""
    try:
        body = response.json()
    except ValueError:
        return "" if "html" in response.headers.get("Content-Type", "") else response.text
    while isinstance(body, dict):
        body = next((body[key] for key in ("error", "message", "detail") if key in body), "")
    return str(body)
