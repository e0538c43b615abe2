"""One turn of a chat as HTML: the question, the answer at one moment, and the line under it. Pure."""

import re
from collections.abc import Sequence
from html import escape

from app.answer import Answer
from app.ui.prose import prose_html
from app.ui.verdicts import tally_html
from index.questions.chip_words import chip_words
from index.questions.query import Chip

WENT_WRONG = ("Something went wrong in paperchat itself.", "The details are in the log of the server.")
"""What stands for a bug: the message and the hint."""
_STAGES = {"searching": "Searching your papers", "writing": "Writing", "checking": "Asking the model"}
# What can be done with a turn once it stands; page.js does it.
_ACTIONS = (("copy", "Copy"), ("retry", "Retry"), ("edit", "Edit"))
_DEEPEN, _SAVE = ("deepen", "Look deeper"), ("save", "Save as CSV")
_LOOKS = {"list": "listing", "count": "listing", "summary": "overview", "digest": "overview", "table": "overview"}
_SETTLED = ("checking", "done")
_PARAGRAPHS = re.compile(r"\n\s*\n")


def turn_html(turn: int, answer: Answer) -> str:
    """Return a turn.

    While the answer grows the line under it is a sign of life, afterwards what made it.
    """
    live = answer.stage != "done"
    stage = "Thinking" if answer.thinking and not answer.text else _STAGES.get(answer.stage, "")
    return _turn(
        turn,
        answer.question,
        state="live" if live else "done",
        body=_body(turn, answer, live=answer.stage not in _SETTLED),
        byline=_byline(answer),
        sources=len(answer.cited) or len(answer.sources),
        stage=stage,
        actions=_actions(answer),
    )


def failed_turn_html(turn: int, answer: Answer, fault: tuple[str, str]) -> str:
    """Return a turn whose answer failed: what there is of it, and the fault as its message and what to do about it."""
    body = _body(turn, answer, live=True) + failure_html(*fault)
    return _turn(turn, answer.question, state="done", body=body, sources=len(answer.sources), actions=_ACTIONS)


def failure_html(message: str, hint: str) -> str:
    """Return what went wrong, and what to do about it."""
    what_next = f'<p class="hint">{escape(hint)}</p>' if hint else ""
    return f'<div class="failure" role="alert"><p>{escape(message)}</p>{what_next}</div>'


def examples_html(questions: list[str]) -> str:
    """Return example questions as buttons that ask at once."""
    return "".join(f'<li><button type="button" class="example">{escape(text)}</button></li>' for text in questions)


def _actions(answer: Answer) -> Sequence[tuple[str, str]]:
    """Return what can be done with an answer: what page.js does, and how it is called."""
    if answer.stage != "done":
        return _ACTIONS
    deeper = [_DEEPEN] if answer.intent in ("find", "compare") and not answer.steps else []
    return (*_ACTIONS, *deeper, *([_SAVE] if answer.csv else []))


def _turn(  # noqa: PLR0913 - the parts of a turn
    turn: int,
    question: str,
    *,
    state: str,
    body: str,
    actions: Sequence[tuple[str, str]],
    byline: str = "",
    sources: int = 0,
    stage: str = "",
) -> str:
    shown = [("sources", f"{sources} source{'' if sources == 1 else 's'}")] if sources else []
    buttons = "".join(
        f'<button type="button" class="action" data-do="{do}">{name}</button>' for do, name in (*shown, *actions)
    )
    return (
        f'<article class="turn" data-turn="{turn}" data-state="{state}">'
        f'<h2 class="question" dir="auto">{escape(question)}</h2>{body}'
        f'<p class="stage" role="status">{stage}</p>'
        f'<footer class="turn-foot"><span class="byline">{byline}</span>'
        f'<span class="actions">{buttons}</span></footer></article>'
    )


def _body(turn: int, answer: Answer, *, live: bool) -> str:
    return "".join(
        [
            _searched(answer),
            _chips(answer),
            _notice(answer),
            _thinking(answer),
            _steps(answer),
            _answer(turn, answer, live=live),
            "" if live else tally_html(answer.checks, written=answer.model is not None),
            _csv(answer),
        ]
    )


def _answer(turn: int, answer: Answer, *, live: bool) -> str:
    titles = {source.number: source.paper.title for source in answer.cited if source.number is not None}
    text = prose_html(answer.text, turn, titles, answer.checks, live=live)
    state = " refused" if answer.refused else f" {_LOOKS.get(answer.intent, '')}"
    return f'<div class="answer{state.rstrip()}" dir="auto">{text}</div>'


def _chips(answer: Answer) -> str:
    """Return what filters the search, each with a button to drop it, and what was dropped with one to restore it."""
    chips = [_chip("drop", chip, "span", "Search without", "×") for chip in answer.chips]
    chips += [_chip("restore", chip, "s", "Search again with", "+") for chip in answer.dropped]
    return f'<ul class="chips" aria-label="What filters the search">{"".join(chips)}</ul>' if chips else ""


def _chip(do: str, chip: Chip, tag: str, action: str, sign: str) -> str:
    words = escape(chip_words(chip))
    name = f"{action} {words}"
    return (
        f'<li><{tag} dir="auto">{words}</{tag}><button type="button" class="chip" data-do="{do}"'
        f' data-key="{escape(chip.key)}" aria-label="{name}" title="{name}">{sign}</button></li>'
    )


def _thinking(answer: Answer) -> str:
    """Return what the model thought, folded, a paragraph each: what has come stays while more of it comes."""
    if not answer.thinking:
        return ""
    told = "Thoughts of the model" if answer.stage == "done" else "Thinking"
    thoughts = "".join(f"<p>{escape(part)}</p>" for part in _PARAGRAPHS.split(answer.thinking.strip()))
    inside = f'<summary>{told}</summary><div class="thoughts" dir="auto">{thoughts}</div>'
    return f'<details class="thinking">{inside}</details>'


def _searched(answer: Answer) -> str:
    if not answer.searched:
        return ""
    change = '<button type="button" class="action" data-do="rephrase">Change</button>'
    return f'<p class="searched">Searched for: <q dir="auto">{escape(answer.searched)}</q>{change}</p>'


def _steps(answer: Answer) -> str:
    """Return the steps that led to the answer, unfolded while they are taken."""
    if not answer.steps:
        return ""
    steps = "".join(
        f'<li data-state="{step.state}"><span dir="auto">{escape(step.label)}</span>'
        + (f'<small dir="auto">{escape(step.detail)}</small>' if step.detail else "")
        + "</li>"
        for step in answer.steps
    )
    live = "" if answer.stage == "done" else " open"
    calls = "" if not answer.most_calls else f", at most {answer.most_calls} model calls"
    told = f"{len(answer.steps)} steps{calls}"
    return f'<details class="steps"{live}><summary>{told}</summary><ol>{steps}</ol></details>'


def _csv(answer: Answer) -> str:
    return f'<template class="csv">{escape(answer.csv)}</template>' if answer.csv else ""


def _notice(answer: Answer) -> str:
    return f'<p class="notice" role="status">{escape(answer.notice)}</p>' if answer.notice else ""


def _byline(answer: Answer) -> str:
    """Return who wrote the answer and how long it took."""
    papers = len(answer.cited)
    if answer.model is not None:
        made = f"Written by <b>{escape(answer.model)}</b>"
    elif not papers:
        made = "Searched, nothing quoted"
    else:
        papers_cited = f"{papers} paper{'' if papers == 1 else 's'}"
        made = f"{papers_cited} listed" if answer.intent in ("list", "count") else f"Quoted from {papers_cited}"
    return f"{made} · {answer.seconds:.1f} s" if answer.seconds else made
