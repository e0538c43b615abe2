"""Papers requested by address, in the form that `ingest.add` takes. Failures are reported for their address."""

from collections.abc import Iterable, Iterator

from app.fetch.download import Downloader
from app.fetch.source_address import SourceAddress, read_source_address
from index.errors import PaperchatError
from index.ingest import Input

# What arXiv's answer has for each paper, and what it has instead where the id is wrong.
_ENTRY, _ERROR = b"<entry", b"arxiv.org/api/errors"


def fetch_papers(addresses: Iterable[str], downloader: Downloader) -> Iterator[Input]:
    """Yield the papers of each address, fetched when their turn comes."""
    for text in addresses:
        try:
            address = read_source_address(text)
            data = downloader.fetch(address)
        except PaperchatError as fault:
            yield Input(text, fault=str(fault).removeprefix(f"{text}: "))
            continue
        if nothing := _nothing_in(data, address):
            yield Input(address.name, fault=nothing)
        else:
            yield Input(address.name, data, path=address.name)


def _nothing_in(data: bytes, address: SourceAddress) -> str:
    """Return what to say of an answer without papers."""
    url, start = address.url, data.lstrip()
    empty = start in (b"", b"[]", b"{}") or (
        ("/api/query" in url and (_ENTRY not in data or _ERROR in data))
        or ("/rss/" in url and b"<item" not in data)
        or ("doi.org/" in url and b'"abstract"' not in data)
    )
    return address.nothing if empty else ""
