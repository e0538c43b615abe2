"""What a draft cites: keys, arXiv ids, DOIs and titles, and which paper of the collection each of them is. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.identity import fold, parse_arxiv_id, parse_doi
from index.papers import Paper
from index.sources.references.bibtex import fields_by_key

_ARXIV = re.compile(
    r"(?:arxiv[:.\s/]*(?:org/(?:abs|pdf)/)?)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE
)
_BARE_ARXIV = re.compile(r"(?<![\d.])\d{4}\.\d{4,5}(?:v\d+)?(?![\d.])")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'<>{}\]]+[^\s\"'<>{}\].,;:)]", re.IGNORECASE)
# A folded title this short may be ordinary words.
_SHORTEST_TITLE = 12


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing that a draft cites, as far as the draft or its bibliography describes it."""

    written: str
    """As the draft writes it: a key, an id, a title, or the line of a list of references."""
    details: str = ""
    """What the bibliography says about it: title and ids."""


@dataclass(frozen=True, slots=True)
class KnownPapers:
    """The papers of the collection by everything that a draft may call them."""

    ids: Mapping[str, Paper]
    """By arXiv id, DOI and library id, in lower case."""
    titles: Mapping[str, Paper] = field(default_factory=dict)
    """By folded title."""

    @classmethod
    def of(cls, papers: Iterable[Paper]) -> "KnownPapers":
        """Return the papers by their names."""
        ids: dict[str, Paper] = {}
        titles: dict[str, Paper] = {}
        for paper in papers:
            for name in filter(None, (paper.id, paper.arxiv_id, paper.doi)):
                ids.setdefault(name.lower(), paper)
            titles.setdefault(fold(paper.title), paper)
        return cls(ids, titles)

    def find(self, reference: Reference) -> Paper | None:
        """Return the paper that a reference means; None if it is not in the collection."""
        for text in filter(None, (reference.written, reference.details)):
            found = self.ids.get(text.strip().lower()) or self._by_id(text) or self._by_title(text)
            if found:
                return found
        return None

    def _by_id(self, text: str) -> Paper | None:
        written = [*_ARXIV.findall(text), *_BARE_ARXIV.findall(text)]
        names = [parsed[0] for one in written if (parsed := parse_arxiv_id(one))]
        names += [doi for one in _DOI.findall(text) if (doi := parse_doi(one))]
        return next((self.ids[name.lower()] for name in names if name.lower() in self.ids), None)

    def _by_title(self, text: str) -> Paper | None:
        """Return the paper whose title is the text, or the longest title that stands in it."""
        folded = fold(text)
        if folded in self.titles:
            return self.titles[folded]
        inside = [title for title in self.titles if len(title) >= _SHORTEST_TITLE and title in folded]
        return self.titles[max(inside, key=len)] if inside else None


def read_bibliography(text: str) -> dict[str, str]:
    r"""Return title and ids of each entry of a BibTeX file by its key.

    >>> read_bibliography('@article{tern, title = {{Tern}: {S}parse}, eprint="2401.00001"}')
    {'tern': 'Tern: Sparse; arXiv:2401.00001'}
    """
    return {key: _details(fields) for key, fields in fields_by_key(text).items()}


def _details(fields: Mapping[str, str]) -> str:
    eprint = {"eprint": f"arXiv:{fields['eprint']}"} if fields.get("eprint") else {}
    found = {**fields, **eprint}
    return "; ".join(found[name] for name in ("title", "eprint", "doi", "url", "journal", "note") if found.get(name))
