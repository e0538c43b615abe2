"""The turns of a chat as a tree: paths from its first turn to any other, and where branches begin. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A turn, and the one before it."""

    key: str
    parent: str
    """Empty for the first turn of a branch."""


class Branches:
    """The tree of a chat. A turn comes after its parent, so there is no circle."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        """`nodes`: in the order in which the turns began."""
        self._parents = {node.key: node.parent for node in nodes}
        self._children: dict[str, list[str]] = {}
        for node in nodes:
            self._children.setdefault(node.parent, []).append(node.key)

    def __len__(self) -> int:
        return len(self._parents)

    def __contains__(self, key: object) -> bool:
        return key in self._parents

    def path(self, key: str) -> list[str]:
        """Return the turns from the first one to this one; none if it is unknown.

        >>> Branches([Node("a", ""), Node("b", "a"), Node("c", "a")]).path("c")
        ['a', 'c']
        """
        found: list[str] = []
        while key in self._parents:
            found.append(key)
            key = self._parents[key]
        return found[::-1]

    def siblings(self, key: str) -> tuple[str, ...]:
        """Return the turns that continue from the same turn, this one among them."""
        return tuple(self._children[self._parents[key]])

    def newest_after(self, key: str) -> str:
        """Return the last turn of the newest branch that goes on from this one.

        >>> Branches([Node("a", ""), Node("b", "a"), Node("c", "a")]).newest_after("a")
        'c'
        """
        while children := self._children.get(key):
            key = children[-1]
        return key
