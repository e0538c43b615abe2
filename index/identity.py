"""What makes two records the same paper: arXiv id, then DOI, then folded title. Pure: knows no record, no store."""

import hashlib
import re
import unicodedata
from functools import lru_cache

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_ARXIV_ID = re.compile(
    r"(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|oai:arxiv\.org:|arxiv:\s?|(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s?)?10\.48550/arxiv\.)?"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z][a-z-]{1,19}(?:\.[a-z]{2})?/\d{7})(?:v(?P<version>\d{1,3}))?(?:\.pdf)?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s?)?(?P<doi>10\.\d{4,9}/\S{1,200})", re.IGNORECASE)
_BEHIND_NAME = re.compile(r":\s|[!?]\s|\s[–—-]+\s")
_ARXIV_DOI = "10.48550/arxiv."


def fold(title: str) -> str:
    """Return the letters and digits of a title without case, width and punctuation.

    >>> fold("GPT-4's  “Multi-modal” World!") == fold("GPT 4s multimodal world")
    True
    """
    return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFKC", title).casefold()) or title


def short_title(title: str) -> str:
    """Return the name that a title begins with, up to a colon, a dash or another mark; else the title.

    >>> short_title("Skim-it! A Way to Read"), short_title("Gull Eye: Reading"), short_title("Pointer Networks")
    ('Skim-it', 'Gull Eye', 'Pointer Networks')
    """
    return _BEHIND_NAME.split(title, maxsplit=1)[0].strip() or title


def short_hash(text: str) -> str:
    """Return the first twelve hexadecimal digits of a hash of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@lru_cache(4096)
def paper_id(title: str) -> str:
    """Return the id of the first paper met with this title: twelve hexadecimal digits of a hash of the folded title.

    Cached, because adding a paper asks for it seven times.

    >>> paper_id("RAR: Region-Aware Registration") == paper_id("RAR – region aware registration")
    True
    """
    return short_hash(fold(title))


def parse_arxiv_id(text: str) -> tuple[str, int | None] | None:
    """Return the arXiv id and the version in an id, an address or an arXiv DOI; None for anything else.

    >>> parse_arxiv_id("https://arxiv.org/pdf/2601.00011v2.pdf"), parse_arxiv_id("arXiv:hep-th/9901001")
    (('2601.00011', 2), ('hep-th/9901001', None))
    >>> parse_arxiv_id("10.48550/arXiv.2601.00011"), parse_arxiv_id("10.1000/182")
    (('2601.00011', None), None)
    """
    match = _ARXIV_ID.fullmatch(text.strip())
    return (match["id"].lower(), int(match["version"]) if match["version"] else None) if match else None


def parse_doi(text: str) -> str | None:
    """Return the DOI in a DOI or its address, in lower case; None for anything else and for the DOI of an arXiv id.

    >>> parse_doi("https://doi.org/10.1000/ABC.1"), parse_doi("10.48550/arXiv.2601.00011"), parse_doi("none")
    ('10.1000/abc.1', None, None)
    """
    match = _DOI.fullmatch(text.strip())
    doi = match["doi"].lower() if match else ""
    return doi if doi and not doi.startswith(_ARXIV_DOI) else None
