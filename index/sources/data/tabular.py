"""Reads tables: CSV, TSV, and texts with ; or | between their columns. The first row names the columns. Pure."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice

from index.papers import Problem, Reading
from index.sources.data.spreadsheet_cells import restored
from index.sources.fields.columns import columns_of, is_note, known_columns
from index.sources.fields.ids import ids_in_notes
from index.sources.fields.record import Record, reading_of
from index.sources.file_kinds import format_name
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.pieces import FilePiece, pieces_of_table
from index.sources.problem_reasons import skipped
from index.wording.said import said

_DELIMITERS = {"\t": "a TSV file", "|": "a table with | between its columns", ";": "a CSV file", ",": "a CSV file"}
# What separates the columns of a table with other names for them, by the ending of the file.
_BY_NAME = {"csv": ",;", "tsv": "\t"}
_SOME, _MORE = 2, 3
_OTHER_COLUMNS = frozenset(
    "citations isbn issn itemtype label name number pages publication publisher score status tldr type volume issue"
    " sourcetitle citedby rank pt au ba be gp af bf ca ti so ab".split()
)
# How many columns that are not read are named.
_NAMES_SHOWN, _NAME_SHOWN = 60, 100
_LONGEST_CELL = 16_000_000
_MISSING = {
    ("title",): said("problem.lacks_title", "no column for the title"),
    ("abstract",): said("problem.lacks_abstract", "no column for the abstract"),
    ("title", "abstract"): said("problem.lacks_both", "no column for the title and the abstract"),
}
_LONG_CELL = said("problem.long_cell", "a cell of more than {signs} characters", signs=_LONGEST_CELL)
_SAMPLE = 50
_LONGEST_PREAMBLE, _PREAMBLE_LINES = 10_000, 8


def _format(head: Head) -> str:
    return _DELIMITERS.get(_delimiter(head), "")


def _delimiter(head: Head) -> str:
    """Return the separator of the columns; an empty string if this is not a table."""
    if before := _preamble(head.text):
        head = Head.of(head.text[before:], head.file)
    for delimiter in _DELIMITERS:
        columns = _cells(head.lines[0], delimiter)
        known = known_columns(columns) + sum(1 for name in columns if _plain(name) in _OTHER_COLUMNS)
        if len(columns) >= _SOME and known >= _SOME and 2 * known >= len(columns):
            return delimiter
        if len(columns) >= _MORE and (_names_papers(columns) or _is_even(head.text, delimiter)):
            return delimiter
    named = _BY_NAME.get(head.suffix, "") if "\n\n" not in head.text else ""
    return next((delimiter for delimiter in named if delimiter in head.lines[0]), "")


def _preamble(text: str) -> int:
    """Return the length of the text above the column names: a note on the export, `sep=;`."""
    length = 0
    for line in text[:_LONGEST_PREAMBLE].splitlines(keepends=True)[:_PREAMBLE_LINES]:
        if any(_names_papers(_cells(line, delimiter)) for delimiter in _DELIMITERS):
            return length
        length += len(line)
    return 0


def _names_papers(cells: Iterable[str]) -> bool:
    return {"title", "abstract"} <= columns_of(cells).keys()


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


def _plain(column: str) -> str:
    return re.sub(r"[\W_]+", "", column).casefold()


def _is_even(text: str, delimiter: str) -> bool:
    """Return whether the text is rows of one length, which paragraphs between blank lines are not."""
    if "\n\n" in text or text.count("\n") < _SOME:
        return False
    try:
        rows = list(islice(csv.reader(io.StringIO(text), delimiter=delimiter), _SAMPLE))
    except csv.Error:
        return False
    # The last row may be cut off.
    return len({len(row) for row in rows[:-1]}) == 1 and len(rows) >= _MORE


def _reader(name: str) -> FormatReader:
    def recognises(head: Head) -> bool:
        return _format(head) == name

    return FormatReader(name, recognises, read_table, pieces=_pieces)


def _pieces(texts: Iterable[str]) -> Iterator[FilePiece]:
    """Yield the table in pieces that all begin with the names of the columns."""
    texts = iter(texts)
    start = next(texts, "")
    before = _preamble(start)
    lines = start.count("\n", 0, before)
    for piece in pieces_of_table(chain((start[before:],), texts)):
        yield replace(piece, lines_before=piece.lines_before + lines)


def read_table(document: Document) -> Reading:
    """Read the rows of a table whose first row names the columns."""
    head = Head.of(document.text, document.file)
    before = _preamble(document.text)
    rows = _rows(document.text[before:], _delimiter(head), 1 + document.text.count("\n", 0, before))
    _, header = next(rows, (1, []))
    columns = columns_of(header, dict(document.columns))
    unknown = [column for names in columns.values() for column in names if column not in header]
    missing = [field for field in ("title", "abstract") if field not in columns]
    if unknown or missing:
        return _without(document.file, _format(head), header, unknown, missing)
    shown = tuple((field, names[0]) for field, names in columns.items())
    reading = reading_of(_records(rows, header, columns), document.file)
    taken = {column for names in columns.values() for column in names}
    return replace(reading, columns=shown, unread=_unread(header, taken))


def _unread(header: list[str], taken: Collection[str] = ()) -> tuple[str, ...]:
    return tuple(column[:_NAME_SHOWN] for column in header if column and column not in taken)[:_NAMES_SHOWN]


def _rows(text: str, delimiter: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, each with the number of its first line in the file."""
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, skipinitialspace=True)
    line = first_line
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            # A cell longer than any abstract.
            yield line, []
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield line, [restored(cell.strip()) for cell in row]
        line = rows.line_num + first_line


def _records(
    rows: Iterator[tuple[int, list[str]]], header: list[str], columns: Mapping[str, tuple[str, ...]]
) -> Iterator[Record]:
    named = (columns["title"][0], columns["abstract"][0])
    places = {field: [header.index(name) for name in names] for field, names in columns.items()}
    for line, row in rows:
        if not row:
            yield Record(line, {}, skipped(_LONG_CELL))
            continue
        if len(row) > len(header):
            yield Record(line, {}, skipped(_long_row(len(row), len(header))))
            continue
        values: dict[str, object] = {
            field: next((row[place] for place in numbers if place < len(row) and row[place]), "")
            for field, numbers in places.items()
        }
        ids = [(header[place], row[place]) for place in places.get("ids", ()) if place < len(row)]
        values["ids"] = [id_ for name, text in ids for id_ in (ids_in_notes([text]) if is_note(name) else [text])]
        yield Record(line, values, columns=named)


def _long_row(cells: int, columns: int) -> str:
    return said("problem.long_row", "a row of {cells} cells under {columns} columns", cells=cells, columns=columns)


def _without(file: str, found: str, header: list[str], unknown: list[str], missing: list[str]) -> Reading:
    has = ", ".join(header)[:200]
    fault: str = said("problem.lacks_column", "no column {column}", column=repr(unknown[0])) if unknown else ""
    columns = ",".join(f"{field}=..." for field in missing) or "title=Name,abstract=Text"
    reason = said(
        "problem.columns",
        "this is {found} with {fault}; it has: {has}. Rename the columns in its first row, name them, as in"
        " `--map {columns}`, or export it again with abstracts",
        found=format_name(found),
        fault=fault or _MISSING[tuple(missing)],
        has=has,
        columns=columns,
    )
    return Reading((), (Problem(file, None, reason),), refused=True, unread=_unread(header))


TABLES = tuple(_reader(name) for name in dict.fromkeys(_DELIMITERS.values()))
