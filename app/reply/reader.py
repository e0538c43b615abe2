"""Reads a streaming reply piece by piece. Knows which rules apply where, not what each rule does.

Nothing is shown before its meaning is clear, so the shown text never changes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.citations.answer_sentences import Sentence, answer_sentences
from app.citations.marks import numbers_in
from app.citations.titles import Titles
from app.reply.brackets import parentheses, square_brackets
from app.reply.loops import without_loop
from app.reply.prose_numbers import running_text
from app.reply.references import footnote, heading, label, reference_line
from app.reply.state import LineOutcome, Mode, ReplyState, Rule, first_outcome
from app.reply.superscripts import superscript_tag, superscripts
from app.reply.thinking import bare_channel, channel, closing_tag, control_token, opening_tag, think
from app.reply.verbatim import code, code_fence, code_span, formula, thematic_break

_AT_LINE_START: tuple[Rule, ...] = (
    *(opening_tag, bare_channel),
    *(code_fence, thematic_break),
    *(footnote, heading, label),
)
# The rules for each character that may begin something other than text.
_IN_LINE: dict[str, tuple[Rule, ...]] = {
    "[": (closing_tag, square_brackets),
    **dict.fromkeys("【［", (square_brackets,)),
    **dict.fromkeys("(（", (parentheses,)),
    **dict.fromkeys("$\\", (formula,)),
    "<": (superscript_tag, channel, control_token, closing_tag),
    "◁": (closing_tag,),
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", (superscripts,)),
    "`": (code_span,),
}
# The rules that drop thinking and nothing else; a code fence keeps its tags.
_THINKING_AT_LINE_START: tuple[Rule, ...] = (opening_tag, bare_channel, code_fence)
_THINKING_IN_LINE: dict[str, tuple[Rule, ...]] = {
    "[": (closing_tag,),
    "<": (channel, control_token, closing_tag),
    "◁": (closing_tag,),
}
# Words separated by single spaces, without such a character in them; or any one character.
_SPECIAL = r"\[【［(（`$\\<◁¹²³⁰⁴-⁹"
_PLAIN = re.compile(rf"[^\s{_SPECIAL}]+(?: +[^\s{_SPECIAL}]+)*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's reply so far."""

    text: str = ""
    """Markdown with `[n]` marks numbered by first use; citations of unknown sources stay as the model wrote them."""
    order: tuple[int, ...] = ()
    """The prompt number of each mark [n]: `order[n - 1]`."""
    unknown: tuple[str, ...] = ()
    """What the model cited that is not a source, as it wrote it, each once."""
    thinking: str = ""
    sentences: tuple[Sentence, ...] = ()
    """The sentences of the text, once the reply is finished."""


class ReplyReader:
    """Reads a reply piece by piece. The result does not depend on where the reply is cut.

    Text, order, unknown and thinking only ever grow. The one exception is a closing tag whose opening tag the model's
    template swallowed: everything before it becomes thinking.
    """

    def __init__(self, titles: Titles) -> None:
        self._state = ReplyState(titles)

    def feed(self, piece: str) -> Reply:
        """Take the next piece and return the reply so far."""
        state = self._state
        state.tail, state.at = state.tail[state.at :] + piece, 0
        while state.at < len(state.tail) and _STEPS[state.mode](state) is LineOutcome.TAKEN:
            pass
        return Reply(state.text, tuple(state.order), tuple(state.unknown), state.thinking.strip())

    def finish(self, refusal: str = "", *, looped: bool = False) -> Reply:
        """Return the whole reply with its sentences; `refusal` is the fixed form of a refusal, which makes no claim.

        `looped`: the model began to repeat itself; the reply ends where that began.
        """
        self._state.complete = True
        reply = self.feed("")
        if looped and (text := without_loop(reply.text)) is not None:
            # Numbers follow the first use, so those that are left come first.
            reply = replace(reply, text=text, order=reply.order[: max(numbers_in(text), default=0)])
        return replace(reply, sentences=answer_sentences(reply.text, len(reply.order), refusal))


def without_thinking(reply: str) -> str:
    """Return a whole reply without the model's thinking and template tokens, otherwise unchanged.

    >>> without_thinking("[THINK]2 > 1[/THINK]1 > 2"), without_thinking("<think>2? No.</think>Sources: [1]")
    ('1 > 2', 'Sources: [1]')
    """
    state = ReplyState(Titles((), ()), tail=reply, complete=True)
    while state.at < len(reply) and _THINKING_STEPS[state.mode](state) is LineOutcome.TAKEN:
        pass
    return state.text


def _answer(state: ReplyState) -> LineOutcome:
    """Take the next piece of the answer."""
    return _next_piece(state, _AT_LINE_START, _IN_LINE)


def _raw_answer(state: ReplyState) -> LineOutcome:
    """Take the next piece of an answer, dropping nothing but thinking."""
    return _next_piece(state, _THINKING_AT_LINE_START, _THINKING_IN_LINE)


def _next_piece(state: ReplyState, at_line_start: Sequence[Rule], in_line: Mapping[str, Sequence[Rule]]) -> LineOutcome:
    if state.take_space() is LineOutcome.TAKEN:
        return LineOutcome.TAKEN
    if state.line_start:
        outcome = first_outcome(at_line_start, state)
        if outcome is not LineOutcome.OTHER:
            return outcome
    state.line_start = False
    return first_outcome((*in_line.get(state.tail[state.at], ()), _plain), state)


def _plain(state: ReplyState) -> LineOutcome:
    plain = state.match(_PLAIN)
    return running_text(state, plain) if plain else LineOutcome.OTHER


_STEPS: dict[Mode, Rule] = {"answer": _answer, "thinking": think, "code": code, "references": reference_line}
_THINKING_STEPS: dict[Mode, Rule] = {"answer": _raw_answer, "thinking": think, "code": code}
