"""What papers of a set say alike, and where they say the opposite. Knows sentences and cosines, no encoder.

Rather nothing than nonsense: sentences have to be near in meaning and share words of their own, and claims of a paper
about its own method neither agree nor conflict with those of another.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.checking.polarity import Stance, conflict, stance
from app.checking.support import Similarity
from app.summaries.aspects import RoleSentence, read
from app.summaries.cues import Role
from app.summaries.draft import DraftWriter, Quote
from app.summaries.quoting import Span
from index.map.naming import read_terms
from index.papers import Paper
from index.text.plain_text import plain

# Cosine and shared words from which two sentences say the same; each pair is enough. Chosen by reading all pairs in the
# 2,910 sentences of a library of 313 papers, and in 700 papers of one subject. Openings are more alike than findings.
_ALIKE: Mapping[Role, tuple[tuple[float, int], ...]] = {
    "results": ((0.63, 4), (0.68, 3), (0.74, 2)),
    "problem": ((0.8, 3),),
}
# Only findings conflict: openings differ in what they stress.
_OPPOSED = (0.6, 2)
_FEWEST_SHARED = 2
# Words of more papers of the set than this are its topic, and no two sentences agree for sharing them.
_TOPIC, _TOPIC_SHARE = 4, 0.06
# Quotes of one agreement, and agreements, that are written.
_QUOTES, _AGREEMENTS = 4, 8

# Words that most papers of the field share; the naming of topics leaves out what abstracts of any field say.
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
# A finding, as against a step of the work or its promise.
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
# "Large language models" and "long context" point nowhere: these only say which way beside a verb or "than".
_ADJECTIVES = frozenset(
    "large larger largest small smaller long short high low strong weak simple complex hard easy difficult common "
    "limited good best better greater great more less same similar different".split()
)


@dataclass(frozen=True, eq=False)
class Statement:
    """A sentence of a paper; each is one of its own."""

    paper: Paper
    span: Span
    role: Role
    words: frozenset[str]
    """Words of its own, as the naming of topics reads them."""

    @cached_property
    def text(self) -> str:
        """The sentence as plain text."""
        return plain(self.paper.abstract[slice(*self.span)])

    @cached_property
    def stance(self) -> Stance:
        """What it says of directions."""
        return stance(self.text)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Sentences of different papers that say much the same, the one nearest to the others first."""

    role: Role
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sentences of two papers that say the opposite."""

    one: Statement
    other: Statement
    words: tuple[str, str]
    """What contradicts each other, of either side; empty for a plain statement of what the other side denies."""


@dataclass(frozen=True, slots=True)
class Relations:
    """How the papers of a set stand to each other."""

    agreements: tuple[Agreement, ...]
    """Of most papers first."""
    conflicts: tuple[Conflict, ...]
    """The nearest in meaning first."""


def relate(papers: Sequence[Paper], similarity: Similarity) -> Relations:
    """Return what papers say alike and where they conflict; mostly nothing for papers of different subjects.

    `similarity` is asked once a sentence, only for sentences that share words with it: some dozen calls for 60
    papers, over texts that come again, so it should remember their vectors.
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
    """Add agreements and conflicts to a draft, each sentence quoted and cited; where there are none it says so."""
    writer.line(f"{level} What several papers say")
    writer.line()
    for agreement in relations.agreements[:_AGREEMENTS]:
        _write_agreement(writer, agreement)
    left = len(relations.agreements) - _AGREEMENTS
    if left > 0:
        writer.line(f"{left} more {'is' if left == 1 else 'are'} left out.")
    elif not relations.agreements:
        writer.line("No two sentences were found that clearly say the same.")
    writer.line()
    writer.line(f"{level} Where papers disagree")
    writer.line()
    for found in relations.conflicts:
        one, other = (Quote(side.paper, (side.span,)) for side in (found.one, found.other))
        writer.line("- ", one, " but ", other)
    if not relations.conflicts:
        writer.line("No two findings were found that clearly contradict each other.")
    writer.line()


def _write_agreement(writer: DraftWriter, agreement: Agreement) -> None:
    shown = agreement.statements[:_QUOTES]
    writer.line(f"- {len(agreement.statements)} papers {'find' if agreement.role == 'results' else 'start from this'}:")
    for one in shown:
        writer.line("  - ", Quote(one.paper, (one.span,)))
    rest = agreement.statements[_QUOTES:]
    if rest:
        writer.line("  - and ", " ".join(writer.mark(one.paper) for one in rest))


def _statements(papers: Sequence[Paper]) -> list[Statement]:
    """Return the sentences that may agree with those of other papers."""
    found = [(paper, line) for paper in papers for line in read(paper) if _may_agree(paper, line)]
    terms = read_terms([plain(paper.abstract[slice(*line.span)]) for paper, line in found])
    words = [frozenset(term[0] for term in used if len(term) == 1) - _COMMON for used in terms.used]
    held = Counter(word for word, _ in {(word, at[0].id) for at, own in zip(found, words, strict=True) for word in own})
    topic = {word for word, count in held.items() if count > max(_TOPIC, _TOPIC_SHARE * len(papers))}
    return [
        Statement(paper, line.span, line.role, own - topic) for (paper, line), own in zip(found, words, strict=True)
    ]


def _may_agree(paper: Paper, line: RoleSentence) -> bool:
    """Whether others may say it, too: a problem, or a finding that is not of the paper's own method."""
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
    """Whether anything at all speaks against it that they say the same."""
    return bool(conflict(one.stance, [other.stance]) or conflict(other.stance, [one.stance]))


def _opposed(one: Statement, other: Statement) -> tuple[str, str] | None:
    """Return the words that contradict each other, where that is so whichever side it is read from."""
    found, back = conflict(one.stance, [other.stance]), conflict(other.stance, [one.stance])
    if not found or not back or _ADJECTIVES & {word.removeprefix("not ") for word in (*found, *back)}:
        return None
    return found


def _grouped(alike: Sequence[tuple[float, Statement, Statement]]) -> tuple[Agreement, ...]:
    """Group pairs around the sentence that most papers agree with; no sentence stands in two groups."""
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
