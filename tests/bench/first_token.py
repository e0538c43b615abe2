"""Question to first token over an endpoint that takes no time: what the program itself adds, beside the starter program.

Each in a process of its own, warm, question by question in turn; the endpoint is in this process.
"""

import subprocess
from collections.abc import Iterator

from app.examples import example_questions
from app.prompting import count_tokens
from tests.bench.common import median, percentile, table
from tests.bench.processes import ask, asker, running, seeds_home, starter, starter_folder
from tests.scripted_endpoint import Say, ScriptedEndpoint

_QUESTIONS = 40
_WARM_UP = 3
_ANSWER = "Several papers do [1], and one of them measures it [2]."


def measure() -> Iterator[str]:
    """Question to first token over a zero-delay endpoint, beside the plain LlamaIndex starter; calls and prompt tokens."""
    home, papers = seeds_home()
    folder = starter_folder(papers)
    questions = example_questions(papers, _QUESTIONS + _WARM_UP)
    with (
        ScriptedEndpoint([Say(_ANSWER)]) as endpoint,
        running([*asker(), str(home), endpoint.url]) as product,
        running([*starter(), "ask", str(folder), endpoint.url]) as rival,
    ):
        for question in questions[:_WARM_UP]:
            ask(product, question), ask(rival, question)
        asked = questions[_WARM_UP:]
        pairs = [(_one(product, endpoint, question), _one(rival, endpoint, question)) for question in asked]
    rows = [_row(name, [pair[i] for pair in pairs]) for i, name in enumerate(("paperchat", "starter"))]
    ratio = median(ours[0] / theirs[0] for ours, theirs in pairs)
    head = ("program", "p50 ms", "p95 ms", "model calls a question", "prompt tokens a question (median)")
    yield (
        f"{len(papers)} papers, {len(asked)} questions, endpoint without delay\n\n{table(head, rows)}\n\n"
        f"paperchat / starter, median of the questions' ratios: {ratio:.2f} (goal: at most 1). "
        "The starter: dense retrieval of 2 passages, the same encoder."
    )


_Asked = tuple[float, int, int]


def _one(process: "subprocess.Popen[str]", endpoint: ScriptedEndpoint, question: str) -> _Asked:
    """Return milliseconds to the first token, model calls and prompt tokens, the latter two as the endpoint saw them."""
    endpoint.requests.clear()
    milliseconds = 1000 * ask(process, question)[0]
    tokens = sum(count_tokens(str(message["content"])) for sent in endpoint.requests for message in sent["messages"])
    return milliseconds, len(endpoint.requests), tokens


def _row(name: str, asked: list[_Asked]) -> tuple[object, ...]:
    milliseconds = [one[0] for one in asked]
    return (
        name,
        round(median(milliseconds), 1),
        round(percentile(milliseconds, 0.95), 1),
        sum(one[1] for one in asked) / len(asked),
        round(median(one[2] for one in asked)),
    )
