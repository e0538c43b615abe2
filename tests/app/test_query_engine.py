import asyncio
from collections.abc import Callable

from app.engine import Engine
from index.collection import Stores
from tests.app.test_engine import FEMTO, RAR


def test_it_is_a_llamaindex_query_engine(stores: Stores, add_papers: Callable[..., object]) -> None:
    from llama_index.core.base.base_query_engine import BaseQueryEngine

    add_papers(RAR, FEMTO)
    engine = Engine(stores).as_query_engine()
    assert isinstance(engine, BaseQueryEngine)
    response = engine.query("What is FemtoDet?")
    assert "FemtoDet" in str(response)
    assert response.source_nodes[0].node.metadata["title"] == FEMTO.title
    assert response.source_nodes[0].node.metadata["number"] == 1
    assert response.metadata == {"refused": False, "model": None, "notice": ""}
    assert str(Engine(stores).query("What is FemtoDet?")) == str(response)
    assert str(asyncio.run(engine.aquery("What is FemtoDet?"))) == str(response)
