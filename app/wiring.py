"""What the settings name: the encoder, the model, the reranker, and the engine over them.

Each is imported only where it is named, so that a command loads no more than it needs.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import PaperchatError

if TYPE_CHECKING:
    from app.engine import Engine
    from app.llm.endpoint import Endpoint
    from app.settings import Settings
    from index.collection import Stores
    from index.embedding.encoder import Encoder
    from index.retrieval.reranking import Reranker


def engine_of(settings: "Settings", stores: "Stores") -> "Engine":
    """Return the engine over the stores; whatever models the settings name are called only when they are needed."""
    from app.engine import Engine

    return Engine(stores, endpoint_of(settings), settings.papers, reranker_of(settings))


def encoder_of(settings: "Settings") -> "Encoder":
    """Return the bundled encoder, or that of the embeddings endpoint; raise `PaperchatError` if it lacks a model."""
    if settings.embed_base_url is None:
        from index.embedding.bundled_encoder import BundledEncoder

        return BundledEncoder()
    if settings.embed_model is None:
        raise PaperchatError("An embeddings endpoint needs a model.", "Set PAPERCHAT_EMBED_MODEL.")
    from index.embedding.endpoint_encoder import EndpointEncoder

    return EndpointEncoder(
        settings.embed_base_url, settings.embed_model, settings.embed_api_key, timeout=settings.timeout
    )


def reranker_of(settings: "Settings") -> "Reranker | None":
    """Return the reranker that the settings choose, if any; raise `PaperchatError` where it has nothing to ask."""
    if settings.rerank == "endpoint":
        if settings.rerank_base_url is None:
            raise PaperchatError("A reranking endpoint needs an address.", "Set PAPERCHAT_RERANK_BASE_URL.")
        from index.retrieval.rerank_endpoint import EndpointReranker

        return EndpointReranker(
            settings.rerank_base_url, settings.rerank_model, settings.rerank_api_key, timeout=settings.timeout
        )
    if settings.rerank == "model":
        from app.llm.reranker import REPLY_TOKENS, ListwiseReranker

        # An endpoint of its own: its replies are short and not to be varied.
        if endpoint := endpoint_of(replace(settings, max_tokens=REPLY_TOKENS, temperature=0.0)):
            return ListwiseReranker(endpoint)
        raise PaperchatError("There is no model to rerank with.", "Set PAPERCHAT_BASE_URL, or unset PAPERCHAT_RERANK.")
    return None


def endpoint_of(settings: "Settings") -> "Endpoint | None":
    """Return the model that answers, if the settings name one."""
    # A key alone, which many have in their environment, is not a wish to send questions anywhere.
    if settings.base_url is None and settings.model is None:
        return None
    from app.llm.endpoint import Endpoint

    return Endpoint(
        settings.base_url,
        settings.model,
        settings.api_key,
        context_window=settings.context_window,
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        timeout=settings.timeout,
    )
