"""What the tests of the search share: papers, and the titles found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index import ingest
from index.collection import Stores
from index.papers import Paper
from index.questions.query import Query
from index.retrieval.reranking import Ranking
from index.retrieval.results import SearchResult
from index.retrieval.search import search
from tests.conftest import paper

Add = Callable[..., ingest.Progress]

TIDE = paper("Tidewright: Nets for the Shore", "Nets of rope follow the tide. A gull looks on. It costs nothing.")

DUNE = paper("Dune Maps", "Maps of dunes help those who walk. The wind moves them at night. A gull looks on.")

REEF = paper("Reef Songs", "Songs are sung under the sea. Fish listen to them. Nobody claps.")

KELP = paper("Kelp Tables", "Tables are made of kelp. They are wet. We eat from them.")

PAPERS = (TIDE, DUNE, REEF, KELP)

# Of five papers on herons, the two of the Reef Lab come last by words and by meaning.
FLOCK = (
    paper("Heron Heron", "Heron by heron. Heron after heron."),
    paper("Heron Calls", "Heron calls heron. Heron answers heron."),
    paper("Heron Nests", "Heron and heron nest. Heron feeds heron."),
    paper("Ponds", "In ponds of clay a heron fishes. Frogs go there to sleep.", organisation="Reef Lab", upvotes=3),
    paper("Rivers", "Past rivers of silt a heron flies. Boats go there to rest.", organisation="Reef Lab", upvotes=8),
)
# What one paper calls by its acronym, another spells out.
LIFTS = (
    paper("Wings", "Guided lift of light (GLL) helps gulls. Feathers do the rest."),
    paper("Winds", "Guided lift of light is what the wind gives to birds."),
    paper("Waves", "Over the waves GLL is weak."),
    paper("Nests", "Nests are made of straw. Eggs lie there."),
)


def titles(stores: Stores, question: Query | str, limit: int = 8) -> list[str]:
    return titles_of(search(stores, question, limit))


def titles_of(found: SearchResult) -> list[str]:
    return [hit.paper.title for hit in found.hits]


@dataclass
class FixedReranker:
    """A reranker that gives a fixed ranking or fails, and records its calls."""

    ranking: Ranking | Exception
    depth: int = 50
    fingerprint: str = "fixed"
    calls: list[tuple[str, list[str]]] = field(default_factory=list)

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        self.calls.append((question, [item.title for item in papers]))
        if isinstance(self.ranking, Exception):
            raise self.ranking
        return self.ranking
