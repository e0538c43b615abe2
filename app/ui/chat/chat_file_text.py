"""A chat, or one answer of it, as a file to hand on. Pure.

As Markdown, as one page of HTML that fetches nothing, or its cited papers as a reference manager takes them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answer import Answer, Source, cited_papers
from app.export import FORMATS, exported
from app.ui.chat.prose import prose_html
from app.ui.languages.catalogue import translated
from app.ui.languages.said_in_words import answer_in_words
from app.ui.templating import fill
from index.papers import Paper

FILE_FORMATS = (("markdown", "Markdown"), ("html", "HTML"), ("bibtex", "BibTeX"), ("ris", "RIS"), ("csv", "CSV"))
"""What a file can be: the format and its name; the last three hold the cited papers."""
# Whatever could begin markup inside a line.
_MARKUP = re.compile(r"([\\`*_{}\[\]#|!~])")


@dataclass(frozen=True, slots=True)
class ChatFile:
    """A file of a chat."""

    text: str
    suffix: str
    media_type: str


def chat_file(title: str, answers: Sequence[Answer], form: str) -> ChatFile:
    """Return a chat in one of `FILE_FORMATS`. Raises KeyError for any other."""
    if form == "markdown":
        return ChatFile(chat_markdown(title, answers), ".md", "text/markdown")
    if form == "html":
        return ChatFile(chat_html(title, answers), ".html", "text/html")
    written = FORMATS[form]
    papers = {source.paper.id: source.paper for answer in answers for source in answer.cited}
    return ChatFile(exported(list(papers.values()), form), written.suffix, written.media_type)


def chat_markdown(title: str, answers: Sequence[Answer]) -> str:
    """Return a chat as Markdown; questions and titles show as they were typed, whatever they hold."""
    parts = [f"# {_plain(title)}"]
    for answer in map(answer_in_words, answers):
        parts += [f"## {_plain(answer.question)}"] if _has_headings(title, answers) else []
        parts.append(_harmless(answer.text).strip())
        parts.append("\n".join(f"{source.number}. {_reference(source.paper)}" for source in answer.cited))
    return "\n\n".join(filter(None, parts)) + "\n"


def chat_html(title: str, answers: Sequence[Answer]) -> str:
    """Return a chat as a page of HTML."""
    turns = [
        (answer.question, prose_html(answer.text, turn, cited_papers(answer.sources)), _cited(answer))
        for turn, answer in enumerate(map(answer_in_words, answers))
    ]
    return fill("chat_file.html", title=title, turns=turns, headings=_has_headings(title, answers))


def _has_headings(title: str, answers: Sequence[Answer]) -> bool:
    """Return whether the questions are not all in the title."""
    return [answer.question for answer in answers] != [title]


def _cited(answer: Answer) -> list[tuple[Source, str]]:
    return [(source, _origin(source.paper)) for source in answer.cited]


def _reference(paper: Paper) -> str:
    return ", ".join(filter(None, (_plain(paper.title), _plain(_origin(paper)))))


def _origin(paper: Paper) -> str:
    """Return who wrote a paper, when, and where it is.

    >>> from datetime import date
    >>> _origin(Paper("Tides", "They rise.", authors=("A. Bo", "C. Du"), date=date(2026, 5, 1), doi="10.1000/x"))
    'A. Bo, C. Du, 2026, doi:10.1000/x'
    """
    names = list(paper.authors[:3])
    if names and (paper.author_count or len(paper.authors)) > len(names):
        names[-1] += f" {translated('paper.et_al')}"
    year = f"{paper.date:%Y}" if paper.date else ""
    return ", ".join(filter(None, (*names, year, _where(paper))))


def _where(paper: Paper) -> str:
    if paper.arxiv_id:
        return f"arXiv:{paper.arxiv_id}"
    return f"doi:{paper.doi}" if paper.doi else paper.url or ""


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;").replace("<", "&lt;")


def _harmless(text: str) -> str:
    """Return Markdown of an answer without HTML, links and images, which neither a model nor an abstract may bring."""
    return text.replace("<", "&lt;").replace("](", "]\\(")
