"""The real page with a fake engine, whose answers are defined here: `python -m tests.e2e.fake_page PORT` serves it.

`checked: why?` gets the answer called checked, anything else the first one; `wait checked: why?` gets it once somebody
asks `go on`. `broken: why?` fails while it is written.
"""

import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.answer import Answer, Step, Turn
from app.chats.chat_store import ChatStore
from app.connect.current_model import CurrentModel
from app.request import OverviewIntent, OverviewRequest, Question, Request, ReviewRequest
from app.settings import Settings
from app.ui.library.collection_sources import CollectionSources
from app.ui.library.collection_table import CollectionTable
from app.ui.protocol import CollectionOverview
from index import ingest
from index.browsing.paper_traits import PaperTraits
from index.collection import open_stores
from index.errors import PaperchatError
from index.ingest import Progress
from index.map.paper_map import Origin, PaperMap
from index.map.topics import Topic
from index.papers import Entry, Paper
from index.preview import Preview, previews
from index.questions.query import Query
from index.retrieval.explanation import Explanation
from index.retrieval.results import SearchResult
from tests.conftest import WordEncoder
from tests.e2e.fake_answers import ANSWERS, CHIPS, HOSTILE, PAPERS, TABLE


def _history_seen(history: Sequence[Turn]) -> str:
    return " ".join(f"After {len(turn.papers)} papers." for turn in history)


class FakeBackend:
    """Gives the answers above."""

    def __init__(self) -> None:
        self._go_on = threading.Event()
        home = Path(tempfile.mkdtemp())
        self.model = CurrentModel(Settings(home))
        self.chats = ChatStore(home)
        stores = open_stores(Path(tempfile.mkdtemp()), WordEncoder())
        stores.library.upsert([Entry(paper, line) for line, paper in enumerate(PAPERS, 1)])
        *_, _last = ingest.catch_up(stores)
        self.library = CollectionTable(stores, lambda: None)
        self.sources = CollectionSources(stores, lambda: None)

    def answer(self, request: Request, visitor: str) -> Iterator[Answer]:  # noqa: ARG002 - no answer depends on who asks
        """Yield the answer that the request names."""
        match request:
            case ReviewRequest(action="check"):
                yield from self._checked(request.answer)
            case ReviewRequest():
                yield from self._rewritten(request.answer)
            case Question(multi_step=True):
                yield from self._in_steps(request)
            case Question():
                yield from self._answer(request)
            case OverviewRequest():
                yield self._overview(request)

    def _answer(self, request: Question) -> Iterator[Answer]:
        question = request.text
        name = question.removeprefix("wait ").partition(":")[0]
        answer = replace(ANSWERS.get(name, CHIPS), question=question, notice=_history_seen(request.history))
        chips = tuple(chip for chip in answer.chips if chip.key not in request.dropped)
        dropped = tuple(chip for chip in answer.chips if chip.key in request.dropped)
        answer = replace(answer, chips=chips, dropped=dropped, searched=request.standalone or answer.searched)
        yield Answer(question, "searching")
        half = len(answer.text) // 2
        yield replace(answer, stage="writing", text="", checks=())
        yield replace(answer, stage="writing", text=answer.text[:half], checks=())
        if name == "broken":
            raise PaperchatError("The disk is full.", "Free some space.")
        if question == "go on":
            self._go_on.set()
        elif question.startswith("wait "):
            self._go_on.wait(60)
            self._go_on.clear()
        yield answer

    def _overview(self, request: OverviewRequest) -> Answer:
        """Return an answer that repeats the request."""
        papers = [paper.title for paper in PAPERS if paper.id in request.paper_ids]
        answer = replace(
            TABLE if request.intent == "table" else CHIPS, intent=request.intent, chips=(), query=Query("")
        )
        text = f"A {request.intent} of {', '.join(papers) or request.source} [1]."
        return replace(answer, question=f"The {request.intent}", text=text)

    def _in_steps(self, request: Question) -> Iterator[Answer]:
        question = request.text
        steps = (Step("Look for tides", "done", "3 papers"), Step(f"Write {HOSTILE}", "running"))
        yield replace(CHIPS, question=question, stage="writing", text="", steps=steps)
        done = tuple(replace(step, state="done") for step in steps)
        yield replace(CHIPS, question=question, steps=done, notice=_history_seen(request.history))

    def _checked(self, answer: Answer) -> Iterator[Answer]:
        yield replace(answer, stage="checking")
        checks = tuple(
            replace(check, verdict="model agrees" if check.flagged else check.verdict, by_model=True)
            for check in answer.checks
        )
        yield replace(answer, checks=checks, notice="The model was asked.")

    def _rewritten(self, answer: Answer) -> Iterator[Answer]:
        yield replace(answer, stage="checking")
        last = answer.checks[-1]
        yield replace(answer, text=answer.text[: last.start].rstrip(), checks=answer.checks[:-1])

    def find(self, question: str, limit: int) -> tuple[SearchResult, list[Explanation]]:  # noqa: ARG002 - the protocol's
        """Find nothing."""
        return SearchResult((), answerable=False, query=Query(question)), []

    def overview_of(self, arguments: Sequence[str], intent: OverviewIntent) -> OverviewRequest:
        """Request an overview of these ids."""
        return OverviewRequest(intent, tuple(arguments))

    def inputs(self, paths: Sequence[Path], text: str = "") -> Iterator[ingest.Input]:
        """Give what there is to add."""
        yield from ingest.gather_uploads(paths)
        yield ingest.Input("pasted text", text.encode())

    def previews(self, inputs: Sequence[ingest.Input]) -> tuple[Preview, ...]:
        """Return what would come of it."""
        return tuple(previews(inputs))

    def add(self, inputs: Sequence[ingest.Input]) -> Iterator[Progress]:
        """Add nothing."""
        yield Progress((), len(inputs), len(inputs), 0.0)

    def is_ready(self) -> bool:
        """Return that it is."""
        return True

    def metrics(self) -> str:
        """Return no counts."""
        return ""

    def example_questions(self) -> list[str]:
        """Return the names of the answers."""
        return list(ANSWERS)

    def collection(self) -> CollectionOverview:
        """Return what the header shows."""
        return CollectionOverview(len(PAPERS), (("harbours.html", 2), ("b.txt", 1)))

    def map(self) -> PaperMap:
        """Return a map of the papers."""
        places = (9_000, 30_000, 60_000)
        return PaperMap(
            Origin(1, "fake", "words", 1),
            ids=tuple(paper.id for paper in PAPERS),
            titles=tuple(paper.title for paper in PAPERS),
            x=places,
            y=places[::-1],
            topic=(0, 0, 1),
            topics=(Topic("tides · waves", 20_000, 40_000, 2, 0), Topic("ropes", 60_000, 9_000, 1, 1)),
            groups=(Topic("energy", 20_000, 40_000, 2, 0), Topic("harbours", 60_000, 9_000, 1, 1)),
        )

    def traits(self, ids: Sequence[str]) -> PaperTraits:
        """Return two months and the files of the papers."""
        return PaperTraits(("2024", "2024-05"), (1, 0, -1)[: len(ids)], ("harbours.html", "b.txt"), (0, 0, 1), (0,))

    def paper(self, paper_id: str) -> Paper | None:
        """Return the paper with this id."""
        return next((paper for paper in PAPERS if paper.id == paper_id), None)


def main(port: int) -> None:
    """Serve until interrupted."""
    from app.ui.page import serve

    serve(FakeBackend(), port=port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
