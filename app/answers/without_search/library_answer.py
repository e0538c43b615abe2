"""Answers small talk and questions about the library or paperchat itself, from facts and without a model."""

from app.answer import Answer
from index.questions.query import Intent
from index.stores.library import Library
from index.text.counting import counted

_MAX_SOURCES = 5
_EXAMPLES = (
    "a question: “How do coral reefs recover?”",
    "a list or a count: “papers on tides since 2024”, “how many papers are from Reef Lab?”",
    "a comparison, summary, digest or table: “summarise the papers on tides”",
    "a paper's record: “when was … published?”, “who wrote …?”",
)
_LIMITS = (
    "I search the abstracts in this library only, not the web and not full texts. Add papers on the page's *Add papers*"
    " tab or with `paperchat add`."
)


def library_answer(library: Library, answer: Answer, intent: Intent) -> Answer:
    """Return the finished answer: what the library contains and which questions it can answer."""
    sources = library.sources()
    papers = counted(library.count(), "paper")
    if not sources:
        text = (
            "Your library has no papers yet. On *Add papers* drop a file, paste text or BibTeX, or name an arXiv id;"
            " in a terminal, `paperchat add` does the same."
        )
    elif intent == "small_talk":
        text = f"Happy to help. Ask me anything about the {papers} in your library, or what I can do."
    else:
        examples = "\n".join(f"- {example}" for example in _EXAMPLES)
        text = f"Your library has {papers} from {_listed(sources)}.\n\nYou can ask\n\n{examples}\n\n{_LIMITS}"
    return Answer(answer.question, "done", intent=intent, text=text)


def _listed(sources: dict[str, int]) -> str:
    """Return the largest sources, each with its number of papers."""
    largest = sorted(sources.items(), key=lambda item: (-item[1], item[0]))[:_MAX_SOURCES]
    names = ", ".join(f"`{name.replace('`', '')}` ({number:,})" for name, number in largest)
    more = f" and {len(sources) - len(largest):,} more" if len(sources) > len(largest) else ""
    return f"{counted(len(sources), 'source')}: {names}{more}"
