"""The model pill in the header and the panel that it opens: which model answers, and another one instead.

The server renders, static/model/model.js asks. No message to the browser holds a key.
"""

import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import gradio as gr

from app.connect.choice import Form, FormError
from app.connect.presets import PRESETS, preset_of
from app.ui.access import Access
from app.ui.failures import bug_message, failure_html
from app.ui.languages.catalogue import translated
from app.ui.languages.late_texts import LateTexts
from app.ui.languages.visitor_language import language_of, speaking
from app.ui.pacing import newest
from app.ui.protocol import ModelControl
from app.ui.templating import fill
from index.errors import PaperchatError

log = logging.getLogger(__name__)

_UPDATES_PER_SECOND = 4


def build_model_panel(control: ModelControl, access: Access, texts: LateTexts) -> gr.HTML:
    """Build the pill and its panel."""
    panel = gr.HTML(
        value={},
        html_template=texts.template("model.html"),
        js_on_load=texts.script("model/model.js"),
        server_functions=[*_readers(control, access), *_writers(control, access)],
        apply_default_css=False,
        elem_id="model-panel",
    )

    async def check(event: gr.EventData, request: gr.Request) -> AsyncIterator[dict[str, Any]]:
        run = str(event.message.get("run", ""))[:40]
        language = language_of(request.headers)
        if not access.allows_model_change(request.headers):
            with speaking(language):
                refused = _not_allowed()
            yield {"run": run, "done": True, "html": refused}
            return
        async for message in _checking(control, Form.read(event.message.get("form") or {}), language):
            yield {"run": run, **message}

    checking = panel.check(
        check,
        None,
        panel,
        show_progress="hidden",
        trigger_mode="multiple",
        concurrency_limit=None,
        api_visibility="private",
    )
    panel.halt(None, cancels=[checking])
    return panel


def _readers(control: ModelControl, access: Access) -> list[Callable[..., str]]:
    """Return what the browser asks for; nothing of it calls a server or holds a key."""

    def model_pill(shown: str) -> str:
        """Return the pill; empty if the browser shows it already."""
        pill = pill_html(control)
        return "" if pill == shown else pill

    def model_form(_: object, request: gr.Request) -> str:
        allowed = access.allows_model_change(request.headers)
        return form_html(control, allowed=allowed, login=access.users is not None)

    return [model_pill, model_form]


def _writers(control: ModelControl, access: Access) -> list[Callable[..., str]]:
    """Return what only those may do who may change the model."""

    def model_list(sent: Mapping[str, Any], request: gr.Request) -> str:
        def listed() -> dict[str, Any]:
            return {"models": [model.name for model in control.models(Form.read(sent))]}

        return _reply(listed, access, request)

    def model_find(_: object, request: gr.Request) -> str:
        return _reply(lambda: {"html": fill("found.html", servers=control.find())}, access, request)

    def model_save(sent: Mapping[str, Any], request: gr.Request) -> str:
        def saved() -> dict[str, Any]:
            control.save(Form.read(sent))
            return {"html": form_html(control, allowed=True), "said": translated("model.saved")}

        return _reply(saved, access, request)

    def model_disconnect(_: object, request: gr.Request) -> str:
        def disconnected() -> dict[str, Any]:
            control.disconnect()
            return {"html": form_html(control, allowed=True), "said": translated("model.gone")}

        return _reply(disconnected, access, request)

    return [model_list, model_find, model_save, model_disconnect]


def _not_allowed() -> str:
    return failure_html(translated("model.not_allowed"), translated("model.not_allowed_hint"))


def pill_html(control: ModelControl) -> str:
    """Return the pill: the model's name and how its last call ended."""
    return fill("pill.html", status=control.status)


def form_html(control: ModelControl, *, allowed: bool, login: bool = False) -> str:
    """Return what the panel shows; no form for people who may not change the model: with a login, for readers."""
    if not allowed:
        return fill("locked.html", status=control.status, login=login)
    shown = control.form
    chosen = preset_of(shown.form.base_url or None) if shown.connected else PRESETS[0]
    return fill("form.html", shown=shown, form=shown.form, presets=PRESETS, chosen=chosen, status=control.status)


async def _checking(control: ModelControl, form: Form, language: str) -> AsyncIterator[dict[str, Any]]:
    html = ""
    try:
        async for findings in newest(lambda: control.check(form), per_second=_UPDATES_PER_SECOND):
            with speaking(language):
                html = fill("findings.html", findings=findings)
            yield {"html": html, "done": False}
        yield {"html": html, "done": True}
    except FormError as fault:
        yield {"faults": fault.faults, "html": "", "done": True}
    except PaperchatError as fault:
        yield {"html": html + failure_html(fault.message, fault.hint), "done": True}
    except Exception:
        # The form holds a key: it is not logged.
        log.exception("The test of the model failed")
        with speaking(language):
            failure = failure_html(*bug_message())
        yield {"html": html + failure, "done": True}


def _reply(work: Callable[[], dict[str, Any]], access: Access, request: gr.Request) -> str:
    """Return the outcome as JSON: what `work` returns, or what was wrong, by field where it is known."""
    if not access.allows_model_change(request.headers):
        return json.dumps({"failure": _not_allowed()})
    try:
        return json.dumps(work())
    except FormError as fault:
        return json.dumps({"faults": fault.faults})
    except PaperchatError as fault:
        return json.dumps({"failure": failure_html(fault.message, fault.hint)})
    except Exception:
        log.exception("The model panel failed")
        return json.dumps({"failure": failure_html(*bug_message())})
