"""Questions that were misread once, each with its right result, over the saved pages: shared/cases/questions.jsonl."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.answer import Answer, Turn
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.questions.query import Condition, Query
from index.retrieval.question_parsing import parse_for


def _query(answer: Answer) -> Query:
    assert answer.query
    return answer.query


def _unfiltered(answer: Answer) -> bool:
    return not answer.chips


def _starts(words: str) -> Callable[[Answer], bool]:
    return lambda answer: answer.text.startswith(words)


def _sides(*sides: str) -> Callable[[Answer], bool]:
    return lambda answer: _query(answer).sides in ((), sides) and _unfiltered(answer)


def _counted_from_the_newest(answer: Answer) -> bool:
    """Whether a time is counted from the newest paper, as none is newer than today's."""
    query = _query(answer)
    return query.counted_from is not None and query.counted_from < date.today()


def _cites(part: str, within: int) -> Callable[[Answer], bool]:
    return lambda answer: any(part in source.paper.title for source in answer.sources[:within])


RIGHT: dict[str, Callable[[Answer], bool]] = {
    "Is this treatment safe in patients older than 70 years?": _unfiltered,
    "How have optimisers changed over the past 70 years?": _unfiltered,
    'How do hospitals cope with victim "surge" after an accident?': _unfiltered,
    "Why does the model answer 'it depends' so often?": _unfiltered,
    "Which methods are fast but not accurate?": _unfiltered,
    "What studies compare using a large corpus versus an encyclopedia?": _sides("large corpus", "encyclopedia"),
    "How does the quality of life of people treated with A compare to those treated with B?": _sides(
        "quality of life of people treated with A", "quality of life of people treated with B"
    ),
    "Which papers study infections in Barcelona between 1988 and 2012?": _unfiltered,
    "Which papers use more than 100 comments from a forum?": _unfiltered,
    "Show me recent papers on diffusion": lambda answer: (
        (_query(answer).order, _query(answer).text) == ("newest", "diffusion")
    ),
    "Which papers have I not read yet?": lambda answer: (
        _query(answer).conditions == (Condition("read", names=("no",)),)
    ),
    "papers similar to 2 OLMo 2 Furious": lambda answer: (
        "most similar to “2 OLMo 2 Furious”" in answer.text and not _cites("2 OLMo 2 Furious", 8)(answer)
    ),
    # No word says which papers make a topic trend: what is left is the time, and that it is the collection's.
    "What topics are trending in the last month?": _counted_from_the_newest,
    "most upvoted paper this year": lambda answer: (
        _counted_from_the_newest(answer) and _query(answer).order == "upvotes"
    ),
    "export the papers on diffusion as BibTeX": lambda answer: "as BibTeX:" in answer.text and "@misc{" in answer.text,
    "papers by Yann LeCun": _starts("No paper in your collection names “Yann LeCun” as an author."),
    "How big is CARP?": lambda answer: "4,886" in answer.text,
    "Is there anything on quantization?": _starts("No paper in your collection mentions “quantization”."),
    # That its abstract states none would be better: whether this is said is decided by a hair.
    "Which loss function does Okapi use?": lambda answer: answer.text.startswith(
        ("The abstracts found do not state the loss function.", "Nothing in your collection answers this.")
    ),
    "Which paper got the most comments?": lambda answer: "has the most comments" in answer.text,
    "How many authors does 2 OLMo 2 Furious have?": _starts("“2 OLMo 2 Furious” has 40 authors"),
    "When was 2 OLMo 2 Furious published?": _starts("“2 OLMo 2 Furious” was published on Dec 31, 2024"),
    # Which paper is third is decided by a hair: the encoder rounds in another way on another processor.
    "How can I make LLM inference cheaper?": lambda answer: (
        _cites("Speculative Decoding", 4)(answer) and not _cites("Universal Reasoner", 1)(answer)
    ),
    "LaTeX": _starts("No paper in your collection mentions “LaTeX”."),
    "hi": _starts("Hello."),
    "Do I have to fine-tune anything for that?": _cites("LongLoRA", 1),
    # Of the 20 papers of the list before that mention in-context learning, and the 2 that are close to it.
    "Only the ones about LLMs, please.": _starts("10 papers in your collection mention “LLMs”."),
}
"""For each question, whether an answer is right."""


def test_every_question_gives_the_right_result(shared: Path, seeds: Stores) -> None:
    lines = (shared / "cases" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    assert [case["question"] for case in cases if case["question"] not in RIGHT] == []
    wrong = [case["question"] for case in cases if not RIGHT[case["question"]](_answer(seeds, case))]
    assert wrong == []


def _answer(stores: Stores, case: dict[str, object]) -> Answer:
    """Ask the questions that come before, then the question itself."""
    history: tuple[Turn, ...] = ()
    before = case.get("history", [])
    assert isinstance(before, list)
    for question in before:
        history = (*history, Turn.of(_last(stores, question, history)))
    return _last(stores, str(case["question"]), history)


def _last(stores: Stores, question: str, history: tuple[Turn, ...]) -> Answer:
    answer = Engine(stores).finished(Question(question, history))
    # As it was read: the engine keeps no query of what was typed.
    return replace(answer, query=parse_for(stores, answer.searched or question))
