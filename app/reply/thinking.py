"""Takes the thinking of models, and the tokens of their templates, out of the answer.

Knows how model families open and close thinking. An opening counts only at the start of a line, so that an answer can
mention such tags.
"""

import re
from collections.abc import Sequence

from app.reply.state import LineOutcome, ReplyState

_NAMES = ("think", "thinking", "thought", "thoughts", "reasoning", "reflection", "scratchpad", "seed:think")
_OPENINGS = (*(f"<{name}>" for name in _NAMES), "[think]", "<|start_thinking|>", "◁think▷")
_TAG_CLOSINGS = (*(f"</{name}>" for name in _NAMES), "[/think]", "<|end_thinking|>", "◁/think▷")
_CLOSINGS = (*_TAG_CLOSINGS, "<|end|>", "<|channel|>final<|message|>", "assistantfinal")
_CLOSING = re.compile("|".join(map(re.escape, _CLOSINGS)), re.IGNORECASE)
_TAG_CLOSING = re.compile("|".join(map(re.escape, _TAG_CLOSINGS)), re.IGNORECASE)

# gpt-oss: "<|channel|>analysis<|message|>We need ...<|end|><|start|>assistant<|channel|>final<|message|>It takes ..."
_CHANNEL = re.compile(r"<\|channel\|>(?P<name>\w+)[^<\n]{0,80}<\|message\|>")
_CHANNEL_BEGUN = re.compile(r"<\|channel\|>[^<\n]{0,80}(?:<[|a-z]{0,9})?\Z")
# The same without the special tokens: "analysisWe need ...assistantfinalIt takes ..."
_BARE_CHANNEL_NAME = "analysis"
_BARE_CHANNEL = re.compile(rf"{_BARE_CHANNEL_NAME}(?=[A-Z])")

# "<|im_end|>", "</s>", "<answer>"
_CONTROL = re.compile(
    r"<\|start\|>(?:assistant)?|<\|(?!channel)[\w ]{1,24}\|>|</?s>|<(?:eos|end_of_turn)>"
    r"|</?(?:answer|final_answer|final|response|output)>",
    re.IGNORECASE,
)
_CONTROL_BEGUN = re.compile(r"<(?:\|start\|>[a-z]{0,8}|[^\s<>]{0,40})\Z", re.IGNORECASE)


def think(state: ReplyState) -> LineOutcome:
    """Take thinking up to its closing tag, or all but a possible beginning of one."""
    closing = _CLOSING.search(state.tail, state.at)
    if closing:
        state.thinking += state.tail[state.at : closing.start()] + "\n"
        return state.enter("answer", closing.end())
    rest = state.tail[state.at :]
    kept = 0 if state.complete else _longest_begun(rest, _CLOSINGS)
    state.thinking += rest[: len(rest) - kept]
    state.at = len(state.tail) - kept
    return LineOutcome.WAIT


def _longest_begun(text: str, sought: Sequence[str]) -> int:
    """Return how many characters at the end of `text` could begin one of the `sought` strings."""
    low = text[-max(map(len, sought)) :].lower()
    starts = {word[0] for word in sought}
    begun = (len(low) - i for i, character in enumerate(low) if character in starts)
    return next((n for n in begun if any(word.startswith(low[-n:]) for word in sought)), 0)


def opening_tag(state: ReplyState) -> LineOutcome:
    """Take an opening tag of thinking, at the start of a line."""
    for opening in _OPENINGS:
        begin = state.tail[state.at : state.at + len(opening)].lower()
        if begin == opening:
            return state.enter("thinking", state.at + len(opening))
        if not state.complete and opening.startswith(begin):
            return LineOutcome.WAIT
    return LineOutcome.OTHER


def bare_channel(state: ReplyState) -> LineOutcome:
    """Take the name of a channel without its special tokens, at the beginning of the reply."""
    if state.text:
        return LineOutcome.OTHER
    if bare := state.match(_BARE_CHANNEL):
        return state.enter("thinking", bare.end())
    rest = state.tail[state.at : state.at + len(_BARE_CHANNEL_NAME)]
    begun = state.unclear(state.at + len(rest)) and _BARE_CHANNEL_NAME.startswith(rest)
    return LineOutcome.WAIT if begun else LineOutcome.OTHER


def channel(state: ReplyState) -> LineOutcome:
    """Take the opening of a channel: "final" has the answer, all others have thinking."""
    if opened := state.match(_CHANNEL):
        return state.enter("answer" if opened["name"] == "final" else "thinking", opened.end())
    return LineOutcome.WAIT if state.begun(_CHANNEL_BEGUN) else LineOutcome.OTHER


def control_token(state: ReplyState) -> LineOutcome:
    """Take a template token, which is not shown."""
    if state.begun(_CONTROL_BEGUN):
        return LineOutcome.WAIT
    control = state.match(_CONTROL)
    return state.take(control.end()) if control else LineOutcome.OTHER


def closing_tag(state: ReplyState) -> LineOutcome:
    """Take a closing tag whose opening tag the model's template swallowed."""
    closing = state.match(_TAG_CLOSING)
    if closing and _swallowed(state, closing.end()) is LineOutcome.TAKEN:
        return LineOutcome.TAKEN
    rest = state.tail[state.at :].lower()
    begun = not state.complete and any(tag.startswith(rest) for tag in _TAG_CLOSINGS)
    return LineOutcome.WAIT if begun else LineOutcome.OTHER


def closing_tag_in_line(state: ReplyState, line: str) -> LineOutcome:
    """Take the next line up to such a tag, anywhere in it."""
    closing = _TAG_CLOSING.search(line)
    return _swallowed(state, state.at + closing.end()) if closing else LineOutcome.OTHER


def _swallowed(state: ReplyState, end: int) -> LineOutcome:
    """Take everything before a closing tag as thinking, unless a tag was opened, mentioned or quoted before."""
    mentioned = any(opening in state.taken.lower() for opening in _OPENINGS)
    quoted = state.taken.endswith(('"', "'", "“", "‘"))
    return LineOutcome.OTHER if state.thinking or mentioned or quoted else state.take_back(end)
