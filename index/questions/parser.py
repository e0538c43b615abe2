"""Parses a question into a query: topic, conditions, order and intent. Pure.

English, and careful: a filter that was not meant hides papers, a missed one costs a rank or two. Anything that is not
clearly a condition stays in the topic, and a question without conditions stays exactly as typed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import partial
from typing import get_args

from index.questions.at_hand.author_conditions import take_authors
from index.questions.at_hand.code_links import take_code_links
from index.questions.at_hand.requests_at_hand import query_of_a_form
from index.questions.comparisons import compared
from index.questions.conditions import Taken, take_counts, take_organisations, take_shown, take_sources
from index.questions.dates import may_date_the_topic, take_dates
from index.questions.exclusions import find_unwanted, take_minus
from index.questions.intent import ONE_PAPER, Classify, intent_by_example, names_asked, take_intent
from index.questions.news import News, order_for_news, take_news
from index.questions.ordering import asks_for_the_lowest, is_least_first, only_asks_for_the_top, take_order
from index.questions.own_marks import paper_of_mark, take_own_marks
from index.questions.phrases import AS_TABLE, PAPER, asks_for_papers, cut, has_topic, is_phrase, is_statement
from index.questions.query import ASIDES, OVERVIEWS, Chip, Condition, Field, FindAuthors, Intent, Mark, Names, Query
from index.questions.request_topics.framed_questions import content_of
from index.questions.topic_extraction import (
    asks_for_a_fact,
    names_a_rank,
    paper_of,
    paper_to_export,
    points_to_one,
    topic_judged,
    topic_of,
)

# Longer texts are pasted abstracts: they are searched for as they are.
_MOST_WORDS = 60
_LONGEST = 1000
# Shorter quotations in running text are emphasis.
_SHORTEST_QUOTED = 5
_GUESSED: tuple[Field, ...] = ("authors", "upvotes", "comments", "organisation")
_QUOTED = re.compile(
    r"(?<![^\s(\[-])(?:\"([^\"“”]+)\"|[“„]([^\"“”„]+)[”“]|«([^«»]+)»|‘([^‘]+?)’|'([^'\s][^']*?\s[^']*?[^'\s])')(?![\w'’])"
)
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
class _Draft:
    """A question while it is parsed: the words left, and what was found so far."""

    text: str
    quotes: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    excluded: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    """Excluded words that may not be meant so."""
    unknown_author: str = ""

    @property
    def about_papers(self) -> bool:
        return bool(self.conditions) or asks_for_papers(self.text)

    def took(self, taken: Sequence[Taken]) -> "_Draft":
        """Return the draft without the words that became conditions."""
        text = self.text
        for start, end, _ in sorted(taken, key=lambda item: -item[0]):
            text = cut(text, start, end)
        return replace(self, text=text, conditions=(*self.conditions, *(condition for *_, condition in taken)))

    def took_news(self, news: News | None) -> "_Draft":
        """Return the draft without the words that ask for new papers."""
        return replace(self, text=news.text, conditions=(*self.conditions, news.condition)) if news else self

    def took_authors(self, find_authors: FindAuthors) -> "_Draft":
        """Return the draft without the words that name an author."""
        found = take_authors(self.text, find_authors)
        conditions = (*self.conditions, *found.conditions)
        return replace(self, text=found.text, conditions=conditions, unknown_author=found.unknown)

    def took_marks(self, tags: Sequence[str]) -> "_Draft":
        """Return the draft without the words about what the person marked; a tag may stand in quotation marks."""
        draft = self.took(take_own_marks(self.text, tags))
        if draft.conditions != self.conditions:
            # `What have I not read on tides` asks for papers.
            draft = replace(draft, text=_WHAT.sub("papers ", draft.text))
        known = {tag.casefold(): tag for tag in tags}

        def spelt(name: str) -> str:
            whole = _inside(self.whole(name))
            return known.get(whole.casefold(), whole)

        tagged = [one for one in draft.conditions if one.field == "tag"]
        others = tuple(one for one in draft.conditions if one not in tagged)
        return replace(
            draft, conditions=(*others, *(replace(one, names=tuple(map(spelt, one.names))) for one in tagged))
        )

    def without_minus(self) -> "_Draft":
        """Return the draft with `-word` at its end as an exclusion."""
        text, excluded = take_minus(self.text)
        return replace(self, text=text, excluded=(*self.excluded, *excluded))

    def without_unwanted(self, *, sure: bool) -> "_Draft":
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
        found += [] if certain else [Chip("exclusion", _inside(self.whole(words))) for words in self.guesses]
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
        return [(mark, _inside(quote)) for mark, quote in marks if mark in text]


def parse_question(
    text: str, *, today: Date, names: Names, shown: Sequence[str] = (), classify: Classify | None = None
) -> Query:
    """Return the query that a question asks for. Never raises.

    `today`: what `last month` is relative to; `names`: the names in the library; `shown`: the ids of the papers in the
    last answer, in order, for `the second one` and `these papers`; `classify`: guesses the intent where no rule tells.
    """
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or is_statement(text):
        return Query(text)
    parse = partial(parse_question, today=today, names=names, shown=shown, classify=classify)
    form = query_of_a_form(text, shown, parse)
    if form and not form.is_guessed_export:
        return form
    query = _parsed(text, today=today, names=names, shown=shown, classify=classify)
    return replace(form, instead=query.instead or query) if form else query


def _parsed(text: str, *, today: Date, names: Names, shown: Sequence[str], classify: Classify | None) -> Query:
    """Return the query of a question whose form alone does not tell what it asks for."""
    draft = _put_away(" ".join(text.split())).without_minus()
    certain = draft.about_papers
    draft = draft.took(take_shown(draft.text, shown))
    certain = certain or draft.about_papers
    draft = draft.took(take_code_links(draft.text, about_papers=draft.about_papers))
    draft = draft.took(take_counts(draft.text, about_papers=draft.about_papers))
    news = None if draft.conditions else take_news(draft.text, today=today, newest=names.newest)
    draft = draft.took_news(news).took_marks(names.tags)
    marked = [condition.field for condition in draft.conditions if condition.field in get_args(Mark)]
    if marked and (paper := paper_of_mark(text, draft.whole(draft.text))):
        return Query(paper, draft.conditions, intent="record", paper=paper)
    draft = draft.took(take_sources(draft.text, names.sources))
    draft = draft.took(take_organisations(draft.text, names.organisations)).took_authors(names.find_authors)
    ordered = order_for_news(take_order(draft.text, about_papers=draft.about_papers), news)
    sorts = ordered.order != "relevance" or ordered.limit is not None
    draft = replace(draft, text=ordered.text)
    dates = [] if news else take_dates(draft.text, today, about_papers=draft.about_papers or sorts)
    dated = may_date_the_topic(draft.text, dates)
    draft = draft.took(dates)
    draft = draft.without_minus().without_unwanted(sure=draft.about_papers or sorts)
    shown_before = any(condition.field == "id" for condition in draft.conditions)
    topic, intent = take_intent(
        draft.text, filtered=sorts or bool(draft.conditions or draft.unknown_author), shown=shown_before
    )
    sides, intent = compared(draft.text, topic, intent)
    query = Query(
        draft.whole(topic),
        draft.conditions,
        # A quotation that is one side of a comparison is no filter on the other.
        () if sides else draft.phrases(topic),
        tuple(_inside(draft.whole(words)) for words in draft.excluded),
        ordered.order,
        intent,
        tuple(map(draft.whole, sides)),
        limit=1 if intent == "summary" and ONE_PAPER.search(draft.text) else ordered.limit,
        # A filter that is all that is asked for is no guess.
        guessed=draft.guessed(topic, certain=certain or sorts or not topic, dated=dated),
        counted_from=news.counted_from if news else None,
        naming=names_asked(draft.text) if intent == "list" else None,
        unknown_author=draft.unknown_author,
    )
    if news and news.counted_from and topic:
        query = replace(query, guessed=(*query.guessed, Chip("condition", news.condition).key))
    if shown and not query.text and is_least_first(query.order) and asks_for_the_lowest(text):
        return Query("", (Condition("id", names=tuple(shown)),), intent="record")
    if only_asks_for_the_top(query):
        return replace(query, intent="record")
    # Where rules tell a list, only words of the request at the ends of its topic leave a doubt.
    unsure = query.intent == "list" and (shown_before or topic_judged(topic) != topic)
    if (query.intent == "find" or unsure) and not sorts and classify and any(map(str.isalpha, text)):
        query = _by_example(query, draft, intent_by_example(_QUOTED.sub("this", text), classify), shown)
    query = replace(query, guessed=tuple(key for key in query.guessed if key in {chip.key for chip in query.chips}))
    # If nothing was removed, keep even the spaces as typed.
    return replace(query, text=text) if query.text == " ".join(text.split()) else query


def _by_example(query: Query, draft: _Draft, guessed: Intent, shown: Sequence[str]) -> Query:
    # `Give me the BibTeX of these papers` and `which paper is the best` look like requests for a list.
    about_shown = any(condition.field == "id" for condition in query.conditions)
    of_shown = guessed == "export" or (guessed == "record" and asks_for_a_fact(draft.text))
    like_a_list = guessed == "best" or (about_shown and of_shown)
    return _with_intent(query, draft, guessed, shown) if query.intent == "find" or like_a_list else query


def _with_intent(query: Query, draft: _Draft, intent: Intent, shown: Sequence[str]) -> Query:
    """Return the query with an intent that the model guessed; unchanged where the words do not bear it out."""
    if intent == "export":
        paper = draft.whole(paper_to_export(draft.text))
        return Query(query.text, query.conditions, intent="export", paper=paper, instead=Query(query.text))
    if intent in ("find", *ASIDES):
        return query if query.chips else replace(query, intent=intent)
    if intent == "best" or (intent == "record" and not draft.quotes and names_a_rank(draft.text)):
        return _which_is_best(query, draft)
    if intent == "record":
        return _about_record(query, draft, shown)
    plain = AS_TABLE.sub("", draft.text)
    intent = "table" if intent == "list" and plain != draft.text else intent
    # Of a framed request, rules would keep what the person tells about themselves.
    topic = content_of(plain) or topic_of(plain)
    if not (topic or draft.conditions or intent in OVERVIEWS):
        return query
    return replace(query, text=draft.whole(topic), intent=intent, phrases=draft.phrases(topic))


def _which_is_best(query: Query, draft: _Draft) -> Query:
    """Return the query for the best paper of all, or of those on a topic; `the best model for X` asks for an answer."""
    topic = topic_judged(draft.text)
    if topic and not PAPER.search(draft.text):
        return query
    return replace(query, text=draft.whole(topic), intent="best", phrases=draft.phrases(topic))


def _about_record(query: Query, draft: _Draft, shown: Sequence[str]) -> Query:
    """Return the query about a record: of the paper it names, of the first one shown (`it`), or of all (`they`)."""
    paper = _inside(draft.quotes[0]) if draft.quotes else paper_of(draft.text)
    meant = tuple(shown[:1] if points_to_one(draft.text) else shown)
    points_to = (Condition("id", names=meant),) if shown and not paper and not query.conditions else ()
    return replace(query, intent="record", paper=paper, phrases=(), conditions=(*query.conditions, *points_to))


def _put_away(text: str) -> _Draft:
    """Return the text with one character in place of each quotation, so that quotations are not parsed."""
    if _MARK.search(text):
        return _Draft(text)
    quotes = [match[0] for match in _QUOTED.finditer(text)]
    numbers = iter(range(_FIRST, _LAST))
    return _Draft(_QUOTED.sub(lambda _: chr(next(numbers)), text), tuple(quotes))


def _inside(quote: str) -> str:
    return quote.strip("\"“”„«»‘’' ").strip()
