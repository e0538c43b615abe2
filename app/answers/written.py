"""The written answer: the model writes from sources, its text streams, and its citations are numbered and checked.

Knows how to read a reply; what to write is up to the prompt. Sentences without a citation get that of the source that
backs them. A text without a backed sentence is no answer: it is set aside, and the caller quotes instead.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from app.answer import QUOTING, Answer, Turn, cited_papers
from app.answers.precedence import PRECEDENCE
from app.answers.refusal import refuse
from app.answers.sentence_cosines import similarity
from app.answers.small_model.lessons import learn_from_refusal, learn_from_text
from app.answers.small_model.reading import papers_to_read
from app.answers.sources import Sources, as_sources, explained_sources, renumbered, with_evidence
from app.answers.unanswered.foreign_questions import foreign_to
from app.checking.answer_check import check_answer
from app.checking.attribution import ModelInput, attribute
from app.checking.reasons import COUNTABLE
from app.checking.result import Check
from app.citations import Refusal, Titles, refusal_in
from app.citations.marks import without_marks
from app.llm.endpoint import Room
from app.llm.language_model import LanguageModel, TextStream
from app.llm.prompts import REFUSAL, Prompt, Task, answer_prompt, count_tokens, short_prompt
from app.reply import Reply, ReplyReader
from app.settings import variable
from index.collection import Stores
from index.endpoints.endpoint_errors import ContextOverflowError, EndpointError
from index.papers import Paper
from index.retrieval.answerability import answerability
from index.retrieval.explanation import evidence_for
from index.retrieval.results import SearchResult
from index.text.counting import said_papers
from index.wording.said import Said, said, sentences_said

NOT_BACKED = said("notice.not_backed", "Your papers do not support the model’s answer.")
_OTHER_LANGUAGE = "The model answered in {language}, which cannot be compared with your papers; ask for their language."
_LOOPED = said("notice.looped", "The model started to repeat itself and was stopped.")
# From this probability of an answer on.
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class AnswerWriter:
    """A model that writes from papers in the collection."""

    stores: Stores
    model: LanguageModel
    fallback_notice: str = QUOTING
    """The end of the notice if the model writes nothing: what is shown instead."""

    def write(
        self,
        answer: Answer,
        prompt: Prompt,
        refined: Callable[[], Sources],
        shorter: Callable[[Room], Prompt] | None = None,
        quotes: Callable[[], Answer] | None = None,
    ) -> Generator[Answer, None, Answer]:
        """Yield the answer as its text grows, then return it; it is not `done` if the model wrote nothing.

        One call, or two if the prompt does not fit: `shorter` returns one for less room. The sources of `answer` are
        in the order of the prompt. The model starts reading while they are shown; when the text is finished, `refined`
        returns them again with explanations and highlights. `quotes` makes the answer to read while there is no text.
        """
        before, room = answer, self.model.room
        pieces = self.model.stream(prompt.messages)
        reader, fault = ReplyReader(Titles.of([source.paper for source in answer.sources[: prompt.papers]])), ""
        answer = shown = _at_start(answer, prompt)
        try:
            for shown in self._streamed(answer, pieces, reader, prompt, quotes):
                yield shown
        except ContextOverflowError as overflow:
            if shorter and overflow.may_ask_again:
                smaller = self.model.room if self.model.room != room else room.for_prompt(prompt.tokens // 2)
                before = replace(before, model_calls=answer.model_calls, quotes=shown.quotes)
                return (yield from self.write(before, shorter(smaller), refined, quotes=quotes))
            fault = overflow.in_full
        except EndpointError as broken:
            fault = broken.in_full
        finally:
            pieces.close()
        reply = reader.finish(REFUSAL, looped=pieces.finish_reason == "loop")
        written = count_tokens(f"{reply.thinking}{reply.text}")
        answer = replace(answer, quotes=shown.quotes).with_call(prompt.tokens, pieces.usage, written)
        if fault and not reply.text.strip():
            return replace(answer, notice=join_notices(answer.notice, fault, self.fallback_notice))
        cut = _why_cut(fault, pieces.finish_reason)
        with PRECEDENCE.check():
            answer = replace(answer, model=self.model.known_model, sources=refined())
            return self._finished(answer, reply, prompt, cut)

    def _streamed(
        self,
        answer: Answer,
        pieces: TextStream,
        reader: ReplyReader,
        prompt: Prompt,
        quotes: Callable[[], Answer] | None,
    ) -> Iterator[Answer]:
        """Yield the answer as the pieces of its text arrive, and what the model does until then."""
        shown = self._waiting(answer, pieces, prompt)
        yield shown
        for piece in pieces:
            # An empty piece tells that the wait goes on: a moment to stop.
            shown = self._grown(answer, reader.feed(piece)) if piece else shown
            shown = self._waiting(shown, pieces, prompt)
            yield shown
            # Made while the model reads: before its call they would delay it. A text that starts at once needs none.
            idle = not piece or bool(shown.thinking)
            if quotes and answer.quotes is None and idle and not shown.text.strip():
                answer = replace(answer, quotes=quotes())
                shown = replace(shown, quotes=answer.quotes)
                yield shown

    def _waiting(self, answer: Answer, pieces: TextStream, prompt: Prompt) -> Answer:
        """Return the answer with what the model is doing now; the same one if that is nothing new."""
        wait = pieces.wait(thinking=bool(answer.thinking) and not answer.text.strip())
        if wait:
            wait = replace(wait, model=self.model.known_model or "", papers=prompt.papers, found=len(answer.sources))
        return answer if wait == answer.wait else replace(answer, wait=wait)

    def _grown(self, answer: Answer, reply: Reply) -> Answer:
        """Return the answer with the text so far."""
        return replace(
            answer,
            model=self.model.known_model,
            text=reply.text,
            thinking=reply.thinking,
            sources=renumbered(answer.sources, reply.order),
        )

    def _finished(self, answer: Answer, reply: Reply, prompt: Prompt, cut: str) -> Answer:
        """Return the answer with what the model wrote, `done` unless that is nothing or not backed at all.

        `cut`: why its end is missing.
        """
        answer = replace(answer, thinking=reply.thinking)
        if not reply.text.strip():
            nothing = _wrote_nothing(answer.model or "", reply, cut)
            return replace(answer, notice=join_notices(answer.notice, nothing, self.fallback_notice))
        refusal = refusal_in(reply.text, len(reply.order), REFUSAL)
        if refusal.kind == "whole":
            return refuse(answer)
        papers, cosines = [source.paper for source in answer.sources[: prompt.papers]], similarity(self.stores)
        given = ModelInput(answer.searched or answer.question, papers, cosines)
        found = attribute(reply.text, reply.sentences, reply.order, given)
        if prompt.rules:
            learn_from_text(self.model, prompt.rules, reply, backed=bool(found.found))
        sources = with_evidence(self.stores, renumbered(answer.sources, found.order), found.text)
        checks = check_answer(found.text, found.sentences, cited_papers(sources), cosines, found.found)
        if not any(map(_can_stand, checks)) and not given.backs_any(found.text, found.sentences):
            notice = join_notices(answer.notice, cut, _why_unsupported(reply.text, papers))
            return replace(answer, text="", unbacked=without_marks(reply.text), notice=notice)
        notice = join_notices(answer.notice, cut, _caveat(refusal))
        answer = replace(answer, stage="done", text=found.text, notice=notice)
        return replace(answer, sources=sources, checks=checks)


def answer_with_model(
    writer: AnswerWriter, answer: Answer, found: SearchResult, history: Sequence[Turn], quotes: Callable[[], Answer]
) -> Generator[Answer, None, Answer]:
    """Let the model answer from the papers found; the answer is not `done` if the model wrote nothing.

    `quotes` makes the answer to read meanwhile.
    """
    papers, task = papers_to_read(writer.model, found.hits), replace(_task(found), templates=writer.model.templates)

    def prompt(room: Room) -> Prompt:
        question = answer.searched or answer.question
        if writer.model.prompt_style == "short":
            return short_prompt(question, papers, room)
        return answer_prompt(question, papers, history, room, task)

    def refined() -> Sources:
        return explained_sources(writer.stores, found, evidence_for(writer.stores, found))

    answer = replace(answer, sources=as_sources(hit.paper for hit in found.hits))
    written = yield from writer.write(answer, prompt(writer.model.room), refined, prompt, quotes)
    if not written.refused or not found.answerable:
        return written
    if is_sure(found):
        learn_from_refusal(writer.model)
    notice = _no_answer_found(written.model)
    return replace(written, stage="writing", refused=False, text="", notice=join_notices(written.notice, notice))


def _no_answer_found(model: str | None) -> Said:
    if model is None:
        return said("notice.found_none", "The model found no answer in these papers, so they are quoted.")
    found_none = "{model} found no answer in these papers, so they are quoted."
    return said("notice.model_found_none", found_none, model=model)


def is_sure(found: SearchResult) -> bool:
    """Return whether the papers surely have the answer, so that a model that refuses is wrong."""
    return found.signals is not None and found.answerable and answerability(found.signals) >= _SURE


def finished(growing: Generator[Answer, None, Answer]) -> Answer:
    """Let an answer grow to its end and return it."""
    while True:
        try:
            next(growing)
        except StopIteration as end:
            answer: Answer = end.value
            return answer


def map_snapshots(
    writing: Generator[Answer, None, Answer], shown: Callable[[Answer], Answer]
) -> Generator[Answer, None, Answer]:
    """Yield each snapshot as `shown` changes it, and return what `writing` returns."""
    with closing(writing):
        while True:
            try:
                snapshot = next(writing)
            except StopIteration as end:
                answer: Answer = end.value
                return answer
            yield shown(snapshot)


def join_notices(*notices: str) -> str:
    """Join the notices that are not empty."""
    return sentences_said(*notices)


def _why_unsupported(text: str, papers: Sequence[Paper]) -> Said:
    """Return why none of a text counts: its words can be compared only with words of the same language."""
    language = foreign_to(text, papers)
    return said("notice.written_in", _OTHER_LANGUAGE, language=language) if language else NOT_BACKED


def _task(found: SearchResult) -> Task:
    """Return what the model is to write: an answer, or a comparison side by side."""
    if not found.query.sides:
        return Task()
    sides = {hit.paper.id: {"Found for": hit.side} for hit in found.hits}
    return Task("compare", {"sides": "\n".join(found.query.sides)}, sides)


def _caveat(refusal: Refusal) -> str:
    """Return what a reader should know about the finished text."""
    if refusal.kind != "part" or not refusal.missing:
        return ""
    return said("notice.not_in_collection", "Not in your collection: {missing}.", missing=refusal.missing)


def _can_stand(check: Check) -> bool:
    """Return whether a sentence can stand as an answer: some of it was found, and no figure or name is missing."""
    return check.verdict != "not found" and not any(reason.kind in COUNTABLE for reason in check.reasons)


def _at_start(answer: Answer, prompt: Prompt) -> Answer:
    """Return the answer as it stands when the model is called."""
    return replace(
        answer,
        stage="writing",
        notice=join_notices(answer.notice, _unread(prompt.left_out)),
        papers_read=prompt.papers,
        model_calls=answer.model_calls + 1,
        prompt_tokens=answer.prompt_tokens + prompt.tokens,
    )


def _why_cut(fault: str, finish_reason: str | None) -> str:
    """Return why the end of a text is missing; empty if it is whole."""
    if fault:
        return join_notices(fault, said("notice.ends_there", "The answer ends here."))
    if finish_reason == "loop":
        return _LOOPED
    if finish_reason == "length":
        reached = "The answer reached the length limit; raise {setting} for a longer one."
        return said("notice.length_limit", reached, setting=variable("max_tokens"))
    return ""


def _wrote_nothing(model: str, reply: Reply, cut: str) -> Said:
    """Return what the model did instead of answering."""
    if not reply.thinking:
        return said("notice.wrote_nothing", "The model {model} wrote nothing.", model=model)
    if cut is _LOOPED:
        looped = "The model {model} began to repeat itself while it reasoned and was stopped."
        return said("notice.looped_reasoning", looped, model=model)
    if cut:
        used = "The model {model} used up {setting} on reasoning before it answered."
        return said("notice.used_up", used, model=model, setting=variable("max_tokens"))
    return said("notice.only_reasoned", "The model {model} only reasoned and never got to an answer.", model=model)


def _unread(papers: int) -> str:
    did_not_fit = (
        "{papers} did not fit into the model's context window.",
        "{papers} did not fit into the model's context window.",
    )
    return said("notice.did_not_fit", did_not_fit, papers=said_papers(papers), count=papers) if papers else ""
