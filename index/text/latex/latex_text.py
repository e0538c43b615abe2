r"""LaTeX in the fields of a bibliography as plain text, and plain text as LaTeX. Pure.

Formulas stay as they are. `to_text(to_latex(text)) == text` for any text of one line.
"""

import re
import unicodedata
from functools import lru_cache

from index.papers import tidy

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
_SPECIAL = {
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbar": "|", "textless": "<",
    "textgreater": ">", "textquotedbl": '"', "textdollar": "$", "textunderscore": "_", "textbraceleft": "{",
    "textbraceright": "}", "newline": " ", "\\": " ", " ": " ", ",": " ", ";": " ", ":": " ", "!": "", "/": "", "-": "",
    "slash": "/", "i": "i", "j": "j", "relax": "", "protect": "", "par": " ", "quad": " ", "qquad": " ",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<math>\$\$[^$]+\$\$|\$(?:[^$\\]|\\.)+\$|\\\((?:[^\\]|\\[^)])*\\\)|\\ensuremath\{[^{}]*\})"
    r"|\\(?P<accent>[`'^~=.\"]|[uvHcdbkrt](?![a-zA-Z]))\s*(?:\{\s*(?:\\(?P<dotless>[ij])|(?P<braced>[^{}\\]{0,2}))\s*\}"
    r"|\\(?P<bare_dotless>[ij])(?![a-zA-Z])|(?P<bare>[^\s{}\\]))"
    r"|\\href\s*\{[^{}]*\}|\\(?P<command>[a-zA-Z]+\*?|[^a-zA-Z])(?P<space>\s*(?:\{\})?)"
    r"|(?P<dashes>---?)|(?P<quotes>``|'')|(?P<tie>~)|(?P<brace>[{}])",
    re.DOTALL,
)
_FORMATTING = frozenset(
    "textbf textit textsc texttt textrm textsf textsl textup textmd textnormal text emph underline uline mbox hbox url"
    " path bf it tt sc em rm sf sl small large bibinfo natexlab textsuperscript textsubscript mathrm mathbf mathit"
    " mathcal mathbb mathsf citep citet cite ref label footnote sout enquote foreignlanguage hspace vspace nolinkurl"
    " textcolor bfseries itshape scshape upshape normalfont MakeUppercase MakeLowercase NoCaseChange nocase".split()
)
_MARKS = {"---": "—", "--": "–", "``": "“", "''": "”"}
_NEEDS_WORK = re.compile(r"[\\{}$~]|--|``|''")


def to_text(latex: str) -> str:
    r"""Return LaTeX as plain text.

    >>> to_text(r"{\"O}zg{\"u}r's {BERT} at 18\% of \$5, \emph{fast} --- $\alpha_{1}$ {\'{\i}}")
    "Özgür's BERT at 18% of $5, fast — $\\alpha_{1}$ í"
    """
    if not _NEEDS_WORK.search(latex):
        return tidy(latex)
    return tidy(_TOKEN.sub(_plain, latex))


def _plain(match: re.Match[str]) -> str:
    if match["math"]:
        return match["math"]
    if match["accent"]:
        letter = match["dotless"] or match["bare_dotless"] or match["braced"] or match["bare"] or ""
        return unicodedata.normalize("NFC", letter[:1] + _ACCENTS.get(match["accent"], "") + letter[1:])
    if match["dashes"] or match["quotes"]:
        return _MARKS[match["dashes"] or match["quotes"]]
    if match["tie"]:
        return " "
    return _command(match["command"], match["space"]) if match["command"] else ""


def _command(name: str, space: str) -> str:
    if name in _SPECIAL:
        return _SPECIAL[name]
    if not name[0].isalpha():
        # \%, \&, \_, \{ and the like; the white space after them counts.
        return name + space.removesuffix("{}")
    if name in _FORMATTING:
        return ""
    sign = symbol(name)
    # A command nobody knows, perhaps the name of a method, is kept as it is written.
    return f"\\{name}{space}" if sign is None else sign


@lru_cache(maxsize=1000)
def symbol(name: str) -> str | None:
    """Return what a command stands for, if that is a sign or a word; None if it is not known."""
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    found = spec.simplify_repl if spec else None
    return found if isinstance(found, str) and "%" not in found and found else None


_MATH = re.compile(r"\$(?:[^$\\{}\s]|\\[a-zA-Z]+)(?:[^$\\{}]|\\[a-zA-Z]+|\{[^$\\{}]*\})*(?<!\s)\$(?!\d)")
_ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_",
}  # fmt: skip
_ESCAPED = re.compile(r"[\\~^{}$%&#_]|-(?=-)|`(?=`)|'(?=')")


def to_latex(text: str) -> str:
    r"""Return plain text as LaTeX; accents stay letters, formulas between dollars stay formulas.

    Braces are written by name, since BibTeX counts them.

    >>> to_latex("18% of $5 and $x_1$ {Öz")
    '18\\% of \\$5 and $x_1$ \\textbraceleft{}Öz'
    """
    parts, start = [], 0
    for formula in _MATH.finditer(text):
        parts += [_escaped(text[start : formula.start()]), formula[0]]
        start = formula.end()
    return "".join((*parts, _escaped(text[start:])))


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[0], match[0] + "{}"), text)
