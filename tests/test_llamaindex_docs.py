"""docs/llamaindex.md: its Python blocks run in their order, offline, and do what the page says."""

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[1] / "docs" / "llamaindex.md"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run the blocks in an empty folder and return their names."""
    names: dict[str, Any] = {"__name__": "llamaindex_docs"}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("docs"))
        for number, block in enumerate(blocks, 1):
            exec(compile(block, f"docs/llamaindex.md, block {number}", "exec"), names)  # noqa: S102 - our own text
    return names


def test_our_retriever_works_in_another_query_engine(ran: dict[str, Any]) -> None:
    assert str(ran["response"]) == ran["llm"].text
    assert ran["response"].source_nodes[0].node.metadata["title"].startswith("FemtoDet")


def test_our_engine_quotes_without_an_llm_and_checks_the_text_of_one(ran: dict[str, Any]) -> None:
    assert "[1]" in str(ran["quoted"])
    assert ran["quoted"].metadata["model"] is None
    assert str(ran["written"]) == ran["llm"].text
    assert [check["verdict"] for check in ran["written"].metadata["checks"]] != []


def test_other_postprocessors_are_applied(ran: dict[str, Any]) -> None:
    assert str(ran["mixed"]) == ran["llm"].text
    assert 0 < len(ran["mixed"].source_nodes) < len(ran["written"].source_nodes)


def test_our_engine_streams_and_can_be_awaited(ran: dict[str, Any]) -> None:
    assert len(ran["pieces"]) > 3
    assert "".join(ran["pieces"]) == str(ran["awaited"]) == ran["llm"].text


def test_our_prompts_are_listed_and_replaced(ran: dict[str, Any]) -> None:
    assert (
        ran["engine"].get_prompts()["response_synthesizer:answer"].get_template().startswith("Answer in one sentence")
    )


def test_our_chroma_collection_gives_llamaindex_texts(ran: dict[str, Any]) -> None:
    assert ran["nearest"].node.metadata["title"].startswith("FemtoDet")
    assert "energy" in ran["nearest"].node.get_content()
