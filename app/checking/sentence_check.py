"""The check of one sentence: which of its figures, names and words are in the abstracts it cites? Pure.

Looks for its figures, its names and its words; what it says with them is for the reader, or a model, to judge. Knows
no model and no store.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.checking.agreement import matches, same_unit
from app.checking.figures import Figure, figures
from app.checking.name_forms import has_name
from app.checking.polarity import one_sided_denial, stance
from app.checking.reasons import Reason
from app.checking.result import Verdict, is_flagged, of_clauses
from app.checking.support import (
    LONGEST_ABSTRACT,
    CitedAbstract,
    PreparedAbstract,
    Similarity,
    Support,
    prepare,
    support,
)
from app.citations.marks import MARKS, numbers_in
from index.text.names import names_in
from index.text.plain_text import content, plain

# What follows a mark that ends a clause.
_CLOSED = re.compile(r"\s*(?:$|[,;.:!?)—–]|(?:and|or|but|while|whereas|although|though)\b)")
_HEADING = re.compile(r"\s*(?:#{1,6}\s|\*\*[^*]+\*\*:?\s*$|\|[\s|:-]+$)")
_PART = re.compile(r"(?:part|section|chapter|step|phase|figure|table) \w{1,4}[.:]?", re.IGNORECASE)
_EXPANSION = re.compile(r"((?:[\w-]+ ){1,6})\((\w{2,8})\)")
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
# The score below which a sentence counts as not found, and the score from which it is fully supported: by words alone,
# and with cosines. Tuned on the train splits.
_BY_WORDS, _WITH_COSINES = (0.35, 0.48), (0.38, 0.52)
_COSINE = 0.6
# A paper that covers less than this share of what the best one covers gives no hint.
_NEAR = 0.8
# An abstract sentence with at least this share of the words is the one that the sentence restates.
_CLOSE = 0.7
# The most characters of a sentence to compare.
_LONGEST = 10_000
# How many words around two figures must agree for both to measure the same thing.
_MIN_BESIDE = 2


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
class _Clause:
    """A clause of a sentence and the papers it cites."""

    text: str
    papers: tuple[PreparedAbstract, ...]
    others: tuple[PreparedAbstract, ...]
    """Papers that only the rest of the sentence cites."""

    @property
    def cited(self) -> tuple[int, ...]:
        return _numbers(self.papers)


@dataclass(frozen=True, slots=True)
class _ClauseResult:
    """The outcome of checking one clause."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    score: float
    supports: tuple[Support, ...]


def check(sentence: str, cited: Sequence[CitedAbstract], similarity: Similarity | None = None) -> SentenceResult | None:
    """Return what of `sentence` is in the `cited` abstracts; None if it claims nothing, such as a heading.

    `sentence` may contain Markdown and `[n]` marks. If every clause has its own marks, each is checked against its own
    papers; otherwise a fact may come from any of them. A sentence without a citation is not found. The similarity is
    the slowest part, so it is computed only where words alone leave the sentence flagged.
    """
    if not claims(sentence):
        return None
    if not cited:
        return SentenceResult("not found", (Reason("no citation"),), (), 0.0)
    clauses = _clauses(sentence[:_LONGEST], [prepare(paper) for paper in cited])
    found = _result(clauses, cited, None)
    found = _result(clauses, cited, similarity) if found.flagged and similarity else found
    return replace(found, reasons=(*found.reasons, *_cut(sentence, cited)))


def _cut(sentence: str, cited: Sequence[CitedAbstract]) -> Iterator[Reason]:
    if len(sentence) > _LONGEST:
        yield Reason("cut", subject=f"the first {_LONGEST:,} characters of the sentence")
    if any(len(paper.abstract) > LONGEST_ABSTRACT for paper in cited):
        yield Reason("cut", subject=f"the first {LONGEST_ABSTRACT:,} characters of an abstract")


def _result(
    clauses: Sequence[_Clause], cited: Sequence[CitedAbstract], similarity: Similarity | None
) -> SentenceResult:
    results = [_check_clause(clause, similarity) for clause in clauses]
    spans: dict[int, tuple[tuple[int, int], ...]] = {}
    for one in (one for result in results for one in result.supports):
        spans.setdefault(one.paper.number, one.spans)
    return SentenceResult(
        of_clauses([result.verdict for result in results]),
        tuple(dict.fromkeys(reason for result in results for reason in result.reasons)),
        tuple(CitedEvidence(paper.number, spans[paper.number]) for paper in cited if spans.get(paper.number)),
        min(result.score for result in results),
    )


def claims(sentence: str) -> bool:
    """Return whether a sentence of an answer makes a claim that a paper could back.

    >>> [claims(text) for text in ("Here is a summary:", "I found three papers.", "LoRA needs 3 GB [1].")]
    [False, False, True]
    """
    text = plain(sentence)
    if (
        _HEADING.match(sentence)
        or _PART.fullmatch(text)
        or text.endswith("?")
        or (_SPEAKING.search(text) and not figures(text))
    ):
        return False
    if text.endswith(":") and not MARKS.search(sentence):
        return False
    return bool(content(_COUNTED.sub("", text)))


def _clauses(sentence: str, papers: Sequence[PreparedAbstract]) -> list[_Clause]:
    """Cut a sentence at its marks if each mark ends a clause; otherwise return it whole."""
    whole = [_Clause(plain(sentence), tuple(papers), ())]
    groups = list(MARKS.finditer(sentence))
    cuts = [0, *(group.end() for group in groups)]
    texts = [plain(sentence[start:end]) for start, end in pairwise(cuts)]
    closes = all(_CLOSED.match(sentence, group.end()) for group in groups)
    if len(groups) < 2 or not closes or len(content(plain(sentence[cuts[-1] :]))) > 1:  # noqa: PLR2004
        return whole
    parts: list[tuple[str, set[int]]] = []
    for text, group in zip(texts, groups, strict=True):
        numbers = set(numbers_in(group[0]))
        if parts and len(content(text)) < 2:  # noqa: PLR2004
            parts[-1] = (f"{parts[-1][0]} {text}", parts[-1][1] | numbers)
        else:
            parts.append((text, numbers))
    clauses = [
        _Clause(text, tuple(p for p in papers if p.number in own), tuple(p for p in papers if p.number not in own))
        for text, own in parts
    ]
    return clauses if all(clause.papers for clause in clauses) else whole


def _check_clause(clause: _Clause, similarity: Similarity | None) -> _ClauseResult:
    supports = tuple(support(clause.text, paper, similarity) for paper in clause.papers)
    score = _score(clause.text, supports)
    least, enough = _WITH_COSINES if similarity else _BY_WORDS
    if score < least:
        return _ClauseResult("not found", (Reason("little support", clause.cited),), score, supports)
    reasons = [*_figure_reasons(clause), *_name_reasons(clause)]
    reasons += [] if reasons else _wrong_figures(clause, supports)
    if score < enough:
        reasons.append(Reason("partial support", clause.cited))
    verdict = "partly found" if reasons else _found(clause.text)
    return _ClauseResult(verdict, (*reasons, *_hints(clause, supports)), score, supports)


def _found(text: str) -> Verdict:
    return "figures and names found" if figures(text) or names_in(text) else "wording found"


def _score(text: str, supports: Sequence[Support]) -> float:
    """Return how much of a text its papers cover: the share of its words they have, and their best sentence's cosine.

    Without cosines, the share of words in the best sentences takes their place.
    """
    stems = frozenset(content(text))
    near, covered = (
        len(frozenset[str]().union(*found)) / (len(stems) or 1)
        for found in ([one.near for one in supports], [one.covered for one in supports])
    )
    cosines = [one.cosine for one in supports if one.cosine is not None]
    return (1 - _COSINE) * covered + _COSINE * max(cosines) if cosines else (near + covered) / 2


def _figure_reasons(clause: _Clause) -> list[Reason]:
    return [reason for figure in figures(clause.text) if (reason := _missing_figure(figure, clause))]


def _missing_figure(figure: Figure, clause: _Clause) -> Reason | None:
    equal = [found for paper in clause.papers for found in _equal_figures(paper, figure)]
    if any(same_unit(figure, found) for found in equal):
        return None
    for paper in clause.others:
        if any(same_unit(figure, found) for found in _equal_figures(paper, figure)):
            return Reason("figure from another paper", clause.cited, figure.text, found_in=(paper.number,))
    if equal:
        return Reason("figure of something else", clause.cited, figure.text, equal[0].text)
    return Reason("missing figure", clause.cited, figure.text)


def _wrong_figures(clause: _Clause, supports: Sequence[Support]) -> list[Reason]:
    """Find a figure where the abstract sentence that is being restated has another one."""
    stems, written = frozenset(content(clause.text)), figures(clause.text)
    for one in supports:
        line = one.ranked[0] if one.ranked else None
        if not line or len(stems & line.stems) < _CLOSE * len(stems):
            continue
        foreign = [figure for figure in written if not any(matches(figure, found) for found in line.figures)]
        replaced = [found for found in line.figures if not any(matches(figure, found) for figure in written)]
        for figure in foreign:
            for original in replaced:
                if same_unit(figure, original) and len(figure.beside & original.beside) >= _MIN_BESIDE:
                    return [Reason("wrong figure", clause.cited, figure.text, original.text)]
    return []


def _equal_figures(paper: PreparedAbstract, figure: Figure) -> list[Figure]:
    there = [*(found for line in paper.lines for found in line.figures), *paper.figures]
    return [found for found in there if matches(figure, found)]


def _name_reasons(clause: _Clause) -> Iterator[Reason]:
    for name in names_in(clause.text):
        if name in _spelled_out(clause) or any(has_name(paper.forms, name) for paper in clause.papers):
            continue
        elsewhere = [paper for paper in clause.others if has_name(paper.forms, name)]
        if elsewhere:
            yield Reason("name from another paper", clause.cited, name, found_in=_numbers(elsewhere))
        else:
            yield Reason("missing name", clause.cited, name)


def _spelled_out(clause: _Clause) -> str:
    """Return the words before an acronym in brackets that a paper has."""
    spelled = [
        match[1]
        for match in _EXPANSION.finditer(clause.text)
        if any(has_name(paper.forms, match[2]) for paper in clause.papers)
    ]
    return " ".join(spelled)


def _hints(clause: _Clause, supports: Sequence[Support]) -> list[Reason]:
    """Compare the sentence with the closest one of each paper; one paper without a difference is enough."""
    claimed = stance(clause.text)
    found: list[Reason] = []
    for one in supports:
        lines = [line for line in one.ranked if line.span]
        if lines and len(one.near) >= _NEAR * max(len(other.near) for other in supports):
            denial = one_sided_denial(claimed, lines[0].stance, one.paper.lines[0].stems)
            if not denial:
                return []
            found.append(Reason(denial, (one.paper.number,)))
    return found[:1]


def _numbers(papers: Sequence[PreparedAbstract]) -> tuple[int, ...]:
    return tuple(paper.number for paper in papers)
