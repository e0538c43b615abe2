"""Why a paper was found, as HTML: its places in both searches, and which words of the question it holds. Pure."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.retrieval.explanation import Explanation

_TEENS = range(11, 14)
_HINT = (
    "Papers are searched for twice, by the words of the question and by its meaning, and the first are compared with "
    "it word by word. The score counts all three. The words that a paper lacks are struck through."
)


def why_toggle_html() -> str:
    """Return what unfolds the reasons of all cards behind it; the stylesheet hides them till then."""
    return f'<details class="why-all" data-key="why"><summary>Why these papers</summary><p>{_HINT}</p></details>'


def why_html(why: "Explanation") -> str:
    """Return the reasons of one paper."""
    places = f"{_place(why.words_rank, 'by words')}, {_place(why.vectors_rank, 'by meaning')}"
    side = f'<p>Found for <q dir="auto">{escape(why.side)}</q></p>' if why.side else ""
    other = f'<p>Searched for as well: <q dir="auto">{escape(why.expansion)}</q></p>' if why.expansion else ""
    words = _words("Holds", why.words, "b") + _words("Lacks", why.lacking, "s")
    return f'<div class="why">{side}<p>{places} · score {why.score:.2f}</p>{words}{other}</div>'


def _words(told: str, words: Sequence[str], tag: str) -> str:
    if not words:
        return ""
    return f'<p class="words">{told} {" ".join(f"<{tag}>{escape(word)}</{tag}>" for word in words)}</p>'


def _place(rank: int | None, by: str) -> str:
    """Return a place in words.

    >>> _place(22, "by words"), _place(None, "by meaning")
    ('22nd by words', 'not among the first by meaning')
    """
    if rank is None:
        return f"not among the first {by}"
    ending = "th" if rank % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending} {by}"
