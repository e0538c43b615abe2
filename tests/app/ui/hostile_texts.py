"""Other people's attack texts, from the folder of shared test data, and a page over papers made of them.

`python -m tests.app.ui.hostile_texts FOLDER PORT` serves that page. Nothing of the texts is part of this project.
"""

import gzip
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.page_backend import PageBackend
from index.collection import Stores
from index.papers import Entry, Paper

_IN_ONE_ABSTRACT = 8
_LONGEST_TITLE = 250
# Every so many of the texts are served: each takes a moment to index.
_SERVED = 12


def hostile_texts(shared: Path) -> list[str]:
    """Return all of them: scripts, naughty strings, and orders to a model in many languages."""
    folder = shared / "hostile"
    return [text for text in _texts(folder) if text.strip()]


def _texts(folder: Path) -> Iterator[str]:
    yield from (folder / "xss-payload-list.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    yield from json.loads((folder / "blns.json").read_text(encoding="utf-8"))
    for line in (folder / "injections.jsonl").read_text(encoding="utf-8").splitlines():
        yield str(json.loads(line)["text"])
    for line in (folder / "bipia_email_contexts.jsonl").read_text(encoding="utf-8").splitlines():
        yield str(json.loads(line)["context"])
    lines = gzip.decompress((folder / "cyberseceval_multilingual.jsonl.gz").read_bytes()).decode().splitlines()
    for one in map(json.loads, lines):
        yield from (str(one["test_case_prompt"]), str(one["user_input"]))


def hostile_papers(texts: list[str]) -> Iterator[Paper]:
    """Yield papers whose every field is such a text; all of them are about tides, so that a question finds them."""
    for number, some in enumerate(zip(*[iter(texts)] * _IN_ONE_ABSTRACT, strict=False)):
        yield Paper(
            f"{some[0][:_LONGEST_TITLE]} {number}",
            f"Tides turn twice a day in bay {number}. " + " ".join(text[:600] for text in some) + " Tides are slow.",
            authors=tuple(text[:60] for text in some[1:3]),
            organisation=some[3][:60],
            venue=some[4][:60],
            url=some[5][:200],
            categories=(some[6][:40],),
            tags=(some[7][:40],),
            sources=(f"{some[2][:40]}.txt",),
        )


def hostile_backend(shared: Path, home: Path) -> PageBackend:
    """Return the engine over a collection of such papers."""
    from app.connect.current_model import CurrentModel
    from app.engine import Engine
    from app.settings import Settings
    from index import ingest
    from index.collection import open_stores
    from tests.conftest import SpellingEncoder

    stores: Stores = open_stores(home, SpellingEncoder())
    papers = hostile_papers(hostile_texts(shared)[::_SERVED])
    stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers, 1)])
    for _ in ingest.catch_up(stores):
        pass
    return PageBackend(stores, CurrentModel(Settings(home)), lambda: Engine(stores))


def main(shared: str, port: int) -> None:
    """Serve until interrupted."""
    from app.ui.page import serve

    serve(hostile_backend(Path(shared), Path(tempfile.mkdtemp())), port=port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
