"""Reads XML element by element, without entities: nothing in it is fetched, expanded or nested without end. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from index.wording.said import said

_DEEPEST = 100
_PIECE = 1 << 16
_TOO_DEEP = said("problem.too_deep", "nested too deeply; what follows is skipped")
_ENTITIES = said("problem.entities", "it defines entities, which are not read")
# After these a text begins anew.
_BLOCKS = frozenset(("p", "sec", "title", "div", "br", "li"))


@dataclass(slots=True)
class Element:
    """An element: its name without namespace, its attributes, its text including that of its children, its line."""

    name: str
    line: int
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, stripped."""
        return "".join(self.parts).strip()

    def all(self, path: str) -> Iterator["Element"]:
        """Yield the elements at a path such as `authors/author`."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def texts(self, path: str) -> list[str]:
        """Return the texts at a path, without empty ones."""
        return [found.text for found in self.all(path) if found.text]

    def first(self, *paths: str) -> str:
        """Return the first text at one of the paths; empty if there is none."""
        return next((text for path in paths for text in self.texts(path)), "")


class BrokenXmlError(Exception):
    """What is wrong with an XML file, and where."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def elements(text: str, names: frozenset[str]) -> Iterator[Element]:
    """Yield the elements with these names, each as soon as it is read.

    Raises BrokenXmlError where the file stops being XML, after what came before it.
    """
    builder = _Builder(names)
    for start in range(0, len(text), _PIECE):
        try:
            builder.feed(text[start : start + _PIECE], last=start + _PIECE >= len(text))
        except BrokenXmlError as fault:
            yield from builder.taken()
            raise fault from None
        yield from builder.taken()


class _Builder:
    """Builds the elements that are asked for, and forgets the rest."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._open: list[Element] = []
        self._depth = 0
        self._done: list[Element] = []
        # The text is decoded already, whatever the file says of its encoding.
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.EntityDeclHandler = self._entity
        self._parser.ExternalEntityRefHandler = self._entity

    def feed(self, text: str, *, last: bool) -> None:
        try:
            self._parser.Parse(text.encode("utf-8", "replace"), last)
        except expat.ExpatError as fault:
            words = "invalid XML: {fault}; what follows is skipped"
            reason = said("problem.xml", words, fault=expat.ErrorString(fault.code))
            raise BrokenXmlError(fault.lineno, reason) from None

    def taken(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BrokenXmlError(self._parser.CurrentLineNumber, _TOO_DEEP)
        plain = name.rpartition(":")[2]
        if self._open or plain in self._names:
            element = Element(plain, self._parser.CurrentLineNumber, attributes)
            if self._open:
                self._open[-1].children.append(element)
            self._open.append(element)

    def _end(self, _: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            if element.name in _BLOCKS:
                element.parts.append(" ")
            if not self._open:
                self._done.append(element)
            else:
                self._open[-1].parts += element.parts

    def _data(self, data: str) -> None:
        if self._open:
            self._open[-1].parts.append(data)

    def _entity(self, *_: object) -> int:
        raise BrokenXmlError(self._parser.CurrentLineNumber, _ENTITIES)
