"""A comparison by a small model: what the best paper of each side says, one side after the other."""

from collections.abc import Generator, Sequence
from dataclasses import replace

from app.answer import Answer
from app.answers.sentence_cosines import similarity
from app.answers.small_model.paper_by_paper import Part, assembled, with_checks, write_parts
from app.answers.small_model.reading import BEARING
from app.answers.sources import cited_first, explained_sources
from app.llm.language_model import LanguageModel
from index.collection import Stores
from index.retrieval.evidence import Evidence, spans
from index.retrieval.explanation import evidence_for
from index.retrieval.results import SearchResult

MOST_PARTS = 6
"""The most papers that are read one by one, whatever is asked."""
_QUOTED = 2


def compare_sides(
    stores: Stores, model: LanguageModel, answer: Answer, found: SearchResult, each: int = 1
) -> Generator[Answer, None, Answer]:
    """Yield the comparison as it grows, then return it; it is not `done` if no paper backs what the model writes.

    `each`: the most papers to read for a side; without sides, for the question.
    """
    evidence, cosines = evidence_for(stores, found), similarity(stores)
    parts = _parts(found, evidence, answer.searched or answer.question, each)
    numbers = {part.paper.id: part.number for part in parts}
    sources = explained_sources(stores, found, evidence)
    sources = cited_first([replace(source, number=numbers.get(source.paper.id)) for source in sources])

    def shown(snapshot: Answer, written: Sequence[Part]) -> Answer:
        return replace(snapshot, text=assembled(written).text)

    answer = replace(answer, sources=sources, max_calls=answer.max_calls or len(parts))
    yield answer
    answer, written = yield from write_parts(model, answer, parts, cosines, shown)
    if not any(part.text for part in written):
        return replace(answer, text="")
    together = assembled(written)
    return with_checks(replace(answer, stage="done", text=together.text), together, cosines)


def _parts(found: SearchResult, evidence: Sequence[Sequence[Evidence]], question: str, each: int) -> list[Part]:
    """Return a part for each of the best papers of each side on which the collection has something."""
    pairs = list(zip(found.hits, evidence, strict=True))
    numbers: dict[str, int] = {}
    parts: list[Part] = []
    for side in dict.fromkeys(hit.side for hit in found.hits if hit.side not in found.missing):
        own = [(hit, sentences) for hit, sentences in pairs if hit.side == side]
        bearing = [pair for pair in own if pair[0].score >= BEARING * own[0][0].score]
        for place, (hit, sentences) in enumerate(bearing[:each]):
            number = numbers.setdefault(hit.paper.id, len(numbers) + 1)
            quote = spans(sorted(sentences[:_QUOTED], key=lambda one: one.start))
            parts.append(Part(hit.paper, number, quote, _question_about(side) or question, "" if place else side))
    return parts[:MOST_PARTS]


def _question_about(side: str) -> str:
    """Return the question about one side of a comparison; a part of a question is one already."""
    return f"What does it say about {side}?" if side and not side.endswith("?") else side
