"""Reads BibTeX and BibLaTeX, as Zotero, Mendeley, JabRef, the ACL Anthology and arXiv write it. Pure."""

import logging
import re
from collections.abc import Iterator, Mapping

from index.papers import Reading, tidy
from index.sources.fields.ids import ids_in_notes
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.problem_reasons import skipped
from index.text.date_words import MONTHS
from index.text.latex.latex_text import to_text
from index.wording.said import said

_ENTRY = re.compile(r"@[a-zA-Z]{3,20}\s*(?:[{(]\s*[^\s,{}()=]*\s*(?:,|$)|\{\s*[\w-]+\s*=\s*[{\"])")
_FIELD = re.compile(r"(?:[a-zA-Z][\w-]{1,30}\s*=\s*[{\"\w])")
_FIELDS_INSIDE = re.compile(r"(?m)(?:^|,)\s*[a-zA-Z][\w-]{1,30}\s*=\s*[{\"\d]")
_SOME = 2
# Keys, addresses and dates are not LaTeX; only the signs that a bibliography must escape are unescaped.
_VERBATIM = frozenset(
    "url pdf code doi eprint arxiv archiveprefix primaryclass year month date pmid urldate keywords".split()
)
_UNREAD = frozenset(("author", "editor", "file", "annote", "abstract"))
_ESCAPED = re.compile(r"\\([&%$#_{}~])|\{\\_\}|[{}]")
# EndNote writes no key, and people who type entries may forget the comma after it.
_NO_KEY = re.compile(
    r"^([ \t]*@(?!comment\b|string\b|preamble\b)[a-z]{3,20}\s*[{(](?:\s*[^\s,{}()=]+(?=\s+[a-z][\w-]*\s*=))?)"
    r"(?=\s*[a-z][\w-]*\s*=)",
    re.IGNORECASE | re.MULTILINE,
)
_NO_COMMA = re.compile(r"\s*([a-z][\w-]{1,30})\s*=\s*(?=[{\"\w])", re.IGNORECASE)
_JOINT = re.compile(r"\}\s*#")
_GROUP = re.compile(r"\{[^{}]*\}")


def recognises(head: Head) -> bool:
    """Return whether this is BibTeX."""
    entries = head.count(_ENTRY)
    fields = head.count(_FIELD) >= _SOME or len(_FIELDS_INSIDE.findall(head.text)) >= _SOME
    return bool(entries and (fields or head.suffix == "bib"))


def read(document: Document) -> Reading:
    """Return the papers of a bibliography."""
    return reading_of(_records(document.text), document.file)


def fields_by_key(text: str) -> dict[str, Mapping[str, str]]:
    r"""Return the fields of each entry as plain text, by its key; of entries with one key the first.

    >>> fields_by_key('@article{tern, title = {{Tern}: {S}parse}, eprint="2401.00001"}')
    {'tern': {'title': 'Tern: Sparse', 'eprint': '2401.00001'}}
    """
    found: dict[str, Mapping[str, str]] = {}
    for _, key, fields in _entries(text):
        if isinstance(fields, dict):
            found.setdefault(key, {name: _plain(name, value) for name, value in fields.items()})
    return found


def _records(text: str) -> Iterator[Record]:
    for line, key, fields in _entries(text):
        if isinstance(fields, str):
            yield Record(line, {}, fields)
        else:
            yield Record(line, _values(key, fields))


def _values(key: str, latex: Mapping[str, str]) -> dict[str, object]:
    fields = {name: _plain(name, value) for name, value in latex.items() if name not in _UNREAD}
    old_style = fields.get("primaryclass", "").partition(".")[0]
    eprint = fields.get("eprint", "")
    if old_style and re.fullmatch(r"\d{7}(?:v\d+)?", eprint):
        eprint = f"{old_style}/{eprint}"
    is_arxiv = fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).casefold() == "arxiv"
    pmid = [f"pmid:{fields['pmid']}"] if "pmid" in fields else []
    venue = next((fields[name] for name in ("booktitle", "journal", "journaltitle") if fields.get(name)), None)
    return {
        "title": fields.get("title"),
        "abstract": to_text(latex.get("abstract", "")) or fields.get("annotation"),
        "authors": _people(latex.get("author", "")),
        "date": fields.get("date"),
        "year": fields.get("year"),
        "month": fields.get("month"),
        "arxiv_id": [eprint if is_arxiv else "", fields.get("arxiv", "")],
        "doi": fields.get("doi"),
        # The reader's own texts cite the entry by its key.
        "ids": [f"bibtex:{key}", *ids_in_notes([fields.get("note", "")]), *pmid],
        "url": fields.get("url"),
        "pdf_url": fields.get("pdf"),
        "code_url": fields.get("code"),
        "venue": venue,
        "categories": [*fields.get("primaryclass", "").split(), *fields.get("categories", "").split()],
        "language": fields.get("language") or fields.get("langid"),
        "tags": [tag for tag in re.split(r"\s*[;,]\s*", fields.get("keywords", "")) if tag],
        "organisation": fields.get("organization") or fields.get("institution"),
    }


def _entries(text: str) -> Iterator[tuple[int, str, dict[str, str] | str]]:
    """Yield line, key and fields of each entry, or what is wrong with it instead of the fields."""
    from bibtexparser.model import Entry, ParsingFailedBlock
    from bibtexparser.splitter import Splitter

    # What it logs is among the failed blocks, too.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = Splitter(_NO_KEY.sub(r"\1,", text)).split()
    strings = {month: month for month in MONTHS}
    strings |= {string.key.casefold(): _joined(str(string.value), strings) for string in library.strings}
    for block in library.blocks:
        entry = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        line = (block.start_line or 0) + 1
        if isinstance(entry, Entry):
            fields: dict[str, str] = {}
            for field in entry.fields:
                for name, value in _with_commas(field.key, str(field.value)):
                    fields.setdefault(name.casefold(), _joined(value, strings))
            yield line, entry.key, fields
        elif isinstance(block, ParsingFailedBlock):
            yield (
                line,
                "",
                skipped(
                    said(
                        "problem.bibtex", "an entry that is not valid BibTeX; it may have one brace too many or too few"
                    )
                ),
            )


def _with_commas(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield a field, and those that follow it without a comma between.

    >>> list(_with_commas("title", '{A {b} = c} year = "2001"'))
    [('title', '{A {b} = c}'), ('year', '"2001"')]
    """
    while value.startswith(("{", '"')):
        end = _end_of_value(value)
        if not (following := _NO_COMMA.match(value, end)):
            break
        yield name, value[:end]
        name, value = following[1], value[following.end() :]
    yield name, value


def _end_of_value(value: str) -> int:
    """Return where a value in braces or quotation marks ends."""
    depth = 0
    for sign in re.finditer(r"[{}\"]", value):
        depth += (sign[0] == "{") - (sign[0] == "}")
        if depth == 0 and sign.start() and sign[0] == ("}" if value[0] == "{" else '"'):
            return sign.end()
    return len(value)


def _plain(name: str, value: str) -> str:
    if name in _VERBATIM:
        return tidy(_ESCAPED.sub(lambda match: match[1] or ("_" if "_" in match[0] else ""), value))
    return to_text(value)


def _joined(value: str, strings: Mapping[str, str]) -> str:
    """Return a value without its delimiters, with parts joined by # concatenated and string names replaced."""
    value = value.strip()
    if value.startswith("{") and value.endswith("}") and not _JOINT.search(value):
        return value[1:-1]
    return "".join(
        part[1:-1] if part[0] in '{"' else strings.get(part.casefold(), part) for part in _split(value, "#") if part
    )


def _split(value: str, separator: str) -> list[str]:
    """Split at separators outside braces and quotation marks."""
    parts, depth, quoted = [""], 0, False
    for sign in re.split(rf"([{{}}\"]|{separator})", value):
        if re.fullmatch(separator, sign) and depth == 0 and not quoted:
            parts.append("")
            continue
        quoted ^= sign == '"' and depth == 0 and separator == "#"
        depth += (sign == "{") - (sign == "}")
        parts[-1] += sign
    return [part.strip() for part in parts]


def _people(latex: str) -> list[object]:
    """Return the authors; a name in braces, as of a group, is not turned."""
    names = _split(latex, r"\s+[aA][nN][dD]\s+")
    return [{"family": to_text(name)} if _GROUP.fullmatch(name) else to_text(name) for name in names]


BIBTEX = FormatReader("a BibTeX file", recognises, read)
