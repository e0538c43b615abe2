"""Answers what an acronym stands for, with a paper that spells it out. Calls no model."""

import re
from dataclasses import replace

from app.answer import Answer, Source
from index.collection import Stores
from index.text.acronyms import definitions, singular
from index.wording.said import said

# Papers with the acronym that are read for its definition.
_CANDIDATES = 50
_NAME = r"[\"“]?(?P<{}>[^\W\d_][\w/-]{{1,9}})[\"”]?"
_ASKS = re.compile(
    rf"^(?:and\s+)?(?:what\s+(?:does|do|did)\s+(?:the\s+(?:acronym|abbreviation|letters)\s+)?{_NAME.format('stands')}\s+stand\s+for"
    rf"|what\s+(?:does|do)\s+the\s+(?:acronym|abbreviation)\s+{_NAME.format('means')}\s+mean"
    rf"|what(?:['’]?s|\s+is)\s+the\s+(?:acronym|abbreviation)\s+{_NAME.format('is')})\s*[?.!]*$",
    re.IGNORECASE,
)


def answer_with_long_form(stores: Stores, answer: Answer, question: str = "") -> Answer | None:
    """Return what most papers mean by the acronym that a question asks for; None if it asks for none that they define.

    `question`: in words that stand alone, if they are not those of the answer.
    """
    acronym = requested_acronym(question or answer.question)
    meant = stores.words.acronyms().usual_expansion(acronym) if acronym else ""
    if not meant:
        return None
    papers = stores.library.papers([id_ for id_, _ in stores.words.search(f"{acronym} {meant}", _CANDIDATES)])
    defining = [paper for paper in papers if (_known(acronym), meant) in _folded(definitions(paper.text))]
    if not defining:
        return None
    text = said("record.stands_for", "{acronym} stands for “{meant}” [1].", acronym=acronym, meant=meant)
    return replace(answer, stage="done", text=text, sources=(Source(defining[0], (), number=1),))


def requested_acronym(question: str) -> str:
    """Return the acronym that a question wants spelled out; empty for any other question.

    >>> requested_acronym("What does TTFT stand for?"), requested_acronym("What does the author stand for?")
    ('TTFT', '')
    """
    found = _ASKS.match(question.strip())
    return next(filter(None, found.groups()), "") if found else ""


def _known(acronym: str) -> str:
    return singular(acronym).casefold()


def _folded(defined: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(short.casefold(), long) for short, long in defined}
