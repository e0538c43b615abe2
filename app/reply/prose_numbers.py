"""Numbers of sources in running text: the 6 of "Source 6 shows" is a citation's, so it is renumbered like a mark."""

import re

from app.citations.marks import NUMBER
from app.citations.spellings import IN_PROSE, start_of_source_in_prose
from app.reply.state import LineOutcome, ReplyState

_NUMBER = re.compile(NUMBER)
_WORD = re.compile(r"\w+")


def running_text(state: ReplyState, plain: re.Match[str]) -> LineOutcome:
    """Take running text; wait at its end where the number of a source may follow."""
    text, ready = plain[0], len(plain[0])
    # The rest of a word that is shown already names nothing: "re" and "source 2".
    rest = _word_end(text) if not state.gap and state.text[-1:].isalnum() else 0
    spaces = state.tail[plain.end() :]
    if not state.complete and not spaces.strip(" "):
        ready = min(ready, rest + start_of_source_in_prose(text[rest:] + spaces))
    shown = text[:ready].rstrip()
    if not shown:
        return LineOutcome.WAIT
    return state.take(state.at + len(shown), shown[:rest] + _renumbered(state, shown[rest:]))


def _renumbered(state: ReplyState, text: str) -> str:
    """Return running text with the numbers of its sources as the reader sees them; unknown ones stay."""

    def renumbered(named: re.Match[str]) -> str:
        if not all(int(number) in state.titles for number in _NUMBER.findall(named["numbers"])):
            return named[0]
        return named["noun"] + _NUMBER.sub(lambda number: str(state.number_of(int(number[0]))), named["numbers"])

    return IN_PROSE.sub(renumbered, text)


def _word_end(text: str) -> int:
    word = _WORD.match(text)
    return word.end() if word else 0
