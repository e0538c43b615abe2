"""Holds each sentence of a finished answer against the papers it cites. Knows the answer and the check, no model.

Vectors are asked for only where words alone leave a sentence without backing: they take longer than all the rest.
"""

from collections.abc import Sequence

from app.answer import Check, Source
from app.checking.sentence_check import Checked, check
from app.checking.support import CitedAbstract, Similarity
from app.citations import Sentence, marks_before_stop


def check_answer(
    text: str, sentences: Sequence[Sentence], sources: Sequence[Source], similarity: Similarity
) -> tuple[Check, ...]:
    """Return what the check of each sentence gave that claims something; `sources` by the numbers they are cited by."""
    papers = {source.number: _cited(source.number, source) for source in sources if source.number is not None}
    checks = []
    for sentence in sentences:
        if not sentence.claim:
            continue
        said = marks_before_stop(text[sentence.start : sentence.end])
        cited = [papers[number] for number in sentence.cited if number in papers]
        checked = check(said, cited)
        if checked and cited and checked.verdict != "backed":
            checked = check(said, cited, similarity)
        if checked:
            checks.append(_record(sentence, checked))
    return tuple(checks)


def _cited(number: int, source: Source) -> CitedAbstract:
    paper = source.paper
    known = (
        f"{paper.author_count} authors" if paper.author_count else "",
        paper.organisation or "",
        str(paper.date or ""),
    )
    return CitedAbstract(number, paper.title, paper.abstract, " ".join(filter(None, known)))


def _record(sentence: Sentence, checked: Checked) -> Check:
    evidence = tuple((one.number, one.spans) for one in checked.evidence)
    return Check(sentence.start, sentence.end, checked.verdict, checked.reasons, evidence)
