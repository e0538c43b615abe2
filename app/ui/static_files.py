"""The page's own HTML, scripts and stylesheets, as its components take them: several make one, without a build step.

Comments are removed before a file is served: they would be a tenth of what browsers load.
"""

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static"
# The comments of a script, on a line of their own or at the end of one, and those of a stylesheet. Where quotation
# marks follow the slashes they may be inside a text, so that comment stays.
_COMMENTS = {
    ".js": re.compile(r"^[ \t]*//.*\n|[ \t]+// [^'\"`\n]*$", re.MULTILINE),
    ".css": re.compile(r"/\*.*?\*/\s*", re.DOTALL),
}


def static_text(*names: str) -> str:
    """Return files below `static` as one text, in this order: what one script declares, the next may use."""
    return "".join(map(_served, names))


def _served(name: str) -> str:
    path = STATIC / name
    text, comments = path.read_text(encoding="utf-8"), _COMMENTS.get(path.suffix)
    return comments.sub("", text) if comments else text
