"""Refusals: why the collection does not seem to have an answer, as a typed reason and in words. Pure."""

from dataclasses import dataclass, replace

from app.answer import Answer
from app.citations import without_false_marks
from index.questions.chip_words import all_words
from index.questions.query import MARKS, Chip, Condition
from index.text.counting import said_papers
from index.wording.said import Said, in_quotes, listed, said, sentences_said

NO_ANSWER = said("refusal.nothing", "Nothing in your collection answers this.")
_MARKED: dict[tuple[str, bool], Said] = {
    ("read", True): said("refusal.none_read", "You have not marked any paper as read."),
    ("read", False): said("refusal.all_read", "You have marked every paper as read."),
    ("starred", True): said("refusal.none_starred", "You have not starred any paper."),
    ("starred", False): said("refusal.all_starred", "You have starred every paper."),
    ("noted", True): said("refusal.none_noted", "You have not written a note on any paper."),
    ("noted", False): said("refusal.all_noted", "You have written a note on every paper."),
}
"""That no paper has the mark, or none lacks it, by mark and whether papers with it are asked for."""
_MARKED_SOME: dict[tuple[str, bool], tuple[str, str]] = {
    ("read", True): ("refusal.some_read", "You have marked {papers} as read"),
    ("read", False): ("refusal.some_unread", "You have not marked {papers} as read"),
    ("starred", True): ("refusal.some_starred", "You have starred {papers}"),
    ("starred", False): ("refusal.some_unstarred", "You have not starred {papers}"),
    ("noted", True): ("refusal.some_noted", "You have written a note on {papers}"),
    ("noted", False): ("refusal.some_unnoted", "You have written no note on {papers}"),
}
"""The same of some papers: its key, and the English words."""
_MAX_WORDS = 4
"""More missing words than this say only that the question is about something else."""


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """Why there is no answer, as far as it is known; empty if a model refused, or nothing was found."""

    filters: tuple[Chip, ...] = ()
    """The filters among whose papers there is no answer."""
    filtered: int = 0
    """How many papers meet them."""
    missing: tuple[str, ...] = ()
    """Names or rare words of the question that no paper mentions, as typed; with filters, no paper that meets them."""
    author: str = ""
    """An author that the question names and no paper does."""
    topics: tuple[str, ...] = ()
    """What the closest papers are about."""
    instead: str = ""
    """What to do if the question is in another language than the papers and none of its words was found."""
    at_an_end: bool = False
    """The list should continue, but all its papers have been shown."""


def refuse(answer: Answer, reason: RefusalReason | None = None) -> Answer:
    """Return the answer as a refusal; its sources are the closest papers."""
    text = refusal_text(reason or RefusalReason(), papers=len(answer.sources))
    return replace(answer, stage="done", text=text, said=(), refused=True)


def refusal_text(reason: RefusalReason, papers: int) -> str:
    """Return a refusal in words; `papers`: how many closest papers are shown with it.

    >>> refusal_text(RefusalReason(topics=("Tides", "Seals")), 8)
    'Nothing in your collection answers this. The closest papers are about Tides and Seals.'
    >>> refusal_text(RefusalReason(missing=("watermarking",), topics=("Tides",)), 1)
    'No paper in your collection mentions “watermarking”. The closest paper is about Tides.'
    >>> refusal_text(RefusalReason((Chip("condition", Condition("id", names=("a", "b"))),), 2, ("foam",)), 2)
    'None of the 2 papers shown mentions “foam”. The closest papers are shown.'
    >>> refusal_text(RefusalReason(filters=(Chip("condition", Condition("read", names=("yes",))),)), 0)
    'You have not marked any paper as read.'
    """
    if reason.instead:
        return sentences_said(_opening(reason) if reason.missing else "", reason.instead)
    return sentences_said(_opening(reason), _closest(reason.topics, papers) if papers else "")


def ask_in_english(language: str, *, connected: bool) -> Said:
    """Return what to do about a question in another language that only a model could translate.

    `connected`: there is a model, and it did not.
    """
    if connected:
        untranslated = "This reads as {language}, and the model did not translate it; ask in English."
        return said("notice.untranslated", untranslated, language=language)
    foreign = (
        "This reads as {language}; the bundled encoder and the abstracts are English, so ask in English or connect a"
        " model, which translates."
    )
    return said("notice.foreign", foreign, language=language)


def no_paper_by(author: str) -> Said:
    """Return that no paper names this author."""
    name = without_false_marks(author)
    return said("refusal.no_author", "No paper in your collection names “{name}” as an author.", name=name)


def _closest(topics: tuple[str, ...], count: int) -> Said:
    """Return what the closest papers are about, if that is known."""
    # A topic of the map is named by several words, the most distinctive first.
    names = dict.fromkeys(without_false_marks(topic).partition(" · ")[0] for topic in topics)
    if not names:
        shown = ("The closest paper is shown.", "The closest papers are shown.")
        return said("refusal.closest_shown", shown, count=count)
    about = ("The closest paper is about {topics}.", "The closest papers are about {topics}.")
    return said("refusal.closest_about", about, count=count, topics=listed(names, "and"))


def _opening(reason: RefusalReason) -> str:
    """Return what the collection lacks, without the closest papers."""
    if reason.at_an_end:
        return said("refusal.at_an_end", "That is all: no other paper comes close.")
    if reason.author:
        return no_paper_by(reason.author)
    if 0 < len(reason.missing) <= _MAX_WORDS:
        words = listed([in_quotes(without_false_marks(word)) for word in reason.missing], "or")
        if reason.filters:
            none = ("The paper shown does not mention {words}.", "None of the {count} papers shown mentions {words}.")
            return said("refusal.none_shown", none, count=reason.filtered, words=words)
        return said("refusal.not_mentioned", "No paper in your collection mentions {words}.", words=words)
    return _filtered(reason) if reason.filters else NO_ANSWER


def _filtered(reason: RefusalReason) -> str:
    """Return that the papers that meet the filters have no answer, or that no paper meets them."""
    condition, count = reason.filters[0].about, reason.filtered
    words = listed(all_words(reason.filters))
    if len(reason.filters) == 1 and isinstance(condition, Condition) and condition.field in MARKS:
        asked = (condition.field, "yes" in condition.names)
        if not count:
            return _MARKED[asked]
        done = said(*_MARKED_SOME[asked], papers=said_papers(count))
    elif count:
        match = ("{papers} matches ({words})", "{papers} match ({words})")
        done = said("refusal.match", match, papers=said_papers(count), words=words, count=count)
    else:
        return sentences_said(NO_ANSWER, said("refusal.no_match", "No paper matches: {words}.", words=words))
    but = ("{found}, but it does not answer this.", "{found}, but none of them answers this.")
    return said("refusal.but", but, found=done, count=count)
