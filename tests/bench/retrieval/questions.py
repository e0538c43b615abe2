"""What a question means: how many ordinary questions of other people any rule touches, and what it costs them.

Ordinary questions ask about a topic and mean no filter, order or list. They are taken from PubMedQA, headings, claims,
summaries, and from the questions in arXiv abstracts and titles. Half of each set is printed, for those who write rules;
the other is only counted. When this bench was made, some of both halves had been read.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from zlib import crc32

from index.collection import Stores
from index.embedding.bundled_encoder import BundledEncoder
from index.questions.intent import Classify
from index.questions.parser import parse_question
from index.questions.query import Names, Query
from index.retrieval.question_parsing import question_classifier
from index.retrieval.search import search
from index.text.sentences import sentences
from tests.bench.common import bench_records, load_set, stores_of, table

_DAY = Date(2026, 11, 28)
_LABS = ("NVIDIA", "Apple", "Show Lab", "Meta", "Microsoft", "Google", "Stanford University")
_NAMES = Names(_LABS, ("page.txt",))
_MOST_TITLES = 10_000
# As many papers as an answer reads.
_LIMIT = 8
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Touched:
    """An ordinary question that was not read as a plain one, and what touched it."""

    text: str
    rules: tuple[str, ...]


def measure() -> Iterator[str]:
    """Ordinary questions of others that any rule touches (goal: under 1 %), and papers lost by it (goal: none)."""
    classify = question_classifier(BundledEncoder())
    rows, seen = [], list[_Touched]()
    for name, questions in _sets().items():
        for half, of_half in _halves(questions).items():
            touched = [found for text in of_half if (found := _touched(text, classify))]
            rules = Counter(rule for found in touched for rule in found.rules)
            counts = ", ".join(f"{rule} {count}" for rule, count in rules.most_common())
            rows.append((name, half, len(of_half), f"{100 * len(touched) / max(1, len(of_half)):.2f}", counts))
            seen += touched if half == "printed" else []
    yield table(("set", "half", "questions", "touched, in %", "by"), rows)
    yield table(("touched, of the seen halves", "by"), [(one.text, ", ".join(one.rules)) for one in seen[:_MOST_SHOWN]])
    yield table(("set", "touched", "gold papers found without rules", "of these lost by a rule"), _lost(classify))


def _touched(text: str, classify: Classify) -> _Touched | None:
    query = parse_question(text, today=_DAY, names=_NAMES, classify=classify)
    if query == Query(text):
        return None
    rules = [chip.key.partition(":")[0] for chip in query.chips]
    rules += [f"intent {query.intent}"] if query.intent != "find" else []
    rules += ["limit"] if query.limit else []
    return _Touched(text, tuple(rules or ["words"]))


def _lost(classify: Classify) -> Iterator[tuple[object, ...]]:
    """Yield by set how many gold papers a plain search finds, and how many of them the parsed question does not."""
    for name in ("pubmedqa", "scifact", "scitldr"):
        data = load_set(name)
        with stores_of(name, data.papers) as stores:
            touched = {id_: text for id_, text in data.queries.items() if _touched(text, classify)}
            plain = {id_: _gold(stores, Query(text), data.judged[id_]) for id_, text in touched.items()}
            lost = [
                plain[id_] - _gold(stores, _parsed(text, classify), data.judged[id_]) for id_, text in touched.items()
            ]
            yield name, len(touched), sum(map(len, plain.values())), sum(map(len, lost))


def _parsed(text: str, classify: Classify) -> Query:
    return parse_question(text, today=_DAY, names=_NAMES, classify=classify)


def _gold(stores: Stores, query: Query, grades: Mapping[str, int]) -> set[str]:
    found = {hit.paper.id for hit in search(stores, query, _LIMIT).hits}
    return {id_ for id_, grade in grades.items() if grade > 0 and id_ in found}


def _sets() -> dict[str, Sequence[str]]:
    """Return the questions of each set."""
    beir = {name: list(_queries(name)) for name in ("pubmedqa", "topics", "scifact", "scitldr")}
    titles, asked = dict[str, None](), dict[str, None]()
    for name in ("arxiv", "daily_papers"):
        for record in bench_records(name):
            titles[record["title"]] = None
            if "?" in record["text"]:
                asked |= dict.fromkeys(one for one in sentences(record["text"]) if one.rstrip().endswith("?"))
    by_chance = sorted(titles, key=lambda title: crc32(title.encode()))
    return {**beir, "questions in abstracts": list(asked), "titles": by_chance[:_MOST_TITLES]}


def _halves(questions: Sequence[str]) -> dict[str, list[str]]:
    halves: dict[str, list[str]] = {"printed": [], "counted": []}
    for text in questions:
        halves["counted" if crc32(text.encode()) % 2 else "printed"].append(text)
    return halves


def _queries(name: str) -> Iterator[str]:
    return (record["text"] for record in bench_records(name, "queries.jsonl"))
