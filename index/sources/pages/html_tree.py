"""Parses a saved web page; fetches nothing, and no page can make it take long. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.papers import tidy

_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "button", "select"})
_BLOCKS = frozenset(
    "address article aside blockquote br dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hr li main nav ol p pre section summary table td th tr ul".split()
)


@dataclass(frozen=True, slots=True)
class HtmlTree:
    """A parsed page, or a part of it."""

    node: Any

    @classmethod
    def of(cls, text: str) -> "HtmlTree | None":
        """Parse a page; None where there is nothing in it. What nests too deeply is left out."""
        from lxml import etree

        parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
        try:
            root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        except (etree.XMLSyntaxError, ValueError):
            return None
        return None if root is None else cls(root)

    @property
    def line(self) -> int:
        """Where it begins in the file."""
        return int(self.node.sourceline or 1)

    def attribute(self, name: str) -> str:
        """Return an attribute's value, empty if it has none."""
        return str(self.node.get(name) or "")

    def all(self, tag: str, *, css: str = "", name: str = "") -> Iterator["HtmlTree"]:
        """Yield the elements inside with this tag (`*` for any), class or id `css`, and `name`, in their order."""
        for node in self.node.iter(tag if tag != "*" else None):
            if not isinstance(node.tag, str) or (
                css and css not in (node.get("id"), *str(node.get("class") or "").split())
            ):
                continue
            if not name or str(node.get("name") or node.get("property") or "").casefold() == name:
                yield HtmlTree(node)

    def first(self, tag: str, *, css: str = "", name: str = "") -> "HtmlTree | None":
        """Return the first of them."""
        return next(self.all(tag, css=css, name=name), None)

    @property
    def text(self) -> str:
        """Its text on one line."""
        return tidy("".join(self.node.itertext()))

    @property
    def text_below(self) -> str:
        """The text that a reader sees after it, up to the next element of its kind."""
        parts = [self.node.tail or ""]
        for node in self.node.itersiblings():
            if node.tag == self.node.tag:
                break
            parts.append(HtmlTree(node).visible_text())
        return tidy("".join(parts))

    def visible_text(self) -> str:
        """Return the text that a reader sees, with an empty line between blocks."""
        parts: list[str] = []
        hidden = 0
        from lxml import etree

        for event, node in etree.iterwalk(self.node, events=("start", "end")):
            tag, start = str(node.tag), event == "start"
            if tag in _HIDDEN:
                hidden += 1 if start else -1
            if tag in _BLOCKS:
                parts.append("\n\n")
            if not hidden:
                parts.append(" ".join(str((node.text if start else node.tail) or "").split("\n")))
            elif not start and tag in _HIDDEN and hidden == 0:
                parts.append(str(node.tail or ""))
        return "".join(parts)
