"""A LlamaIndex model that says what it is told, and queries to try it with."""

import time
from collections.abc import Sequence
from typing import Any

from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback
from llama_index.core.schema import NodeWithScore

ASKED = "How many parameters does FemtoDet detect objects with?"

SAID = "FemtoDet detects objects with 68.77k parameters [1]."


class ScriptedLLM(CustomLLM):
    """Someone else's LLM: says its text word by word and keeps what it was sent."""

    text: str = SAID
    delay: float = 0.0
    broken: bool = False
    prompts: list[str] = []  # noqa: RUF012 - a pydantic field

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=4000, num_output=300, model_name="scripted")

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:  # noqa: ARG002
        return CompletionResponse(text="".join(piece.delta or "" for piece in self.stream_complete(prompt)))

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponseGen:  # noqa: ARG002
        self.prompts.append(prompt)

        def pieces() -> CompletionResponseGen:
            text = ""
            for word in self.text.split(" "):
                time.sleep(self.delay)
                delta = f" {word}" if text else word
                text += delta
                yield CompletionResponse(text=text, delta=delta)
            if self.broken:
                raise RuntimeError("out of memory")

        return pieces()


def titles(nodes: Sequence[NodeWithScore]) -> list[str]:
    return [found.node.metadata["title"] for found in nodes]
