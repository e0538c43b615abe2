"""The check of one sentence: which of its figures, names and words are in the abstracts it cites? Pure.

Looks for its figures, its names and its words; what it says with them is for the reader, or a model, to judge. Knows
no model and no store.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from app.checking.decision import ClauseSignals, Writer, fitted, is_made_of_titles, signals_of
from app.checking.figures import figures
from app.checking.missing import missing_figures, missing_names, wrong_figures
from app.checking.polarity import one_sided_denial
from app.checking.reasons import FIGURES, Reason, ReasonKind
from app.checking.result import Verdict, combined_verdict, is_flagged
from app.checking.support import (
    LONGEST_ABSTRACT,
    MOST_NAMED,
    CitedAbstract,
    Clause,
    PreparedAbstract,
    Similarity,
    Support,
    claimed_figures,
    claimed_names,
    claimed_stance,
    claimed_stems,
    prepare,
    support,
)
from app.citations.marks import MARKS, numbers_in
from index.text.plain_text import content_stems, plain_text

# What follows a mark that ends a clause.
_CLOSED = re.compile(r"\s*(?:$|[,;.:!?)—–]|(?:and|or|but|while|whereas|although|though)\b)")
_HEADING = re.compile(r"\s*(?:#{1,6}\s|\*\*[^*]+\*\*:?\s*$|\|[\s|:-]+$)")
_PART = re.compile(r"(?:part|section|chapter|step|phase|figure|table) \w{1,4}[.:]?", re.IGNORECASE)
_SPEAKING = re.compile(
    r"\b(?:collection|sources?|papers|abstracts?)\b.{0,20}\b(?:do|does|did|is|are)(?: not|n't)\s"
    r"(?:say|mention|contain|hold|discuss|cover|address|report|answer|provide|include|state|specify|give|there|enough)"
    r"|\bno (?:papers?|sources?|abstracts?)\b|^(?:here|below|above) (?:is|are)\b"
    r"|\b(?:is|are|was|were) (?:not|never) (?:stated|given|mentioned|specified|disclosed|provided|said|reported)\b",
    re.IGNORECASE,
)
# What an answer says about itself: "three relevant papers".
_COUNTED = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|relevant|related|main|key)\b", re.IGNORECASE
)
# The score below which a sentence that asks for a look counts as not found, by words alone and with cosines; and the
# score from which words alone settle that nothing is missing. Tuned on the train splits.
_LEAST_BY_WORDS, _LEAST_WITH_COSINES, _ENOUGH = 0.35, 0.38, 0.48
_COSINE = 0.6
# A paper that covers less than this share of what the best one covers gives no hint.
_NEAR = 0.8
# A reason of one of these kinds is enough.
_CERTAIN: frozenset[ReasonKind] = frozenset(["other figure", "name from another paper", "other name"])
# The most characters of a sentence to compare.
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class CitedEvidence:
    """The sentences of a cited abstract that come closest to a sentence."""

    number: int
    spans: tuple[tuple[int, int], ...]
    """Offsets (start, end) in the abstract, the best first, at most two."""


@dataclass(frozen=True, slots=True)
class SentenceResult:
    """The outcome of checking one sentence."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    """What is missing, and hints; empty if all was found."""
    evidence: tuple[CitedEvidence, ...]
    """One for each cited paper that has similar sentences, in the order of the citations."""
    score: float
    """How much of the sentence the papers cover, from 0 to 1."""

    @property
    def flagged(self) -> bool:
        """The reader should compare it with the papers."""
        return is_flagged(self.verdict, self.reasons)


@dataclass(frozen=True, slots=True)
class _ClauseResult:
    """The outcome of checking one clause."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    score: float
    supports: tuple[Support, ...]


def check(
    sentence: str,
    cited: Sequence[CitedAbstract],
    similarity: Similarity | None = None,
    writer: Writer = "person",
) -> SentenceResult | None:
    """Return what of `sentence` is in the `cited` abstracts; None if it claims nothing, such as a heading.

    `sentence` may contain Markdown and `[n]` marks. If every clause has its own marks, each is checked against its own
    papers; otherwise a fact may come from any of them. A sentence without a citation is not found. The similarity is
    the slowest part, so it is computed, and the fitted decision asked, only where words alone leave something open.
    """
    if not claims(sentence):
        return None
    if not cited:
        return SentenceResult("not found", (Reason("no citation"),), (), 0.0)
    clauses = _clauses(sentence[:_LONGEST], [prepare(paper) for paper in cited])
    found = _result(clauses, cited, None, writer)
    found = _result(clauses, cited, similarity, writer) if found.flagged and similarity else found
    return replace(found, reasons=(*found.reasons, *_cut(sentence, cited)))


def score_limit(sentence: str, cited: Sequence[CitedAbstract], *, cosines: bool) -> float:
    """Return the highest score that `check` could give a sentence, by its words alone; `cosines`: with a similarity."""
    clauses = _clauses(sentence[:_LONGEST], [prepare(paper) for paper in cited])
    return min(_limit(clause, cosines=cosines) for clause in clauses)


def doubt(sentence: str, cited: Sequence[CitedAbstract], similarity: Similarity) -> float:
    """Return the log odds that the abstracts do not say this, by wording and names; the largest of its clauses."""
    clauses = _clauses(sentence[:_LONGEST], [prepare(paper) for paper in cited])
    return max(fitted().doubt(clause_signals(clause, similarity)) for clause in clauses)


def clause_signals(clause: Clause, similarity: Similarity) -> ClauseSignals:
    """Return what the fitted decision looks at."""
    supports = [support(clause.text, paper, similarity) for paper in clause.papers]
    return signals_of(clause, supports, [one.subject for one in missing_names(clause)])


def _cut(sentence: str, cited: Sequence[CitedAbstract]) -> Iterator[Reason]:
    if len(sentence) > _LONGEST:
        yield Reason("cut", subject=f"the first {_LONGEST:,} characters of the sentence")
    if len(sentence) > MOST_NAMED and len(figures(sentence[:_LONGEST])) > MOST_NAMED:
        yield Reason("cut", subject=f"the first {MOST_NAMED} figures of the sentence")
    if any(len(paper.abstract) > LONGEST_ABSTRACT for paper in cited):
        yield Reason("cut", subject=f"the first {LONGEST_ABSTRACT:,} characters of an abstract")


def _result(
    clauses: Sequence[Clause], cited: Sequence[CitedAbstract], similarity: Similarity | None, writer: Writer
) -> SentenceResult:
    results = [_check_clause(clause, similarity, writer) for clause in clauses]
    spans: dict[int, tuple[tuple[int, int], ...]] = {}
    for one in (one for result in results for one in result.supports):
        spans.setdefault(one.paper.number, one.spans)
    return SentenceResult(
        combined_verdict([result.verdict for result in results]),
        tuple(dict.fromkeys(reason for result in results for reason in result.reasons)),
        tuple(CitedEvidence(paper.number, spans[paper.number]) for paper in cited if spans.get(paper.number)),
        min(result.score for result in results),
    )


# A sentence is compared with one paper after another.
@lru_cache(256)
def claims(sentence: str) -> bool:
    """Return whether a sentence of an answer makes a claim that a paper could back.

    >>> [claims(text) for text in ("Here is a summary:", "I found three papers.", "LoRA needs 3 GB [1].")]
    [False, False, True]
    """
    text = plain_text(sentence)
    if (
        _HEADING.match(sentence)
        or _PART.fullmatch(text)
        or text.endswith("?")
        or (_SPEAKING.search(text) and not figures(text))
    ):
        return False
    if text.endswith(":") and not MARKS.search(sentence):
        return False
    return bool(content_stems(_COUNTED.sub("", text)))


def _clauses(sentence: str, papers: Sequence[PreparedAbstract]) -> list[Clause]:
    """Cut a sentence at its marks if each mark ends a clause, a row of a table into cells; or return it whole."""
    if sentence.lstrip().startswith("|"):
        return _cells(sentence, papers)
    whole = [Clause(plain_text(sentence), tuple(papers), ())]
    groups = list(MARKS.finditer(sentence))
    cuts = [0, *(group.end() for group in groups)]
    texts = [plain_text(sentence[start:end]) for start, end in pairwise(cuts)]
    closes = all(_CLOSED.match(sentence, group.end()) for group in groups)
    if len(groups) < 2 or not closes or len(content_stems(plain_text(sentence[cuts[-1] :]))) > 1:  # noqa: PLR2004
        return whole
    parts: list[tuple[str, set[int]]] = []
    for text, group in zip(texts, groups, strict=True):
        numbers = set(numbers_in(group[0]))
        if parts and len(content_stems(text)) < 2:  # noqa: PLR2004
            parts[-1] = (f"{parts[-1][0]} {text}", parts[-1][1] | numbers)
        else:
            parts.append((text, numbers))
    clauses = [
        Clause(text, tuple(p for p in papers if p.number in own), tuple(p for p in papers if p.number not in own))
        for text, own in parts
    ]
    return clauses if all(clause.papers for clause in clauses) else whole


def _cells(row: str, papers: Sequence[PreparedAbstract]) -> list[Clause]:
    """Return the cells of a row that have marks of their own, each with the first one, which says what they are about.

    A cell without marks goes with the next one that has some.
    """
    first, *cells = row.strip().strip("|").split("|")
    texts, waiting = list[str](), ""
    for cell in cells:
        waiting = f"{waiting} {cell}"
        if MARKS.search(cell):
            texts, waiting = [*texts, waiting], ""
    if len(texts) > 1 and not waiting.strip():
        clauses = [_clause_of(f"{first}: {text}", papers) for text in texts]
        if all(clause.papers for clause in clauses):
            return clauses
    return [Clause(plain_text(row.replace("|", " ")), tuple(papers))]


def _clause_of(text: str, papers: Sequence[PreparedAbstract]) -> Clause:
    own = set(numbers_in(text))
    others = tuple(paper for paper in papers if paper.number not in own)
    return Clause(plain_text(text), tuple(paper for paper in papers if paper.number in own), others)


def _check_clause(clause: Clause, similarity: Similarity | None, writer: Writer) -> _ClauseResult:
    supports = tuple(support(clause.text, paper, similarity) for paper in clause.papers)
    score, names = _score(clause.text, supports), list(missing_names(clause))
    missing = [*missing_figures(clause), *names]
    missing += [] if missing else wrong_figures(clause, supports)
    if similarity:
        doubtful = fitted().needs_review(signals_of(clause, supports, [one.subject for one in names]), writer)
    else:
        doubtful = bool(missing) or score < _ENOUGH
    doubtful |= writer == "model" and is_made_of_titles(clause)
    if doubtful and score < (_LEAST_WITH_COSINES if similarity else _LEAST_BY_WORDS):
        return _ClauseResult("not found", (Reason("little support", clause.cited),), score, supports)
    if doubtful and not missing:
        missing.append(Reason("partial support", clause.cited))
    verdict = "partly found" if doubtful or any(map(is_certain, missing)) else found_verdict(clause.text, missing)
    return _ClauseResult(verdict, (*missing, *_hints(clause, supports)), score, supports)


def is_certain(reason: Reason) -> bool:
    """Return whether a reason flags a sentence whatever else is found: a figure in digits has no synonyms."""
    in_digits = any(sign.isdigit() for sign in reason.subject)
    return (reason.kind in FIGURES and in_digits) or reason.kind in _CERTAIN


def found_verdict(text: str, missing: Sequence[Reason]) -> Verdict:
    """Return the verdict on a text that is not flagged."""
    named = claimed_figures(text) or claimed_names(text)
    return "figures and names found" if named and not missing else "wording found"


def _score(text: str, supports: Sequence[Support]) -> float:
    """Return how much of a text its papers cover: the share of its words they have, and their best sentence's cosine.

    Without cosines, the share of words in the best sentences takes their place.
    """
    stems = claimed_stems(text)
    near, covered = (
        len(frozenset[str]().union(*found)) / (len(stems) or 1)
        for found in ([one.near for one in supports], [one.covered for one in supports])
    )
    cosines = [one.cosine for one in supports if one.cosine is not None]
    return (1 - _COSINE) * covered + _COSINE * max(cosines) if cosines else (near + covered) / 2


def _limit(clause: Clause, *, cosines: bool) -> float:
    """Return the score of a clause whose words all stand in the best sentence, or have a cosine of 1 with it."""
    stems = claimed_stems(clause.text)
    there = frozenset[str]().union(*(paper.stems for paper in clause.papers))
    covered = len(stems & there) / (len(stems) or 1)
    return (1 - _COSINE) * covered + _COSINE if cosines else covered


def _hints(clause: Clause, supports: Sequence[Support]) -> list[Reason]:
    """Compare the sentence with the closest one of each paper; one paper without a difference is enough."""
    claimed = claimed_stance(clause.text)
    found: list[Reason] = []
    for one in supports:
        lines = [line for line in one.ranked if line.span]
        if lines and len(one.near) >= _NEAR * max(len(other.near) for other in supports):
            denial = one_sided_denial(claimed, lines[0].stance, one.paper.lines[0].stems)
            if not denial:
                return []
            found.append(Reason(denial, (one.paper.number,)))
    return found[:1]
