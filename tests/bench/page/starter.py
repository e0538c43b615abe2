"""The baseline: the starter programs from the documentation of LlamaIndex, Chroma and Gradio, put together.

Runs in its own environment (tests/bench/processes.py). Instead of a torch model it uses our small encoder, and one
document per paper instead of pages; both make it faster.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import chromadb
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.llms.openai_like import OpenAILike
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.llama_embedding import PassageEmbedding


def main(mode: str, folder: str, *rest: str) -> None:
    """`index FOLDER`, `ask FOLDER URL` or `serve FOLDER URL PORT`; papers and questions come on standard input."""
    store = ChromaVectorStore(
        chroma_collection=chromadb.PersistentClient(path=folder).get_or_create_collection("papers")
    )
    embedding = PassageEmbedding(encoder=BundledEncoder())
    if mode == "index":
        papers = [Document(text=text) for text in json.load(sys.stdin)]
        storage = StorageContext.from_defaults(vector_store=store)
        VectorStoreIndex.from_documents(papers, storage_context=storage, embed_model=embedding)
        return
    index = VectorStoreIndex.from_vector_store(store, embed_model=embedding)
    llm = OpenAILike(model="tiny-model", api_base=rest[0], api_key="none", is_chat_model=True, context_window=8192)
    engine = index.as_query_engine(llm=llm, streaming=True, similarity_top_k=2)
    if mode == "ask":
        _ask(engine)
    else:
        _serve(engine, int(rest[1]))


def _ask(engine: Any) -> None:
    """Answer each line, a question as JSON, with the seconds to the first token."""
    for line in sys.stdin:
        start = time.perf_counter()
        tokens: Iterator[str] = engine.query(json.loads(line)).response_gen
        next(tokens)
        seconds = time.perf_counter() - start
        for _ in tokens:
            pass
        sys.stdout.write(f"{seconds}\n")
        sys.stdout.flush()


def _serve(engine: Any, port: int) -> None:
    import gradio as gr

    def reply(message: str, _: list[Any]) -> Iterator[str]:
        text = ""
        for token in engine.query(message).response_gen:
            text += token
            yield text

    gr.ChatInterface(reply).launch(server_port=port)


if __name__ == "__main__":
    main(*sys.argv[1:])
