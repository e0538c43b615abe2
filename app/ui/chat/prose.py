"""Turns answer text, which is Markdown with `[n]` citations, into safe HTML with links to cards and check marks. Pure.

No link, image or HTML in the text survives: neither a model nor an abstract that it quotes can fetch or forge.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from app.checking.result import Check
from app.citations.marks import MARK
from app.ui.chat.verdicts import CLOSING, FOUND, OPENING, check_html, with_places
from app.ui.languages.visitor_language import current_language
from app.ui.templating import fill, formula_html
from index.papers import Paper
from index.text.latex.formulas import formula_end, without_commands

# A citation that the stream has cut in two.
_CUT_MARK = re.compile(r"\s*\[[\d,\s]*$")
# The number of a check: at the end of its sentence, or with `=` after a citation inside it.
_CHECK = re.compile(rf"{OPENING}(=?)(\d+){CLOSING}")
# The number of a paper that was found for a sentence.
_FOUND = re.compile(rf" ?{re.escape(FOUND)}(\d+){CLOSING}")
# LaTeX outside a formula, whose underscores and braces Markdown would take for its own.
_COMMAND = re.compile(r"\\[A-Za-z]+|[_^]\{")
# Anything that could link or fetch, and underlined headings: one flashes up when a stream stops at the dash of a list.
_REFUSED = ["link", "image", "autolink", "reference", "lheading"]


def prose_html(  # noqa: PLR0913 - what a text is rendered with
    text: str,
    turn: int,
    papers: Mapping[int, Paper],
    checks: Sequence[Check] = (),
    *,
    live: bool = False,
    part: slice | None = None,
) -> Markup:
    """Return the HTML of a turn's answer text, or of a `part` of it. `papers` are the cited ones, by number.

    While it is `live` no check is shown.

    >>> print(prose_html("`x[1]` is *not* in [2].", 0, {1: Paper("A", "B.")}).strip())
    <p><code>x[1]</code> is <em>not</em> in<s class="cite-unknown" title="There is no such paper">2</s>.</p>
    """
    shown = _CUT_MARK.sub("", with_places(text, (), part)) if live else with_places(text, checks, part)
    html = _MARKDOWN.render(shown, {"turn": turn, "papers": papers, "checks": checks})
    return Markup(html)  # noqa: S704 - markdown-it escapes text and HTML is off


def _split_citations(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = _joined([piece for child in token.children for piece in _pieces(child)])
        elif token.type in {"fence", "code_block"}:
            token.content = _without_places(token.content)


def _pieces(token: Token) -> list[Token]:
    """Cut a text token at its citations. The space before one is dropped, so that no line begins with a citation."""
    if token.type == "code_inline":
        token.content = _without_places(token.content)
    if token.type == "text":
        token.content = without_commands(token.content)
    if token.type != "text" or not MARK.search(token.content):
        return [token]
    pieces = []
    parts = MARK.split(token.content)
    for i, part in enumerate(parts):
        kind, content = ("cite", part) if i % 2 else ("text", part if i + 1 == len(parts) else part.rstrip())
        if content:
            pieces.append(Token(kind, "", 0, content=content))
    return pieces


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """Give each citation the number of the check of its sentence, which follows it."""
    joined: list[Token] = []
    for token in tokens:
        if token.type != "claim":
            joined.append(token)
        elif joined and joined[-1].type in {"cite", "found"}:
            joined[-1].meta = {"check": token.content}
    return joined


def _read_check(state: StateInline, silent: bool) -> bool:
    """Read the number of a check. From the source, not from its text tokens, where an entity could forge it."""
    found = _CHECK.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("claim" if found[1] else "check", "", 0).content = found[2]
    state.pos = found.end()
    return True


def _read_found(state: StateInline, silent: bool) -> bool:
    """Read the number of a paper that was found for a sentence."""
    found = _FOUND.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.pending = state.pending.rstrip()
        state.push("found", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _read_formula(state: StateInline, silent: bool) -> bool:
    """Read a formula as it is written: its underscores and backslashes are not Markdown's."""
    end = formula_end(state.src, state.pos)
    if end is None:
        return False
    if not silent:
        state.push("formula", "", 0).content = _without_places(state.src[state.pos : end])
    state.pos = end
    return True


def _read_command(state: StateInline, silent: bool) -> bool:
    """Read a LaTeX command or the sign before a group as plain text."""
    found = _COMMAND.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def _formula(_: RendererProtocol, tokens: Sequence[Token], at: int, __: OptionsDict, ___: Any) -> str:
    return formula_html(tokens[at].content)


def _without_places(code: str) -> str:
    return _FOUND.sub(r" [\1]", _CHECK.sub("", code))


def _check(_: RendererProtocol, tokens: Sequence[Token], at: int, __: OptionsDict, env: Any) -> str:
    number = int(tokens[at].content)
    return check_html(env["turn"], number, env["checks"][number], env["papers"])


def _cite(_: RendererProtocol, tokens: Sequence[Token], at: int, __: OptionsDict, env: Any) -> str:
    """Render one citation; an unknown number is never a link."""
    number, found = int(tokens[at].content), tokens[at].type == "found"
    paper, check = env["papers"].get(number), tokens[at].meta.get("check")
    return _cite_html(current_language(), env["turn"], number, paper and paper.title, found, check)


# The same citations come again with each moment of an answer; first, the language that they are in.
@lru_cache(maxsize=2000)
def _cite_html(_: str, turn: int, number: int, title: str | None, found: bool, check: str | None) -> str:
    return fill("cite.html", turn=turn, number=number, title=title, found=found, check=check)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(_REFUSED)
    reader.core.ruler.push("citations", _split_citations)
    for sign in (OPENING, "$", "^"):
        reader.inline.add_terminator_char(sign)
    reader.inline.ruler.before("escape", "formula", _read_formula)
    reader.inline.ruler.before("escape", "command", _read_command)
    reader.inline.ruler.after("text", "check", _read_check)
    reader.inline.ruler.after("text", "found", _read_found)
    reader.add_render_rule("check", _check)
    reader.add_render_rule("formula", _formula)
    reader.add_render_rule("cite", _cite)
    reader.add_render_rule("found", _cite)
    return reader


_MARKDOWN = _reader()
