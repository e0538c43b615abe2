"""Time from question to first token with an instant endpoint: the program's own overhead, against the starter's.

Each runs warm in its own process; questions alternate between them. The endpoint is in this process.
"""

from collections.abc import Iterator

from app.example_questions import example_questions
from app.llm.prompts import count_tokens
from tests.bench.common import median, percentile, table
from tests.bench.processes import Process, ask, asker, running, seeds_home, starter, starter_folder
from tests.scripted_endpoint import Say, ScriptedEndpoint

_QUESTIONS = 40
_WARM_UP = 3
_ROUNDS = 3
_ANSWER = "Several papers do [1], and one of them measures it [2]."
_Measurement = tuple[float, int, int]


def measure() -> Iterator[str]:
    """Question to first token with an instant endpoint, model calls, prompt tokens; against a LlamaIndex starter."""
    home, papers = seeds_home()
    folder = starter_folder(papers)
    questions = example_questions(papers, _QUESTIONS + _WARM_UP)
    with (
        ScriptedEndpoint([Say(_ANSWER)]) as endpoint,
        running([*asker(), str(home), endpoint.url]) as product,
        running([*starter(), "ask", str(folder), endpoint.url]) as rival,
    ):
        for question in questions[:_WARM_UP]:
            ask(product, question)
            ask(rival, question)
        ours, theirs = _in_turn(product, rival, endpoint, questions[_WARM_UP:] * _ROUNDS)
    rows = [_row("paperchat", ours), _row("starter", theirs)]
    ratio = median(a[0] / b[0] for a, b in zip(ours, theirs, strict=True))
    head = ("program", "p50 ms", "p95 ms", "model calls a question", "prompt tokens a question (median)")
    yield (
        f"{len(papers)} papers, {_QUESTIONS} questions {_ROUNDS} times, endpoint without delay\n\n"
        f"{table(head, rows)}\n\n"
        f"paperchat / starter, median of the questions' ratios: {ratio:.2f} (goal: at most 1). "
        "The starter: dense retrieval of 2 passages, the same encoder."
    )


def _in_turn(
    product: Process, rival: Process, endpoint: ScriptedEndpoint, questions: list[str]
) -> tuple[list[_Measurement], list[_Measurement]]:
    """Ask both each question, alternating which goes first."""
    measured: tuple[list[_Measurement], list[_Measurement]] = ([], [])
    for turn, question in enumerate(questions):
        for which in (turn % 2, 1 - turn % 2):
            measured[which].append(_one((product, rival)[which], endpoint, question))
    return measured


def _one(process: Process, endpoint: ScriptedEndpoint, question: str) -> _Measurement:
    """Return milliseconds to the first token and, as the endpoint saw them, model calls and prompt tokens."""
    endpoint.requests.clear()
    milliseconds = 1000 * ask(process, question)[0]
    tokens = sum(count_tokens(str(message["content"])) for sent in endpoint.requests for message in sent["messages"])
    return milliseconds, len(endpoint.requests), tokens


def _row(name: str, measured: list[_Measurement]) -> tuple[object, ...]:
    milliseconds = [one[0] for one in measured]
    return (
        name,
        median(milliseconds),
        percentile(milliseconds, 0.95),
        sum(one[1] for one in measured) / len(measured),
        round(median(one[2] for one in measured)),
    )
