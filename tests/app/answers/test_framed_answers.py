"""A question within sentences about the person who asks is answered, though no paper has the words of the frame."""

from pathlib import Path

import pytest

from app.engine import Engine
from app.request import Question
from index import ingest
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.sample import SAMPLE

FRAMED = (
    "I am writing a related work section about alignment without finetuning, could you tell me which papers in the"
    " collection propose that and why they say it works?"
)


@pytest.mark.slow
def test_the_frame_does_not_refuse_the_question(bundled: BundledEncoder, tmp_path: Path) -> None:
    stores = open_stores(tmp_path / "home", bundled)
    try:
        for _ in ingest.add(stores, ingest.gather([SAMPLE])):
            pass
        answer = Engine(stores).finished(Question(FRAMED))
    finally:
        stores.close()
    assert not answer.refused
    assert answer.notice.startswith("Searched for “")
    assert "Without Finetuning" in answer.sources[0].paper.title.title()
