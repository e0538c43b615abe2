"""A question while it is parsed: the words that are left, and what they were found to ask for. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.questions.at_hand.author_conditions import take_authors
from index.questions.at_hand.unknown_filters import take_unknown_filter
from index.questions.conditions import Taken
from index.questions.exclusions import find_unwanted, take_minus
from index.questions.news import News
from index.questions.own_marks import take_own_marks
from index.questions.phrases import asks_for_papers, cut, has_topic, is_phrase
from index.questions.query import Chip, Condition, Field, FindAuthors, UnknownFilter

# Shorter quotations in running text are emphasis.
_SHORTEST_QUOTED = 5
_GUESSED: tuple[Field, ...] = ("authors", "upvotes", "comments", "organisation")
QUOTED = re.compile(
    r"(?<![^\s(\[-])(?:\"([^\"“”]+)\"|[“„]([^\"“”„]+)[”“]|«([^«»]+)»|‘([^‘]+?)’|'([^'\s][^']*?\s[^']*?[^'\s])')(?![\w'’])"
)
"""A quotation in a question."""
# Each quotation is replaced by one of these characters while the rest is parsed.
_FIRST, _LAST = 0xE000, 0xF8FF
_MARK = re.compile("[\ue000-\uf8ff]")
# What says that a quotation is meant word for word, in a question about papers.
_VERBATIM = re.compile(
    r"\b(?:contain(?:s|ing)?|mention(?:s|ing)?|hold(?:s|ing)?|say(?:s|ing)?|phrases?|words?|terms?|exactly)\s*$",
    re.IGNORECASE,
)
_WHAT = re.compile(r"^what\s+(?=(?:on|about|from|in|since)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question while it is parsed: the words left, and what was found so far."""

    text: str
    quotes: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    excluded: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    """Excluded words that may not be meant so."""
    unknown_author: str = ""
    unknown_filter: UnknownFilter | None = None

    @property
    def about_papers(self) -> bool:
        """Whether it asks for papers."""
        return bool(self.conditions) or asks_for_papers(self.text)

    @property
    def of_shown(self) -> bool:
        """Whether it is about papers that were shown."""
        return any(condition.field == "id" for condition in self.conditions)

    def took(self, taken: Sequence[Taken]) -> "QuestionDraft":
        """Return the draft without the words that became conditions."""
        text = self.text
        for start, end, _ in sorted(taken, key=lambda item: -item[0]):
            text = cut(text, start, end)
        return replace(self, text=text, conditions=(*self.conditions, *(condition for *_, condition in taken)))

    def took_news(self, news: News | None) -> "QuestionDraft":
        """Return the draft without the words that ask for new papers."""
        return replace(self, text=news.text, conditions=(*self.conditions, news.condition)) if news else self

    def took_unknown_filter(self) -> "QuestionDraft":
        """Return the draft without the words that ask for what no record gives."""
        text, found = take_unknown_filter(self.text)
        return replace(self, text=text, unknown_filter=found)

    def took_authors(self, find_authors: FindAuthors) -> "QuestionDraft":
        """Return the draft without the words that name an author."""
        found = take_authors(self.text, find_authors)
        conditions = (*self.conditions, *found.conditions)
        return replace(self, text=found.text, conditions=conditions, unknown_author=found.unknown)

    def took_marks(self, tags: Sequence[str]) -> "QuestionDraft":
        """Return the draft without the words about what the person marked; a tag may stand in quotation marks."""
        draft = self.took(take_own_marks(self.text, tags))
        if draft.conditions != self.conditions:
            # `What have I not read on tides` asks for papers.
            draft = replace(draft, text=_WHAT.sub("papers ", draft.text))
        known = {tag.casefold(): tag for tag in tags}

        def spelt(name: str) -> str:
            whole = inside(self.whole(name))
            return known.get(whole.casefold(), whole)

        tagged = [one for one in draft.conditions if one.field == "tag"]
        others = tuple(one for one in draft.conditions if one not in tagged)
        return replace(
            draft, conditions=(*others, *(replace(one, names=tuple(map(spelt, one.names))) for one in tagged))
        )

    def without_minus(self) -> "QuestionDraft":
        """Return the draft with `-word` at its end as an exclusion."""
        text, excluded = take_minus(self.text)
        return replace(self, text=text, excluded=(*self.excluded, *excluded))

    def without_unwanted(self, *, sure: bool) -> "QuestionDraft":
        """Return the draft with `but not X` at its end as an exclusion. `sure`: the question asks for papers."""
        unwanted = find_unwanted(self.text, sure=sure)
        if unwanted is None:
            return self
        guesses = () if unwanted.certain else unwanted.words
        return replace(self, text=unwanted.text, excluded=(*self.excluded, *unwanted.words), guesses=guesses)

    def guessed(self, topic: str, *, certain: bool, dated: bool) -> tuple[str, ...]:
        """Return the keys of the chips that may not be meant.

        `certain`: the question asks for papers; `dated`: its date may be that of something else.
        """
        unsure = [one for one in self.conditions if one.field in _GUESSED or (one.field == "date" and dated)]
        found = [] if certain else [Chip("condition", one) for one in unsure]
        found += [Chip("phrase", words) for words in self.guessed_phrases(topic)]
        found += [] if certain else [Chip("exclusion", inside(self.whole(words))) for words in self.guesses]
        return tuple(chip.key for chip in found)

    def whole(self, text: str) -> str:
        """Return `text` with the quotations restored."""
        return _MARK.sub(lambda mark: self.quotes[ord(mark[0]) - _FIRST], text) if self.quotes else text

    def phrases(self, text: str) -> tuple[str, ...]:
        """Return the quotations in `text` to search for word for word; in running text, short ones are emphasis."""
        certain = self._certain_phrases(text)
        return tuple(
            words
            for mark, words in self._quoted(text)
            if words in certain or (is_phrase(words) and len(words.split()) >= _SHORTEST_QUOTED)
        )

    def guessed_phrases(self, text: str) -> tuple[str, ...]:
        """Return the phrases that may be emphasis all the same."""
        return tuple(set(self.phrases(text)).difference(self._certain_phrases(text)))

    def _certain_phrases(self, text: str) -> set[str]:
        """Return the quotations that are all that is asked for, or that papers are asked to contain."""
        alone = not has_topic(_MARK.sub(" ", text))
        return {
            words
            for mark, words in self._quoted(text)
            if is_phrase(words) and (alone or (self.about_papers and _VERBATIM.search(self.text.partition(mark)[0])))
        }

    def _quoted(self, text: str) -> list[tuple[str, str]]:
        """Return the quotations that `text` still has, each as its mark and its words."""
        marks = ((chr(_FIRST + number), quote) for number, quote in enumerate(self.quotes))
        return [(mark, inside(quote)) for mark, quote in marks if mark in text]


def put_away(text: str) -> QuestionDraft:
    """Return the text with one character in place of each quotation, so that quotations are not parsed."""
    if _MARK.search(text):
        return QuestionDraft(text)
    quotes = [match[0] for match in QUOTED.finditer(text)]
    numbers = iter(range(_FIRST, _LAST))
    return QuestionDraft(QUOTED.sub(lambda _: chr(next(numbers)), text), tuple(quotes))


def inside(quote: str) -> str:
    """Return a quotation without its marks."""
    return quote.strip("\"“”„«»‘’' ").strip()
