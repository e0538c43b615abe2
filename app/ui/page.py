"""The page: assembles the rail and the views, styles them and serves them, to this machine alone by default."""

import os
import socket
from collections.abc import Callable, Sequence

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.routing import BaseRoute

from app.settings import unproxied_hosts
from app.ui.access import Access
from app.ui.api.named_endpoints import add_api
from app.ui.chat.answer_stream import GROWING, answer_routes
from app.ui.chat.chat_routes import chat_routes
from app.ui.chat.chat_tab import build_chat_tab, examples_message
from app.ui.event_check import EventCheck
from app.ui.guard import Guard
from app.ui.katex_files import katex_files
from app.ui.languages.late_texts import InsertTexts, LateTexts, VisitorLanguage
from app.ui.languages.visitor_language import language_of, speaking
from app.ui.library.add_tab import build_add_tab
from app.ui.library.collection_view import collection_html, masthead_html
from app.ui.library.routes import library_routes
from app.ui.library.source_routes import source_routes
from app.ui.library.table_tab import build_library_tab
from app.ui.login.login_door import LoginDoor
from app.ui.map_tab import build_map_tab
from app.ui.model.model_panel import build_model_panel
from app.ui.operations_routes import open_paths, operations_routes
from app.ui.protocol import Backend
from app.ui.rail import build_rail
from app.ui.static_files import STATIC, static_text
from app.ui.visitor_limits import QuestionLimits
from index.errors import PaperchatError

STYLESHEETS = (
    *("page/style.css", "page/rail.css", "chat/chat.css", "chat/cards.css"),
    *("library/library.css", "map/map.css", "model/model.css"),
)
_SANS = ["ui-sans-serif", "system-ui", "sans-serif"]
_MONO = ["ui-monospace", "monospace"]
# The two page colours of style.css. Gradio puts these into the page itself, so no other colour flashes up first.
_BEFORE_THE_STYLESHEET = {"body_background_fill": "#fbfaf6", "body_background_fill_dark": "#171714"}
_MAX_UPLOAD = "200mb"
# Seconds. Gradio's queue looks for work a thousand times a second, which keeps a machine from resting. No event of the
# page tells it of progress, for which it looks as well.
_QUEUE_RESTS, _PROGRESS_RESTS = 0.1, 1.0
# Level 9 takes four times as long for 2 % less. A growing answer is sent as it is: packing each line costs more than
# sending it.
_COMPRESSED = Middleware(
    GZipMiddleware,
    compresslevel=6,
    exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, GROWING),
)
_DAY = 86_400


def build_page(backend: Backend, access: Access, limits: QuestionLimits, texts: LateTexts) -> gr.Blocks:
    """Build the page. Each visitor has their own chat and language; only the collection is shared."""
    # Uploaded files are deleted after a day; by then their papers are in the library.
    page = gr.Blocks(title="paperchat", analytics_enabled=False, fill_width=True, delete_cache=(_DAY, _DAY))
    with page:
        # First, so that no event of the page has taken one of its names.
        add_api(backend, access, limits)
        header = texts.text(lambda: masthead_html(backend.collection()))
        masthead = gr.HTML(header, elem_id="masthead", apply_default_css=False)
        with gr.Column(elem_id="view-chat", elem_classes="view"):
            chat = build_chat_tab(backend, texts)
        with gr.Column(elem_id="view-library", elem_classes="view"):
            build_library_tab(texts)
        with gr.Column(elem_id="view-map", elem_classes="view"):
            build_map_tab(backend, texts)
        with gr.Column(elem_id="view-add", elem_classes="view"):
            adding = build_add_tab(backend, access, texts)
        build_rail(texts, login=access.users is not None)
        # At the foot of the rail, and so the last stop of the keyboard there.
        build_model_panel(backend.model, access, texts)

        def refresh(request: gr.Request) -> tuple[str, str, dict[str, object]]:
            now = backend.collection()
            with speaking(language_of(request.headers)):
                return masthead_html(now), collection_html(now), examples_message(backend)

        # On load too: the example questions date from the start of the server.
        for follow in (page.load, *adding.changed):
            follow(
                *(refresh, None, [masthead, adding.collection, chat]),
                show_progress="hidden",
                api_visibility="private",
                queue=False,
            )
    page.queue(api_open=False, default_concurrency_limit=None)
    let_queue_rest(page)
    return page


def let_queue_rest(page: gr.Blocks) -> None:
    """Let the queue of a page look for work less often, about as on Windows; Gradio has no setting for that."""
    queue = page._queue  # noqa: SLF001 - tests/app/ui/test_page.py fails if Gradio names it otherwise
    queue.sleep_when_free, queue.progress_update_sleep_when_free = _QUEUE_RESTS, _PROGRESS_RESTS


def serve(
    backend: Backend,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    access: Access | None = None,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the page until interrupted; `ready` gets its address, `access` tells who may log in and change what.

    Raises PaperchatError.
    """
    _check_free(host, port)
    access = access or Access(host)
    limits = QuestionLimits()
    texts = LateTexts()
    page = build_page(backend, access, limits, texts)
    routes = [
        *library_routes(backend.library, access),
        *source_routes(backend.sources, access),
        *chat_routes(backend.chats, backend.paper),
        *answer_routes(backend, limits),
        *operations_routes(backend, lambda request: access.allows_metrics(request.headers)),
        katex_files(),
    ]
    doors = [Middleware(LoginDoor, users=access.users, past=open_paths(metrics=access.metrics))] if access.users else []
    launch(page, host, port, routes, [*doors, Middleware(InsertTexts, texts=texts)])
    ready(str(page.local_url))
    try:
        page.server.thread.join()
    except KeyboardInterrupt:
        page.close(verbose=False)


def launch(
    page: gr.Blocks, host: str, port: int, routes: Sequence[BaseRoute] = (), doors: Sequence[Middleware] = ()
) -> None:
    """Start serving the page, with routes of our own, and return; `doors` stand between the guard and the page.

    Everything in Gradio that calls home, leaks or surprises is off.
    """
    _reach_ourselves_directly(host)
    page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        inbrowser=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        _frontend=False,  # otherwise a page that does not answer Gradio within 3 seconds is none: machines are busy
        enable_monitoring=False,
        run_history=False,  # otherwise Gradio keeps each question in the browser's storage
        footer_links=[],
        max_file_size=_MAX_UPLOAD,
        favicon_path=STATIC / "page" / "favicon.svg",
        theme=gr.themes.Base(font=_SANS, font_mono=_MONO).set(**_BEFORE_THE_STYLESHEET),
        css=static_text(*STYLESHEETS),
        app_kwargs={
            "middleware": [
                Middleware(VisitorLanguage),
                Middleware(Guard, host=host),
                _COMPRESSED,
                *doors,
                Middleware(EventCheck, page=page),
            ],
            "routes": list(routes),
        },
    )


def _reach_ourselves_directly(host: str) -> None:
    """Keep requests to this machine away from proxies: Gradio asks its own page when it starts."""
    here = ",".join(filter(None, (unproxied_hosts(), host, "localhost", "127.0.0.1", "::1")))
    os.environ["NO_PROXY"] = here
    os.environ["no_proxy"] = here


def _check_free(host: str, port: int) -> None:
    """Raise PaperchatError if the address is not free; Gradio's own message names no next step."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as fault:
        raise PaperchatError(
            f"Cannot serve the page on {host}:{port}: {fault.strerror or fault}.",
            f"Try another port, such as `--port {port + 1}`.",
        ) from fault
