"""What is shown verbatim: code, formulas and breaks. Brackets inside code and formulas are not citations."""

import re

from app.citations.marks import without_false_marks
from app.citations.spellings import listed_numbers
from app.reply.state import LineOutcome, ReplyState
from index.text.latex.formulas import DOLLARS

_FENCE = re.compile(r"(?P<marker>`{3,}+|~{3,}+)(?P<info>[^\n`]*)(?=\n|\Z)")
_FENCE_BEGUN = re.compile(r"(?:`{1,2}|~{1,2}|(?:`{3,}+|~{3,}+)[^\n`]*)\Z")
_CODE_WORD = re.compile(r"\S+")
_LONGEST_CODE = 300

# Like "---" and "* * *".
_BREAK = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})(?=\n|\Z)")
_BREAK_BEGUN = re.compile(r"(?:[-\t ]+|[*\t ]+|[_\t ]+)\Z")

# Like "$x_1$", "\(x\)" and "\[x\]".
_FORMULA = {
    "$": re.compile(DOLLARS),
    "\\": re.compile(r"\\\((?:(?!\\\))[^\n]){0,200}\\\)|\\\[(?:(?!\\\])[\s\S]){0,400}\\\]"),
}
_FORMULA_BEGUN = {
    "$": re.compile(r"\$\$[^$]{0,400}\$?\Z|\$(?!\d[\d.,]*\s)[^$\n]{0,120}\$?\Z"),
    "\\": re.compile(r"\\(?:\([^\n]{0,202}|\[[\s\S]{0,402})?\Z"),
}


def code_fence(state: ReplyState) -> LineOutcome:
    """Take the opening of a code fence. A fence marked as Markdown around the whole reply is dropped."""
    if state.begun(_FENCE_BEGUN):
        return LineOutcome.WAIT
    fence = state.match(_FENCE)
    if fence is None:
        return LineOutcome.OTHER
    info = fence["info"].strip().lower()
    if (not state.text and info in {"markdown", "md"}) or (state.wrapped and not info):
        state.wrapped = not state.wrapped
        return state.take(fence.end())
    state.fence = fence["marker"]
    state.take(fence.end(), fence[0].rstrip())
    state.mode = "code"
    return LineOutcome.TAKEN


def code(state: ReplyState) -> LineOutcome:
    """Take the next word of fenced code, or its closing fence."""
    if state.take_space() is LineOutcome.TAKEN:
        return LineOutcome.TAKEN
    if state.line_start:
        closing = state.match(re.compile(rf"{state.fence}+[ \t]*(?=\n|\Z)"))
        if state.begun(re.compile(rf"{state.fence[0]}+[ \t]*\Z")):
            return LineOutcome.WAIT
        if closing:
            state.mode = "answer"
            return state.take(closing.end(), closing[0].rstrip())
    state.line_start = False
    word = state.match(_CODE_WORD)
    return state.take(word.end(), word[0]) if word else LineOutcome.WAIT


def code_span(state: ReplyState) -> LineOutcome:
    """Take code between backticks on one line; backticks that nothing closes are text."""
    line = state.line()
    run = len(line.text) - len(line.text.lstrip("`"))
    if not line.whole and run == len(line.text):
        return LineOutcome.WAIT
    closing = re.compile(rf"(?<!`)`{{{run}}}(?!`)").search(line.text, run, _LONGEST_CODE)
    if closing and (line.whole or closing.end() < len(line.text)):
        return state.take(state.at + closing.end(), line.text[: closing.end()])
    if not line.whole and len(line.text) <= _LONGEST_CODE:
        return LineOutcome.WAIT
    return state.take(state.at + run, "`" * run)


def formula(state: ReplyState) -> LineOutcome:
    r"""Take a formula, inside which brackets are not citations. Escaped brackets around numbers are: \[1\]."""
    sign = state.tail[state.at]
    found = state.match(_FORMULA[sign])
    if found is None:
        return LineOutcome.WAIT if state.begun(_FORMULA_BEGUN[sign]) else LineOutcome.OTHER
    if state.unclear(found.end()):
        return LineOutcome.WAIT
    numbers = listed_numbers(found[0][2:-2]) if found[0].startswith("\\[") else None
    return state.cite(found.end(), numbers) if numbers else state.take(found.end(), without_false_marks(found[0]))


def thematic_break(state: ReplyState) -> LineOutcome:
    """Take a line of dashes, to be shown when something follows."""
    if state.begun(_BREAK_BEGUN):
        return LineOutcome.WAIT
    found = state.match(_BREAK)
    if found is None:
        return LineOutcome.OTHER
    state.gap += found[0]
    return state.take(found.end())
