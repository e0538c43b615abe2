"""The sentences of a small model above an overview in the papers' own words: what each of the first papers finds."""

from collections.abc import Generator, Sequence
from dataclasses import replace

from app.answer import Answer
from app.answers.small_model.paper_by_paper import Part, assembled, with_checks, write_parts
from app.answers.small_model.reading import in_time
from app.checking.support import Similarity
from app.llm.language_model import LanguageModel
from index.wording.said import SaidPart, said

# One call each; the overview below names them all.
_MOST = 3
HEADING = said("heading.in_short", "In short")
_OPENING = f"**{HEADING}**\n\n"


def with_short_version(
    model: LanguageModel, overview: Answer, similarity: Similarity
) -> Generator[Answer, None, Answer]:
    """Yield a finished overview with the sentences above it as they are written, then return it.

    Nothing changes if no paper backs any of them.
    """
    cited = [source for source in overview.cited[:_MOST] if source.paper.abstract]
    read = in_time([source.paper for source in cited], model.reading_limit)
    parts = [Part(source.paper, source.number or 0) for source in cited if source.paper in read]

    def shown(snapshot: Answer, written: Sequence[Part]) -> Answer:
        return _above(snapshot, overview, assembled(written).text)

    begun = replace(overview, stage="writing", checks=(), max_calls=len(parts), quotes=overview)
    answer, written = yield from write_parts(model, begun, parts, similarity, shown)
    # One paragraph: the sentences are read together.
    together = assembled([part for part in written if part.text])
    if not together.said:
        return replace(answer, stage="done", model=None, text=overview.text, said=overview.said, checks=overview.checks)
    answer = replace(answer, text=f"{_OPENING}{together.text}")
    start = len(answer.text) - len(together.text)
    own = with_checks(answer, together, similarity, start).checks
    answer = _above(answer, overview, together.text)
    shift = len(answer.text) - len(overview.text)
    moved = [replace(check, start=check.start + shift, end=check.end + shift) for check in overview.checks]
    return replace(answer, stage="done", checks=(*own, *moved))


def _above(answer: Answer, overview: Answer, text: str) -> Answer:
    """Return the answer with these sentences above the overview."""
    whole = f"{_OPENING}{text}\n\n{overview.text}"
    shift = len(whole) - len(overview.text)
    moved = (SaidPart(part.start + shift, part.said) for part in overview.said)
    return replace(answer, text=whole, said=(SaidPart(len("**"), HEADING), *moved))
