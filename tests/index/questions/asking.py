"""How the tests of the stages of `index.questions` read a question: a Saturday in 2026, and a few names."""

from collections.abc import Sequence
from datetime import date

from index.embedding.bundled_encoder import BundledEncoder
from index.questions.intent import Classify
from index.questions.parser import parse_question
from index.questions.query import Names, Query
from index.retrieval.question_parsing import question_classifier

TODAY = date(2026, 11, 21)
NAMES = Names(
    organisations=("Show Lab", "Google DeepMind", "Google", "NVIDIA", "Apple", "Meta", "Université de Brest"),
    sources=("page.txt", "000_2024_march.txt", "Week 12.html"),
)
SHOWN = ("a", "b", "c", "d")
MODEL = question_classifier(BundledEncoder())


def read(question: str, shown: Sequence[str] = SHOWN, classify: Classify | None = MODEL) -> Query:
    return parse_question(question, today=TODAY, names=NAMES, shown=shown, classify=classify)
