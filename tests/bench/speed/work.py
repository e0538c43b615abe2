"""Work counted, which no load on the machine changes: texts stemmed and questions expanded, for an answer and a list.

Each is asked of the seed pages without a model, first with nothing remembered, then once more.
"""

from collections.abc import Iterator
from unittest.mock import patch

from app.engine import Engine
from app.request import Question
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.retrieval.query_expansion import expand_query
from index.text import words
from index.text.spelling import in_one_spelling
from tests.bench.common import table
from tests.bench.processes import seeds_home

_ASKED = {
    "a question": "How can a language model need less memory?",
    "a list of 40": "List 40 papers on language models",
}


def measure() -> Iterator[str]:
    """Texts stemmed and questions expanded for a question and for a list of 40."""
    home, papers = seeds_home()
    rows = []
    for what, question in _ASKED.items():
        words.terms.cache_clear()
        words.stem.cache_clear()
        engine = Engine(open_stores(home, BundledEncoder()))
        rows += [(f"{what}, {time}", *_counted(engine, question)) for time in ("first", "again")]
        engine.stores.close()
    yield f"{len(papers)} papers\n\n{table(('asked', 'papers', 'texts stemmed', 'expansions'), rows)}"


def _counted(engine: Engine, question: str) -> tuple[int, int, int]:
    with (
        patch("index.text.words.in_one_spelling", wraps=in_one_spelling) as stemmed,
        patch("index.retrieval.prepare.expand_query", wraps=expand_query) as expanded,
    ):
        answer = engine.finished(Question(question))
    return len(answer.sources), stemmed.call_count, expanded.call_count
