"""The deeper answer: the question split, papers found for each part, a note on each, and an answer from all of that.

The calls are bounded, and how many there are at most is said first. Each snapshot is whole, so that whoever stops keeps
what there is: notes, cited. A fault of the endpoint leaves the notes; without a model each part is quoted.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Literal

from app.answer import Answer, Source, Step, cited_papers
from app.answers.notes import PER_CALL, Notes, cited, take_notes
from app.answers.quoted import answer_with_quotes
from app.answers.refusal import refuse
from app.answers.sources import bare, cited_first, explained, with_evidence
from app.answers.subquestions import MOST_PARTS, parts_by_rules, read_parts
from app.answers.written import AnswerWriter, joined, mapped, similarity
from app.checking.answer_check import check_answer
from app.citations import answer_sentences
from app.llm.endpoint import Endpoint, Message
from app.llm.prompts import REFUSAL, Task, answer_prompt, count_tokens, draw_mark, fill
from app.reply import without_thinking
from index.collection import Stores
from index.endpoint_errors import EndpointError
from index.questions.query import Query
from index.retrieval.explanation import evidence_for
from index.retrieval.results import SearchResult
from index.retrieval.search import search

_PAPERS = 8
_SPLIT, _FIND, _READ, _WRITE = range(4)
_LABELS = ("Split the question", "Find papers for each part", "Note what each paper says", "Write the answer")
_QUOTE = "Quote the papers"
_STAY = "The notes stay."


def most_calls(endpoint: Endpoint | None) -> int:
    """Return how many model calls a deeper answer takes at most.

    One makes a follow-up whole, one splits it, one each reads a few papers, one writes.
    """
    return 3 + -(-_PAPERS // PER_CALL) if endpoint else 0


def first_snapshot(question: str, endpoint: Endpoint | None) -> Answer:
    """Return the answer before its first step: the steps to come and the most model calls they may take."""
    labels = _LABELS if endpoint else (*_LABELS[:_READ], _QUOTE)
    answer = Answer(question, "searching", steps=tuple(map(Step, labels)), most_calls=most_calls(endpoint))
    return _at(answer, _SPLIT, "running")


def answer_in_steps(
    stores: Stores, endpoint: Endpoint | None, answer: Answer, query: Query
) -> Generator[Answer, None, Answer]:
    """Yield the answer as it grows from `first_snapshot`, its question made whole, then return it."""
    answer, parts = _split(answer, endpoint, query.sides)
    yield answer
    found = search(stores, _by_parts(query, parts), _PAPERS)
    answer = _found(answer, found)
    yield answer
    if endpoint and found.hits and answer.steps[_SPLIT].state == "done":
        answer = yield from _read_and_write(stores, endpoint, answer, found)
    if answer.stage != "done":
        answer = yield from _quote(stores, answer, found)
    return answer


def _at(answer: Answer, place: int, state: Literal["running", "done", "failed"], detail: str = "") -> Answer:
    """Return the answer with one of its steps further on."""
    step = Step(answer.steps[place].label, state, detail)
    return replace(answer, steps=(*answer.steps[:place], step, *answer.steps[place + 1 :]))


def _asked(answer: Answer) -> str:
    return answer.searched or answer.question


def _split(answer: Answer, endpoint: Endpoint | None, sides: Sequence[str]) -> tuple[Answer, tuple[str, ...]]:
    """Return the parts of the question: by the model, one call; by rules without one, or where it fails."""
    question, parts = _asked(answer), parts_by_rules(_asked(answer), sides)
    if endpoint is None:
        return _at(answer, _SPLIT, "done", "\n".join(parts)), parts
    prompt = fill("subquestions", fence=draw_mark(question), question=question, most=str(MOST_PARTS))
    tokens = answer.prompt_tokens + count_tokens(prompt)
    answer = replace(answer, model_calls=answer.model_calls + 1, prompt_tokens=tokens)
    try:
        said = endpoint.complete([Message("user", prompt)])
    except EndpointError as fault:
        answer = replace(answer, notice=joined(answer.notice, f"{fault} Quoting instead."))
        return _at(answer, _SPLIT, "failed", "\n".join(parts)), parts
    parts = read_parts(without_thinking(said), question) or parts
    return _at(answer, _SPLIT, "done", "\n".join(parts)), parts


def _by_parts(query: Query, parts: Sequence[str]) -> Query:
    """Return the query that looks for each part on its own, narrowed as the question is."""
    if len(parts) > 1:
        return replace(query, intent="compare", sides=tuple(parts), limit=None)
    return replace(query, intent="find", sides=(), limit=None)


def _found(answer: Answer, found: SearchResult) -> Answer:
    held = [side for side in found.query.sides if side not in found.missing]
    counts = [f"{sum(hit.side == side for hit in found.hits)} for {side}" for side in held]
    lacking = f"Your collection seems to have nothing on: {'; '.join(found.missing)}."
    answer = replace(
        answer,
        stage="writing",
        chips=found.chips,
        dropped=found.dropped,
        notice=joined(answer.notice, lacking if found.missing and found.answerable else ""),
        sources=bare(hit.paper for hit in found.hits),
    )
    return _at(
        answer, _FIND, "done", "\n".join([f"{len(found.hits)} paper{'' if len(found.hits) == 1 else 's'}", *counts])
    )


def _quote(stores: Stores, answer: Answer, found: SearchResult) -> Generator[Answer, None, Answer]:
    """Quote the papers, part by part, as the last step."""
    done = answer.steps[:_READ]
    # Where no note was asked for, that is no step of it.
    done += tuple(step for step in answer.steps[_READ:_WRITE] if step.state in {"done", "failed"})
    answer = replace(answer, text="", steps=(*done, Step(_QUOTE, "running")))
    answer = yield from answer_with_quotes(stores, answer, found)
    return _at(answer, len(done), "done")


def _read_and_write(
    stores: Stores, endpoint: Endpoint, answer: Answer, found: SearchResult
) -> Generator[Answer, None, Answer]:
    """Take notes and let the model write from them; the answer is not `done` where nothing came of either."""
    answer = _at(answer, _READ, "running")
    notes, read, papers = Notes(), answer, [hit.paper for hit in found.hits]
    try:
        with closing(take_notes(endpoint, _asked(answer), found.query.sides, papers)) as taking:
            for notes in taking:
                read = _costing(answer, notes)
                yield _with_notes(replace(read, model=endpoint.known_model), notes)
    except EndpointError as fault:
        failed = _at(read, _READ, "failed", _listed(notes))
        if notes.telling:
            return _notes_alone(stores, replace(failed, notice=joined(failed.notice, f"{fault} {_STAY}")), notes)
        return replace(failed, notice=joined(failed.notice, f"{fault} Quoting instead."))
    read = _at(replace(read, model=endpoint.known_model), _READ, "done", _listed(notes))
    if found.hits and len(notes.notes) == len(found.hits) and not notes.telling:
        return _at(refuse(read), _WRITE, "done")
    return (yield from _write(stores, endpoint, read, found, notes))


def _write(
    stores: Stores, endpoint: Endpoint, answer: Answer, found: SearchResult, notes: Notes
) -> Generator[Answer, None, Answer]:
    """Let the model write from the notes and the abstracts; the notes stay below the text until it stands."""
    idle = {note.paper.id for note in notes.notes if not note.text}
    kept = [hit for hit in found.hits if hit.paper.id not in idle]
    ordered = replace(found, hits=(*kept, *(hit for hit in found.hits if hit.paper.id in idle)))
    papers = [hit.paper for hit in kept]
    told = {note.paper.id: {"Notes": note.text} for note in notes.telling}
    task = Task("multi_step", {"parts": "\n".join(found.query.sides or (_asked(answer),))}, told)
    writer = AnswerWriter(stores, endpoint, *([_STAY] if notes.telling else []))
    prompt = answer_prompt(_asked(answer), papers, (), writer.model.room, task)

    def refined() -> tuple[Source, ...]:
        return explained(stores, ordered, evidence_for(stores, ordered))

    answer = replace(_at(answer, _WRITE, "running"), sources=bare(papers))
    written = yield from mapped(writer.write(answer, prompt, refined), lambda snapshot: _with_notes(snapshot, notes))
    if written.stage == "done":
        return _at(written, _WRITE, "done")
    written = _at(written, _WRITE, "failed")
    if not notes.telling:
        return written
    return _notes_alone(stores, replace(written, sources=bare(papers)), notes)


def _costing(answer: Answer, notes: Notes) -> Answer:
    calls, tokens = answer.model_calls + notes.model_calls, answer.prompt_tokens + notes.prompt_tokens
    return replace(answer, model_calls=calls, prompt_tokens=tokens)


def _listed(notes: Notes) -> str:
    """Return the notes by the titles of their papers."""
    idle = len(notes.notes) - len(notes.telling)
    lines = [f"{note.paper.title}: {note.text}" for note in notes.telling]
    return "\n".join([*lines, *([f"{idle} more do not bear on the question"] if idle else [])])


def _with_notes(answer: Answer, notes: Notes) -> Answer:
    """Return a snapshot with the notes below its text; papers that only they cite get the numbers that follow."""
    if not notes.telling:
        return answer
    numbers = {source.paper.id: source.number for source in answer.cited}
    for note in notes.telling:
        numbers.setdefault(note.paper.id, len(numbers) + 1)
    sources = cited_first([replace(source, number=numbers.get(source.paper.id)) for source in answer.sources])
    lines = [f"- {cited(note, numbers[note.paper.id] or 0)}" for note in notes.telling]
    above = f"{answer.text.rstrip()}\n\n" if answer.text.strip() else ""
    return replace(answer, text="\n".join([f"{above}**Notes**", "", *lines]), sources=sources)


def _notes_alone(stores: Stores, answer: Answer, notes: Notes) -> Answer:
    """Return the notes as the answer, checked as any answer is."""
    answer = _with_notes(replace(answer, text="", thinking=""), notes)
    sources = with_evidence(stores, answer.sources, answer.text)
    sentences = answer_sentences(answer.text, len(answer.cited), REFUSAL)
    checks = check_answer(answer.text, sentences, cited_papers(sources), similarity(stores))
    return replace(answer, stage="done", sources=sources, checks=checks)
