"""The sentences of a finished answer: where they are, what they cite, and whether they make a claim.

Knows marks, and Markdown as models write it; papers are only numbers here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.citations.denials import denied_subject, says_more, without_markup
from app.citations.marks import MARK, NUMBER, numbers_in
from app.citations.titles import words
from index.text.sentences import sentence_spans

# "wins.[1][2] Then": marks after the stop. Before a lower-case letter they begin the next sentence: "wins. [1] says".
_MARKS_AFTER_STOP = re.compile(rf"""([.!?]["'”’)*_]*)((?:\s?\[{NUMBER}\])+)(?=\s+[^a-z\s]|\s*$)""")
# A fenced block, closed or not, or a code span on one line.
_CODE = re.compile(
    r"(?ms)^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)|(?P<run>`+)[^`\n]+(?P=run)"
)
# Like "> - " and "  12. ": the markup before the text of a line.
_LEAD = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*+•][ \t]+|\d{1,3}[.)][ \t]+)?")
# Like "## Results" and "**Results**:".
_HEADING = re.compile(r"#{1,6}\s.*|\*\*[^*\n]*[^*\n.!]\*\*:?|__[^_\n]*[^_\n.!]__:?")
# The line below the header row of a table: "|---|:-:|".
_RULED = re.compile(r"[\s|:*_-]*")
# Talk to the reader rather than about a paper.
_TALK = re.compile(
    r"(?:let me know|i hope|sorry|i(?:'m| am) sorry|feel free|would you like|if you (?:would|want|need|have)|please|"
    r"sure|certainly|of course|here(?: is| are|'s))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_MIN_WORDS = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer: its offsets in the text, the numbers it cites, and whether it makes a claim."""

    start: int
    end: int
    cited: tuple[int, ...]
    claim: bool

    @property
    def lacks_citation(self) -> bool:
        """It makes a claim but cites no source."""
        return self.claim and not self.cited


def marks_before_stop(text: str) -> str:
    """Return `text` with marks moved from after a full stop to before it, so that they stay with their sentence.

    >>> marks_before_stop("It wins.[1] Then it rests.")
    'It wins[1]. Then it rests.'
    """
    return _MARKS_AFTER_STOP.sub(r"\2\1", text)


def answer_sentences(text: str, sources: int, refusal: str = "") -> tuple[Sentence, ...]:
    r"""Return the sentences of an answer; marks count up to the number of `sources`. Code is left out.

    A mark after the stop belongs to the sentence before it. Headings, introductions that end with a colon, questions,
    talk to the reader and refusals (`refusal` is their fixed form) make no claim.

    >>> [(s.cited, s.claim) for s in answer_sentences("It wins:\n- by 8 points.[2]\n- at ease.", 2)]
    [((), False), ((2,), True), ((), True)]
    """
    prose = _without_code(text)
    found: list[Sentence] = []
    for start, end in _blocks(prose):
        # Stop and marks swap places, so the offsets stay valid.
        block = marks_before_stop(prose[start:end])
        row = block.startswith("|")
        silent = row and _is_rule(prose[end:])
        for first, last in [(0, len(block))] if row else sentence_spans(block):
            sentence = block[first:last]
            cited = _cited(sentence, sources)
            if _WORD.search(MARK.sub("", sentence)):
                claim = not silent and _claims(sentence, refusal)
                found.append(Sentence(start + first, start + last, cited, claim))
            elif cited and found:
                # Marks on their own belong to the sentence before.
                found[-1] = replace(found[-1], cited=tuple(dict.fromkeys(found[-1].cited + cited)))
    return tuple(found)


def sentences_citing(text: str, number: int) -> str:
    """Return the sentences of an answer that cite `number`, joined, without their marks.

    >>> sentences_citing("It is small [1]. It wins by 8 points [2][1]. The other loses [2].", 1)
    'It is small . It wins by 8 points .'
    """
    citing = [text[one.start : one.end] for one in answer_sentences(text, number) if number in one.cited]
    return " ".join(MARK.sub("", sentence) for sentence in citing)


def _without_code(text: str) -> str:
    """Return `text` at the same length, with fenced code blank and each code span as one word."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " " if match["fence"] else "x", match[0]), text)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of headings, items, rows and paragraphs; a line that starts in lower case continues."""
    at = 0
    start = end = -1
    for line in text.splitlines(keepends=True):
        lead = _LEAD.match(line)
        content = at + (lead.end() if lead else 0)
        stop = at + len(line.rstrip())
        continues = start >= 0 and line[:1].islower()
        if not continues and start >= 0:
            yield start, end
            start = -1
        if content < stop:
            start, end = (start if continues else content), stop
        at += len(line)
    if start >= 0:
        yield start, end


def _is_rule(rest: str) -> bool:
    """Return whether the next line is the rule below the header row of a table."""
    following = rest.removeprefix("\n").partition("\n")[0]
    # The line after the last row may be blank, or was code.
    return following.strip() != "" and _RULED.fullmatch(following) is not None


def _cited(sentence: str, sources: int) -> tuple[int, ...]:
    return tuple(number for number in numbers_in(sentence) if 1 <= number <= sources)


def _claims(sentence: str, refusal: str) -> bool:
    """Return whether a sentence makes a claim that a paper should back."""
    plain = without_markup(sentence)
    return (
        len(words(plain)) >= _MIN_WORDS
        and not _HEADING.fullmatch(MARK.sub("", sentence).strip())
        and not plain.rstrip("\"'”’) ").endswith((":", "?"))
        and not _TALK.match(plain)
        and (denied_subject(sentence, refusal) is None or says_more(sentence, refusal))
    )
