"""Compares the sentences of a draft with the abstracts that they cite. Knows no file and no store."""

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.checking.answer_check import cited_abstract
from app.checking.entailment import Entailment, with_doubts
from app.checking.reasons import Reason
from app.checking.result import FLAGGED, Check, Verdict
from app.checking.sentence_check import check, doubt, found_verdict, is_certain
from app.checking.support import Similarity
from app.citations import answer_sentences, marks_before_stop
from app.citations.marks import without_marks
from app.drafts.cited_works import KnownPapers, Reference
from app.drafts.draft_text import CitedSentence, DraftText
from app.drafts.standing import LEAST_LEAD, CitationSignals, citation_decision, standing_of
from index.papers import Paper
from index.text.plain_text import plain_text

# "Section 3" and "Table 2" are places in the draft, not figures of the paper.
_PLACES = re.compile(
    r"\(?\b(?:sections?|sec\.|figures?|fig\.|tables?|tab\.|eqs?\.|equations?|appendix|chapters?)\s*\(?\d+(?:\.\d+)*[a-z]?"
    r"\)?\)?",
    re.IGNORECASE,
)

# Characters of what a draft calls a paper, which may be a whole title.
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A sentence of a draft, compared with the papers it cites."""

    sentence: str
    """Without its citations."""
    papers: tuple[Paper, ...]
    """Those that are in the collection."""
    missing: tuple[str, ...]
    """What else it cites, as the draft writes it: not in the collection."""
    names: Mapping[int, str]
    """What the draft calls the papers, by the numbers that the reasons give them."""
    verdict: Verdict | None = None
    """None if nothing could be compared."""
    flagged: bool = False
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[tuple[Paper, str], ...] = ()
    """For each paper, its closest sentence."""


@dataclass(frozen=True, slots=True)
class ComparisonBasis:
    """What the sentences of a draft are compared with, and by what means."""

    papers: KnownPapers
    similarity: Similarity
    entailment: Entailment | None = None
    nearest: Callable[[str, Sequence[str]], Mapping[Paper, float]] = lambda *_: {}
    """Returns the similarities of a sentence with the papers of these ids, and with those nearest to it."""


def check_draft(draft: DraftText, against: ComparisonBasis) -> Iterator[CheckedCitation]:
    """Yield the cited sentences of a draft that claim something, in order."""
    found = {number: against.papers.find(one) for number, one in enumerate(draft.references, 1)}
    for one in answer_sentences(draft.text, len(draft.references)):
        if one.cited and one.claim:
            written = marks_before_stop(draft.text[one.start : one.end])
            cited = [(number, draft.references[number - 1], found[number]) for number in one.cited]
            yield _checked(written, cited, against)


def check_given(sentences: Sequence[CitedSentence], against: ComparisonBasis) -> Iterator[CheckedCitation]:
    """Yield each of the sentences, whatever it says."""
    for one in sentences:
        cited = [
            (number, reference, against.papers.find(reference)) for number, reference in enumerate(one.references, 1)
        ]
        yield _checked(one.sentence, cited, against)


def _with_rivals(check: Check, claim: str, cited: Mapping[int, Paper], against: ComparisonBasis) -> Check:
    """Return a check that also knows whether another paper of the collection fits the sentence better."""
    ids = frozenset(paper.id for paper in cited.values())
    text = plain_text(claim)
    standing = standing_of(ids, against.nearest(text, sorted(ids)))
    if not standing:
        return check
    abstracts = [cited_abstract(number, paper) for number, paper in cited.items()]
    signals = CitationSignals(doubt(claim, abstracts, against.similarity), standing.similarity, standing.lead)
    wrong_paper = standing.lead < LEAST_LEAD
    if wrong_paper or citation_decision().needs_review(signals):
        nearer = [Reason("another fits better", tuple(cited), standing.rival)] if wrong_paper else []
        reasons = (*check.reasons, *nearer) or (Reason("partial support", tuple(cited)),)
        return replace(check, verdict=check.verdict if check.verdict in FLAGGED else "partly found", reasons=reasons)
    if check.verdict in FLAGGED and not any(map(is_certain, check.reasons)):
        return replace(check, verdict=found_verdict(text, check.reasons))
    return check


def _checked(
    written: str, cited: Sequence[tuple[int, Reference, Paper | None]], against: ComparisonBasis
) -> CheckedCitation:
    known = {number: paper for number, _, paper in cited if paper}
    missing = tuple(reference.written for _, reference, paper in cited if paper is None)
    names = {number: textwrap.shorten(reference.written, _LONGEST_NAME) for number, reference, _ in cited}
    sentence = " ".join(without_marks(written).split())
    found = CheckedCitation(sentence, tuple(dict.fromkeys(known.values())), missing, names)
    if not known:
        return found
    abstracts = [cited_abstract(number, paper) for number, paper in known.items()]
    claim = _PLACES.sub("", written)
    result = check(claim, abstracts, against.similarity)
    if result is None:
        return found
    evidence = tuple((one.number, one.spans) for one in result.evidence)
    checked = _with_rivals(Check(0, len(written), result.verdict, result.reasons, evidence), claim, known, against)
    if against.entailment:
        (checked,) = with_doubts([checked], written, known, against.entailment)
    return replace(
        found,
        verdict=checked.verdict,
        flagged=checked.flagged,
        reasons=checked.reasons,
        evidence=tuple(
            (known[one.number], known[one.number].abstract[slice(*one.spans[0])]) for one in result.evidence
        ),
    )
