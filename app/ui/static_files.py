"""The page's own HTML and scripts, as its components take them: several scripts make one, without a build step."""

from pathlib import Path

_STATIC = Path(__file__).parent / "static"


def static_text(*names: str) -> str:
    """Return files below `static` as one text, in this order: what one script declares, the next may use."""
    return "".join((_STATIC / name).read_text(encoding="utf-8") for name in names)
