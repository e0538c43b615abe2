"""One turn of a chat as HTML: the question, the answer at one moment, and what can be done with it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup

from app.answer import Answer, cited_papers
from app.answers.list_text import list_markdown
from app.cost import tokens_in_words
from app.example_questions import next_questions
from app.review.recheck import NO_CHANGES, ChangesSince
from app.ui.chat.cards import item_key
from app.ui.chat.chat_file_text import FILE_FORMATS
from app.ui.chat.prose import prose_html
from app.ui.chat.verdicts import TallyView, tally
from app.ui.languages.catalogue import translated
from app.ui.languages.said_in_words import answer_in_words, in_words
from app.ui.languages.values_in_words import wait_time, wait_words
from app.ui.templating import fill
from index.papers import Paper

_LOOKS = {"list": "listing", "count": "listing", "summary": "overview", "digest": "overview", "table": "overview"}
_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class ItemView:
    """One paper of a list."""

    paper: Paper
    number: int
    check: str | None
    """The key of what its citation shows: the check of the remark, or its own quote."""
    detail: str
    """The value that the list is ordered by."""
    remark: Markup
    """What a model says about it, with its check."""
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TurnView:
    """What a turn shows besides the values of its answer."""

    number: int
    state: Literal["live", "done"]
    prose: Markup
    """The text, or the opening sentence of a list."""
    items: tuple[ItemView, ...]
    css_class: str
    """The CSS class of the answer."""
    unbacked: Markup | None = None
    """What a model wrote, if it is not the answer."""
    thoughts: tuple[str, ...] = ()
    """The model's reasoning, in paragraphs."""
    tally: TallyView | None = None
    stage: str = ""
    """What is being done at the moment."""
    time: str = ""
    """Since when, if the model lets people wait."""
    quotes_at_hand: bool = False
    """The quotes can take the place of what the model writes."""
    byline: bool = True
    tokens: str = ""
    """The tokens that the answer took."""
    can_deepen: bool = False
    failure: tuple[str, str] | None = None
    """The message and the hint."""
    since: str = ""
    """What became of its papers since it was written."""
    next_questions: tuple[str, ...] = ()
    """Questions that go on from the answer."""
    formats: tuple[tuple[str, str], ...] = ()
    """What the answer can be saved as: the format and its name."""


def turn_html(turn: int, answer: Answer, since: ChangesSince = NO_CHANGES) -> str:
    """Return a turn; `since`: what became of its papers since it was written.

    While the answer grows, the line below it says what is being done, afterwards how it was made.
    """
    answer = answer_in_words(answer)
    done, readable = answer.stage == "done", answer.readable
    settled = done or answer.stage == "checking"
    view = TurnView(
        turn,
        "done" if done else "live",
        _prose(turn, readable, live=not settled),
        tuple(_items(turn, readable, live=not settled)),
        _look(readable),
        prose_html(answer.unbacked, turn, {}) if answer.unbacked else None,
        _thoughts(answer),
        tally(answer.checks, written=answer.model is not None) if settled else None,
        stage=wait_words(answer.wait) if answer.wait else "" if done else translated(f"stage.{answer.stage}"),
        time=wait_time(answer.wait) if answer.wait else "",
        quotes_at_hand=not done and answer.quotes is not None and bool(answer.quotes.cited),
        tokens=in_words(tokens_in_words(answer)) if settled else "",
        can_deepen=done and answer.intent in ("find", "compare") and not answer.steps,
        since=_since(since),
        next_questions=next_questions(answer.question, [one.paper for one in answer.cited]) if done else (),
        formats=FILE_FORMATS if done and readable.text.strip() else (),
    )
    return fill("turn.html", turn=view, answer=answer)


def only_text_grew(before: Answer, answer: Answer) -> bool:
    """Return whether two moments of a turn differ in the text that a model writes and the papers it cites alone."""
    written = answer.stage == "writing" and before.text.strip() and answer.text.strip() and not answer.items
    found = len(before.sources) == len(answer.sources)
    return bool(written and found) and replace(before, text=answer.text, sources=answer.sources) == answer


def growing_text_html(turn: int, answer: Answer) -> str:
    """Return the text of a turn that is being written, which is all that most moments change."""
    return _prose(turn, answer_in_words(answer), live=True)


def failed_turn_html(turn: int, answer: Answer, fault: tuple[str, str]) -> str:
    """Return a turn whose answer failed: as much of it as there is, and the error as a message and a hint."""
    answer = answer_in_words(answer)
    readable = answer.readable
    view = TurnView(
        turn,
        "done",
        _prose(turn, readable, live=True),
        tuple(_items(turn, readable, live=True)),
        _look(readable),
        thoughts=_thoughts(answer),
        byline=False,
        failure=fault,
    )
    return fill("turn.html", turn=view, answer=answer)


def examples_html(questions: list[str]) -> str:
    """Return example questions as buttons that ask them."""
    return fill("examples.html", questions=questions)


def _prose(turn: int, answer: Answer, *, live: bool) -> Markup:
    if answer.items:
        return prose_html(answer.opening, turn, {}, live=live)
    return prose_html(answer.text, turn, cited_papers(answer.sources), answer.checks, live=live)


def _items(turn: int, answer: Answer, *, live: bool) -> Iterator[ItemView]:
    text, remarks = list_markdown(answer.opening, answer.items)
    parts = iter(remarks)
    for item in answer.items:
        remark, check = Markup(), item_key(item.number) if item.quote else None
        if item.remark:
            start, end = next(parts)
            cited = cited_papers(answer.sources)
            remark = prose_html(text, turn, cited, answer.checks, live=live, part=slice(start, end))
            check = next((str(n) for n, one in enumerate(answer.checks) if start <= one.start < end), None)
        quotes = tuple(item.paper.abstract[first:last] for first, last in item.quote)
        yield ItemView(item.paper, item.number, check, item.detail, remark, quotes)


def _since(since: ChangesSince) -> str:
    """Return what became of papers in words.

    >>> _since(ChangesSince((1, 3), (2,)))
    'Since this answer, [1] and [3] have changed, and [2] is no longer in your collection.'
    """
    parts = []
    for numbers, key in ((since.changed, "since.changed"), (since.gone, "since.gone")):
        if numbers:
            named = translated("since.and").join(f"[{number}]" for number in numbers)
            parts.append(translated(key, papers=named, count=len(numbers)))
    return translated("since.whole", what=translated("since.and_what").join(parts)) if parts else ""


def _look(answer: Answer) -> str:
    return " ".join(filter(None, ("answer", "refused" if answer.refused else _LOOKS.get(answer.intent, ""))))


def _thoughts(answer: Answer) -> tuple[str, ...]:
    return tuple(_PARAGRAPHS.split(answer.thinking.strip())) if answer.thinking else ()
