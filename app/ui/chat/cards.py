"""The panel beside an answer: a card for each paper, with the evidence highlighted in its abstract. Pure.

The evidence for each checked sentence is in the HTML too, not highlighted until the reader points at the check.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from app.answer import Answer, Source
from app.checking.prompt_injection import instructions_in
from app.export import FORMATS
from app.export.paper_address import links_of
from app.review.recheck import NO_CHANGES, ChangesSince
from app.ui.chat.excerpts import Proof, Stretch, excerpt, whole
from app.ui.languages.catalogue import translated
from app.ui.languages.visitor_language import current_language
from app.ui.templating import fill
from index.papers import Paper
from index.retrieval.explanation import Explanation

_OVERVIEWS = (("summary", "summarise-all", "panel.summarise"), ("table", "tabulate", "panel.compare"))


@dataclass(frozen=True, slots=True)
class CardView:
    """What the card of a paper shows below its title."""

    paper: Paper
    stretches: tuple[Stretch, ...]
    """The abstract."""
    explanation: "Explanation | None" = None
    since: str = ""
    """What became of it since the answer was written."""
    in_answer: bool = True
    """It belongs to an answer, and can be summarised from its card."""

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where the paper can be read: names and web addresses."""
        return links_of(self.paper)

    @property
    def folded(self) -> bool:
        """Part of the abstract is folded away."""
        return any(stretch.kind == "far" for stretch in self.stretches)

    @property
    def instructs(self) -> bool:
        """The abstract gives instructions to a model."""
        return bool(instructions_in(self.paper.abstract))


@dataclass(frozen=True, slots=True)
class PanelView:
    """The papers of one answer."""

    turn: int
    heading: str
    question: str
    buttons: tuple[tuple[str, str], ...]
    """What can be done with all papers: the action in chat_events.js and the label of its button."""
    formats: tuple[tuple[str, str], ...]
    """What its papers can be exported as: the format and its name."""
    explained: bool
    cards: tuple[Markup, ...]
    uncited: tuple[Markup, ...]
    """Folded away."""


def panel_html(turn: int, answer: Answer, since: ChangesSince = NO_CHANGES) -> str:
    """Return the cards of all papers found: the cited ones by number, the others folded away once the answer is done.

    Empty while nothing is found.
    """
    live, answer = answer.stage != "done", answer.readable
    if not answer.sources:
        return ""
    done, cited = answer.stage == "done", answer.cited
    folded = bool(cited) and done
    shown = cited if folded else answer.sources
    proofs = _proofs(answer) if done else {}

    def card(source: Source) -> Markup:
        own = tuple(proofs.get(source.number or 0, ()))
        return _card_html(current_language(), turn, source, own, _became(source, since))

    panel = PanelView(
        turn,
        _heading(answer),
        answer.question,
        () if live else _buttons(answer),
        formats=() if live else tuple((key, form.name) for key, form in FORMATS.items()),
        explained=any(source.explanation for source in answer.sources),
        cards=tuple(map(card, shown)),
        uncited=tuple(card(source) for source in answer.sources if source.number is None) if folded else (),
    )
    return fill("panel.html", panel=panel)


def paper_html(paper: Paper) -> str:
    """Return the card of one paper outside an answer: the whole abstract, no evidence."""
    body = fill("paper_body.html", card=CardView(paper, whole(paper.abstract), in_answer=False))
    return _numbered(paper, body)


def _became(source: Source, since: ChangesSince) -> str:
    if source.number in since.gone:
        return translated("since.gone_card")
    return translated("since.changed_card") if source.number in since.changed else ""


# Most cards are the same from one moment of an answer to the next, and for all who read in one language.
@lru_cache(maxsize=400)
def _card_html(language: str, turn: int, source: Source, proofs: Sequence[Proof], since: str) -> Markup:
    body = _body_html(language, replace(source, number=None), proofs, since)
    return _numbered(source.paper, body, turn, source.number)


# A growing answer numbers one paper after another, and different questions find the same papers.
@lru_cache(maxsize=400)
def _body_html(_language: str, source: Source, proofs: Sequence[Proof], since: str) -> Markup:
    stretches = excerpt(source.paper.abstract, source.evidence, proofs)
    return fill("paper_body.html", card=CardView(source.paper, stretches, source.explanation, since))


def _numbered(paper: Paper, body: Markup, turn: int | None = None, number: int | None = None) -> Markup:
    """Return a card; `turn`: of the answer it belongs to, if any, and `number`: what it is cited by there."""
    return fill("paper.html", paper=paper, links=links_of(paper), body=body, turn=turn, number=number)


def _buttons(answer: Answer) -> tuple[tuple[str, str], ...]:
    """Return the buttons for overviews of all papers; cards.css hides them in every answer but the last."""
    if answer.refused or len(answer.sources) == 1:
        return ()
    return tuple((action, translated(name)) for intent, action, name in _OVERVIEWS if intent != answer.intent)


def _heading(answer: Answer) -> str:
    if answer.cited:
        return translated("panel.cited")
    if answer.refused:
        return translated("panel.closest")
    return translated("panel.none_cited" if answer.stage == "done" else "panel.found")


def item_key(number: int) -> str:
    """Return the key of the quote of a list item."""
    return f"item-{number}"


def _proofs(answer: Answer) -> dict[int, list[Proof]]:
    """Return, per cited number, the parts of the abstract that are evidence for a check or quoted in a list."""
    proofs: dict[int, list[Proof]] = {}
    for i, check in enumerate(answer.checks):
        for number, spans in check.evidence:
            proofs.setdefault(number, []).extend((start, end, str(i)) for start, end in spans)
    for item in answer.items:
        proofs.setdefault(item.number, []).extend((start, end, item_key(item.number)) for start, end in item.quote)
    return proofs
