"""Checks an old answer again, against its papers as they are now, and says which of them changed or are gone.

Knows no model and no store.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.answer import Answer, Source, cited_papers
from app.checking.answer_check import cited_abstract, comparable
from app.checking.reasons import Reason
from app.checking.result import Check
from app.checking.sentence_check import check
from app.checking.support import Similarity
from index.papers import Paper

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ChangesSince:
    """Which of the papers that an answer cites have changed or are gone, by number."""

    changed: tuple[int, ...] = ()
    """Papers whose title or abstract has changed."""
    gone: tuple[int, ...] = ()
    """Papers that are no longer in the collection."""

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)


NO_CHANGES = ChangesSince()


def changes_since(answer: Answer, now: Mapping[str, Paper]) -> ChangesSince:
    """Return what changed since an answer was written; `now` are its papers by their ids, as they are."""
    cited = cited_papers(answer.sources)
    gone = tuple(number for number, paper in cited.items() if paper.id not in now)
    changed = (number for number, paper in cited.items() if paper.id in now and now[paper.id].text != paper.text)
    return ChangesSince(tuple(changed), gone)


def check_again(answer: Answer, now: Mapping[str, Paper], similarity: Similarity) -> Answer:
    """Return the answer with its sources as they are now and each sentence checked against them.

    A check stays if the abstract's sentences behind it are unchanged. Papers that are gone back nothing.
    """
    since = changes_since(answer, now)
    if not since:
        return answer
    before = cited_papers(answer.sources)
    after = {number: now[paper.id] for number, paper in before.items() if number not in since.gone}
    return replace(
        answer,
        sources=tuple(_renewed(source, now) for source in answer.sources),
        items=tuple(
            replace(item, paper=now[item.paper.id], quote=_moved(item.paper, now[item.paper.id], item.quote))
            if item.paper.id in now
            else item
            for item in answer.items
        ),
        checks=tuple(_checked(answer.text, one, before, after, similarity) for one in answer.checks),
    )


def _renewed(source: Source, now: Mapping[str, Paper]) -> Source:
    paper = now.get(source.paper.id, source.paper)
    return replace(source, paper=paper, evidence=_moved(source.paper, paper, source.evidence))


def _moved(before: Paper, after: Paper, spans: Sequence[tuple[int, int]]) -> Spans:
    """Return where the sentences of an abstract are in its new text; those that are not there are left out."""
    texts = [before.abstract[start:end] for start, end in spans]
    return tuple((at, at + len(text)) for text in texts if (at := after.abstract.find(text)) >= 0)


def _checked(
    text: str, old: Check, before: Mapping[int, Paper], after: Mapping[int, Paper], similarity: Similarity
) -> Check:
    here = [(number, spans) for number, spans in old.evidence if number in before]
    moved = [(number, _moved(before[number], after[number], spans)) for number, spans in here if number in after]
    evidence = tuple((number, spans) for number, spans in moved if spans)
    cited = tuple(number for number, _ in here)
    if sum(len(spans) for _, spans in here) == sum(len(spans) for _, spans in evidence):
        return replace(old, evidence=evidence)
    papers = [cited_abstract(number, after[number]) for number in cited if number in after]
    found = check(comparable(text[old.start : old.end]), papers, similarity, "model") if papers else None
    if found is None or old.verdict == "quoted":
        return replace(old, verdict="not found", reasons=(Reason("no longer there", cited),), evidence=evidence)
    backed = tuple((one.number, one.spans) for one in found.evidence)
    return replace(old, verdict=found.verdict, reasons=found.reasons, evidence=backed)
