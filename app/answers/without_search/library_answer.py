"""Answers small talk and questions about the library or paperchat itself, from facts and without a model."""

from app.answer import Answer
from app.answers.without_search.small_talk import small_talk_reply
from app.citations import without_false_marks
from app.example_questions import example_questions
from index.collection import Stores
from index.map.paper_map import load_map
from index.questions.query import Intent
from index.stores.library import Library
from index.text.counting import counted

_MAX_SOURCES = 5
_MAX_TOPICS = 8
# The first papers by title, of which one lends its name to the example of a question.
_READ = 100
_EXAMPLES = (
    "a question: {}",
    "a list or a count: “papers on … since 2024”, “how many papers are from …?”",
    "a comparison, summary, digest or table: “summarise the papers on …”",
    "a paper's record: “when was … published?”, “who wrote …?”",
)
_LIMITS = (
    "I search the abstracts in this library only, not the web and not full texts. Add papers on the page's *Add papers*"
    " tab or with `paperchat add`."
)


def library_answer(stores: Stores, answer: Answer, intent: Intent) -> Answer:
    """Return the finished answer: what the library contains and which questions it can answer."""
    library = stores.library
    sources = library.sources()
    papers = counted(library.count(), "paper")
    if not sources:
        text = (
            "Your library has no papers yet. On *Add papers* drop a file, paste text or BibTeX, or name an arXiv id;"
            " in a terminal, `paperchat add` does the same."
        )
    elif intent == "small_talk":
        text = small_talk_reply(answer.question, papers)
    else:
        question = without_false_marks(_example(library))
        examples = "\n".join(f"- {example.format(question)}" for example in _EXAMPLES)
        opening = f"Your library has {papers} from {_listed(sources)}.{_topics(stores)}"
        text = f"{opening}\n\nYou can ask\n\n{examples}\n\n{_LIMITS}"
    return Answer(answer.question, "done", intent=intent, text=text)


def _example(library: Library) -> str:
    papers = library.papers(library.matching(()).ids[:_READ])
    return next(iter(example_questions(papers, 1)), "What is … about?")


def _topics(stores: Stores) -> str:
    """Return the largest groups of papers on the map, as a sentence; empty without a map that has some."""
    drawn = load_map(stores)
    named = sorted(drawn.groups, key=lambda group: -group.papers) if drawn else []
    names = [without_false_marks(group.name) for group in named[:_MAX_TOPICS] if group.name]
    return f" On the map they are about: {'; '.join(names)}." if len(names) > 1 else ""


def _listed(sources: dict[str, int]) -> str:
    """Return the largest sources, each with its number of papers."""
    largest = sorted(sources.items(), key=lambda item: (-item[1], item[0]))[:_MAX_SOURCES]
    names = ", ".join(f"`{name.replace('`', '')}` ({number:,})" for name, number in largest)
    more = f" and {len(sources) - len(largest):,} more" if len(sources) > len(largest) else ""
    return f"{counted(len(sources), 'source')}: {names}{more}"
