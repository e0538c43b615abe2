"""Agreements and conflicts between the papers of a set. Knows sentences and cosines, no encoder.

Prefers silence to nonsense: sentences must be close in meaning and share distinctive words, and what a paper claims
about its own method neither agrees nor conflicts with another paper.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.checking.polarity import Stance, conflict, stance
from app.checking.support import Similarity
from app.summaries.aspects import RoleSentence, read_roles
from app.summaries.cues import Role
from app.summaries.draft import DraftWriter, Quote
from app.summaries.quoting import Span
from index.map.noun_phrases import read_terms
from index.papers import Paper
from index.text.plain_text import plain_text
from index.wording.said import said

# Two sentences agree from this cosine and this number of shared words on; either pair is enough. Chosen by reading all
# pairs in the 2,910 sentences of a library of 313 papers, and in 700 papers on one subject. Openings are more alike
# than findings.
_ALIKE: Mapping[Role, tuple[tuple[float, int], ...]] = {
    "results": ((0.63, 4), (0.68, 3), (0.74, 2)),
    "problem": ((0.8, 3),),
}
# Only findings conflict: openings merely differ in emphasis.
_OPPOSED = (0.6, 2)
_FEWEST_SHARED = 2
# Words in more papers of the set than this are its topic; sharing them does not mean agreement.
_TOPIC, _TOPIC_SHARE = 4, 0.06
# The most quotes of one agreement, and the most agreements, to write.
_QUOTES, _AGREEMENTS = 4, 8

# Words common in the field; the naming of topics already ignores those common in all abstracts.
_COMMON = frozenset(
    "ai benchmark data dataset deep language large learning llm lm model network neural pre-trained pretrained task "
    "training".split()
)
_OF_ITS_OWN = re.compile(
    r"\bour (?:\w+ ){0,3}(?:method|approach|model|framework|system|algorithm|architecture|technique|strategy|dataset|"
    r"benchmark)s?\b|\b(?:proposed|outperform\w*|surpass\w*|state-of-the-art|baselines?|this (?:method|approach|thesis|"
    r"framework))\b|\bexperiments? (?:show|on|demonstrate|across)|\bwe (?:conduct|evaluate|discuss|introduce)\b"
    r"|\b(?:is|are) (?:described|discussed|presented|introduced)\b",
    re.IGNORECASE,
)
# A finding, rather than a step of the work or its promise.
_FINDS = re.compile(
    r"\bwe\b.{0,30}\b(?:find|found|show|demonstrate|prove|observe|reveal|discover|establish|confirm|identify)\b"
    r"|\b(?:results?|findings|analys[ei]s|evidence|study|work|paper)\b.{0,30}\b(?:show|find|demonstrate|reveal|suggest|"
    r"indicate|confirm)s?\b|\b(?:leads?|results?|tends?|due) (?:to|in)\b",
    re.IGNORECASE,
)
_PROMISES = re.compile(
    r"\b(?:insights?|promis(?:e|ing)|potential|guidance|paradigm|avenue|paths?|directions?|step towards?|foundation|"
    r"pav(?:es?|ing)|valuable|highlight(?:s|ing)?|underscores?)\b",
    re.IGNORECASE,
)
# Adjectives that show a direction only beside a verb or "than": not in "large language models" or "long context".
_ADJECTIVES = frozenset(
    "large larger largest small smaller long short high low strong weak simple complex hard easy difficult common "
    "limited good best better greater great more less same similar different".split()
)


@dataclass(frozen=True, eq=False)
class Statement:
    """A sentence of a paper, compared by identity."""

    paper: Paper
    span: Span
    role: Role
    words: frozenset[str]
    """Its distinctive words, as the naming of topics reads them."""

    @cached_property
    def text(self) -> str:
        """The sentence as plain text."""
        return plain_text(self.paper.abstract[slice(*self.span)])

    @cached_property
    def stance(self) -> Stance:
        """The directions and negations in it."""
        return stance(self.text)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Sentences of different papers that say much the same, the most central one first."""

    role: Role
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sentences of two papers that contradict each other."""

    one: Statement
    other: Statement
    words: tuple[str, str]
    """The contradicting words of each side; empty for a plain statement that the other side denies."""


@dataclass(frozen=True, slots=True)
class Relations:
    """The agreements and conflicts of a set."""

    agreements: tuple[Agreement, ...]
    """Those of the most papers first."""
    conflicts: tuple[Conflict, ...]
    """The closest in meaning first."""


def relate(papers: Sequence[Paper], similarity: Similarity) -> Relations:
    """Return the agreements and conflicts of papers; mostly none if their subjects differ.

    `similarity` is called once per sentence, with the sentences that share words with it: a few dozen calls for 60
    papers, with recurring texts, so it should cache their vectors.
    """
    alike: list[tuple[float, Statement, Statement]] = []
    conflicts: list[tuple[float, Conflict]] = []
    statements = _statements(papers)
    for i, one in enumerate(statements):
        near = [other for other in statements[i + 1 :] if _comparable(one, other)]
        cosines = similarity(one.text, [other.text for other in near]) if near else ()
        for cosine, other in zip(cosines, near, strict=True):
            found = (cosine, len(one.words & other.words))
            words = _opposed(one, other) if one.role == "results" and _reaches(found, _OPPOSED) else None
            if words:
                conflicts.append((cosine, Conflict(one, other, words)))
            elif any(_reaches(found, least) for least in _ALIKE[one.role]) and not _differ(one, other):
                alike.append((cosine, one, other))
    conflicts.sort(key=lambda found: -found[0])
    return Relations(_grouped(alike), tuple(found for _, found in conflicts))


def write_relations(writer: DraftWriter, relations: Relations, level: str = "###") -> None:
    """Add agreements and conflicts to a draft, each sentence quoted and cited, or say that there are none."""
    writer.line(f"{level} ", said("heading.several_say", "What several papers say"))
    writer.line()
    for agreement in relations.agreements[:_AGREEMENTS]:
        _write_agreement(writer, agreement)
    left = len(relations.agreements) - _AGREEMENTS
    if left > 0:
        more = ("{count} more is left out.", "{count} more are left out.")
        writer.line(said("summary.more_left_out", more, count=left))
    elif not relations.agreements:
        writer.line(said("summary.no_agreement", "No two papers clearly say the same."))
    writer.line()
    writer.line(f"{level} ", said("heading.disagree", "Where papers disagree"))
    writer.line()
    for found in relations.conflicts:
        one, other = (Quote(side.paper, (side.span,)) for side in (found.one, found.other))
        writer.line("- ", one, said("summary.but", " but "), other)
    if not relations.conflicts:
        writer.line(said("summary.no_conflict", "No two findings clearly contradict each other."))
    writer.line()


def _write_agreement(writer: DraftWriter, agreement: Agreement) -> None:
    shown = agreement.statements[:_QUOTES]
    count = len(agreement.statements)
    if agreement.role == "results":
        writer.line("- ", said("summary.papers_find", "{count} papers find:", count=count))
    else:
        writer.line("- ", said("summary.papers_start", "{count} papers start from this:", count=count))
    for one in shown:
        writer.line("  - ", Quote(one.paper, (one.span,)))
    rest = agreement.statements[_QUOTES:]
    if rest:
        writer.line("  - ", said("summary.and", "and "), " ".join(writer.mark(one.paper) for one in rest))


def _statements(papers: Sequence[Paper]) -> list[Statement]:
    """Return the sentences that could agree with those of other papers."""
    found = [(paper, line) for paper in papers for line in read_roles(paper) if _may_agree(paper, line)]
    terms = read_terms([plain_text(paper.abstract[slice(*line.span)]) for paper, line in found])
    words = [frozenset(term[0] for term in used if len(term) == 1) - _COMMON for used in terms.used]
    papers_with = Counter(
        word for word, _ in {(word, at[0].id) for at, own in zip(found, words, strict=True) for word in own}
    )
    topic = {word for word, count in papers_with.items() if count > max(_TOPIC, _TOPIC_SHARE * len(papers))}
    return [
        Statement(paper, line.span, line.role, own - topic) for (paper, line), own in zip(found, words, strict=True)
    ]


def _may_agree(paper: Paper, line: RoleSentence) -> bool:
    """Return whether other papers could say the same: a problem, or a finding not about the paper's own method."""
    text = paper.abstract[slice(*line.span)]
    head, colon, _ = paper.title.partition(":")
    if line.role != "results":
        return line.role == "problem"
    own = _OF_ITS_OWN.search(text) or (colon and head in text)
    return bool(_FINDS.search(text)) and not own and not _PROMISES.search(text)


def _comparable(one: Statement, other: Statement) -> bool:
    same = one.role == other.role and one.paper.id != other.paper.id
    return same and len(one.words & other.words) >= _FEWEST_SHARED


def _reaches(found: tuple[float, int], least: tuple[float, int]) -> bool:
    return found[0] >= least[0] and found[1] >= least[1]


def _differ(one: Statement, other: Statement) -> bool:
    """Return whether anything contradicts, read from either side."""
    return bool(conflict(one.stance, [other.stance]) or conflict(other.stance, [one.stance]))


def _opposed(one: Statement, other: Statement) -> tuple[str, str] | None:
    """Return the contradicting words, if they contradict read from either side."""
    found, back = conflict(one.stance, [other.stance]), conflict(other.stance, [one.stance])
    if not found or not back or _ADJECTIVES & {word.removeprefix("not ") for word in (*found, *back)}:
        return None
    return found


def _grouped(alike: Sequence[tuple[float, Statement, Statement]]) -> tuple[Agreement, ...]:
    """Group pairs around the sentence that most papers agree with; no sentence is in two groups."""
    partners: dict[Statement, dict[Statement, float]] = {}
    for cosine, one, other in alike:
        partners.setdefault(one, {})[other] = cosine
        partners.setdefault(other, {})[one] = cosine
    groups: list[Agreement] = []
    while partners:
        middle = max(partners, key=lambda one: (len({o.paper.id for o in partners[one]}), sum(partners[one].values())))
        nearest = sorted(partners[middle], key=lambda other: -partners[middle][other])
        members = {middle.paper.id: middle}
        for other in nearest:
            members.setdefault(other.paper.id, other)
        groups.append(Agreement(middle.role, tuple(members.values())))
        gone = {middle, *nearest}
        partners = {
            one: kept
            for one, others in partners.items()
            if one not in gone and (kept := {other: c for other, c in others.items() if other not in gone})
        }
    return tuple(sorted(groups, key=lambda group: (group.role != "results", -len(group.statements))))
