"""Repair: the model rewrites the sentences of an answer that are not backed, and nothing else. One call.

A rewriting is read and checked as any answer is, and stands in only where its check comes out better. Knows text and
offsets; all that is not rewritten stays as it is, byte for byte.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.answer import Answer, Check
from app.checking.answer_check import check_answer
from app.checking.plain_text import content, plain
from app.checking.prompt_injection import instructions_in
from app.checking.support import Similarity
from app.citations import Titles, answer_sentences, marks_before_stop
from app.llm.endpoint import Endpoint
from app.llm.numbered_lines import replied
from app.llm.prompts import REFUSAL
from app.reply import ReplyReader
from app.review.unsupported import UnsupportedSentence, ask, counted, doubts, noted, sheet, unfit

_WORST = ("backed", "partly", "not found")
_MARK = re.compile(r"\[(\d{1,4})\]")
_MARKS = re.compile(r"(?:\s*\[\d{1,4}\])+")
_DELETE = re.compile(r"\W*(?:delete|remove)d?\b", re.IGNORECASE)
_STOP = re.compile(r"""[.!?…。][)"'”’]*$""")
# Emphasis, which is dropped, and what a sentence in plain words has no need of.
_EMPHASIS = re.compile(r"\*+|__+|`+")
_MARKUP = re.compile(r"https?:|www\.|\]\(|~~|</?[a-z!]|^\s*(?:[#>|•+-]|\d+[.)]\s)|\|", re.IGNORECASE)
# What opens in one sentence and may close in the next.
_PAIRED = ("**", "__", "`", "$")
# A rewriting keeps at least this share of the words that say something, or it says something else.
_KEPT = 0.25
# What stands before the first sentence of a line.
_LEAD = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+•]|\d{1,3}[.)])[ \t]+)?")


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of the text, what comes in its place, and the check of that; None where it is deleted."""

    start: int
    end: int
    text: str
    check: Check | None


def repair(answer: Answer, endpoint: Endpoint, similarity: Similarity) -> Answer:
    """Return a finished answer with the sentences rewritten that are not backed; one call, if there are any.

    A sentence is deleted only where the model says so and nothing of it was found. A notice says what was done.
    """
    found = doubts(answer)
    failed = [doubt for doubt in found if _rewritable(doubt.said)]
    answer = noted(answer, _kept(len(found) - len(failed)))
    lines = [(doubt, f"{doubt.said}\nWhat is wrong: {'; '.join(doubt.check.reasons)}") for doubt in failed]
    asked = sheet("rewrite", lines, answer.cited, endpoint, question=answer.searched or answer.question)
    if not asked.doubts:
        return noted(answer, unfit(len(failed)))
    answer, said = ask(answer, endpoint, asked.prompt)
    if said is None:
        return answer
    rewritten = replied(said, len(asked.doubts))
    made = (_edit(answer, doubt, rewritten.get(i, ""), similarity) for i, doubt in enumerate(asked.doubts, 1))
    edits: list[_Edit] = []
    for edit in filter(None, made):
        # The same sentence twice is no repair.
        if not edit.check or edit.text not in {other.text for other in edits}:
            edits.append(edit)
    if len(edits) == len(answer.checks) and not any(edit.check for edit in edits):
        return noted(answer, "The model would delete every sentence, so all of them stay.")
    return noted(_edited(answer, edits), _told(edits, len(asked.doubts)), unfit(len(failed) - len(asked.doubts)))


def _rewritable(said: str) -> bool:
    """Whether a sentence stands for itself: no row of a table, nothing in it that closes or opens elsewhere."""
    return not said.startswith("|") and all(said.count(sign) % 2 == 0 for sign in _PAIRED)


def _edit(answer: Answer, doubt: UnsupportedSentence, reply: str, similarity: Similarity) -> _Edit | None:
    """Return what becomes of a sentence; None where it stays."""
    line, old = reply.partition("\n")[0], doubt.check
    if _DELETE.match(line) and not _MARK.search(line):
        return _Edit(old.start, _end(answer.text, old), "", None) if old.verdict == "not found" else None
    text = _bound(answer, line)
    if not text or _strays(text, doubt.said) or text in answer.text:
        return None
    if not doubt.said[0].islower():
        # One that starts small would be read as the end of what stands before it.
        text = text[0].upper() + text[1:]
    sentences = answer_sentences(text, len(answer.cited), REFUSAL)
    checks = check_answer(text, sentences, answer.sources, similarity)
    if len(sentences) != 1 or len(checks) != 1 or not _better(checks[0], old):
        return None
    return _Edit(old.start, _end(answer.text, old), text, checks[0])


def _bound(answer: Answer, line: str) -> str:
    """Return a rewriting with its citations bound to the numbers of the answer; empty where it cites or shows more."""
    reader = ReplyReader(Titles.of([source.paper for source in answer.cited]))
    reader.feed(_EMPHASIS.sub("", line))
    reply = reader.finish(REFUSAL)
    text = reply.text.strip()
    numbers = [int(number) for number in _MARK.findall(text)]
    if reply.unknown or not numbers or max(numbers) > len(reply.order) or _MARKUP.search(text):
        return ""
    bound = marks_before_stop(_MARK.sub(lambda mark: f"[{reply.order[int(mark[1]) - 1]}]", text))
    return bound if _STOP.search(bound) else f"{bound}."


def _strays(text: str, said: str) -> bool:
    """Whether a rewriting is about something else than the sentence, or speaks to a model."""
    old, new = set(content(plain(said))), set(content(plain(text)))
    return len(old & new) < _KEPT * len(old) or bool(instructions_in(text))


def _better(new: Check, old: Check) -> bool:
    return _WORST.index(new.verdict) < _WORST.index(old.verdict)


def _end(text: str, check: Check) -> int:
    """Return where a sentence ends, marks that stand alone behind it included."""
    marks = _MARKS.match(text, check.end)
    # A mark with words behind it begins the next sentence.
    alone = marks and not text[marks.end() :].partition("\n")[0].strip()
    return marks.end() if marks and alone else check.end


def _widened(text: str, edits: Iterable[_Edit]) -> list[_Edit]:
    """Return the edits with what follows a deletion: the space beside it or, where a line was all deleted, the line."""
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
    """Return the answer with the edits made; the checks of all other sentences keep their sentence."""
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


def _told(edits: Sequence[_Edit], asked: int) -> str:
    """Return the notice of what was done."""
    deleted = sum(edit.check is None for edit in edits)
    done = [(len(edits) - deleted, "rewritten"), (deleted, "deleted"), (asked - len(edits), "left as before")]
    told = ", ".join(f"{number} {what}" for number, what in done if number)
    return f"Of {asked} that {'was' if asked == 1 else 'were'} not backed: {told}."


def _kept(number: int) -> str:
    """Return the notice of sentences that cannot be rewritten alone; empty for none."""
    return f"{counted(number, 'stay')} as before: in a table, or with markup that ends elsewhere." if number else ""
