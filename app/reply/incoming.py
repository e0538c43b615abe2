"""Collects what a model sends, text and thoughts, and decides when to stop reading. Pure."""

from typing import Literal

from app.reply.loops import is_looping

# After how many characters to look for loops again: often enough to save minutes, rarely enough to cost nothing.
_NEXT_LOOK = 120


class IncomingText:
    """Joins the pieces of a reply: its thoughts go between tags, in front of the text."""

    def __init__(self, most: int) -> None:
        """`most`: the most characters that a reply can have; a server that sends more ignores the limit it got."""
        self._most = most
        self._texts = {"thoughts": "", "text": ""}
        self._looked_at = 0
        self.stopped: Literal["length", "loop"] | None = None
        """Why no more should be read, if so."""

    @property
    def any(self) -> bool:
        """Whether anything has come."""
        return any(self._texts.values())

    def take(self, thought: str, text: str) -> str:
        """Take a piece and return it for reading; thoughts are left out once the text has begun."""
        before = dict(self._texts)
        self._texts["text"] += text
        self._texts["thoughts"] += "" if before["text"] else thought
        self._look()
        piece = ""
        if thought and not before["text"]:
            piece = thought if before["thoughts"] else f"<think>{thought}"
        if text:
            piece += f"</think>{text}" if self._texts["thoughts"] and not before["text"] else text
        return piece

    def _look(self) -> None:
        length = sum(map(len, self._texts.values()))
        if length > self._most:
            self.stopped = "length"
        elif length - self._looked_at >= _NEXT_LOOK:
            self._looked_at = length
            written = self._texts["text"]
            if is_looping(written) if written else is_looping(self._texts["thoughts"], thoughts=True):
                self.stopped = "loop"
