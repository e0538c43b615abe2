"""A list of papers on which the model says what each has to do with the topic. Titles and order stay the search's."""

from collections.abc import Generator
from dataclasses import replace

from app.answer import Answer, cited_papers
from app.answers.paper_list import BEFORE_SAID, list_text, said_of
from app.answers.sources import bare, with_evidence
from app.answers.written import AnswerWriter, mapped, similarity
from app.checking.answer_check import check_answer
from app.citations import answer_sentences
from app.llm.prompts import REFUSAL, Task, answer_prompt
from index.retrieval.search import SearchResult


def annotate_list(writer: AnswerWriter, answer: Answer, found: SearchResult) -> Generator[Answer, None, Answer]:
    """Yield the list as it grows, then return it, what is said checked; the bare list if the model fails. One call.

    The sources of `answer` are the papers found, numbered by their places.
    """
    papers = [hit.paper for hit in found.hits]
    prompt = answer_prompt(answer.searched or answer.question, papers, (), writer.endpoint.room, Task("paper_list"))

    def told(snapshot: Answer) -> Answer:
        said = said_of(snapshot.text, [source.paper.id for source in snapshot.cited])
        return replace(snapshot, text=list_text(found, said), sources=answer.sources)

    writing = writer.write(replace(answer, sources=bare(papers)), prompt, lambda: bare(papers))
    written = yield from mapped(writing, told)
    if written.stage != "done" or written.refused:
        notice = answer.notice if written.refused else written.notice
        stays = replace(written, stage="done", text=list_text(found), refused=False, model=None, notice=notice)
        return replace(stays, sources=answer.sources, checks=())
    answer = told(written)
    said = "\n".join(line for line in answer.text.splitlines() if line.startswith(BEFORE_SAID))
    sentences = [one for one in answer_sentences(answer.text, len(papers), REFUSAL) if _is_said(answer.text, one.start)]
    checks = check_answer(answer.text, sentences, cited_papers(answer.sources), similarity(writer.stores))
    return replace(answer, sources=with_evidence(writer.stores, answer.sources, said), checks=checks)


def _is_said(text: str, start: int) -> bool:
    return text.startswith(BEFORE_SAID, text.rfind("\n", 0, start) + 1)
