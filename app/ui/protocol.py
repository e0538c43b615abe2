"""What the page needs from the rest of the program; it knows the engine by this protocol alone. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.answer import Answer
from app.chats.chat_store import ChatStore
from app.connect.checkup_line import CheckupLine
from app.connect.choice import Form
from app.connect.current_model import ModelForm, ModelStatus
from app.connect.servers import FoundServer, ListedModel
from app.request import OverviewIntent, OverviewRequest, Request
from index.browsing.facets import Facet
from index.browsing.paper_traits import PaperTraits
from index.browsing.table_page import TablePage, TableRow
from index.browsing.table_selection import Selection
from index.ingest import FileReport, Input, Progress
from index.map.paper_map import PaperMap
from index.papers import Paper
from index.preview import Preview
from index.retrieval.explanation import Explanation
from index.retrieval.results import SearchResult
from index.stores.by_hand.paper_marks import MarkChange
from index.stores.by_hand.record_edits import Edits


@dataclass(frozen=True, slots=True)
class CollectionOverview:
    """What the header and the list of files show."""

    papers: int
    sources: tuple[tuple[str, int], ...]
    """The names of the files that the papers came from, each with its number of papers."""
    at_hand: frozenset[str] = frozenset()
    """Those that can be read again where they are: files of this machine and addresses, not what was uploaded."""


class MapBackend(Protocol):
    """What the map needs. Called from several threads at once."""

    def map(self) -> PaperMap | None:
        """Return the map of the collection; None if there is none yet."""
        ...

    def traits(self, ids: Sequence[str]) -> PaperTraits:
        """Return the months, sources and stars of the papers with these ids, in their order."""
        ...

    def paper(self, paper_id: str) -> Paper | None:
        """Return the paper with this id; None if it is not in the collection."""
        ...


class ModelControl(Protocol):
    """What the model panel needs. Called from several threads at once; raises PaperchatError."""

    @property
    def status(self) -> ModelStatus:
        """The model in use, and how its last call ended."""
        ...

    @property
    def form(self) -> ModelForm:
        """What the form shows for it."""
        ...

    def save(self, form: Form) -> None:
        """Use and keep what was entered."""
        ...

    def disconnect(self) -> None:
        """Use no model."""
        ...

    def models(self, form: Form) -> tuple[ListedModel, ...]:
        """Return the models of the server that was entered."""
        ...

    def find(self) -> tuple[FoundServer, ...]:
        """Return the servers on this machine."""
        ...

    def check(self, form: Form) -> Iterator[tuple[CheckupLine, ...]]:
        """Test the model that was entered, yielding all findings so far."""
        ...


class LibraryTable(Protocol):
    """What the table over the collection needs. Called from several threads at once; raises PaperchatError."""

    def page(self, selection: Selection, offset: int, limit: int) -> TablePage:
        """Return some rows of the table."""
        ...

    def facets(self, selection: Selection) -> tuple[Facet, ...]:
        """Return what the papers have in common, with counts."""
        ...

    def ids(self, selection: Selection, limit: int) -> list[str]:
        """Return the ids of the first papers."""
        ...

    def row(self, paper_id: str) -> TableRow | None:
        """Return the paper with this id; None if it is not in the collection."""
        ...

    def similar(self, paper_id: str, limit: int) -> list[tuple[Paper, float]]:
        """Return the papers nearest to one with their cosines, nearest first."""
        ...

    def tags(self) -> dict[str, int]:
        """Return the tags of people's own, with their numbers of papers."""
        ...

    def change_marks(self, ids: Sequence[str], change: MarkChange) -> None:
        """Change the marks of papers."""
        ...

    def edit(self, paper_id: str, edits: Edits) -> None:
        """Write edits into a record."""
        ...

    def delete(self, ids: Sequence[str]) -> str:
        """Delete papers and return the name of the deletion."""
        ...

    def undo_deletion(self, deletion: str) -> int:
        """Put the papers of a deletion back and return how many."""
        ...


class SourceList(Protocol):
    """What the list of sources needs. Called from several threads at once; raises PaperchatError."""

    def overview(self) -> CollectionOverview:
        """Return how many papers and which sources there are now."""
        ...

    def remove(self, name: str) -> tuple[int, str]:
        """Remove a source with the papers that are in no other; return how many papers went.

        And the name of the deletion, by which they are put back; empty if they cannot be.
        """
        ...

    def put_back(self, deletion: str) -> int:
        """Put the papers of a removed source back; return how many."""
        ...

    def read_again(self, name: str) -> FileReport:
        """Read a source again where it is, and return the result."""
        ...

    def rename(self, name: str, given: str) -> tuple[str, str]:
        """Name a source, by its file again where `given` is empty; return its name and the one given before."""
        ...

    def add_sample(self) -> FileReport:
        """Add the sample collection."""
        ...


class Operations(Protocol):
    """What the person who runs the page asks. Called from several threads at once."""

    def is_ready(self) -> bool:
        """Return whether the stores are open and can be searched."""
        ...

    def metrics(self) -> str:
        """Return what was counted, in Prometheus's format. Raises PaperchatError."""
        ...


class Backend(MapBackend, Operations, Protocol):
    """The engine behind the page. Called from several threads at once."""

    def answer(self, request: Request, visitor: str) -> Iterator[Answer]:
        """Yield whole snapshots of the answer; the last one is done. Raises PaperchatError, also in the middle.

        `visitor`: the name that the visits of whoever asks are kept under.
        """
        ...

    def find(self, question: str, limit: int) -> tuple[SearchResult, list[Explanation]]:
        """Search without answering: up to `limit` papers, and why each was found. Raises PaperchatError."""
        ...

    def overview_of(self, arguments: Sequence[str], intent: OverviewIntent) -> OverviewRequest:
        """Return the request for an overview of what was named: titles, ids, a source, or a description."""
        ...

    def inputs(self, paths: Sequence[Path], text: str = "") -> Iterator[Input]:
        """Yield what there is to add: files, and what was pasted, a text or an address. Raises PaperchatError."""
        ...

    def previews(self, inputs: Sequence[Input]) -> tuple[Preview, ...]:
        """Return what adding them would do."""
        ...

    def add(self, inputs: Sequence[Input]) -> Iterator[Progress]:
        """Add their papers, yielding the progress. Raises PaperchatError, also in the middle."""
        ...

    def example_questions(self) -> list[str]:
        """Return questions that this collection can answer."""
        ...

    def collection(self) -> CollectionOverview:
        """Return how many papers and which files there are now."""
        ...

    @property
    def model(self) -> ModelControl:
        """The model that writes the answers, for everyone who has the page open."""
        ...

    @property
    def chats(self) -> ChatStore:
        """The saved chats of all visitors."""
        ...

    @property
    def library(self) -> LibraryTable:
        """The table over the collection."""
        ...

    @property
    def sources(self) -> SourceList:
        """The sources of the collection."""
        ...
