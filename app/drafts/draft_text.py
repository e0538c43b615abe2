"""Reads a draft: its text as prose with numbered marks, and what each mark stands for. Pure.

Knows how Markdown (Pandoc keys, links, footnotes, numbered lists of references), LaTeX and plain text cite; knows no
paper.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.citations.marks import NUMBER, without_false_marks
from app.drafts import latex, markdown
from app.drafts.cited_works import Reference
from index.errors import PaperchatError
from index.text.latex.latex_text import to_text

_IN_TEXT = r"\d{4}\.\d{4,5}(?:v\d+)?|10\.\d{4,9}/[^\s\"'<>{}\]),;]+"
_LATEX_CITE = re.compile(
    r"~?\s*\\[A-Za-z]{0,30}?cite[a-z]{0,30}\*?(?:\s*\[[^\]]{0,500}\])*\s*\{([^{}]*)\}", re.IGNORECASE
)
_BIBITEM = re.compile(
    r"\\(?:bibitem\s*(?:\[[^\]]{0,1000}\]\s*)?|entry\s*)\{([^}]*)\}(.*?)(?=\\bibitem|\\end(?:entry|\{thebibliography\})|\Z)",
    re.DOTALL,
)
# [@key; @other, p. 3], @key and @key [p. 3].
_PANDOC = re.compile(
    r"\s*\[((?=[^\[\]]*?@[\w:.#$%&+?<>~/-])[^\[\]]*+)\]|(?<![\w@.])@([A-Za-z_][\w:.+/-]*\w)(?: \[[^\[\]@]*\])?"
)
_PANDOC_KEY = re.compile(r"@([\w][\w:.#$%&+?<>~/-]*\w)")
_LINK = re.compile(rf"\[([^\[\]]*)\]\((\S{{0,200}}?(?:{_IN_TEXT})\S{{0,200}}?)\)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\](?!:)")
_NOTE = re.compile(r"^\[\^([^\]\s]{1,200})\]:[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_LISTED = re.compile(rf"^[ \t]*\[({NUMBER})\]:?[ \t]+(.*(?:\n(?![ \t]*\[{NUMBER}\]|[ \t]*\n).*)*)", re.MULTILINE)
_NUMBERS = re.compile(rf"\s*\[({NUMBER}(?:\s*[,;–-]\s*{NUMBER})*)\]")
_ID = re.compile(rf"\s*[(\[]?\s*(?:https?://\S{{0,200}}?/|arxiv:\s*|doi:\s*)({_IN_TEXT})[)\]]?", re.IGNORECASE)
_MOST_REFERENCES = 999
_WIDE, _EMPTY_LINES = re.compile(r"[^\S\n]{9,}"), re.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class DraftText:
    """A draft as prose with `[n]` marks; the n-th reference is what the mark [n] stands for."""

    text: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence with what it cites, as a line of JSON gives them."""

    sentence: str
    references: tuple[Reference, ...]


class _Marks:
    """Gives each thing that is cited its number."""

    def __init__(self, bibliography: Mapping[str, str]) -> None:
        self._bibliography = bibliography
        self.references: list[Reference] = []

    def mark(self, written: str, details: str = "") -> str:
        reference = Reference(written.strip(), details or self._bibliography.get(written.strip(), ""))
        if reference not in self.references:
            self.references.append(reference)
        number = self.references.index(reference) + 1
        if number > _MOST_REFERENCES:
            raise PaperchatError(f"The draft cites more than {_MOST_REFERENCES} things.", "Check it in parts.")
        return f"[{number}]"

    def marks(self, written: Sequence[str]) -> str:
        return " " + "".join(self.mark(one) for one in written if one.strip())


def read_draft(text: str, name: str, bibliography: Mapping[str, str]) -> DraftText:
    """Return a draft; `name` tells LaTeX by its ending, `bibliography` gives details of keys."""
    marks = _Marks(bibliography)
    prose = _read_latex(text, marks) if is_latex(text, name) else _read_markdown(text, marks)
    return DraftText(prose, tuple(marks.references))


def is_latex(text: str, name: str) -> bool:
    """Return whether a draft is LaTeX, by its name or by its beginning."""
    return name.lower().endswith((".tex", ".ltx")) or "\\begin{document}" in text


def read_json_lines(text: str, name: str) -> tuple[CitedSentence, ...]:
    """Return the sentences of lines such as {"sentence": ..., "paper": ...}; a paper may be a list of papers."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
            papers = one["paper"] if isinstance(one["paper"], list) else [one["paper"]]
            found.append(CitedSentence(str(one["sentence"]), tuple(Reference(str(paper)) for paper in papers)))
        except (ValueError, KeyError, TypeError):
            raise PaperchatError(
                f"{name}:{number}: not a JSON object with a sentence and a paper.",
                'Write lines such as {"sentence": "It wins.", "paper": "2401.00001"}.',
            ) from None
    return tuple(found)


def read_bibitems(text: str) -> dict[str, str]:
    r"""Return what a LaTeX list of references says, by its keys: `thebibliography`, or a .bbl file of BibTeX or Biber.

    >>> read_bibitems(r"\bibitem[Quill(2024)]{tern} A. Quill. \newblock Tern: {S}parse.")
    {'tern': 'A. Quill. \\newblock Tern: Sparse.'}
    """
    return {match[1].strip(): to_text(match[2]) for match in _BIBITEM.finditer(latex.without_comments(text))}


def _read_latex(text: str, marks: _Marks) -> str:
    text = _without_gaps(latex.without_comments(text))
    listed = read_bibitems(text)
    text = _without_gaps(without_false_marks(latex.body_of(latex.with_own_commands(text))))

    def cited(match: re.Match[str]) -> str:
        return " " + "".join(marks.mark(key, listed.get(key.strip(), "")) for key in match[1].split(",") if key.strip())

    return _joined(latex.as_prose(_LATEX_CITE.sub(cited, text)))


def _read_markdown(text: str, marks: _Marks) -> str:
    text = _without_gaps(markdown.as_prose(text))
    notes = {match[1]: " ".join(match[2].split()) for match in _NOTE.finditer(text)}
    # A footnote that cites is a sentence of the draft, not a reference.
    remarks = {name: note for name, note in notes.items() if _PANDOC.search(note)}
    text = "\n\n".join((_NOTE.sub("", text), *remarks.values()))
    listed = {match[1]: " ".join(match[2].split()) for match in _LISTED.finditer(text)}
    text = _LISTED.sub("", text) if listed else text

    def numbered(match: re.Match[str]) -> str:
        numbers = _spread(match[1])
        return marks.marks([]) + "".join(marks.mark(f"[{n}]", listed[n]) for n in numbers if n in listed)

    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_NUMBERS, numbered),
        (_LINK, lambda match: f"{match[1]}{marks.marks([match[2]])}"),
        (
            _FOOTNOTE,
            lambda match: "" if match[1] in remarks else " " + marks.mark(f"[^{match[1]}]", notes.get(match[1], "")),
        ),
        (_PANDOC, lambda match: marks.marks(_PANDOC_KEY.findall(match[1]) if match[1] else [match[2]])),
        (_ID, lambda match: marks.marks([match[1]])),
    )
    for pattern, replacement in steps:
        text = pattern.sub(replacement, text)
    return _joined(text)


def _without_gaps(text: str) -> str:
    """Return text without long gaps: searching after each of their characters would take quadratic time."""
    return _EMPTY_LINES.sub("\n\n", _WIDE.sub(" " * 8, text))


def _spread(numbers: str) -> list[str]:
    """Return the numbers of "1, 3-5", one by one.

    >>> _spread("1, 3-5")
    ['1', '3', '4', '5']
    """
    found: list[str] = []
    for part in re.split(r"[,;]", numbers):
        first, _, last = re.sub(r"\s", "", part).replace("–", "-").partition("-")
        found += map(str, range(int(first), int(last or first) + 1))
    return found


def _joined(text: str) -> str:
    """Return paragraphs on one line each; headings and list items keep their own."""
    paragraphs = re.split(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•]|\d{1,2}[.)]|#{1,6}|\|)\s?)", text)
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())
