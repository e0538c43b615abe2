"""The tab that adds papers: a place to drop files, the progress, a report on each file, and the list of files."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app.ui.failures import WENT_WRONG, failure_html
from app.ui.library.collection_view import files_html, progress_html, starting_html
from app.ui.pacing import newest
from app.ui.protocol import Backend
from index.errors import PaperchatError

log = logging.getLogger(__name__)

_UPDATES_PER_SECOND = 8


@dataclass(frozen=True, slots=True)
class AddTab:
    """The parts that page.py listens to or refreshes."""

    added: Any
    """Gradio's dependency; `.then` runs after papers were added."""
    collection: gr.HTML


def build_add_tab(backend: Backend) -> AddTab:
    """Build the tab."""
    gr.HTML(
        "<h2>Add papers</h2><p>Text files that list papers with their abstracts, such as saved pages. A paper that you"
        " already have is merged, not added twice.</p>",
        elem_id="add-intro",
        apply_default_css=False,
    )
    files = gr.File(file_count="multiple", label="Files", show_label=False, elem_id="add-files", height=150)
    report = gr.HTML("", elem_id="add-report", apply_default_css=False)
    collection = gr.HTML(files_html(backend.collection()), elem_id="collection", apply_default_css=False)

    async def add(paths: list[str] | None) -> AsyncIterator[tuple[str, Any]]:
        async for html in _reports(backend, [Path(path) for path in paths or []]):
            yield html, gr.File(value=None, visible="hidden")
        yield html, gr.File(visible=True)

    added = files.upload(
        add, files, [report, files], show_progress="hidden", concurrency_limit=None, api_visibility="private"
    )
    return AddTab(added, collection)


async def _reports(backend: Backend, paths: list[Path]) -> AsyncIterator[str]:
    """Yield the report as it grows. Files added before a failure stay in it."""
    html = starting_html(len(paths))
    yield html
    shown = ""
    try:
        async for progress in newest(lambda: backend.add_files(paths), per_second=_UPDATES_PER_SECOND):
            shown = progress_html(progress)
            yield shown
    except PaperchatError as fault:
        yield failure_html(fault.message, fault.hint) + shown
    except Exception:
        log.exception("Could not add %s", paths)
        yield failure_html(*WENT_WRONG) + shown
