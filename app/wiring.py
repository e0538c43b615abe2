"""Builds what the settings choose: the encoder, the model, the reranker, and the engine over them.

Each is imported only if it is chosen, so that a command loads no more than it needs.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from app.connect.endpoints import endpoint_of, model_reranker
from app.settings import setting_names, variable
from index.errors import PaperchatError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.checking.entailment import Entailment
    from app.cost import Prices
    from app.engine import Engine
    from app.settings import Settings
    from index.collection import Stores
    from index.embedding.encoder import Encoder
    from index.retrieval.reranking import Reranker
    from index.stores.chroma.chroma_server import ChromaAddress

# Without a limit of the user's: a batch of texts takes a slow machine a while.
_EMBEDDING_SECONDS, _RERANKING_SECONDS = 60.0, 20.0


def engine_of(settings: "Settings", stores: "Stores") -> "Engine":
    """Return the engine over the stores; models are called only when they are needed."""
    return later_engine(settings, stores)()


def later_engine(settings: "Settings", stores: "Stores") -> "Callable[[], Engine]":
    """Return what makes the engine and imports what answers need; mistakes in the settings are raised at once."""
    endpoint, reranker = endpoint_of(settings), reranker_of(settings)
    prices, entailment = prices_of(settings), entailment_of(settings)

    def make() -> "Engine":
        from app.engine import Engine

        return Engine(stores, endpoint, settings.papers, reranker, prices, entailment)

    return make


def prices_of(settings: "Settings") -> "Prices | None":
    """Return what tokens cost, if the settings say it."""
    from app.cost import Prices

    priced = settings.price_prompt or settings.price_answer
    return Prices(settings.price_prompt, settings.price_answer, settings.currency) if priced else None


def entailment_folder(settings: "Settings") -> Path | None:
    """Return the folder of the entailment model that the settings name, if any."""
    return Path(settings.entailment).expanduser() if settings.entailment else None


def entailment_of(settings: "Settings") -> "Entailment | None":
    """Return the entailment model that the settings name, if any; raise `PaperchatError` if the folder holds none."""
    folder = entailment_folder(settings)
    if folder is None:
        return None
    from app.checking.entailment import THRESHOLD, Entailment
    from app.checking.entailment_model import calibrated_threshold, read_entailment_model

    calibrated = settings.entailment_threshold or calibrated_threshold(folder)
    return Entailment(read_entailment_model(folder), calibrated or THRESHOLD)


def encoder_of(settings: "Settings") -> "Encoder":
    """Return the bundled encoder, or that of the embeddings endpoint; raise `PaperchatError` without a model name."""
    if settings.embed_base_url is None:
        from index.embedding.bundled_encoder import BundledEncoder

        return BundledEncoder()
    if settings.embed_model is None:
        raise PaperchatError("An embeddings endpoint needs a model.", f"Set {variable('embed_model')}.")
    from index.embedding.endpoint_encoder import EndpointEncoder

    return EndpointEncoder(
        settings.embed_base_url,
        settings.embed_model,
        settings.embed_api_key,
        timeout=settings.timeout or _EMBEDDING_SECONDS,
        settings=setting_names("embed_"),
    )


def stores_of(settings: "Settings") -> "Stores":
    """Open the collection that the settings name; close it when done."""
    from index.collection import open_stores

    return open_stores(settings.home, encoder_of(settings), chroma_of(settings), settings.database)


def chroma_of(settings: "Settings") -> "ChromaAddress | None":
    """Return the server of the vectors, None for files. Raises PaperchatError if the library needs one and has none."""
    from index.stores.chroma.chroma_server import ChromaAddress

    if settings.chroma:
        return ChromaAddress(settings.chroma, settings.chroma_token, settings.chroma_tenant, settings.chroma_database)
    if settings.database:
        raise PaperchatError(
            "A library on a database server needs its vectors on a server as well.",
            f"Start one with `chroma run`, and set {variable('chroma')} to its address.",
        )
    return None


def reranker_of(settings: "Settings") -> "Reranker | None":
    """Return the reranker that the settings choose, if any; raise `PaperchatError` if it has no server or model."""
    if settings.rerank == "endpoint":
        if settings.rerank_base_url is None:
            raise PaperchatError("A reranking endpoint needs an address.", f"Set {variable('rerank_base_url')}.")
        from index.retrieval.rerank_endpoint import EndpointReranker

        return EndpointReranker(
            settings.rerank_base_url,
            settings.rerank_model,
            settings.rerank_api_key,
            timeout=settings.timeout or _RERANKING_SECONDS,
            settings=setting_names("rerank_"),
        )
    if settings.rerank == "model":
        if reranker := model_reranker(settings):
            return reranker
        raise PaperchatError(
            "There is no model to rerank with.", f"Set {variable('base_url')}, or unset {variable('rerank')}."
        )
    return None
