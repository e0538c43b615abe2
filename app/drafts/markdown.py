"""Markdown as prose: without its header, code, pictures, captions and formulas on lines of their own. Pure.

Knows the Markdown of Pandoc, Quarto and JOSS papers; knows no citation.
"""

import re

_DROPPED = re.compile(
    r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
    r"|^[ \t]*(?P<fence>```++|~~~++)[^\n]*\n.*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?(?:-->|\Z)|<(?P<tag>figure|pre|script|style|svg)\b.*?(?:</(?P=tag)>|\Z)"
    r"|!\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^()]*\)|\[[^\[\]]*\])(?:\{[^{}]*\})?"
    r"|(?<!\\)\$\$.*?\$\$|\\begin\{(?P<env>[a-zA-Z]+\*?)\}(?:(?!\\begin\{).)*?\\end\{(?P=env)\}"
    r"|^:{3,}.*?$|^(?:Table)?:[ \t].*?(?=\n[ \t]*\n|\Z)"
    r"|\\(?:label|ref|autoref|cref|Cref|eqref)\{[^{}]*\}|</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>",
    re.DOTALL | re.MULTILINE,
)
# Only a whole run of backticks opens code: trying each backtick of a long run would take quadratic time.
_CODE = re.compile(r"(?<!`)(`++)[^\n]+?(?<!`)\1(?!`)")
# In code, "@" and brackets cite nothing.
_NO_CITATION = str.maketrans({"@": None, "[": "(", "]": ")"})
_INLINE_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")


def as_prose(text: str) -> str:
    r"""Return the running text of a Markdown document, with the notes written within it at the end.

    >>> as_prose("---\ntitle: T\n---\nTerns fly^[And dive.] as `@x[1]`.\n\n```r\nx\n```\n\n![A [@x].](t.png)\n\nEnd.")
    'Terns fly as `x(1)`.\n\n\n\n\n\nEnd.\n\nAnd dive.'
    """
    text = _CODE.sub(lambda match: match[0].translate(_NO_CITATION), _DROPPED.sub("", text))
    notes = [match[1] for match in _INLINE_NOTE.finditer(text)]
    return "\n\n".join((_INLINE_NOTE.sub("", text), *notes))
