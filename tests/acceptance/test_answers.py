"""Our own questions, answered by quoting from the five acceptance pages: no worse than when last measured.

`questions.jsonl` has questions of ours, titles and short facts, but nothing else of the papers.
`paperchat eval answers tests/questions.jsonl --per-question` shows the same over a library with these pages.
"""

import json
from pathlib import Path

import pytest

from app.engine import Engine
from app.evaluation.answer_report import AnswerReport, report_answers
from app.evaluation.answering import answer_questions
from app.evaluation.measures import ANSWERED, FACTS, FOUND, MEASURES, PRECISION, RECALL, REFUSED, states_fact
from app.evaluation.question_file import LabelledQuestion, read_questions
from index.collection import Stores
from index.identity import fold

QUESTIONS = Path(__file__).parents[1] / "questions.jsonl"
# Measured first: 0.887, 0.950, 1, 0.819, 1, later 0.826; less a margin of 0.03, or of one question if that is more.
LEAST = {PRECISION: 0.857, RECALL: 0.92, FOUND: 1.0, FACTS: 0.789, ANSWERED: 0.97, REFUSED: 0.783}
# Facts are a few words or a number; whatever is longer would be a sentence of a paper.
_LONGEST_FACT = 40
# Questions that were answered well when this was last measured, and may not be, before someone has to look.
_NEWLY_FAILING = 3

FAILING = {
    # The paper is cited, but the sentence that says the fact is not quoted.
    "What does alignment faking mean?",
    "What fraction of the weights has to be retrained after pruning with PERP?",
    "With what does Prompt-Free Diffusion replace the text encoder?",
    "Why does the output of RAG get worse when more passages are retrieved?",
    "Does it help to show a model the question twice?",
    "Small models guiding a big one whose weights are secret",
    "How do DPO and PPO compare for learning from preference feedback?",
    "Which reward makes a model abstain in MASH?",
    # A paper is not cited.
    "Why does instruction tuning make a language model worse at other tasks?",
    "Which papers deal with retrieval-augmented generation?",
    "Which papers treat graph neural networks for molecules?",
    "How can sound effects be made from a caption?",
    "A model that says one thing while being watched and another when it is not",
    "Does phrasing a harmful request about bygone times get around safety training?",
    # The collection does not hold the answer, and quotes are given.
    "Which watermarks can be hidden in the text of a language model?",
    "When should apple trees be pruned?",
    "How does QuellTune compare to LoRA?",
}


@pytest.fixture(scope="module")
def questions(seeds: Stores) -> tuple[LabelledQuestion, ...]:
    return read_questions(QUESTIONS, {paper.id: paper.title for paper in seeds.library.papers()})


@pytest.fixture(scope="module")
def found(seeds: Stores, questions: tuple[LabelledQuestion, ...]) -> AnswerReport:
    return report_answers(QUESTIONS.name, seeds.library.count(), None, list(answer_questions(Engine(seeds), questions)))


def test_there_are_questions_of_every_kind(questions: tuple[LabelledQuestion, ...]) -> None:
    answerable = [one.kind for one in questions if one.answerable]
    others = [one.kind for one in questions if not one.answerable]
    assert len(questions) >= 60
    assert len(others) >= 12
    assert set(answerable) == {"definition", "figure", "method", "why", "papers", "comparison", "paraphrase"}
    assert set(others) == {"near miss", "not said", "other field", "coined name"}


def test_the_questions_repeat_no_sentence_of_a_paper(seeds: Stores, questions: tuple[LabelledQuestion, ...]) -> None:
    abstracts = fold(" ".join(paper.abstract for paper in seeds.library.papers()))
    assert [one.text for one in questions if fold(one.text) in abstracts] == []
    assert [way for one in questions for ways in one.facts for way in ways if len(way) > _LONGEST_FACT] == []


def test_every_fact_is_in_an_expected_paper(seeds: Stores, questions: tuple[LabelledQuestion, ...]) -> None:
    texts = {paper.id: paper.text for paper in seeds.library.papers()}
    for one in questions:
        text = " ".join(texts[id_] for id_ in one.papers)
        assert [ways for ways in one.facts if not any(states_fact(text, way) for way in ways)] == [], one.text


@pytest.mark.parametrize("measure", MEASURES)
def test_answers_are_as_good_as_they_were(found: AnswerReport, measure: str) -> None:
    assert found.summaries[measure].mean.mean >= LEAST[measure]


def test_few_questions_fail_that_used_to_pass(found: AnswerReport) -> None:
    newly = {one.question.text for one in found.failures} - FAILING
    assert len(newly) <= _NEWLY_FAILING, newly


def test_the_questions_known_to_fail_exist() -> None:
    known = {json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()}
    assert FAILING - known == set()
