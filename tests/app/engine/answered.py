"""What the tests of the engine share: papers, and the last snapshot of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.answer import Answer, Turn
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.request import Question
from index.collection import Stores
from index.endpoints.endpoint_errors import EndpointError
from index.papers import Paper
from index.retrieval.reranking import Ranking
from tests.conftest import paper
from tests.scripted_endpoint import ScriptedEndpoint

RAR = paper(
    "RAR: Region-Aware Point Cloud Registration",
    "Point clouds have to be aligned. RAR aligns point clouds by regions of their shape. It wins on ModelNet40.",
)

FEMTO = paper(
    "FemtoDet: Detection for Little Energy",
    "Detectors waste energy. FemtoDet detects objects with 68.77k parameters. It takes 1.11 W on a phone.",
)

MUSIC = paper(
    "Theme Transformer",
    "Music needs themes. The Theme Transformer writes music that repeats its theme.",
    date=date(2023, 1, 2),
)

LAMP = paper(
    "Lantern: Light for Deep Water",
    "Lamps guide divers at night. Lantern saves 40 percent of the energy of a lamp.",
    date=date(2024, 3, 5),
    upvotes=12,
    organisation="Reef Lab",
)

CORAL = paper(
    "Coral Counting from Drones",
    "Drones photograph coral at low tide. The coral is counted by colour.",
    date=date(2023, 7, 1),
    upvotes=40,
    organisation="Reef Lab",
)

TURBINE = paper(
    "Tidal Turbines",
    "Turbines turn with the tide. They give energy to ten houses.",
    date=date(2024, 6, 2),
    upvotes=3,
    organisation="Dune House",
)

SEALS = paper("Songs of Seals", "Seals sing below the ice. Each song is learned from a mother.")

SHORE = (LAMP, CORAL, TURBINE, SEALS)


def connected(stores: Stores, endpoint: ScriptedEndpoint, timeout: float = 5.0) -> Engine:
    return Engine(stores, Endpoint(endpoint.url, "tiny-model", "sk-secret", timeout=timeout))


def last(engine: Engine, question: str, history: Sequence[Turn] = (), dropped: Sequence[str] = ()) -> Answer:
    return engine.finished(Question(question, tuple(history), tuple(dropped)))


def titles(answer: Answer) -> list[str]:
    return [source.paper.title for source in answer.sources]


@dataclass
class FixedReranker:
    """A reranker that gives what it is told to, and remembers the questions."""

    ranking: Ranking | EndpointError
    depth: int = 50
    fingerprint: str = "fixed"
    calls: list[str] = field(default_factory=list)

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        self.calls.append(question)
        assert len(papers) <= self.depth
        if isinstance(self.ranking, EndpointError):
            raise self.ranking
        return self.ranking
