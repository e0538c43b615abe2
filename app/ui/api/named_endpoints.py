"""The named API endpoints: ask, search, summarise, add and export, as `gradio_client` and any HTTP client call them.

They give the JSON of the commands of the same names and keep no chat. Everything else that the page sends is private:
/gradio_api/info does not list it.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr
from gradio.events import api

from app.answer import Answer
from app.chats.visitors import visitor_of
from app.export import exported
from app.json_output import answer_json, reports_json, result_json
from app.request import Question
from app.ui.access import Access
from app.ui.api.api_messages import (
    LONGEST_TEXT,
    read_files,
    read_form,
    read_limit,
    read_papers,
    read_question,
    read_text,
)
from app.ui.failures import bug_message
from app.ui.library.uploads import delete_uploads
from app.ui.login.who_asks import VISITOR
from app.ui.pacing import newest
from app.ui.protocol import Backend
from app.ui.visitor_limits import QuestionLimits
from index.errors import PaperchatError
from index.ingest import FileReport

log = logging.getLogger(__name__)

Json = dict[str, Any]
_UPDATES_PER_SECOND = 4


def add_api(backend: Backend, access: Access, limits: QuestionLimits) -> None:
    """Give the page that is being built its named endpoints."""
    for endpoint in (*_answering(backend, limits), *_readers(backend), _adding(backend, access)):
        api(endpoint, api_name=endpoint.__name__, concurrency_limit=None)


def _answering(backend: Backend, limits: QuestionLimits) -> list[Callable[..., Any]]:
    async def ask(request: gr.Request, question: str, deeper: bool = False) -> AsyncIterator[Json]:
        """Answer a question from the collection, with citations: the answer as it grows, the last one whole."""
        visitor = _visitor(request)
        with _faults_in_words(), limits.admitted(visitor):
            asked = Question(read_question(question), multi_step=bool(deeper))
            async for answer in newest(lambda: backend.answer(asked, visitor), per_second=_UPDATES_PER_SECOND):
                yield _snapshot_json(answer)

    async def summarise(request: gr.Request, papers: list[str], form: str = "summary") -> AsyncIterator[Json]:
        """Summarise papers: titles, ids, a source, or a description. The form is summary, digest or table."""
        visitor = _visitor(request)
        with _faults_in_words(), limits.admitted(visitor):
            named, intent = read_papers(papers), read_form(form)
            overview = newest(
                lambda: backend.answer(backend.overview_of(named, intent), visitor), per_second=_UPDATES_PER_SECOND
            )
            async for answer in overview:
                yield _snapshot_json(answer)

    return [ask, summarise]


def _readers(backend: Backend) -> list[Callable[..., Any]]:
    def search(question: str, limit: int = 8, explain: bool = False) -> list[Json]:
        """List the papers closest to a question, best first, each with its best sentence."""
        with _faults_in_words():
            found, whys = backend.find(read_question(question), read_limit(limit))
            return [result_json(hit, why, explained=bool(explain)) for hit, why in zip(found.hits, whys, strict=True)]

    def export(papers: list[str], format: str = "bibtex") -> str:  # noqa: A002 - what a user calls it
        """Write papers, named by their ids, as bibtex, ris, csl-json, csv, markdown or jsonl."""
        with _faults_in_words():
            found = [backend.paper(one) for one in read_papers(papers)]
            if missing := [one for one, paper in zip(papers, found, strict=True) if paper is None]:
                raise PaperchatError(f"There is no paper {missing[0]!r}.", "`search` gives the ids.")
            return exported([paper for paper in found if paper], read_text("format", format))

    return [search, export]


def _adding(backend: Backend, access: Access) -> Callable[..., Json]:
    def add(request: gr.Request, files: list[gr.FileData] = [], text: str = "") -> Json:  # noqa: B006 - never changed
        """Add papers: files, and a text: pasted papers, BibTeX, an arXiv id or an address."""
        with _faults_in_words():
            if not access.allows_editing(request.headers):
                raise PaperchatError(*access.refusal)
            inputs = tuple(backend.inputs(read_files(files), read_text("text", text, LONGEST_TEXT)))
            reports: tuple[FileReport, ...] = ()
            try:
                for progress in backend.add(inputs):
                    reports = progress.files
            finally:
                delete_uploads(inputs)
            return reports_json(reports)

    return add


def _visitor(request: gr.Request) -> str:
    """Return whose questions and visits are counted together: those of a person, or of a machine."""
    drawn = request.headers.get(VISITOR)
    return visitor_of(drawn) if drawn else str(request.client and request.client.host)


def _snapshot_json(answer: Answer) -> Json:
    return {"stage": answer.stage, **answer_json(answer)}


@contextmanager
def _faults_in_words() -> Iterator[None]:
    """Turn a fault into the one line that Gradio sends; nothing of ours is in its trace."""
    try:
        yield
    except PaperchatError as fault:
        raise gr.Error(" ".join(filter(None, (fault.message, fault.hint))), print_exception=False) from None
    except Exception:
        log.exception("A call of the API failed")
        raise gr.Error(" ".join(bug_message()), print_exception=False) from None
