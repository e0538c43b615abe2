"""Translates what paperchat itself says in answers and errors into the language of the visitor. Pure.

Quotes, titles and the words of a model stay as they are, and so does what an older paperchat kept as mere text.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date as Date
from functools import cache
from pathlib import Path

from app.answer import Answer, ListItem, Step
from app.checking.result import Check
from app.ui.languages.catalogue import Sentence, dated, number, sentences
from app.ui.languages.visitor_language import ENGLISH, current_language
from index.wording.said import DATES, Said

_FOLDER = Path(__file__).parent / "said"
_SLOT = re.compile(r"\{(\w+)\}")


@cache
def said_sentences(language: str) -> Mapping[str, Sentence]:
    """Return the catalogue of what is said in a language other than English, with that of the page included."""
    own: Mapping[str, Sentence] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return {**sentences(language), **own}


def in_words(text: str) -> str:
    """Return a text in the language of the visitor, as far as it knows what it says."""
    if not isinstance(text, Said) or current_language() == ENGLISH:
        return str(text)
    values = dict(text.values)
    if (form := DATES.get(text.key)) and "date" in values:
        return dated(form, Date.fromisoformat(str(values["date"])))
    sentence = said_sentences(current_language()).get(text.key)
    if sentence is None:
        return str(text)
    words = sentence if isinstance(sentence, str) else _form(sentence, values.get("count"))
    # A sentence that was kept may lack what its later wording asks for.
    if not _slots(words) <= values.keys():
        return str(text)
    return _SLOT.sub(lambda slot: _filled(values[slot[1]]), words)


def answer_in_words(answer: Answer) -> Answer:
    """Return an answer with what we say in it, and its checks where its text stands then."""
    if current_language() == ENGLISH:
        return answer
    text, checks = _text_in_words(answer)
    return replace(
        answer,
        question=in_words(answer.question),
        text=text,
        said=(),
        checks=checks,
        opening=in_words(answer.opening),
        items=tuple(map(_item_in_words, answer.items)),
        notice=in_words(answer.notice),
        steps=tuple(map(_step_in_words, answer.steps)),
        quotes=answer_in_words(answer.quotes) if answer.quotes else None,
    )


def _item_in_words(item: ListItem) -> ListItem:
    return replace(item, detail=in_words(item.detail))


def _step_in_words(step: Step) -> Step:
    return replace(step, label=in_words(step.label), detail=in_words(step.detail))


def _text_in_words(answer: Answer) -> tuple[str, tuple[Check, ...]]:
    if isinstance(answer.text, Said):
        return in_words(answer.text), answer.checks
    text, moves, last = "", list[tuple[int, int]](), 0
    for part in answer.said:
        # A text that changed after its sentences were noted must not be cut.
        if part.start < last or answer.text[part.start : part.end] != part.said:
            continue
        text += answer.text[last : part.start] + in_words(part.said)
        last = part.end
        moves.append((part.end, len(text) - part.end))
    if not moves:
        return answer.text, answer.checks
    return text + answer.text[last:], tuple(_moved(check, moves) for check in answer.checks)


def _moved(check: Check, moves: list[tuple[int, int]]) -> Check:
    """Return a check where its sentence stands in the other language; none is inside a sentence of ours."""
    by = next((by for end, by in reversed(moves) if end <= check.start), 0)
    return replace(check, start=check.start + by, end=check.end + by)


def _form(forms: Mapping[str, str], count: object) -> str:
    return forms["one"] if count == 1 and "one" in forms else forms["other"]


def _slots(sentence: str) -> set[str]:
    return set(_SLOT.findall(sentence))


def _filled(value: str | int) -> str:
    return number(value) if isinstance(value, int) else in_words(value)
