"""Previews files: their formats, papers and the fields found in them. Adds nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from index.ingest import Input, parts_of
from index.papers import RECORD_FIELDS, Paper, Problem
from index.record_merging import keys_of
from index.sources import ReadingOptions
from index.sources.fields.ids import ID_SCHEMES
from index.sources.file_kinds import format_name
from index.sources.problem_reasons import shortened
from index.wording.said import listed

_SAMPLE = 3
# Ids of other services are listed under the service.
_SHOWN = (*(name for name in RECORD_FIELDS if name not in ("arxiv_version", "other_ids")), *ID_SCHEMES)


@dataclass(frozen=True, slots=True)
class Preview:
    """What adding one file, or one file of an archive, would do."""

    name: str
    format: str
    """In words that follow “this is”; empty if it is not known."""
    papers: int
    fields: tuple[tuple[str, int], ...]
    """The fields that were found, with the number of papers that have each."""
    columns: tuple[tuple[str, str], ...]
    """Which column or key was taken for which field, where there are any."""
    unread: tuple[str, ...]
    """The other columns of a table."""
    sample: tuple[Paper, ...]
    problems: tuple[Problem, ...]
    refused: bool
    left_out: int
    """How many papers did not meet the conditions of `--where`."""
    known: int = 0
    """Papers that the library has already."""
    repeated: int = 0
    """Papers that are in an earlier file, or earlier in this one."""

    @property
    def all_columns(self) -> tuple[str, ...]:
        """The columns of a table, in the order of what they are read for, and then the others."""
        return tuple(dict.fromkeys([*(column for _, column in self.columns), *self.unread]))

    @property
    def new(self) -> int:
        """The number of papers that would be added."""
        return self.papers - self.known - self.repeated

    @property
    def is_known(self) -> bool:
        """Whether the library has all of them already."""
        return 0 < self.papers == self.known


CountKnown = Callable[[Sequence[Paper]], int]
"""How many of some papers the library has already."""


def previews(
    inputs: Iterable[Input], options: ReadingOptions | None = None, count_known: CountKnown = lambda _: 0
) -> Iterator[Preview]:
    """Yield what adding each file would do."""
    met = set[str]()
    for item in inputs:
        yield _preview(item, options or ReadingOptions(datetime.now(UTC).date()), count_known, met)


def _not_met(papers: Iterable[Paper], met: set[str]) -> Iterator[Paper]:
    """Yield the papers that were not met yet, and note them."""
    for paper in papers:
        keys = keys_of(paper)
        if met.isdisjoint(keys):
            yield paper
        met.update(keys)


def _fields_of(paper: Paper) -> set[str]:
    """Return which fields a paper has, and which services have given it an id."""
    given = {name for name in _SHOWN if getattr(paper, name, None) not in (None, ())}
    return given | {one.partition(":")[0] for one in paper.other_ids}


def _preview(item: Input, options: ReadingOptions, count_known: CountKnown, met: set[str]) -> Preview:
    fields, papers, known, repeated, left_out, refused = Counter[str](), 0, 0, 0, 0, True
    sample: list[Paper] = []
    problems: list[Problem] = []
    formats: dict[str, None] = {}
    columns: dict[str, str] = {}
    unread: dict[str, None] = {}
    for part in parts_of(item, options):
        reading = part.reading
        found = (entry.paper for entry in reading.entries)
        sample += islice(found, _SAMPLE - len(sample))
        for entry in reading.entries:
            fields.update(_fields_of(entry.paper))
        papers += len(reading.entries)
        first = [*_not_met((entry.paper for entry in reading.entries), met)]
        known += count_known(first)
        repeated += len(reading.entries) - len(first)
        problems += reading.problems
        left_out += part.left_out
        refused = refused and reading.refused
        formats |= dict.fromkeys(filter(None, (reading.format,)))
        columns = dict(reading.columns) | columns
        unread |= dict.fromkeys(reading.unread)
    return Preview(
        item.name,
        listed(map(format_name, formats)) if formats else "",
        papers,
        tuple((name, fields[name]) for name in _SHOWN if fields[name]),
        tuple(columns.items()),
        tuple(unread),
        tuple(sample),
        shortened(problems, item.name),
        refused,
        left_out,
        known,
        repeated,
    )
