"""Answers small talk and questions about the library or paperchat itself, from facts and without a model."""

from app.answer import Answer
from app.answers.without_search.small_talk import small_talk_reply
from app.citations import without_false_marks
from app.example_questions import example_questions
from index.collection import Stores
from index.map.paper_map import load_map
from index.questions.query import Intent
from index.questions.translation.translated_requests import request_in_english
from index.stores.library import Library
from index.text.counting import said_papers
from index.wording.said import composed, said

_MAX_SOURCES = 5
_MAX_TOPICS = 8
# How many papers, the first by title, are tried for the example question.
_READ = 100
_EXAMPLES = (
    said("library.example_list", "a list or a count: “papers on … since 2024”, “how many papers are from …?”"),
    said("library.example_summary", "a comparison, summary, digest or table: “summarise the papers on …”"),
    said("library.example_record", "a paper's record: “when was … published?”, “who wrote …?”"),
)
_LIMITS = said(
    "library.limits",
    "I search the abstracts in this library only, not the web and not full texts. Add papers on the page's *Add papers*"
    " tab or with `paperchat add`.",
)
_EMPTY = said(
    "library.empty_answer",
    "Your library has no papers yet. On *Add papers* drop a file, paste text or BibTeX, or name an arXiv id;"
    " in a terminal, `paperchat add` does the same.",
)


def library_answer(stores: Stores, answer: Answer, intent: Intent) -> Answer:
    """Return the finished answer: what the library contains and which questions it can answer."""
    library = stores.library
    sources = library.sources()
    papers = said_papers(library.count())
    if not sources:
        return Answer(answer.question, "done", intent=intent, text=_EMPTY)
    if intent == "small_talk":
        reply = small_talk_reply(request_in_english(answer.question), papers)
        return Answer(answer.question, "done", intent=intent, text=reply)
    question = without_false_marks(_example(library))
    examples = (said("library.example_question", "a question: {question}", question=question), *_EXAMPLES)
    has = said("library.has", "Your library has {papers} from {sources}.", papers=papers, sources=_listed(sources))
    parts: list[str] = [has]
    if topics := _topics(stores):
        parts += [" ", topics]
    parts += ["\n\n", said("library.can_ask", "You can ask"), "\n"]
    for example in examples:
        parts += ["\n- ", example]
    text, own = composed([*parts, "\n\n", _LIMITS])
    return Answer(answer.question, "done", intent=intent, text=text, said=own)


def _example(library: Library) -> str:
    papers = library.papers(library.matching(()).ids[:_READ])
    return next(iter(example_questions(papers, 1)), "What is … about?")


def _topics(stores: Stores) -> str:
    """Return the largest groups of papers on the map, as a sentence; empty without a map that has some."""
    drawn = load_map(stores)
    named = sorted(drawn.groups, key=lambda group: -group.papers) if drawn else []
    names = [without_false_marks(group.name) for group in named[:_MAX_TOPICS] if group.name]
    if len(names) < 2:  # noqa: PLR2004 - one group is the whole library
        return ""
    return said("library.topics", "On the map they are about: {topics}.", topics="; ".join(names))


def _listed(sources: dict[str, int]) -> str:
    """Return the largest sources, each with its number of papers."""
    largest = sorted(sources.items(), key=lambda item: (-item[1], item[0]))[:_MAX_SOURCES]
    names = ", ".join(f"`{name.replace('`', '')}` ({number:,})" for name, number in largest)
    count = said("count.sources", ("{count} source", "{count} sources"), count=len(sources))
    if len(sources) == len(largest):
        return said("library.sources", "{sources}: {names}", sources=count, names=names)
    more = len(sources) - len(largest)
    return said("library.some_sources", "{sources}: {names} and {more} more", sources=count, names=names, more=more)
