"""Reads plain text that ScienceDirect and IEEE Xplore export: a citation, and below it `Abstract:`. Pure."""

import re
from collections.abc import Iterator, Mapping

from index.papers import Reading
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head

_NAMED = re.compile(r"(?P<name>Abstract|Keywords|URL): ?(?P<value>.*)", re.IGNORECASE)
_SCIENCE_DIRECT = re.compile(r"\(https://www\.sciencedirect\.com/science/article/")
# A. Quill and J. Marsh, "Gull Eye," in Journal of Gulls, vol. 12, pp. 1-9, March 2024, doi: 10.1000/1.
_IEEE = re.compile(r"(?P<authors>[^\"“”]{3,3000}), [\"“](?P<title>[^\"“”]{5,500}?),[\"”] (?:in )?(?P<rest>.*)")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s,]+")
_YEAR = re.compile(r"(?:(?P<month>[A-Z][a-z]{2,8})\.? )?\b(?P<year>(?:19|20)\d\d)\b")


def _recognises(head: Head) -> bool:
    abstracts = sum(1 for line in head.lines if line.startswith("Abstract:"))
    return abstracts > 0 and (head.count(_SCIENCE_DIRECT) > 0 or any(map(_is_of_ieee, head.lines)))


def _is_of_ieee(line: str) -> bool:
    return _IEEE.match(line) is not None and (", doi: 10." in line or ", vol. " in line)


def _read(document: Document) -> Reading:
    return reading_of(_records(document.text), document.file)


CITED_TEXT = FormatReader("a text of citations with abstracts", _recognises, _read)


def _records(text: str) -> Iterator[Record]:
    cited: list[str] = []
    named: dict[str, list[str]] = {}
    start, name, after_blank = 1, "", True
    for number, line in enumerate(map(str.strip, text.lstrip("\ufeff").splitlines()), 1):
        found = _NAMED.fullmatch(line)
        if after_blank and not found and (line.endswith(",") or _IEEE.match(line)):
            if cited:
                yield Record(start, _values(cited, named))
            cited, named, start, name = [], {}, number, ""
        if found:
            name = found["name"].casefold()
            named.setdefault(name, []).append(found["value"])
        elif line:
            (named[name] if name else cited).append(line)
        after_blank = not line
    if cited:
        yield Record(start, _values(cited, named))


def _values(cited: list[str], named: Mapping[str, list[str]]) -> Mapping[str, object]:
    whole = " ".join(cited)
    of_ieee = _IEEE.match(whole)
    # ScienceDirect: the authors, the title and the journal on lines of their own.
    authors, title, venue = (line.rstrip(",") for line in (*cited, "", "", "")[:3])
    if of_ieee:
        authors, title, venue = of_ieee["authors"], of_ieee["title"], of_ieee["rest"].partition(",")[0]
    doi = _DOI.search(whole)
    year = _YEAR.search(of_ieee["rest"] if of_ieee else "\n".join(cited[3:]))
    return {
        "title": title,
        "abstract": " ".join(named.get("abstract", ())),
        "authors": authors,
        "venue": venue,
        "doi": doi[0].rstrip(".") if doi else "",
        "date": year[0] if year else "",
        "tags": " ".join(named.get("keywords", ())).strip("{}, "),
        "url": named.get("url", ()),
    }
