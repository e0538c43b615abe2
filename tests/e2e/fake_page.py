"""The real page with a fake engine, whose answers are defined here: `python -m tests.e2e.fake_page PORT` serves it.

`checked: why?` gets the answer called checked, anything else the first one; `wait checked: why?` gets it once somebody
asks `go on`.
"""

import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.answer import Answer, ListItem, Source, Step, Turn
from app.chats.chat_store import ChatStore
from app.checking.reasons import Reason
from app.checking.result import Check
from app.connect.current_model import CurrentModel
from app.request import OverviewIntent, OverviewRequest, Question, Request, ReviewRequest
from app.settings import Settings
from app.ui.library.collection_sources import CollectionSources
from app.ui.library.collection_table import CollectionTable
from app.ui.protocol import CollectionOverview
from index import ingest
from index.browsing.paper_traits import PaperTraits
from index.collection import open_stores
from index.ingest import Progress
from index.map.paper_map import Origin, PaperMap
from index.map.topics import Topic
from index.papers import Entry, Paper
from index.preview import Preview, previews
from index.questions.query import Chip, Condition, Query
from index.retrieval.explanation import Explanation
from index.retrieval.results import SearchResult
from tests.conftest import WordEncoder

HOSTILE = "<img src=x onerror=alert(1)>"
SINCE_MARCH = Chip("condition", Condition("date", date(2024, 3, 1)))
FILTERS = (
    SINCE_MARCH,
    Chip("condition", Condition("organisation", names=("Harbour Lab",))),
    Chip("phrase", "tidal energy"),
    Chip("exclusion", "desalination"),
    Chip("order", "newest"),
)

TIDAL = Paper(
    "Tidal Turbines for Shallow Bays",
    "Shallow bays have slow water. We build a turbine 𝓣 whose blades fold with the tide. In a bay of four metres it "
    "yields 12 kW at mean flow. Maintenance is left to divers, who come twice a year and take about an hour each time, "
    "which is less than for any turbine of this size that we know of. Fish pass unharmed.",
    author_count=5,
    organisation="Harbour Lab",
    date=date(2024, 5, 3),
    upvotes=41,
    sources=("harbours.html",),
)
WAVES = Paper(
    "Wave Buoys that Pay for Themselves",
    "A buoy moves with each wave. Ours turns that into 3 kW on a calm day. It costs less than its cable.",
    author_count=2,
    date=date(2024, 4, 9),
    sources=("harbours.html",),
)
MOORINGS = Paper("Moorings, Revisited", "Chains rust. Ropes of polymer last for nine years at sea.", sources=("b.txt",))
PAPERS = (TIDAL, WAVES, MOORINGS)


def spans(paper: Paper, *sentences: str) -> tuple[tuple[int, int], ...]:
    """Return the offsets of the sentences in the abstract."""
    return tuple((paper.abstract.index(text), paper.abstract.index(text) + len(text)) for text in sentences)


YIELD = "In a bay of four metres it yields 12 kW at mean flow."
DIVERS = "Maintenance is left to divers, who come twice a year"
CALM = "Ours turns that into 3 kW on a calm day."
SOURCES = (
    Source(TIDAL, spans(TIDAL, YIELD), 1, Explanation(0.91, 7.2, 1, 0.71, 2, ("tidal", "energy"), ("cheap",), YIELD)),
    Source(WAVES, spans(WAVES, CALM), 2, Explanation(0.63, 2.1, 12, 0.55, 3, ("energy",), ("tidal", "cheap"), CALM)),
    Source(MOORINGS, (), None, Explanation(0.2, 0.0, None, 0.31, 22, (), ("tidal", "energy", "cheap"), "")),
)


def checked(text: str, *sentences: tuple[str, Check]) -> Answer:
    """Return an answer whose given sentences have these checks."""
    checks = tuple(
        replace(check, start=text.index(part), end=text.index(part) + len(part)) for part, check in sentences
    )
    return Answer("", "done", text=text, sources=SOURCES, checks=checks, model="fake-model", seconds=2.4)


CHIPS = Answer(
    "",
    "done",
    text=f"The closest papers say:\n\n- “{YIELD}” [1]\n- “{CALM}” [2]",
    chips=FILTERS,
    sources=SOURCES,
    seconds=0.4,
)
CHECKED = checked(
    "Tidal energy pays in shallow water: a folding turbine yields **12 kW** in a bay of four metres [1]. "
    "Divers maintain it twice a month [1]. A wave buoy yields 3 kW on a calm day [2], and it `floats` at h[\u20601]. "
    "Both are cheaper than wind [1][2].",
    (
        "Tidal energy pays in shallow water: a folding turbine yields **12 kW** in a bay of four metres [1].",
        Check(0, 0, "figures and names found", (), ((1, spans(TIDAL, YIELD)),)),
    ),
    (
        "Divers maintain it twice a month [1].",
        Check(0, 0, "partly found", (Reason("missing name", (1,), f"month {HOSTILE}"),), ((1, spans(TIDAL, DIVERS)),)),
    ),
    (
        "A wave buoy yields 3 kW on a calm day [2], and it `floats` at h[\u20601].",
        Check(0, 0, "figures and names found", (), ((2, spans(WAVES, CALM)),)),
    ),
    ("Both are cheaper than wind [1][2].", Check(0, 0, "not found", (Reason("little support", (1, 2)),))),
)
TIDES = [
    Paper(f"A Study of Tides and of What They Carry to Harbours, Part {n}", f"Tides come and go. This is part {n}.")
    for n in range(1, 31)
]
LIST = Answer(
    "",
    "done",
    intent="list",
    text="A list.",
    opening="30 papers in your collection mention “tides”; 12 more are related.",
    items=tuple(ListItem(paper, n, quote=((0, 18),) if n < 4 else ()) for n, paper in enumerate(TIDES, 1)),
    sources=tuple(Source(paper, ((0, 18),), n) for n, paper in enumerate(TIDES, 1)),
    chips=(SINCE_MARCH,),
    seconds=0.2,
)
THOUGHTS = replace(
    CHECKED,
    thinking=f"The question is about cost.\nPaper [1] tells of divers.\n\nPaper [2] tells of a cable. {HOSTILE}",
    chips=(Chip("condition", Condition("organisation", names=(HOSTILE,))),),
)
FORMULAS = checked(
    r"We maximise \(\mathbb{E}_{\pi}[r_{t}]\) with $x_1 < y_2$, at $5 and $6 [1]. "
    r"Bare \mathbb{E}_{\pi} and x_{i}, y_{i} stay. "
    "\n\n$$\n\\sum_{i} a_i * b_i * c_i\n$$\n\nAnd `$code$` [2].",
    (
        r"We maximise \(\mathbb{E}_{\pi}[r_{t}]\) with $x_1 < y_2$, at $5 and $6 [1].",
        Check(0, 0, "figures and names found", (), ((1, spans(TIDAL, YIELD)),)),
    ),
)
CODE = replace(CHIPS, text="So it is written [1]:\n\n```python\nfor tide in tides:\n    print(tide)\n```\n", chips=())
WIDE = replace(
    CHIPS,
    text="| Paper |"
    + " A column of many words |" * 12
    + "\n|"
    + " --- |" * 13
    + "\n| Tides [1] |"
    + f" “{YIELD}” |" * 12,
    chips=(),
)
WHOLE = replace(CHIPS, searched="What do tides yield in shallow bays?", rewritten=True)
CELLS = (f"“{YIELD}”", f"“{CALM}”")
TABLE = replace(
    checked(
        "| Paper | Results |\n| --- | --- |\n"
        f"| Tidal Turbines [1] | {CELLS[0]} [1] |\n| Wave Buoys [2] | {CELLS[1]} [2] |",
        (CELLS[0], Check(0, 0, "quoted", (), ((1, spans(TIDAL, YIELD)),))),
        (CELLS[1], Check(0, 0, "quoted", (), ((2, spans(WAVES, CALM)),))),
    ),
    intent="table",
    model=None,
    csv='title,results\nTidal Turbines,"12 kW, at mean flow"\n',
)
_FOUND = ((1, spans(TIDAL, YIELD)),)
ATTRIBUTED = replace(
    checked(
        "A folding turbine yields 12 kW at mean flow [1]. It was first sold in Rome.",
        (
            "A folding turbine yields 12 kW at mean flow [1].",
            Check(0, 0, "figures and names found", (), _FOUND, attributed=True),
        ),
        ("It was first sold in Rome.", Check(0, 0, "not found", (Reason("no citation"),))),
    ),
    papers_read=2,
    model_calls=1,
    prompt_tokens=1240,
    answer_tokens=23,
    cached_tokens=310,
    tokens_counted=True,
    earlier_tokens=(3000, 120),
    price="$0.0012",
    chat_price="$0.0041",
)
UNBACKED = replace(
    CHIPS,
    chips=(),
    notice="The model’s answer is not backed by your papers.",
    unbacked=f"Tidal energy was invented in 1999 by [someone](http://a.example) {HOSTILE}.",
    model_calls=1,
    prompt_tokens=1240,
    answer_tokens=12,
)
ANSWERS = {
    "attributed": ATTRIBUTED,
    "unbacked": UNBACKED,
    "chips": CHIPS,
    "checked": CHECKED,
    "formulas": FORMULAS,
    "code": CODE,
    "wide": WIDE,
    "list": LIST,
    "thoughts": THOUGHTS,
    "whole": WHOLE,
    "table": TABLE,
}


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
        return PaperTraits(("2024-04", "2024-05"), (1, 0, -1)[: len(ids)], ("harbours.html", "b.txt"), (0, 0, 1), (0,))

    def paper(self, paper_id: str) -> Paper | None:
        """Return the paper with this id."""
        return next((paper for paper in PAPERS if paper.id == paper_id), None)


def main(port: int) -> None:
    """Serve until interrupted."""
    from app.ui.page import serve

    serve(FakeBackend(), port=port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
