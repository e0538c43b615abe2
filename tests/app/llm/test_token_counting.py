"""Tokens are counted as tiktoken and LlamaIndex count them, without importing LlamaIndex."""

import subprocess
import sys

import pytest
from llama_index.core.utils import get_tokenizer

from app.llm.prompts import count_tokens


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Attention is all you need, isn't it? 12345 tokens\n\n  in 3.14 lines\r\n\tand a tab",
        "Größenwahn und 检索增强生成 with emoji 🧪 and \\mathbb{E}_{\\pi}[x^2]",
        "don't DON'T we'LL " * 40,
    ],
)
def test_it_counts_like_llama_index(text: str):
    assert count_tokens(text) == len(get_tokenizer()(text))


def test_llama_index_is_not_imported():
    script = "import sys; from app.llm.prompts import count_tokens; count_tokens('a b'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert "tiktoken" in done.stdout.split()
    assert not [name for name in done.stdout.split() if name.startswith("llama_index")]
