"""Answer text, which is Markdown with `[n]` marks, as safe HTML with the marks made into links to source cards. Pure.

No link, image or HTML of the text survives: a model, or an abstract that it quotes, can neither fetch nor forge anything.
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
# A mark, or a fence or emphasis of Markdown, that the stream has cut in two.
_CUT_MARK = re.compile(r"\s*\[[\d,\s]*$")
# Besides what could link or fetch: underlined headings, which flash up whenever a stream stops after the dash of a list.
_REFUSED = ["link", "image", "autolink", "reference", "html_inline", "html_block", "lheading"]


def prose_html(text: str, turn: int, titles: Mapping[int, str], *, live: bool = False) -> str:
    """Return the HTML of the answer text of a turn. `titles` are those of the cited papers, by number.

    >>> print(prose_html("Yes [1].", 0, {1: "A & B"}).strip())
    <p>Yes<a class="cite" href="#card-0-1" data-turn="0" data-n="1" title="A &amp; B" aria-label="Source 1: A &amp; B">1</a>.</p>
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
    for i, part in enumerate(_MARK.split(token.content)):
        marks_follow = i + 1 < len(_MARK.split(token.content))
        kind, content = ("cite", part) if i % 2 else ("text", part.rstrip() if marks_follow else part)
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
