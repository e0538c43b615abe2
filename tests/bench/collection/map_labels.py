"""The names on the map, judged by matching: which of five groups has this name? A person answers, or anybody who reads.

The groups are topics of collections of several sizes, of the Daily Papers that were listed last. Six papers of each are
kept from whatever makes its name; their titles stand for it. The answers are read from the standard input:

    python -m tests.bench map_labels < /dev/null > cards.txt
    python -m tests.bench map_labels < answers.txt

where the answers are letters in the order of the cards, "b d a ...". Without a file they are typed in, up to Ctrl-D.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.map.naming import name_groups
from index.map.noun_phrases import read_terms
from index.map.paper_map import arrange
from index.papers import Paper
from index.text.capitals import upper_first
from tests.bench.collection.map import daily_papers, encoded

# Papers of a collection, and how many of its topics are asked for.
_COLLECTIONS = ((100, 4), (250, 7), (1200, 19))
_SHOWN = 6
_FEWEST_NAMED = 4
"""A topic is asked for if at least this many papers are left to name it by."""
_READ_FOR_A_NAME = 60
_CHOICES = "abcde"
_GOAL = 27


@dataclass(frozen=True, slots=True)
class Card:
    """A name, and the titles of five groups, one of which has it."""

    name: str
    groups: tuple[tuple[str, ...], ...]
    right: str


def measure() -> Iterator[str]:
    """The names on the map: 30 cards to answer, each a name and five groups by titles; then the score."""
    cards = _cards()
    for number, card in enumerate(cards, 1):
        yield f"### {number}. {card.name}\n\n" + "\n\n".join(_choices(card))
    yield f'One letter for each card, in this order, such as "{" ".join(_CHOICES)}":'
    answers = sys.stdin.read().lower().replace(",", " ").split()
    if answers:
        yield _score(cards, answers)


def _choices(card: Card) -> Iterator[str]:
    for letter, titles in zip(_CHOICES, card.groups, strict=True):
        yield f"{letter}) " + "\n   ".join(titles)


def _score(cards: Sequence[Card], answers: Sequence[str]) -> str:
    if len(answers) != len(cards) or not set(answers) <= {*_CHOICES}:
        raise SystemExit(f"{len(cards)} letters from a to e are needed, one for each card; {len(answers)} words came.")
    wrong = [
        f"- {number}. {card.name}: {answer}, and it was {card.right}"
        for number, (card, answer) in enumerate(zip(cards, answers, strict=True), 1)
        if answer != card.right
    ]
    right = len(cards) - len(wrong)
    return "\n".join([f"{right} of {len(cards)} are right (goal {_GOAL}; by chance {len(cards) // 5}).", *wrong])


def _cards() -> list[Card]:
    chance = random.Random(5)  # noqa: S311 - the same cards in each run
    # Half of the papers are for whoever works on the names.
    listed = daily_papers()
    unseen = listed[len(listed) // 2 :]
    chance.shuffle(unseen)
    cards = []
    for size, wanted in _COLLECTIONS:
        papers, unseen = unseen[:size], unseen[size:]
        cards += _cards_of(papers, wanted, chance)
    return cards


def _cards_of(papers: Sequence[Paper], wanted: int, chance: random.Random) -> list[Card]:
    _, topic, _ = arrange(encoded(papers))
    members = [np.flatnonzero(topic == number).tolist() for number in range(int(topic.max()) + 1)]
    for rows in members:
        chance.shuffle(rows)
    shown = [tuple(papers[row].title for row in rows[:_SHOWN]) for rows in members]
    names = _names(papers, [rows[_SHOWN:][:_READ_FOR_A_NAME] for rows in members])
    askable = [number for number, rows in enumerate(members) if len(rows) >= _SHOWN + _FEWEST_NAMED]
    others = [number for number, rows in enumerate(members) if len(rows) >= _SHOWN]
    return [_card(number, others, names, shown, chance) for number in sorted(chance.sample(askable, wanted))]


def _card(
    number: int, among: Sequence[int], names: Sequence[str], shown: Sequence[tuple[str, ...]], chance: random.Random
) -> Card:
    others = chance.sample([other for other in among if other != number], len(_CHOICES) - 1)
    order = [number, *others]
    chance.shuffle(order)
    return Card(names[number], tuple(shown[each] for each in order), _CHOICES[order.index(number)])


def _names(papers: Sequence[Paper], parts: Sequence[Sequence[int]]) -> list[str]:
    texts = [papers[row].text for rows in parts for row in rows]
    names = name_groups(read_terms(texts), [number for number, rows in enumerate(parts) for _ in rows])
    return [upper_first(name) for name in names]
