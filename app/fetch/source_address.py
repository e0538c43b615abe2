"""What may be named instead of a file: `arxiv:2305.12345`, `hf:2026-11-20`, `doi:10...`, the address of a .bib file.

Pure: knows where each service keeps its papers, and opens no connection.
"""

import re
from dataclasses import dataclass
from datetime import date as Date
from urllib.parse import quote, urlsplit

from index.errors import PaperchatError
from index.identity import parse_arxiv_id, parse_doi

HOSTS = frozenset({
    *("export.arxiv.org", "rss.arxiv.org", "arxiv.org", "huggingface.co"),
    *("doi.org", "dx.doi.org", "api.crossref.org", "data.crossref.org", "data.crosscite.org", "api.datacite.org"),
    *("aclanthology.org", "dblp.org", "proceedings.mlr.press", "raw.githubusercontent.com"),
})  # fmt: skip
"""The only hosts that are contacted, also after a redirect."""

_ADDRESS = re.compile(r"(?:arxiv|hf|doi|https?):", re.IGNORECASE)
_CATEGORY = re.compile(r"(?P<category>[a-z-]{2,10}(?:\.[A-Za-z-]{2,10})?)(?:/new)?")
_HF_PAPER = re.compile(r"/(?:papers|api/papers)/(?P<id>\d{4}\.\d{4,5})/?")
_HF_DAY = re.compile(r"/papers/date/(?P<day>\d{4}-\d\d-\d\d)/?")
_CSL = "application/vnd.citationstyles.csl+json"
_FORMS = (
    "Give arxiv:2305.12345, arxiv:cs.CL/new, hf:2026-11-20, hf:new, doi:10.18653/v1/... or the https address of a .bib"
    " file."
)


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """Where papers are fetched from."""

    name: str
    """The address as it was given, tidied; the source of its papers in the library."""
    url: str
    accept: str = "*/*"
    nothing: str = ""
    """The message if the response contains no paper."""


def is_source_address(text: str) -> bool:
    """Return whether the text is meant as an address rather than a file.

    >>> is_source_address("arxiv:2305.12345"), is_source_address("https://dblp.org/x.bib"), is_source_address("hf.txt")
    (True, True, False)
    """
    return _ADDRESS.match(text) is not None


def read_source_address(text: str) -> SourceAddress:
    """Return where the papers of an address are; raise PaperchatError with the forms it may have."""
    scheme, _, rest = text.strip().partition(":")
    reader = {"arxiv": _arxiv, "hf": _hugging_face, "doi": _doi, "https": _web, "http": _web}[scheme.casefold()]
    found = reader(rest.strip())
    if found is None:
        raise PaperchatError(f"{text}: not an address that paperchat can fetch papers from.", _FORMS)
    return found


def _arxiv(rest: str) -> SourceAddress | None:
    if parsed := parse_arxiv_id(rest):
        wanted = f"{parsed[0]}v{parsed[1]}" if parsed[1] else parsed[0]
        return SourceAddress(
            f"arxiv:{wanted}",
            f"https://export.arxiv.org/api/query?id_list={quote(wanted)}&max_results=1",
            nothing="arXiv has no paper with this id; check the number",
        )
    category = _CATEGORY.fullmatch(rest)
    if category is None:
        return None
    name = category["category"]
    return SourceAddress(
        f"arxiv:{name}/new",
        f"https://rss.arxiv.org/rss/{quote(name)}",
        nothing="arXiv lists no new papers in this category today; at weekends there are none",
    )


def _hugging_face(rest: str) -> SourceAddress | None:
    if (parsed := parse_arxiv_id(rest)) and "/" not in parsed[0]:
        return SourceAddress(
            f"hf:{parsed[0]}",
            f"https://huggingface.co/api/papers/{parsed[0]}",
            nothing="Hugging Face has no page for this paper; try arxiv: instead of hf:",
        )
    if rest.casefold() == "new":
        url = "https://huggingface.co/api/daily_papers?limit=100"
        return SourceAddress("hf:new", url, nothing="Hugging Face lists no papers now; try again later")
    try:
        day = Date.fromisoformat(rest)
    except ValueError:
        return None
    return SourceAddress(
        f"hf:{day}",
        f"https://huggingface.co/api/daily_papers?date={day}&limit=100",
        nothing="Hugging Face lists no papers on this day; at weekends there are few or none",
    )


def _doi(rest: str) -> SourceAddress | None:
    if parsed := parse_arxiv_id(rest):
        return _arxiv(parsed[0])
    doi = parse_doi(rest)
    if doi is None:
        return None
    return SourceAddress(
        f"doi:{doi}",
        f"https://doi.org/{quote(doi, safe='/:;().-_')}",
        accept=_CSL,
        nothing="the DOI's registry has no abstract of this paper; save the publisher's page as HTML and add that file",
    )


def _web(rest: str) -> SourceAddress | None:
    """Return the address of a service's page, or of a .bib file on a known host."""
    parts = urlsplit(f"https:{rest}")
    host, path = (parts.hostname or "").removeprefix("www."), parts.path
    if host in ("arxiv.org", "export.arxiv.org"):
        return _arxiv(path.removeprefix("/abs/").removeprefix("/pdf/").removeprefix("/list/"))
    if host == "huggingface.co":
        found = _HF_PAPER.fullmatch(path) or _HF_DAY.fullmatch(path)
        return _hugging_face(found[1]) if found else None
    if host in ("doi.org", "dx.doi.org"):
        return _doi(path.removeprefix("/"))
    if host not in HOSTS or parts.port not in (None, 443) or parts.username or not path.endswith(".bib"):
        return None
    url = f"https://{host}{quote(path, safe='/%+~()')}"
    return SourceAddress(url, url, nothing="the file has no paper with an abstract")
