"""An answer with unsupported sentences, for the tests of their review."""

from collections.abc import Sequence
from datetime import date

from app.answer import Answer, Source, cited_papers
from app.checking.answer_check import check_answer
from app.citations import answer_sentences
from app.llm.endpoint import Endpoint
from index.papers import Paper
from tests.scripted_endpoint import ScriptedEndpoint

FEMTO = Paper(
    "FemtoDet: Detection for Little Energy",
    "Detectors waste energy. FemtoDet detects objects with 68.77k parameters. It takes 1.11 W on a phone.",
    organisation="Show Lab",
    date=date(2024, 6, 8),
)
MUSIC = Paper("Theme Transformer", "Music needs themes. The Theme Transformer writes music that repeats its theme.")
TRUE = "FemtoDet detects objects with 68.77k parameters [1]."
FIGURE = "FemtoDet takes 3.5 W on a phone [1]."
REWORDED = "Melodies come back in what it composes [2]."
UNCITED = "Whales migrate along the southern coast."


def unlike(text: str, others: Sequence[str]) -> Sequence[float]:
    """No text is near another."""
    return [0.0 for _ in others]


def answer(text: str, *papers: Paper) -> Answer:
    """A finished answer that was checked as the engine does."""
    sources = tuple(Source(paper, (), number) for number, paper in enumerate(papers or (FEMTO, MUSIC), 1))
    sources += (Source(Paper("Quiet Kernels", "Kernels are quiet."), ()),)
    checks = check_answer(text, answer_sentences(text, len(papers or (1, 2))), cited_papers(sources), unlike)
    return Answer(
        "What is FemtoDet?", "done", text=text, sources=sources, checks=checks, model_calls=1, prompt_tokens=9
    )


def connect(endpoint: ScriptedEndpoint, window: int = 8192) -> Endpoint:
    return Endpoint(endpoint.url, "tiny-model", None, context_window=window, max_tokens=400, timeout=30)
