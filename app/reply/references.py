"""Drops the list of references that models append, since sources are shown from the records.

Knows when a list begins and ends; `reference_lines` knows what its lines look like.
"""

import re

from app.reply.reference_lines import (
    begins_heading,
    begins_label,
    is_item,
    is_other_heading,
    is_sure,
    labelled,
    list_heading,
    lists_sources,
    names_source,
    opens,
)
from app.reply.state import LineOutcome, ReplyState
from app.reply.thinking import closing_tag_in_line

# "[^1]: Title" with its indented lines.
_FOOTNOTE = re.compile(r"\[\^[^\]\n]{1,40}\]:[^\n]*(?:\n[ \t]+[^\n]*)*(?:\n|\Z)")
_FOOTNOTE_BEGUN = re.compile(r"\[(?:\^[^\]\n]{0,40}(?:\](?::[^\n]*(?:\n[ \t]+[^\n]*)*\n?)?)?)?\Z")
_NEXT_LINE = re.compile(r"\s*(?P<item>\S[^\n]*)(?P<end>\n|\Z)")


def footnote(state: ReplyState) -> LineOutcome:
    """Drop a footnote."""
    if state.begun(_FOOTNOTE_BEGUN):
        return LineOutcome.WAIT
    found = state.match(_FOOTNOTE)
    if found is None:
        return LineOutcome.OTHER
    state.line_start = True
    return state.take(found.end())


def heading(state: ReplyState) -> LineOutcome:
    """Drop the heading of a list of references with the list, or such a list on one line."""
    if not state.text:
        return LineOutcome.OTHER
    line = state.line()
    found = list_heading(line.text)
    if found is None:
        return LineOutcome.WAIT if not line.whole and begins_heading(line.text) else LineOutcome.OTHER
    if not line.whole:
        return LineOutcome.WAIT
    if found["rest"]:
        lists: bool | None = lists_sources(found["rest"], state.titles)
    else:
        lists = True if is_sure(found) else _source_follows(state, line.end)
    if lists is None:
        return LineOutcome.WAIT
    return _enter_references(state, line.end) if lists else LineOutcome.OTHER


def _source_follows(state: ReplyState, end: int) -> bool | None:
    """Return whether the first line after an ambiguous heading names a source. None: not clear yet."""
    following = _NEXT_LINE.match(state.tail, end)
    if not state.complete and (following is None or not following["end"]):
        return None
    return following is None or names_source(following["item"], state.titles)


def label(state: ReplyState) -> LineOutcome:
    """Drop a list "[1] Title" after an answer with citations that does not announce it with a colon."""
    if not state.order or state.text.rstrip("*_ ").endswith((":", "：")):
        return LineOutcome.OTHER
    line = state.line()
    found = labelled(line.text)
    if found is None:
        return LineOutcome.WAIT if not line.whole and begins_label(line.text) else LineOutcome.OTHER
    number = int(found["number"])
    if number not in state.titles:
        return LineOutcome.OTHER
    named = opens(state.titles.titles[number - 1], found["rest"], whole=line.whole)
    if named is None or (named and not line.whole):
        return LineOutcome.WAIT
    return _enter_references(state, state.at) if named else LineOutcome.OTHER


def _enter_references(state: ReplyState, end: int) -> LineOutcome:
    state.items, state.blank = 0, False
    return state.enter("references", end)


def reference_line(state: ReplyState) -> LineOutcome:
    """Drop a line of a list of references, or continue with the answer after it."""
    line = state.line()
    if not line.whole:
        return LineOutcome.WAIT
    if closing_tag_in_line(state, line.text) is LineOutcome.TAKEN:
        return LineOutcome.TAKEN
    if not line.text.strip():
        state.blank = True
        return state.take(line.end)
    prose = state.blank and state.items and not is_item(line.text, state.titles)
    if prose or is_other_heading(line.text):
        state.mode, state.line_start, state.gap = "answer", True, "\n\n"
        return LineOutcome.TAKEN
    state.items += 1
    state.blank = False
    state.taken += line.text + "\n"
    return state.take(line.end)
