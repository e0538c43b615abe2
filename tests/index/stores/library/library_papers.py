"""What the tests of the library share."""

from datetime import date

from index.papers import Entry, Paper
from index.stores.library import Library
from tests.conftest import paper

TIDE = paper("Tide Nets", "Nets that follow the tide.")

DUNE = paper("Dune Maps", "Maps that follow the dunes.")

REEF = paper("Reef Songs", "Songs that follow the reef.")


def entries(*papers: Paper) -> list[Entry]:
    return [Entry(item, line) for line, item in enumerate(papers, 1)]


def index_all(library: Library, passages: int = 2) -> None:
    library.mark_indexed([(item, passages) for item in library.pending()])


def pending(library: Library) -> list[tuple[str, bool]]:
    return [(item.paper.title, item.was_indexed) for item in library.pending()]


SPRING = paper(
    "Spring Tide",
    "A.",
    date=date(2024, 3, 1),
    author_count=2,
    organisation="Reef Lab",
    comments=4,
    upvotes=50,
    sources=("b.txt",),
)


def ids(*papers: Paper) -> tuple[str, ...]:
    return tuple(item.id for item in papers)
