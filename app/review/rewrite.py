"""The connected model rewrites the sentences of an answer that are flagged, and nothing else, in one call.

A rewritten sentence is read and checked like any other, and replaces the old one only if its check comes out better.
Works on text and offsets; the rest of the answer stays unchanged, byte for byte.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.answer import Answer, cited_papers
from app.checking.answer_check import check_answer
from app.checking.prompt_injection import instructions_in
from app.checking.reasons import in_words
from app.checking.result import Check, is_better
from app.checking.support import Similarity
from app.citations import Titles, answer_sentences, marks_before_stop
from app.citations.marks import MARK, MARKS, numbers_in
from app.llm.endpoint import Endpoint
from app.llm.numbered_lines import numbered_lines
from app.llm.prompts import REFUSAL
from app.reply import ReplyReader
from app.review.unsupported import (
    UnsupportedSentence,
    ask_model,
    review_prompt,
    too_long_notice,
    unchanged_notice,
    unsupported_sentences,
    with_notices,
    without_last_review,
)
from index.text.plain_text import content_stems, plain_text
from index.wording.said import listed, said

_DELETE = re.compile(r"\W*(?:delete|remove)d?\b", re.IGNORECASE)
_STOP = re.compile(r"""[.!?…。][)"'”’]*$""")
# Emphasis is dropped; other markup has no place in a plain sentence.
_EMPHASIS = re.compile(r"\*+|__+|`+")
_MARKUP = re.compile(r"https?:|www\.|\]\(|~~|</?[a-z!]|^\s*(?:[#>|•+-]|\d+[.)]\s)|\|", re.IGNORECASE)
# Signs that may open in one sentence and close in the next.
_PAIRED = ("**", "__", "`", "$")
# A rewritten sentence keeps at least this share of the content words; otherwise it is about something else.
_ALL_DELETED = said("notice.all_deleted", "The model wanted to delete every sentence, so none was changed.")
_KEPT = 0.25
# What may precede the first sentence of a line.
_LEAD = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+•]|\d{1,3}[.)])[ \t]+)?")


@dataclass(frozen=True, slots=True)
class _Edit:
    """A part of the answer, its replacement, and the check of the replacement; None if the part is deleted."""

    start: int
    end: int
    text: str
    check: Check | None


def rewrite_sentences(answer: Answer, endpoint: Endpoint, similarity: Similarity) -> Answer:
    """Return a finished answer with its unsupported sentences rewritten; one call if there are any.

    A sentence is deleted only if the model says so and none of it was found. A notice says what was done.
    """
    unsupported = unsupported_sentences(answer)
    rewritable = [one for one in unsupported if _is_rewritable(one.text)]
    answer = with_notices(
        without_last_review(answer),
        unchanged_notice(
            len(unsupported) - len(rewritable), said("reviewed.in_table", "in a table, or formatting spans sentences")
        ),
    )
    lines = [
        (one, f"{one.in_context}\nWhat is wrong: {'; '.join(map(in_words, one.check.reasons))}") for one in rewritable
    ]
    prompt = review_prompt("rewrite", lines, answer.cited, endpoint, question=answer.searched or answer.question)
    too_long = too_long_notice(len(rewritable) - len(prompt.sentences))
    if not prompt.sentences:
        return with_notices(answer, too_long)
    answer, reply = ask_model(answer, endpoint, prompt.text)
    if reply is None:
        return answer
    edits = _edits(answer, prompt.sentences, reply, similarity)
    if len(edits) == len(answer.checks) and not any(edit.check for edit in edits):
        return with_notices(answer, _ALL_DELETED)
    return with_notices(_edited(answer, edits), _summary(edits, len(prompt.sentences)), too_long)


def _is_rewritable(text: str) -> bool:
    """Return whether a sentence can be replaced alone: not a table row, and all its markup opens and closes in it."""
    return not text.startswith("|") and all(text.count(sign) % 2 == 0 for sign in _PAIRED)


def _edits(
    answer: Answer, sentences: Sequence[UnsupportedSentence], reply: str, similarity: Similarity
) -> Sequence[_Edit]:
    rewritten = numbered_lines(reply, len(sentences))
    made = (_edit(answer, one, rewritten.get(i, ""), similarity) for i, one in enumerate(sentences, 1))
    edits: list[_Edit] = []
    for edit in filter(None, made):
        # The same sentence twice would be no improvement.
        if not edit.check or edit.text not in {other.text for other in edits}:
            edits.append(edit)
    return edits


def _edit(answer: Answer, one: UnsupportedSentence, reply: str, similarity: Similarity) -> _Edit | None:
    """Return the edit for a sentence; None if the sentence stays."""
    line, old = reply.partition("\n")[0], one.check
    if _DELETE.match(line) and not MARK.search(line):
        return _Edit(old.start, _end(answer.text, old), "", None) if old.verdict == "not found" else None
    text = _with_own_numbers(answer, line)
    if not text or _strays(text, one.text) or text in answer.text:
        return None
    if not one.text[0].islower():
        # A sentence that starts in lower case would be read as the end of the one before it.
        text = text[0].upper() + text[1:]
    sentences = answer_sentences(text, len(answer.cited), REFUSAL)
    checks = check_answer(text, sentences, cited_papers(answer.sources), similarity)
    if len(sentences) != 1 or len(checks) != 1 or not is_better(checks[0].verdict, old.verdict):
        return None
    return _Edit(old.start, _end(answer.text, old), text, checks[0])


def _with_own_numbers(answer: Answer, line: str) -> str:
    """Return a rewritten sentence with the numbers of this answer; empty if it cites anything else or has markup."""
    reader = ReplyReader(Titles.of([source.paper for source in answer.cited]))
    reader.feed(_EMPHASIS.sub("", line))
    reply = reader.finish(REFUSAL)
    text = reply.text.strip()
    numbers = numbers_in(text)
    if reply.unknown or not numbers or max(numbers) > len(reply.order) or _MARKUP.search(text):
        return ""
    numbered = marks_before_stop(MARK.sub(lambda mark: f"[{reply.order[int(mark[1]) - 1]}]", text))
    return numbered if _STOP.search(numbered) else f"{numbered}."


def _strays(text: str, original: str) -> bool:
    """Return whether a rewritten sentence is about something else, or gives instructions to a model."""
    old, new = set(content_stems(plain_text(original))), set(content_stems(plain_text(text)))
    return len(old & new) < _KEPT * len(old) or bool(instructions_in(text))


def _end(text: str, check: Check) -> int:
    """Return where a sentence ends, including marks that follow it on their own."""
    marks = MARKS.match(text, check.end)
    # A mark followed by words begins the next sentence.
    alone = marks and not text[marks.end() :].partition("\n")[0].strip()
    return marks.end() if marks and alone else check.end


def _widened(text: str, edits: Iterable[_Edit]) -> list[_Edit]:
    """Return the edits with each deletion widened: by the space beside it, or by the line if that becomes empty."""
    joined: list[_Edit] = []
    for edit in edits:
        last = joined[-1] if joined else None
        if last and not (edit.check or last.check or text[last.end : edit.start].strip(" \t")):
            joined[-1] = replace(last, end=edit.end)
        else:
            joined.append(edit)
    return [edit if edit.check else _with_space(text, edit) for edit in joined]


def _with_space(text: str, edit: _Edit) -> _Edit:
    start, end = edit.start, edit.end
    line = text.rfind("\n", 0, start) + 1
    newline = text.find("\n", end)
    stop = len(text) if newline < 0 else newline
    if not _LEAD.fullmatch(text, line, start):
        return replace(edit, start=len(text[:start].rstrip(" \t")))
    if text[end:stop].strip():
        return replace(edit, end=stop - len(text[end:stop].lstrip(" \t")))
    return replace(edit, start=line, end=stop + 1) if newline >= 0 else replace(edit, start=max(0, line - 1), end=stop)


def _edited(answer: Answer, edits: Sequence[_Edit]) -> Answer:
    """Return the answer with the edits applied; all other checks are moved along with their sentences."""
    pieces: list[str] = []
    checks: list[Check] = []
    at = shift = 0
    waiting = list(answer.checks)
    for edit in _widened(answer.text, edits):
        checks += _moved((check for check in waiting if check.start < edit.start), shift)
        waiting = [check for check in waiting if check.start >= edit.end]
        if edit.check:
            checks += _moved([edit.check], edit.start + shift)
        pieces += [answer.text[at : edit.start], edit.text]
        at = edit.end
        shift += len(edit.text) - (edit.end - edit.start)
    text = "".join([*pieces, answer.text[at:]])
    return replace(answer, text=text, checks=(*checks, *_moved(waiting, shift)))


def _moved(checks: Iterable[Check], shift: int) -> list[Check]:
    return [replace(check, start=check.start + shift, end=check.end + shift) for check in checks]


def _summary(edits: Sequence[_Edit], count: int) -> str:
    """Return the notice of what was done with `count` sentences."""
    if not edits:
        nothing = (
            "The model wrote nothing better for {count} unsupported sentence: not changed.",
            "The model wrote nothing better for {count} unsupported sentences: not changed.",
        )
        return said("rewrite.nothing", nothing, count=count)
    deleted = sum(edit.check is None for edit in edits)
    done = [
        said("rewrite.rewritten", "{number} rewritten", number=len(edits) - deleted) if len(edits) > deleted else "",
        said("rewrite.deleted", "{number} deleted", number=deleted) if deleted else "",
        said("rewrite.not_changed", "{number} not changed", number=count - len(edits)) if count > len(edits) else "",
    ]
    of = ("Of {count} unsupported sentence: {what}.", "Of {count} unsupported sentences: {what}.")
    return said("rewrite.of", of, count=count, what=listed(filter(None, done)))
