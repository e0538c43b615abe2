"""Questions in other languages than English: whether the papers found are in that language, or in which they are.

The bundled encoder reads English: papers in other languages are found by their words.
"""

import re
from collections.abc import Iterator, Sequence

from app.answers.refusal import ask_in_english
from app.citations import without_false_marks
from index.papers import Paper
from index.retrieval.explanation import understood_words
from index.retrieval.results import SearchResult
from index.text.language import is_plainly_english, language_of
from index.wording.said import Said, said

# How many of the papers found are looked at to tell the language of the collection.
_READ = 5
# Chinese, Japanese, Thai.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]")


def foreign_to(question: str, papers: Sequence[Paper]) -> str:
    """Return the language of a question if none of these papers is in it; empty for one in English.

    >>> foreign_to("Wie hoch ist die Flut?", [Paper("Tides", "The tides rise by two metres.")])
    'German'
    >>> foreign_to("Wie hoch ist die Flut?", [Paper("Gezeiten", "Die Flut steigt um zwei Meter, die Ebbe fällt.")])
    ''
    """
    language = language_of(question)
    return language if language and language not in _languages_of(papers) else ""


def searched_instead(question: str, found: SearchResult) -> str:
    """Return what was searched for a question in another language than its papers; empty for any other question."""
    papers = [hit.paper for hit in found.hits]
    language = foreign_to(question, papers)
    if not language:
        return ""
    words = without_false_marks(understood_words(found, language))
    if are_english(papers):
        return said("notice.searched_in_english", "Your papers are in English; searched for “{words}”.", words=words)
    return said("notice.searched_for", "Searched for “{words}”.", words=words)


def quoted_instead(words: str, papers: Sequence[Paper]) -> Said:
    """Return what was searched for a question in another language, most of whose words no paper has."""
    words = without_false_marks(words)
    if are_english(papers):
        searched = "Your papers are in English. Searched for “{words}”; the nearest sentences:"
        return said("quoted.foreign", searched, words=words)
    return said("quoted.searched_for", "Searched for “{words}”; the nearest sentences:", words=words)


def may_be_found_by_parts(question: str, papers: Sequence[Paper]) -> bool:
    """Return whether a question and papers are in a language without spaces, so that its words are not known.

    >>> may_be_found_by_parts("潮水有多高？", [Paper("潮汐", "潮水上升两米，海水退去以后留下沙滩。")])
    True
    """
    return bool(_UNSPACED.search(question)) and (language_of(question) or "") in _languages_of(papers)


def next_step(language: str, papers: Sequence[Paper], *, connected: bool) -> Said:
    """Return what to do about a question in a language that none of the papers is in. `connected`: there is a model."""
    if are_english(papers):
        return ask_in_english(language, connected=connected)
    other = "This reads as {language}, and the closest papers do not; ask in their language."
    return said("notice.other_language", other, language=language)


def language_to_ask_in(question: str, papers: Sequence[Paper]) -> str:
    """Return what to do about a question in English if the papers are in another language; empty if they are not."""
    if are_english(papers) or language_of(question):
        return ""
    theirs = next(filter(None, _languages_of(papers)))
    return said("notice.papers_in", "The closest papers are in {language}; ask in that language.", language=theirs)


def are_english(papers: Sequence[Paper]) -> bool:
    """Return whether more of these papers are in English than not; without papers, they are taken to be."""
    texts = _texts_of(papers)
    # Nearly always most are plainly so.
    if 2 * sum(map(is_plainly_english, texts)) >= len(texts):
        return True
    return 2 * list(_languages_of(papers)).count("") >= len(texts)


def _languages_of(papers: Sequence[Paper]) -> Iterator[str]:
    """Yield the language of each of the first papers; empty for English."""
    return (language_of(text) or "" for text in _texts_of(papers))


def _texts_of(papers: Sequence[Paper]) -> list[str]:
    return [paper.abstract or paper.title for paper in papers[:_READ]]
