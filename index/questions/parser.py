"""Parses a question into a query: topic, conditions, order and intent. Pure.

English, and careful: a filter that was not meant hides papers, a missed one costs a rank or two. Anything that is not
clearly a condition stays in the topic, and a question without conditions stays exactly as typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import partial

from index.questions.at_hand.code_links import take_code_links
from index.questions.at_hand.requests_at_hand import query_of_a_form
from index.questions.comparisons import compared
from index.questions.conditions import take_counts, take_organisations, take_shown, take_sources
from index.questions.dates import may_date_the_topic, take_dates
from index.questions.intent import ONE_PAPER, Classify, intent_by_example, names_asked, take_intent
from index.questions.news import News, order_for_news, take_news
from index.questions.ordering import Ordered, asks_for_the_lowest, is_least_first, only_asks_for_the_top, take_order
from index.questions.own_marks import paper_of_mark
from index.questions.phrases import AS_TABLE, PAPER, is_statement, with_papers_for_references
from index.questions.query import ASIDES, MARKS, OVERVIEWS, Chip, Condition, Intent, Names, Query
from index.questions.question_draft import QUOTED, QuestionDraft, inside, put_away
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


def parse_question(
    text: str, *, today: Date, names: Names, shown: Sequence[str] = (), classify: Classify | None = None
) -> Query:
    """Return the query that a question asks for. Never raises.

    `today`: what `last month` is relative to; `names`: the names in the library; `shown`: the ids of the papers in the
    last answer, in order, for `the second one` and `these papers`; `classify`: guesses the intent where no rule tells.
    """
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or is_statement(text):
        return Query(text)
    text = with_papers_for_references(text)
    parse = partial(parse_question, today=today, names=names, shown=shown, classify=classify)
    form = query_of_a_form(text, shown, parse)
    if form and not form.is_guessed_export:
        return form
    query = _parsed(text, today=today, names=names, shown=shown, classify=classify)
    return replace(form, instead=query.instead or query) if form else query


def _parsed(text: str, *, today: Date, names: Names, shown: Sequence[str], classify: Classify | None) -> Query:
    """Return the query of a question whose form alone does not tell what it asks for."""
    read = _read_conditions(text, today, names, shown)
    draft = read.draft
    marked = [condition.field for condition in draft.conditions if condition.field in MARKS]
    if marked and (paper := paper_of_mark(text, draft.whole(draft.text))):
        return Query(paper, draft.conditions, intent="record", paper=paper)
    read = _read_names_and_dates(read, today, names)
    draft, query = read.draft, _query(read)
    if shown and not query.text and is_least_first(query.order) and asks_for_the_lowest(text):
        return Query("", (Condition("id", names=tuple(shown)),), intent="record")
    if only_asks_for_the_top(query):
        return replace(query, intent="record")
    # Where rules tell a list, only words of the request at the ends of its topic leave a doubt.
    unsure = query.intent == "list" and (draft.of_shown or topic_judged(query.text) != query.text)
    if (query.intent == "find" or unsure) and not read.sorts and classify and any(map(str.isalpha, text)):
        query = _by_example(query, draft, intent_by_example(QUOTED.sub("this", text), classify), shown)
    query = replace(query, guessed=tuple(key for key in query.guessed if key in {chip.key for chip in query.chips}))
    # If nothing was removed, keep even the spaces as typed.
    return replace(query, text=text) if query.text == " ".join(text.split()) else query


@dataclass(frozen=True, slots=True)
class _Read:
    """A question without the words of its conditions and order, and what these said."""

    draft: QuestionDraft
    news: News | None
    certain: bool
    """It asks for papers whatever its other conditions."""
    ordered: Ordered
    dated: bool = False
    """Its date may be that of something else."""

    @property
    def sorts(self) -> bool:
        """Whether it asks for an order or a number of papers."""
        return self.ordered.order != "relevance" or self.ordered.limit is not None


def _read_conditions(text: str, today: Date, names: Names, shown: Sequence[str]) -> _Read:
    """Return the question without what points to papers shown, counts, news and the person's own marks."""
    draft = put_away(" ".join(text.split())).without_minus()
    certain = draft.about_papers
    draft = draft.took(take_shown(draft.text, shown))
    certain = certain or draft.about_papers
    draft = draft.took(take_code_links(draft.text, about_papers=draft.about_papers))
    draft = draft.took(take_counts(draft.text, about_papers=draft.about_papers))
    news = None if draft.conditions else take_news(draft.text, today=today, newest=names.newest)
    draft = draft.took_news(news).took_marks(names.tags)
    return _Read(draft, news, certain, Ordered(draft.text))


def _read_names_and_dates(read: _Read, today: Date, names: Names) -> _Read:
    """Return the question without its sources, organisations, authors, order, dates and exclusions."""
    draft = read.draft.took(take_sources(read.draft.text, names.sources))
    draft = draft.took(take_organisations(draft.text, names.organisations))
    draft = draft.took_unknown_filter().took_authors(names.find_authors)
    ordered = order_for_news(take_order(draft.text, about_papers=draft.about_papers), read.news)
    read = replace(read, ordered=ordered)
    draft = replace(draft, text=ordered.text)
    about_papers = draft.about_papers or read.sorts
    dates = [] if read.news else take_dates(draft.text, today, about_papers=about_papers)
    dated = may_date_the_topic(draft.text, dates)
    draft = draft.took(dates).without_minus()
    return replace(read, draft=draft.without_unwanted(sure=draft.about_papers or read.sorts), dated=dated)


def _query(read: _Read) -> Query:
    """Return the query by rules: what is left of the question is its topic, as a request of some intent."""
    draft, news, ordered = read.draft, read.news, read.ordered
    filtered = read.sorts or bool(draft.conditions or draft.unknown_author or draft.unknown_filter)
    topic, intent = take_intent(draft.text, filtered=filtered, shown=draft.of_shown)
    sides, intent = compared(draft.text, topic, intent)
    # A filter is certain if it is all that is asked for.
    guessed = draft.guessed(topic, certain=read.certain or read.sorts or not topic, dated=read.dated)
    if news and news.counted_from and topic:
        guessed = (*guessed, Chip("condition", news.condition).key)
    return Query(
        draft.whole(topic),
        draft.conditions,
        # A quotation that is one side of a comparison does not filter the other side.
        () if sides else draft.phrases(topic),
        tuple(inside(draft.whole(words)) for words in draft.excluded),
        ordered.order,
        intent,
        tuple(map(draft.whole, sides)),
        limit=1 if intent == "summary" and ONE_PAPER.search(draft.text) else ordered.limit,
        guessed=guessed,
        counted_from=news.counted_from if news else None,
        naming=names_asked(draft.text) if intent == "list" else None,
        unknown_author=draft.unknown_author,
        unknown_filter=draft.unknown_filter,
    )


def _by_example(query: Query, draft: QuestionDraft, guessed: Intent, shown: Sequence[str]) -> Query:
    # `Give me the BibTeX of these papers` and `which paper is the best` look like requests for a list.
    about_shown = any(condition.field == "id" for condition in query.conditions)
    of_shown = guessed == "export" or (guessed == "record" and asks_for_a_fact(draft.text))
    like_a_list = guessed == "best" or (about_shown and of_shown)
    return _with_intent(query, draft, guessed, shown) if query.intent == "find" or like_a_list else query


def _with_intent(query: Query, draft: QuestionDraft, intent: Intent, shown: Sequence[str]) -> Query:
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


def _which_is_best(query: Query, draft: QuestionDraft) -> Query:
    """Return the query for the best paper of all, or of those on a topic; `the best model for X` asks for an answer."""
    topic = topic_judged(draft.text)
    if topic and not PAPER.search(draft.text):
        return query
    return replace(query, text=draft.whole(topic), intent="best", phrases=draft.phrases(topic))


def _about_record(query: Query, draft: QuestionDraft, shown: Sequence[str]) -> Query:
    """Return the query about a record: of the paper it names, of the first one shown (`it`), or of all (`they`)."""
    paper = inside(draft.quotes[0]) if draft.quotes else paper_of(draft.text)
    meant = tuple(shown[:1] if points_to_one(draft.text) else shown)
    points_to = (Condition("id", names=meant),) if shown and not paper and not query.conditions else ()
    return replace(query, intent="record", paper=paper, phrases=(), conditions=(*query.conditions, *points_to))
