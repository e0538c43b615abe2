r"""LaTeX as prose: figures, tables, code and formulas are left out, commands are replaced by the text they show. Pure.

Knows no citation: marks such as `[1]` stay where they are.
"""

import re
from collections.abc import Callable
from functools import partial

from index.text.latex.latex_text import to_text

_COMMENT = re.compile(r"(?<!\\)%.*")
_INPUT = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]+)\}")
_BODY = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.DOTALL)
_NO_PROSE = (
    "equation|align|alignat|gather|multline|eqnarray|displaymath|math|flalign|subequations|figure|wrapfigure|table"
    "|sidewaystable|sidewaysfigure|longtable|tabular|tabularx|algorithm|algorithmic|lstlisting|verbatim|Verbatim|minted"
    "|tikzpicture|comment|filecontents|CCSXML|thebibliography|Sinput|Soutput|Schunk|CodeChunk|CodeInput|CodeOutput"
)
_DROPPED = re.compile(
    # An environment that is never closed ends where the next one opens, so that the time is linear in the text.
    rf"\\begin\{{(?P<name>(?:{_NO_PROSE})\*?)\}}(?:(?!\\begin\{{(?P=name)\}}).)*?\\end\{{(?P=name)\}}"
    r"|^<<[^\n]*?>>=[ \t]*$(?:(?!^<<).)*?^@|\\\[(?:(?!\\\[).)*?\\\]"
    r"|(?<!\\)\$\$.*?\$\$|\\verb\*?(?P<rim>[^\sa-zA-Z]).*?(?P=rim)",
    re.DOTALL | re.MULTILINE,
)
# \newcommand{\ours}{\textsc{Tern}\xspace}: a short text without arguments.
_OWN = re.compile(
    r"\\(?:(?:re|provide)?newcommand\*?|providecommand\*?|def)\s*\{?\\([A-Za-z]+)\}?\s*"
    r"\{((?:[^{}]|\{[^{}]*\}){0,60})\}(?!\s*\{)"
)
_USED = re.compile(r"\\([A-Za-z]+)(?:\{\})?")
_FORMULA = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.){1,300})\$|\\\(((?:[^\\]|\\[^)]){1,300})\\\)")
# What a formula may hold to be read as a number or a name: "43.8\%", "10\times", "\beta".
_SIMPLE = re.compile(
    r"(?:[\w\s.,:/<>=+%~^-]|\\(?:%|,|times|cdot|sim|approx|pm|geq?|leq?|alpha|beta|gamma|delta|epsilon|kappa|lambda|mu"
    r"|sigma|tau|theta|ell|infty)(?![a-zA-Z])|(?<=\^)\{-?\d+\})+"
)
_HEADING = frozenset("part chapter section subsection subsubsection paragraph subparagraph title author date".split())
_NOTE = frozenset(("footnote", "footnotetext"))
_HIDDEN = frozenset(
    (
        "label ref eqref autoref cref Cref pageref nameref vspace hspace includegraphics input include usepackage "
        "thanks bibliography bibliographystyle addbibresource documentclass pagestyle thispagestyle setlength "
        "addtolength todo Todo setcounter addtocounter caption captionof captionsetup graphicspath url affil "
        "affiliation email keywords footnotemark hyphenation newcommand renewcommand index nocite vskip hskip phantom "
        "vphantom hphantom"
    ).split()
)
# Commands whose first argument is not shown.
_SECOND_SHOWN = re.compile(
    r"\\(?:textcolor|color|href|colorbox|hyperref|hypertarget|hyperlink|raisebox|scalebox|resizebox\s*\{[^{}]*\}|fontsize"
    r"\s*\{[^{}]*\}|setlength|setcounter|addtolength|begin\s*\{(?:minipage|multicols|adjustbox|spacing|subfigure)\})"
    r"\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}"
)
# The accents of single letters belong to the letters.
_COMMAND = re.compile(
    r"\\(?![uvHcdbkrt]\s*\{)([A-Za-z]+)\*?[ \t]*(?:\[[^\[\]]*\][ \t]*)*\{((?:[^{}\\]|\\[^a-zA-Z{}])*)\}"
)
_DEEPEST = 30
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{[^}]*\}(?:\s*\[[^\]]*\])?")
_ITEM = re.compile(r"\\item\b(?:\s*\[[^\]]*\])?")
_SHORT = {
    "eg": "e.g.",
    "ie": "i.e.",
    "etal": "et al.",
    "etc": "etc.",
    "vs": "vs.",
    "cf": "cf.",
    "wrt": "with respect to",
}
_UNKNOWN = re.compile(r"\\[A-Za-z@]+\*?(?:\{\})?")


def without_comments(text: str) -> str:
    """Return LaTeX without its comments."""
    return _COMMENT.sub("", text)


def with_inputs(text: str, read: Callable[[str], str]) -> str:
    r"""Return LaTeX with the files that it includes, each only once; `read` returns a file by its name.

    >>> with_inputs(r"A. \input{b} % \input{c}", {"b": "B."}.__getitem__).rstrip()
    'A. B.'
    """
    return _INPUT.sub(lambda match: with_inputs(read(match[1].strip()), read), without_comments(text))


def with_own_commands(text: str) -> str:
    r"""Return LaTeX with the author's own commands, such as a method's name, written out.

    >>> with_own_commands(r"\newcommand{\ours}{\textsc{Tern}}\ours{} wins.")
    '\\textsc{Tern} wins.'
    """
    own = {match[1]: match[2] for match in _OWN.finditer(text)}
    return _USED.sub(lambda match: own.get(match[1], match[0]), _OWN.sub("", text))


def body_of(text: str) -> str:
    """Return the running text of a document: without figures, tables, code, and formulas on lines of their own."""
    body = _BODY.search(text)
    return _DROPPED.sub(" ", body[1] if body else text)


def as_prose(text: str) -> str:
    r"""Return the paragraphs of running text in plain letters, followed by their footnotes.

    >>> as_prose(r"The \pkg{tern} layer\footnote{In \emph{C}.} is $8\times$ faster~[1] \todo{check} than $\bm x_i$.")
    'The tern layer is $8\\times$ faster [1] than .\n\nIn C.'
    """
    notes: list[str] = []
    text = _SECOND_SHOWN.sub(" ", re.sub(r"\\[()]", " ", _FORMULA.sub(_simple_formula, text)))
    text = _ENVIRONMENT.sub("\n\n", text)
    for _ in range(_DEEPEST):
        text, found = _COMMAND.subn(partial(_shown, notes=notes), text)
        if not found:
            break
    text = _ITEM.sub("\n\n- ", "\n\n".join((text, *notes)))
    text = _USED.sub(lambda match: _SHORT.get(match[1], match[0]), text)
    paragraphs = map(to_text, re.split(r"\n[ \t]*\n", text))
    return "\n\n".join(filter(None, (_without_unknown(paragraph) for paragraph in paragraphs)))


def _shown(match: re.Match[str], notes: list[str]) -> str:
    """Return the text that a command with an argument shows."""
    name, argument = match[1], match[2]
    if name in _HEADING:
        return f"\n\n## {argument}\n\n"
    if name in _NOTE:
        notes.append(argument)
        return ""
    return "" if name in _HIDDEN else argument


def _simple_formula(match: re.Match[str]) -> str:
    formula = match[1] or match[2]
    return f"${formula}$" if _SIMPLE.fullmatch(formula) else " "


def _without_unknown(paragraph: str) -> str:
    """Return a paragraph without the commands that only a style file knows; those in formulas stay."""
    pieces = re.split(r"(\$[^$]*\$)", paragraph)
    return " ".join("".join(piece if i % 2 else _UNKNOWN.sub("", piece) for i, piece in enumerate(pieces)).split())
