"""The papers and answers of the fake engine (`fake_page.py`), by name."""

from dataclasses import replace
from datetime import date

from app.answer import Answer, ListItem, Source
from app.checking.reasons import Reason
from app.checking.result import Check
from index.papers import Paper
from index.questions.query import Chip, Condition
from index.retrieval.explanation import Explanation

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
    notice="Your papers do not support the model’s answer.",
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
