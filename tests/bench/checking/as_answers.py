"""Sentences as a model writes them in answers, true and false: several claims each, rounded and computed figures, short
names, comparisons. Our own. Rules were made by looking at "seen"; "kept" is reported only.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.checking.answer_check import comparable
from app.checking.sentence_check import check
from app.checking.support import CitedAbstract
from index.embedding.bundled_encoder import BundledEncoder
from tests.bench.checking.sentence_cases import abstracts_by_title
from tests.bench.checking.written_by_people import seed_abstracts
from tests.bench.common import table

_SENTENCES = Path(__file__).with_name("as_answers.jsonl")


def measure() -> Iterator[str]:
    """Print how many sentences of each kind are flagged, in each half."""
    encoder = BundledEncoder()

    def similarity(sentence: str, others: Sequence[str]) -> list[float]:
        own, *vectors = encoder.encode([sentence, *others])
        return [float(own @ vector) for vector in vectors]

    abstracts = abstracts_by_title() | seed_abstracts()
    flagged: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for line in _SENTENCES.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        cited = [CitedAbstract(number, title, abstracts[title]) for number, title in enumerate(one["papers"], 1)]
        found = check(comparable(one["sentence"]), cited, similarity, "model")
        flagged[one["half"], one["kind"]].append(found is not None and found.flagged)
    rows = [(half, kind, len(found), sum(found)) for (half, kind), found in sorted(flagged.items(), reverse=True)]
    yield f"**as in answers**\n\n{table(('half', 'kind', 'sentences', 'flagged'), rows)}"
