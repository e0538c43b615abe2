"""The check of a sentence: is it what the abstracts say that it cites? Pure.

Puts together figures, names, polarity, strength and overlap; knows no model and no store.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.answer import Verdict
from app.checking.agreement import matches, same_unit
from app.checking.figures import Figure, figures
from app.checking.names import has_name, names
from app.checking.plain_text import content, plain
from app.checking.polarity import conflict, stance
from app.checking.strength import overclaims
from app.checking.support import CitedAbstract, PreparedAbstract, Similarity, Support, prepare, support

_MARKS = re.compile(r"(?:\s*\[\d{1,3}\])+")
# After a mark that closes what it backs.
_CLOSED = re.compile(r"\s*(?:$|[,;.:!?)—–]|(?:and|or|but|while|whereas|although|though)\b)")
_HEADING = re.compile(r"\s*(?:#{1,6}\s|\*\*[^*]+\*\*:?\s*$|\|[\s|:-]+$)")
_EXPANSION = re.compile(r"((?:[\w-]+ ){1,6})\((\w{2,8})\)")
_SPEAKING = re.compile(
    r"\b(?:collection|sources?|papers|abstracts?)\b.{0,20}\b(?:do|does|did|is|are)(?: not|n't)\s"
    r"(?:say|mention|contain|hold|discuss|cover|address|report|answer|provide|include|state|specify|give|there|enough)"
    r"|\bno (?:papers?|sources?|abstracts?)\b|^(?:here|below|above) (?:is|are)\b",
    re.IGNORECASE,
)
# What an answer says of itself: "three relevant papers".
_COUNTED = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|relevant|related|main|key)\b", re.IGNORECASE
)
# Support below which nothing of a sentence is found, and above which it needs no more: by words, and with cosines.
# Tuned on the train splits.
_BY_WORDS, _WITH_COSINES = (0.35, 0.48), (0.38, 0.52)
_COSINE = 0.6
# A paper that holds less than this share of what the best one holds has no say in a contradiction.
_NEAR = 0.8
# How many sentences of an abstract a contradiction is looked for in.
_LINES = 3
# The share of a sentence's words that makes a line the one it was made from.
_CLOSE = 0.7
# Words around two figures that they have to share to say the same thing.
_LEAST_BESIDE = 2


@dataclass(frozen=True, slots=True)
class CitedEvidence:
    """The sentences of a cited abstract that come nearest to a sentence."""

    number: int
    spans: tuple[tuple[int, int], ...]
    """Offsets (start, end) in the abstract, the best first, two at most."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the check of one sentence."""

    verdict: Verdict
    reasons: tuple[str, ...]
    """What is missing, for people: "43.8 does not occur in [2]"; empty for a sentence that is backed."""
    evidence: tuple[CitedEvidence, ...]
    """One for each cited paper that has sentences near it, in the order of the citations."""
    score: float
    """How much of the sentence the papers hold, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause and the papers that it cites."""

    text: str
    papers: tuple[PreparedAbstract, ...]
    others: tuple[PreparedAbstract, ...]
    """Those that only the rest of the sentence cites."""


def check(sentence: str, cited: Sequence[CitedAbstract], similarity: Similarity | None = None) -> Checked | None:
    """Return whether `cited` say what `sentence` says; None for one that claims nothing, such as a heading.

    `sentence` may hold Markdown and `[n]` marks; where every clause has marks of its own, each is held against its own
    papers, otherwise a fact may be in any. A sentence without a citation is not found.
    """
    if not claims(sentence):
        return None
    if not cited:
        return Checked("not found", ("cites no paper",), (), 0.0)
    results = [_checked(part, similarity) for part in _parts(sentence, [prepare(paper) for paper in cited])]
    worst = max((verdict for verdict, *_ in results), key=("backed", "partly", "not found").index)
    reasons = dict.fromkeys(reason for _, found, *_ in results for reason in found)
    spans: dict[int, tuple[tuple[int, int], ...]] = {}
    for *_, supports in results:
        for one in supports:
            spans.setdefault(one.paper.number, one.spans)
    evidence = tuple(CitedEvidence(paper.number, spans[paper.number]) for paper in cited if spans.get(paper.number))
    return Checked(worst, tuple(reasons), evidence, min(score for _, _, score, _ in results))


def claims(sentence: str) -> bool:
    """Whether a sentence of an answer says something that a paper could back.

    >>> [claims(text) for text in ("Here is a summary:", "I found three papers.", "LoRA needs 3 GB [1].")]
    [False, False, True]
    """
    text = plain(sentence)
    if _HEADING.match(sentence) or text.endswith("?") or (_SPEAKING.search(text) and not figures(text)):
        return False
    if text.endswith(":") and not _MARKS.search(sentence):
        return False
    return bool(content(_COUNTED.sub("", text)))


def _parts(sentence: str, papers: Sequence[PreparedAbstract]) -> list[_Part]:
    """Cut a sentence at its marks where each closes a clause; leave it whole otherwise."""
    groups = list(_MARKS.finditer(sentence))
    cuts = [0, *(group.end() for group in groups)]
    texts = [plain(sentence[start:end]) for start, end in pairwise(cuts)]
    closes = all(_CLOSED.match(sentence, group.end()) for group in groups)
    if len(groups) < 2 or not closes or len(content(plain(sentence[cuts[-1] :]))) > 1:  # noqa: PLR2004
        return [_Part(plain(sentence), tuple(papers), ())]
    parts: list[tuple[str, set[int]]] = []
    for text, group in zip(texts, groups, strict=True):
        numbers = {int(number) for number in re.findall(r"\d+", group[0])}
        if parts and len(content(text)) < 2:  # noqa: PLR2004
            parts[-1] = (f"{parts[-1][0]} {text}", parts[-1][1] | numbers)
        else:
            parts.append((text, numbers))
    cut = [
        _Part(text, tuple(p for p in papers if p.number in own), tuple(p for p in papers if p.number not in own))
        for text, own in parts
    ]
    return cut if all(part.papers for part in cut) else [_Part(plain(sentence), tuple(papers), ())]


def _checked(part: _Part, similarity: Similarity | None) -> tuple[Verdict, list[str], float, list[Support]]:
    supports = [support(part.text, paper, similarity) for paper in part.papers]
    score = _score(part.text, supports)
    least, enough = _WITH_COSINES if similarity else _BY_WORDS
    if score < least:
        return "not found", [f"little of this is in {_numbers(part.papers)}"], score, supports
    reasons = [*_figures(part), *_names(part), *_polarity(part, supports), *_strength(part, supports)]
    reasons += [] if reasons else _displaced(part, supports)
    if score < enough:
        reasons.append(f"only a part of this is in {_numbers(part.papers)}")
    return "partly" if reasons else "backed", reasons, score, supports


def _score(text: str, supports: Sequence[Support]) -> float:
    """Return how much of a text its papers hold: the words that they have, and how near their best line comes.

    Without cosines the words that the best lines have stand in for the latter.
    """
    stems = frozenset(content(text))
    near, covered = (
        len(frozenset[str]().union(*found)) / (len(stems) or 1)
        for found in ([one.near for one in supports], [one.covered for one in supports])
    )
    cosines = [one.cosine for one in supports if one.cosine is not None]
    return (1 - _COSINE) * covered + _COSINE * max(cosines) if cosines else (near + covered) / 2


def _figures(part: _Part) -> list[str]:
    return [reason for figure in figures(part.text) if (reason := _missing_figure(figure, part))]


def _missing_figure(figure: Figure, part: _Part) -> str:
    held = [found for paper in part.papers for found in _held(paper, figure)]
    if any(same_unit(figure, found) for found in held):
        return ""
    for paper in part.others:
        if any(same_unit(figure, found) for found in _held(paper, figure)):
            return f"“{figure.text}” is in [{paper.number}], not in {_numbers(part.papers)}"
    if held:
        return f"“{figure.text}” occurs in {_numbers(part.papers)} as “{held[0].text}” of something else"
    return f"“{figure.text}” does not occur in {_numbers(part.papers)}"


def _displaced(part: _Part, supports: Sequence[Support]) -> list[str]:
    """Find a figure that stands where the line that a sentence follows has another one."""
    stems, said = frozenset(content(part.text)), figures(part.text)
    for one in supports:
        line = one.ranked[0] if one.ranked else None
        if not line or len(stems & line.stems) < _CLOSE * len(stems):
            continue
        foreign = [figure for figure in said if not any(matches(figure, held) for held in line.figures)]
        replaced = [held for held in line.figures if not any(matches(figure, held) for figure in said)]
        for figure in foreign:
            for held in replaced:
                if same_unit(figure, held) and len(figure.beside & held.beside) >= _LEAST_BESIDE:
                    return [f"“{figure.text}” is in {_numbers(part.papers)}, but “{held.text}” stands here"]
    return []


def _held(paper: PreparedAbstract, figure: Figure) -> list[Figure]:
    there = [*(found for line in paper.lines for found in line.figures), *paper.figures]
    return [found for found in there if matches(figure, found)]


def _names(part: _Part) -> list[str]:
    reasons = []
    for name in names(part.text):
        if name in _spelled_out(part) or any(has_name(paper.forms, name) for paper in part.papers):
            continue
        elsewhere = [paper for paper in part.others if has_name(paper.forms, name)]
        if elsewhere:
            reasons.append(f"“{name}” is in {_numbers(elsewhere)}, not in {_numbers(part.papers)}")
        else:
            reasons.append(f"“{name}” does not occur in {_numbers(part.papers)}")
    return reasons


def _spelled_out(part: _Part) -> str:
    """Return the words that the sentence puts before an acronym in brackets that a paper has."""
    spelled = [
        match[1]
        for match in _EXPANSION.finditer(part.text)
        if any(has_name(paper.forms, match[2]) for paper in part.papers)
    ]
    return " ".join(spelled)


def _polarity(part: _Part, supports: Sequence[Support]) -> list[str]:
    """Hold the sentence against the best line of each paper; one that agrees is enough."""
    said = stance(part.text)
    found = []
    for one in supports:
        lines = [line.stance for line in one.ranked if line.span][:_LINES]
        if lines and len(one.near) >= _NEAR * max(len(other.near) for other in supports):
            conflicting = conflict(said, lines)
            if not conflicting:
                return []
            found.append(_contradiction(conflicting, one.paper.number))
    return found[:1]


def _contradiction(words: tuple[str, str], number: int) -> str:
    said, held = words
    if not held:
        return f"[{number}] states what this denies"
    if not said:
        return f"[{number}] denies what this states"
    return f"[{number}] says “{held}” where this says “{said}”"


def _strength(part: _Part, supports: Sequence[Support]) -> list[str]:
    text = " ".join(paper.text for paper in part.papers)
    best = " ".join(line.text for one in supports for line in one.ranked[:2])
    return [
        f"“{word}” is stronger than what {_numbers(part.papers)} says" for word in overclaims(part.text, text, best)
    ]


def _numbers(papers: Sequence[PreparedAbstract]) -> str:
    return " or ".join(f"[{paper.number}]" for paper in papers)
