"""Reads Markdown tables of papers: the cells are turned into CSV and read as such. Pure."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

from index.papers import Reading
from index.sources.data.tabular import read_table
from index.sources.fields.columns import columns_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"(?<!\\)!?\[(?P<text>[^\[\]]*)\]\((?P<address>[^()\s]*)[^()]*\)")
_MARKUP = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|(?<![`\\])`(?P<code>[^`]+)`(?!`)")
_ESCAPED = re.compile(r"\\([\\`*_\[\]()#+.!|<>~-])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def _recognises(head: Head) -> bool:
    return any(
        _names_papers(cells) for cells, rule in zip(head.lines, head.lines[1:], strict=False) if _RULE.fullmatch(rule)
    )


def _names_papers(line: str) -> bool:
    """Return whether the line over a rule names a column for the title and one for the abstract."""
    return {"title", "abstract"} <= columns_of(_cells(line)).keys()


def _read(document: Document) -> Reading:
    # Blank lines keep the numbers of the others, and a table row is one line.
    rows = "\n".join(_as_csv(document.text.splitlines()))
    return read_table(replace(document, text=rows))


def _as_csv(lines: list[str]) -> Iterator[str]:
    """Yield each line of the first table of papers as CSV, and any other line as an empty one."""
    width, inside = 0, False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not width and _RULE.fullmatch(following) and _names_papers(line):
            header, inside = _cells(line), True
            width = len(header)
            yield _row([*header, *([] if "url" in columns_of(header) else ["url"])])
        elif inside and _BAR.search(line) and not _RULE.fullmatch(line):
            link = _LINK.search(line)
            yield _row([*(_cells(line) + [""] * width)[:width], link["address"] if link else ""])
        else:
            inside = inside and _RULE.fullmatch(line) is not None
            yield ""


def _cells(line: str) -> list[str]:
    inner = re.sub(r"^\s*\||(?<!\\)\|\s*$", "", line)
    return [_plain(cell) for cell in _BAR.split(inner)]


def _plain(cell: str) -> str:
    """Return a cell as text; of a link its words, or its address where it has none."""
    text = _LINK.sub(lambda link: link["text"] or link["address"], cell.strip())
    plain = _MARKUP.sub(lambda mark: mark["bold"] or mark["code"], _BREAK.sub(" ", text))
    return _ESCAPED.sub(r"\1", plain).strip()


def _row(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


MARKDOWN_TABLE = FormatReader("a Markdown table", _recognises, _read)
