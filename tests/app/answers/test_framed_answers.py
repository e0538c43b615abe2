"""A question within sentences about the person who asks is answered, though no paper has the words of the frame."""

from collections.abc import Iterator

import pytest

from app.engine import Engine
from app.request import Question
from index import ingest
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.sample import SAMPLE

pytestmark = pytest.mark.slow

FRAMED = (
    "I am writing a related work section about alignment without finetuning, could you tell me which papers in the"
    " collection propose that and why they say it works?"
)
FRAMED_LIST = (
    "I am writing a thesis about small detectors for cameras and need to know which paper measures how much energy they"
    " use, could you tell me which one I should cite and why?"
)


@pytest.fixture(scope="module")
def engine(bundled: BundledEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    stores = open_stores(tmp_path_factory.mktemp("framed"), bundled)
    for _ in ingest.add(stores, ingest.gather([SAMPLE])):
        pass
    yield Engine(stores)
    stores.close()


def test_the_frame_does_not_refuse_the_question(engine: Engine) -> None:
    answer = engine.finished(Question(FRAMED))
    assert not answer.refused
    assert answer.notice.startswith("Searched for “")
    assert "Without Finetuning" in answer.sources[0].paper.title.title()


def test_a_list_is_about_what_the_frame_holds(engine: Engine) -> None:
    answer = engine.finished(Question(FRAMED_LIST))
    assert answer.intent == "list"
    assert "thesis" not in answer.text
    assert "FemtoDet" in answer.sources[0].paper.title
