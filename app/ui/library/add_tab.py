"""The tab that adds papers: a drop area for files and folders, the progress, results by file, the list of files."""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app.ui.access import Access
from app.ui.failures import bug_message, failure_html
from app.ui.guard import MAX_FILES, MAX_UPLOAD
from app.ui.languages.catalogue import translated
from app.ui.languages.late_texts import LateTexts
from app.ui.languages.visitor_language import language_of, speaking
from app.ui.library.chosen_columns import with_chosen_columns
from app.ui.library.collection_view import collection_html, previews_html, progress_html, starting_html
from app.ui.library.uploads import delete_uploads
from app.ui.pacing import newest
from app.ui.protocol import Backend
from app.ui.templating import fill
from index.errors import PaperchatError
from index.ingest import Input
from index.sources.file_kinds import IN_FOLDERS

log = logging.getLogger(__name__)

_UPDATES_PER_SECOND = 8
_LONGEST = 400_000
_LONGEST_COLUMNS = 50_000


@dataclass(frozen=True, slots=True)
class AddTab:
    """The parts that page.py listens to or refreshes."""

    changed: tuple[Any, ...]
    """Gradio's `then` of what adds papers and of what stops it."""
    collection: gr.HTML


def build_add_tab(backend: Backend, access: Access, texts: LateTexts) -> AddTab:
    """Build the tab: what is dropped or pasted is shown first, and added once the person says so."""
    gr.HTML(texts.template("add_intro.html"), elem_id="add-intro", apply_default_css=False)
    files = gr.File(
        file_count="multiple", label=texts.words("add.files"), show_label=False, elem_id="add-files", height=150
    )
    folder = texts.template("add_folder.html", endings=sorted(IN_FOLDERS), most=MAX_FILES, most_bytes=MAX_UPLOAD)
    gr.HTML(folder, elem_id="add-folder-place", apply_default_css=False)
    with gr.Row(elem_id="add-paste"):
        pasted = gr.Textbox(
            show_label=False,
            label=texts.words("add.text"),
            placeholder=texts.words("add.paste"),
            lines=2,
            max_lines=8,
            max_length=_LONGEST,
        )
        look = gr.Button(texts.words("add.preview"), elem_id="add-look")
    # Filled by columns.js, and hidden by the stylesheet.
    columns = gr.Textbox(label=texts.words("add.columns"), elem_id="add-columns", max_length=_LONGEST_COLUMNS)
    inputs = gr.State(())
    report = gr.HTML("", elem_id="add-report", apply_default_css=False)
    with gr.Row(elem_id="add-buttons"):
        start = gr.Button(texts.words("add.add"), visible=False, elem_id="add-start")
        cancel = gr.Button(texts.words("common.cancel"), visible=False, elem_id="add-cancel")
    sources = texts.text(lambda: collection_html(backend.collection()))
    collection = gr.HTML(sources, elem_id="collection", apply_default_css=False)

    events = _Events(backend, access)
    looks: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    for event in (files.upload, look.click):
        event(events.preview, [files, pasted, columns], [report, inputs, start, cancel], **looks)
    parts = [report, files, pasted, inputs, start, cancel]
    added = start.click(events.add, inputs, parts, concurrency_limit=None, **looks)
    stopped = cancel.click(events.stop, inputs, parts, cancels=[added], queue=False, **looks)
    return AddTab((added.then, stopped.then), collection)


@dataclass(frozen=True, slots=True)
class _Events:
    """What the buttons of the tab do."""

    backend: Backend
    access: Access

    def preview(self, paths: list[str] | None, text: str, chosen: str, request: gr.Request) -> tuple[Any, ...]:
        """Return what would come of what was dropped or pasted."""
        with speaking(language_of(request.headers)):
            return _previewed(self.backend, self.access, request, lambda: _inputs(self.backend, paths, text, chosen))

    async def add(self, found: tuple[Input, ...], request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        """Add what was previewed, and yield the report as it grows."""
        if not found or not self.access.allows_editing(request.headers):
            return
        try:
            async for html in _reports(self.backend, found, language_of(request.headers)):
                yield html, gr.File(value=None), "", (), gr.Button(visible=False), gr.Button(visible=True)
        finally:
            delete_uploads(found)
        yield html, gr.File(value=None), "", (), gr.Button(visible=False), gr.Button(visible=False)

    def stop(self, found: tuple[Input, ...], request: gr.Request) -> tuple[Any, ...]:
        """Leave what was previewed, or is being added."""
        delete_uploads(found)
        hidden = gr.Button(visible=False)
        with speaking(language_of(request.headers)):
            stopped = fill("add_stopped.html")
        return stopped, gr.File(value=None), "", (), hidden, hidden


def _inputs(backend: Backend, paths: list[str] | None, text: str, chosen: str) -> tuple[Input, ...]:
    return with_chosen_columns(tuple(backend.inputs([Path(path) for path in paths or []], text)), chosen)


def _previewed(
    backend: Backend, access: Access, request: gr.Request, gathered: Callable[[], tuple[Input, ...]]
) -> tuple[Any, ...]:
    """Return what would come of what is gathered, that as inputs, and the two buttons."""
    if not access.allows_editing(request.headers):
        return failure_html(*access.refusal), (), gr.Button(visible=False), gr.Button(visible=False)
    try:
        found = gathered()
        shown = backend.previews(found)
    except PaperchatError as fault:
        return failure_html(fault.message, fault.hint), (), gr.Button(visible=False), gr.Button(visible=False)
    papers, new = sum(one.papers for one in shown), sum(one.new for one in shown)
    # What is known may still gain from being added: a date, a link, the name of one more file.
    words = (
        translated("add.add_papers", count=new) if new or not papers else translated("add.merge_papers", count=papers)
    )
    add = gr.Button(words, visible=papers > 0)
    return previews_html(shown), found, add, gr.Button(visible=True)


async def _reports(backend: Backend, inputs: Sequence[Input], language: str) -> AsyncIterator[str]:
    """Yield the report as it grows. Files added before a failure stay in it."""
    with speaking(language):
        html = starting_html(len(inputs))
    yield html
    shown = ""
    try:
        async for progress in newest(lambda: backend.add(inputs), per_second=_UPDATES_PER_SECOND):
            with speaking(language):
                shown = progress_html(progress)
            yield shown
    except PaperchatError as fault:
        with speaking(language):
            failure = failure_html(fault.message, fault.hint)
        yield failure + shown
    except Exception:
        log.exception("Could not add %s", [item.name for item in inputs])
        with speaking(language):
            failure = failure_html(*bug_message())
        yield failure + shown
