"""The encoder as a LlamaIndex embedding model, so that pipelines and indexes of LlamaIndex can use it."""

from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding


class PassageEmbedding(BaseEmbedding):
    """Wraps an `index.embedding.encoder.Encoder`: unit vectors as lists of floats."""

    encoder: Any
    # The encoder makes its own batches of similar length: the more texts it gets at once, the less padding.
    embed_batch_size: int = 2048

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.encoder.encode(texts).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
