"""Texts inserted when the page is requested: Gradio builds the page once, and each visitor has a language.

Gradio keeps a mark in the place of each text. The two documents that tell browsers what the page consists of are
changed on their way out, so no other language flashes up first.
"""

import json
import re
import secrets
from collections.abc import Callable, MutableMapping
from functools import partial

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.ui.languages.catalogue import sentences, translated
from app.ui.languages.visitor_language import current_language, language_of, speaking
from app.ui.static_files import static_text
from app.ui.templating import fill

_DOCUMENTS = ("/", "/config", "/config/")
_KEY = re.compile(r"""(?<![\w.])t\("([a-z_.]+)\"""")
_LANG = re.compile(rb'(<html\s[^>]*?lang=)"[^"]*"')
# As Gradio escapes the JSON that it writes into its page.
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&'"})


class LateTexts:
    """The texts of one page, each by what writes it."""

    def __init__(self) -> None:
        # Nobody who names a paper can guess the marks.
        self._secret = secrets.token_hex(8)
        self._marks = re.compile(rf"@@{self._secret}-(\d+)@@".encode())
        self._writers: list[Callable[[], str]] = []

    def text(self, write: Callable[[], str]) -> str:
        """Return the mark of a text that is written anew for each visitor."""
        self._writers.append(write)
        return f"@@{self._secret}-{len(self._writers) - 1}@@"

    def words(self, key: str) -> str:
        """Return the mark of a sentence of the catalogue."""
        return self.text(partial(translated, key))

    def template(self, name: str, **values: object) -> str:
        """Return the mark of a filled template."""
        return self.text(partial(fill, name, **values))

    def script(self, *names: str) -> str:
        """Return scripts as one, which begins with the sentences that it uses and no other one."""
        script = static_text("page/words.js", *names)
        return f"const {{ LANGUAGE, WORDS }} = {self.text(partial(_words_of, words_used(script)))};\n{script}"

    def with_texts_inserted(self, document: bytes) -> bytes:
        """Return a document with the texts in the places of their marks, as parts of texts in JSON."""
        written = self._marks.sub(lambda mark: _in_json(self._writers[int(mark[1])]()), document)
        return _LANG.sub(rb'\1"' + translated("language.tag").encode() + b'"', written, count=1)


def words_used(script: str) -> tuple[str, ...]:
    """Return the keys of the sentences that a script uses.

    >>> words_used('say(t("chat.copied"))')
    ('chat.copied',)
    """
    return tuple(sorted(set(_KEY.findall(script))))


def _words_of(keys: tuple[str, ...]) -> str:
    """Return the language and its sentences as an object of JavaScript."""
    catalogue = sentences(current_language())
    words = {key: catalogue[key] for key in keys}
    return json.dumps({"LANGUAGE": translated("language.tag"), "WORDS": words}, ensure_ascii=False)


def _in_json(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False)[1:-1].translate(_ESCAPES).encode()


class VisitorLanguage:
    """ASGI middleware: what is rendered for a request is in the language of its visitor."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(language_of(Headers(scope=scope))):
            await self._app(scope, receive, send)


class InsertTexts:
    """ASGI middleware: puts the texts into the page, whole and not yet compressed."""

    def __init__(self, app: ASGIApp, texts: LateTexts) -> None:
        self._app, self._texts = app, texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and change the answer where it is the page."""
        if scope["type"] != "http" or scope["path"] not in _DOCUMENTS or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: MutableMapping[str, object] = {}
        parts: list[bytes] = []

        async def send_whole(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = self._texts.with_texts_inserted(b"".join(parts))
            headers = MutableHeaders(scope=start)
            headers["content-length"] = str(len(body))
            headers.add_vary_header("Accept-Language, Cookie")
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, send_whole)
