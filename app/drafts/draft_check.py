"""Compares the cited sentences of a draft with the abstracts that they cite. Knows no file and no store."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.checking.answer_check import cited_abstract
from app.checking.reasons import Reason
from app.checking.result import Verdict
from app.checking.sentence_check import check
from app.checking.support import Similarity
from app.citations import answer_sentences, marks_before_stop
from app.citations.marks import without_marks
from app.drafts.cited_works import KnownPapers, Reference
from app.drafts.draft_text import DraftText, GivenSentence
from index.papers import Paper

# "Section 3" and "Table 2" are places in the draft, not figures of the paper.
_PLACES = re.compile(
    r"\(?\b(?:sections?|sec\.|figures?|fig\.|tables?|tab\.|eqs?\.|equations?|appendix|chapters?)\s*\(?\d+(?:\.\d+)*[a-z]?"
    r"\)?\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A sentence of a draft, compared with the papers it cites."""

    sentence: str
    """Without its citations."""
    papers: tuple[Paper, ...]
    """Those that are in the collection."""
    missing: tuple[str, ...]
    """What else it cites, as the draft writes it: not in the collection."""
    verdict: Verdict | None = None
    """None if nothing could be compared."""
    flagged: bool = False
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[tuple[Paper, str], ...] = ()
    """For each paper, its closest sentence."""


def check_draft(draft: DraftText, papers: KnownPapers, similarity: Similarity) -> Iterator[CheckedCitation]:
    """Yield the cited sentences of a draft that claim something, in order."""
    found = {number: papers.find(one) for number, one in enumerate(draft.references, 1)}
    for one in answer_sentences(draft.text, len(draft.references)):
        if one.cited and one.claim:
            written = marks_before_stop(draft.text[one.start : one.end])
            cited = [(number, draft.references[number - 1], found[number]) for number in one.cited]
            yield _checked(written, cited, similarity)


def check_given(
    sentences: Sequence[GivenSentence], papers: KnownPapers, similarity: Similarity
) -> Iterator[CheckedCitation]:
    """Yield each of the sentences, whatever it says."""
    for one in sentences:
        cited = [(number, reference, papers.find(reference)) for number, reference in enumerate(one.references, 1)]
        yield _checked(one.sentence, cited, similarity)


def _checked(
    written: str, cited: Sequence[tuple[int, Reference, Paper | None]], similarity: Similarity
) -> CheckedCitation:
    known = {number: paper for number, _, paper in cited if paper}
    missing = tuple(reference.written for _, reference, paper in cited if paper is None)
    found = CheckedCitation(" ".join(without_marks(written).split()), tuple(dict.fromkeys(known.values())), missing)
    if not known:
        return found
    abstracts = [cited_abstract(number, paper) for number, paper in known.items()]
    result = check(_PLACES.sub("", written), abstracts, similarity)
    if result is None:
        return found
    return replace(
        found,
        verdict=result.verdict,
        flagged=result.flagged,
        reasons=result.reasons,
        evidence=tuple(
            (known[one.number], known[one.number].abstract[slice(*one.spans[0])]) for one in result.evidence
        ),
    )
