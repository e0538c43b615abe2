"""Answer text, which is Markdown with `[n]` marks, as safe HTML with the marks made into links to source cards. Pure.

No link, image or HTML of the text survives: neither a model nor an abstract that it quotes can fetch or forge.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

_MARK = re.compile(r"\[(\d{1,4})\]")
# A mark that the stream has cut in two.
_CUT_MARK = re.compile(r"\s*\[[\d,\s]*$")
# What could link or fetch, and underlined headings: they flash up when a stream stops at the dash of a list.
_REFUSED = ["link", "image", "autolink", "reference", "lheading"]


def prose_html(text: str, turn: int, titles: Mapping[int, str], *, live: bool = False) -> str:
    """Return the HTML of the answer text of a turn. `titles` are those of the cited papers, by number.

    >>> print(prose_html("`x[1]` is *not* in [2].", 0, {1: "A"}).strip())
    <p><code>x[1]</code> is <em>not</em> in<s class="cite-unknown" title="The model made this number up">2</s>.</p>
    """
    shown = _CUT_MARK.sub("", text) if live else text
    html: str = _MARKDOWN.render(shown, {"turn": turn, "titles": titles})
    return html


def _split_marks(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = [piece for child in token.children for piece in _pieces(child)]


def _pieces(token: Token) -> list[Token]:
    """Cut a text token at its marks. The space before a mark goes, so that no line begins with a mark."""
    if token.type != "text" or not _MARK.search(token.content):
        return [token]
    pieces = []
    parts = _MARK.split(token.content)
    for i, part in enumerate(parts):
        kind, content = ("cite", part) if i % 2 else ("text", part if i + 1 == len(parts) else part.rstrip())
        if content:
            pieces.append(Token(kind, "", 0, content=content))
    return pieces


def _cite(_: RendererProtocol, tokens: Sequence[Token], at: int, __: OptionsDict, env: Any) -> str:
    """Render one mark; an unknown number is never a link."""
    number = int(tokens[at].content)
    title = env["titles"].get(number)
    if title is None:
        return f'<s class="cite-unknown" title="The model made this number up">{number}</s>'
    turn, name = env["turn"], escape(title)
    return (
        f'<a class="cite" href="#card-{turn}-{number}" data-turn="{turn}" data-n="{number}"'
        f' title="{name}" aria-label="Source {number}: {name}">{number}</a>'
    )


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(_REFUSED)
    reader.core.ruler.push("marks", _split_marks)
    reader.add_render_rule("cite", _cite)
    return reader


_MARKDOWN = _reader()
