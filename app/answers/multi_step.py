"""The multi-step answer: split the question, find papers for each part, take notes on them, and write from all that.

It announces the maximum number of model calls first. Every snapshot is complete, so stopping early keeps the notes so
far with their citations. If the endpoint fails, the notes are the answer; without a model, each part is answered with
quotes.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Literal

from app.answer import QUOTING, Answer, Source, Step, cited_papers
from app.answers.notes import PER_CALL, Notes, note_with_marks, take_notes
from app.answers.quoted import answer_with_quotes
from app.answers.refusal import refuse
from app.answers.sentence_cosines import similarity
from app.answers.small_model.side_by_side import MOST_PARTS, compare_sides
from app.answers.sources import as_sources, cited_first, explained_sources, with_evidence
from app.answers.subquestions import MAX_PARTS, parts_by_rules, read_parts
from app.answers.waiting import while_waiting
from app.answers.written import AnswerWriter, finished, join_notices, map_snapshots
from app.checking.answer_check import check_answer
from app.citations import answer_sentences
from app.llm.endpoint import Endpoint, Message
from app.llm.prompts import REFUSAL, Task, answer_prompt, count_tokens, draw_mark, fill
from app.reply import without_thinking
from index.collection import Stores
from index.endpoints.endpoint_errors import EndpointError
from index.questions.query import Query
from index.retrieval.explanation import evidence_for
from index.retrieval.results import SearchResult
from index.retrieval.search import search
from index.text.counting import said_papers
from index.wording.said import Said, composed, lines_said, said

_PAPERS = 8
_SPLIT, _FIND, _READ, _WRITE = range(4)
_LABELS = (
    said("step.split", "Split the question"),
    said("step.find", "Find papers for each part"),
    said("step.note", "Note what each paper says"),
    said("step.write", "Write the answer"),
)
_QUOTE = said("step.quote", "Quote the papers")
_NOTES_INSTEAD = said("notice.notes_instead", "Showing the notes instead.")
_NOTES = said("heading.notes", "Notes")


def max_calls(endpoint: Endpoint | None) -> int:
    """Return the maximum number of model calls.

    One rewrites a follow-up, one splits the question, one reads each batch of papers, and one writes.
    """
    if endpoint and endpoint.prompt_style == "short":
        # One rewrites a follow-up, the others read one paper each.
        return 1 + MOST_PARTS
    return 3 + -(-_PAPERS // PER_CALL) if endpoint else 0


def first_snapshot(question: str, endpoint: Endpoint | None) -> Answer:
    """Return the answer before its first step: the steps to come and the maximum number of model calls."""
    labels = _LABELS if endpoint else (*_LABELS[:_READ], _QUOTE)
    answer = Answer(question, "searching", steps=tuple(map(Step, labels)), max_calls=max_calls(endpoint))
    return _with_state(answer, _SPLIT, "running")


def answer_in_steps(
    stores: Stores, endpoint: Endpoint | None, answer: Answer, query: Query
) -> Generator[Answer, None, Answer]:
    """Yield the answer as it grows from `first_snapshot`, then return it; its question already stands alone."""
    answer, parts = yield from _split(stores, endpoint, answer, query)
    yield answer
    found = search(stores, _by_parts(query, parts), _PAPERS)
    answer = _with_found(answer, found)
    yield answer
    if endpoint and found.hits:
        answer = replace(answer, quotes=finished(_quote(stores, answer, found)))
    if endpoint and endpoint.prompt_style == "short" and found.hits and found.answerable:
        answer = yield from _put_together(stores, endpoint, answer, found)
    elif endpoint and endpoint.prompt_style == "full" and found.hits and answer.steps[_SPLIT].state == "done":
        answer = yield from _read_and_write(stores, endpoint, answer, found)
    if answer.stage != "done":
        # Without the quotes so far: the steps show what failed.
        answer = yield from _quote(stores, replace(answer, quotes=None), found)
    return answer


def _with_state(answer: Answer, place: int, state: Literal["running", "done", "failed"], detail: str = "") -> Answer:
    """Return the answer with the state of one of its steps changed."""
    step = Step(answer.steps[place].label, state, detail)
    return replace(answer, steps=(*answer.steps[:place], step, *answer.steps[place + 1 :]))


def _question(answer: Answer) -> str:
    return answer.searched or answer.question


def _split(
    stores: Stores, endpoint: Endpoint | None, answer: Answer, query: Query
) -> Generator[Answer, None, tuple[Answer, tuple[str, ...]]]:
    """Split the question into parts: by the model, one call; by rules without a model or if it fails."""
    question, parts = _question(answer), parts_by_rules(_question(answer), query.sides)
    if endpoint is None or endpoint.prompt_style == "short":
        return _with_state(answer, _SPLIT, "done", "\n".join(parts)), parts
    prompt = fill("subquestions", fence=draw_mark(question), question=question, most=str(MAX_PARTS))
    tokens = answer.prompt_tokens + count_tokens(prompt)
    answer = replace(answer, model_calls=answer.model_calls + 1, prompt_tokens=tokens)

    def quotes() -> Answer:
        return finished(_quote(stores, answer, search(stores, _by_parts(query, parts), _PAPERS)))

    try:
        reply = yield from while_waiting(
            *(answer, "splitting", endpoint.known_model),
            lambda: endpoint.complete([Message("user", prompt)]),
            quotes,
        )
    except EndpointError as fault:
        answer = replace(answer, notice=join_notices(answer.notice, fault.in_full, QUOTING))
        return _with_state(answer, _SPLIT, "failed", "\n".join(parts)), parts
    answer = answer.with_call(0, None, count_tokens(reply))
    parts = read_parts(without_thinking(reply), question) or parts
    return _with_state(answer, _SPLIT, "done", "\n".join(parts)), parts


def _by_parts(query: Query, parts: Sequence[str]) -> Query:
    """Return the query that searches for each part on its own, with the filters of the question."""
    if len(parts) > 1:
        return replace(query, intent="compare", sides=tuple(parts), limit=None)
    return replace(query, intent="find", sides=(), limit=None)


def _with_found(answer: Answer, found: SearchResult) -> Answer:
    """Return the answer with the papers found for each part as its sources."""
    covered = [side for side in found.query.sides if side not in found.missing]
    counts = [_found_for(side, sum(hit.side == side for hit in found.hits)) for side in covered]
    nothing = "Your collection seems to have nothing on: {topics}."
    missing = said("notice.nothing_on_parts", nothing, topics="; ".join(found.missing))
    answer = replace(
        answer,
        stage="writing",
        chips=found.chips,
        dropped=found.dropped,
        notice=join_notices(answer.notice, missing if found.missing and found.answerable else ""),
        sources=as_sources(hit.paper for hit in found.hits),
    )
    return _with_state(answer, _FIND, "done", lines_said([said_papers(len(found.hits)), *counts]))


def _found_for(side: str, count: int) -> Said:
    return said("step.found_for", "{count} for {side}", count=count, side=side)


def _quote(stores: Stores, answer: Answer, found: SearchResult) -> Generator[Answer, None, Answer]:
    """Quote the papers for each part, as the last step."""
    done = answer.steps[:_READ]
    # The note-taking step is shown only if it was started.
    done += tuple(step for step in answer.steps[_READ:_WRITE] if step.state in {"done", "failed"})
    answer = replace(answer, text="", steps=(*done, Step(_QUOTE, "running")))
    answer = yield from answer_with_quotes(stores, answer, found)
    return _with_state(answer, len(done), "done")


def _put_together(
    stores: Stores, endpoint: Endpoint, answer: Answer, found: SearchResult
) -> Generator[Answer, None, Answer]:
    """Let a small model answer from one paper at a time and join its answers; not `done` if none is backed."""
    answer = _with_state(answer, _READ, "running")
    answer = yield from compare_sides(stores, endpoint, answer, found, each=2)
    if answer.stage != "done":
        return _with_state(answer, _READ, "failed")
    return _with_state(_with_state(answer, _READ, "done"), _WRITE, "done")


def _read_and_write(
    stores: Stores, endpoint: Endpoint, answer: Answer, found: SearchResult
) -> Generator[Answer, None, Answer]:
    """Take notes and let the model write from them; the answer is not `done` if both failed."""
    answer = _with_state(answer, _READ, "running")
    notes, read, papers = Notes(), answer, [hit.paper for hit in found.hits]
    try:
        with closing(take_notes(endpoint, _question(answer), found.query.sides, papers)) as taking:
            for notes in taking:
                read = _with_cost(answer, notes)
                yield _with_notes(replace(read, model=endpoint.known_model), notes)
    except EndpointError as fault:
        failed = _with_state(read, _READ, "failed", _by_title(notes))
        if notes.useful:
            return _notes_alone(
                stores, replace(failed, notice=join_notices(failed.notice, fault.in_full, _NOTES_INSTEAD)), notes
            )
        return replace(failed, notice=join_notices(failed.notice, fault.in_full, QUOTING))
    read = _with_state(replace(read, model=endpoint.known_model), _READ, "done", _by_title(notes))
    if found.hits and len(notes.notes) == len(found.hits) and not notes.useful:
        return _with_state(refuse(read), _WRITE, "done")
    return (yield from _write(stores, endpoint, read, found, notes))


def _write(
    stores: Stores, endpoint: Endpoint, answer: Answer, found: SearchResult, notes: Notes
) -> Generator[Answer, None, Answer]:
    """Let the model write from the notes and the abstracts; the notes are below the text until it is finished."""
    useless = {note.paper.id for note in notes.notes if not note.text}
    useful = [hit for hit in found.hits if hit.paper.id not in useless]
    ordered = replace(found, hits=(*useful, *(hit for hit in found.hits if hit.paper.id in useless)))
    papers = [hit.paper for hit in useful]
    details = {note.paper.id: {"Notes": note.text} for note in notes.useful}
    task = Task("multi_step", {"parts": "\n".join(found.query.sides or (_question(answer),))}, details)
    writer = AnswerWriter(stores, endpoint, *([_NOTES_INSTEAD] if notes.useful else []))
    prompt = answer_prompt(_question(answer), papers, (), writer.model.room, task)

    def refined() -> tuple[Source, ...]:
        return explained_sources(stores, ordered, evidence_for(stores, ordered))

    answer = replace(_with_state(answer, _WRITE, "running"), sources=as_sources(papers))
    written = yield from map_snapshots(
        writer.write(answer, prompt, refined), lambda snapshot: _with_notes(snapshot, notes)
    )
    if written.stage == "done":
        return _with_state(written, _WRITE, "done")
    written = _with_state(written, _WRITE, "failed")
    if not notes.useful:
        return written
    return _notes_alone(stores, replace(written, sources=as_sources(papers)), notes)


def _with_cost(answer: Answer, notes: Notes) -> Answer:
    """Return the answer with the model calls and tokens of the notes added."""
    calls, tokens = answer.model_calls + notes.model_calls, answer.prompt_tokens + notes.prompt_tokens
    written = answer.answer_tokens + notes.answer_tokens
    return replace(answer, model_calls=calls, prompt_tokens=tokens, answer_tokens=written, tokens_counted=False)


def _by_title(notes: Notes) -> str:
    """Return one line per note, each after the title of its paper."""
    rest = len(notes.notes) - len(notes.useful)
    lines = [f"{note.paper.title}: {note.text}" for note in notes.useful]
    more = ("{count} more is not relevant", "{count} more are not relevant")
    return lines_said([*lines, *([said("step.not_relevant", more, count=rest)] if rest else [])])


def _with_notes(answer: Answer, notes: Notes) -> Answer:
    """Return a snapshot with the notes below its text; papers cited only in notes get the next free numbers."""
    if not notes.useful:
        return answer
    numbers = {source.paper.id: source.number for source in answer.cited}
    for note in notes.useful:
        numbers.setdefault(note.paper.id, len(numbers) + 1)
    sources = cited_first([replace(source, number=numbers.get(source.paper.id)) for source in answer.sources])
    lines = [f"- {note_with_marks(note, numbers[note.paper.id] or 0)}" for note in notes.useful]
    above = f"{answer.text.rstrip()}\n\n" if answer.text.strip() else ""
    text, own = composed([above, "**", _NOTES, "**\n\n", "\n".join(lines)])
    return replace(answer, text=text, said=own, sources=sources)


def _notes_alone(stores: Stores, answer: Answer, notes: Notes) -> Answer:
    """Return the notes as the answer, checked like any other."""
    answer = _with_notes(replace(answer, text="", thinking=""), notes)
    sources = with_evidence(stores, answer.sources, answer.text)
    sentences = answer_sentences(answer.text, len(answer.cited), REFUSAL)
    checks = check_answer(answer.text, sentences, cited_papers(sources), similarity(stores))
    return replace(answer, stage="done", sources=sources, checks=checks)
