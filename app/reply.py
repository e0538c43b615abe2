"""Reads a model's reply while it streams: the text to show, its citations, what the model thinks aloud. Pure.

Nothing is shown before it is clear what it is, so what was shown stays; knows no endpoint and no page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from app.citations import (
    Sentence,
    Titles,
    answer_sentences,
    cited_in,
    cited_in_parentheses,
    numbers_said,
    words,
)

_Mode = Literal["answer", "thinking", "code", "references"]
Outcome = bool | None
"""What a rule made of the next characters: taken, not clear yet (False), or not its own (None)."""

WORD_JOINER = "\u2060"
"""Stands inside brackets that are no citation, `x[1]` in a formula: they look the same and are no mark."""

# How the model families open and close what they think aloud. An opening counts at the start of a line only, so that
# an answer may speak of such tags.
_NAMES = ("think", "thinking", "thought", "thoughts", "reasoning", "reflection", "scratchpad", "seed:think")
_OPENINGS = (*(f"<{name}>" for name in _NAMES), "[think]", "<|start_thinking|>", "◁think▷")
_LONE_CLOSINGS = (*(f"</{name}>" for name in _NAMES), "[/think]", "<|end_thinking|>", "◁/think▷")
_CLOSINGS = (*_LONE_CLOSINGS, "<|end|>", "<|channel|>final<|message|>", "assistantfinal")
_CLOSING = re.compile("|".join(map(re.escape, _CLOSINGS)), re.IGNORECASE)
_LONE_CLOSING = re.compile("|".join(map(re.escape, _LONE_CLOSINGS)), re.IGNORECASE)
# gpt-oss whose special tokens were dropped: "analysisWe need ...assistantfinalIt takes ..."
_BARE_CHANNEL = re.compile(r"analysis(?=[A-Z])")
_CHANNEL = re.compile(r"<\|channel\|>(?P<name>\w+)[^<\n]{0,80}<\|message\|>")
_CHANNEL_BEGUN = re.compile(r"<\|channel\|>[^<\n]{0,80}(?:<[|a-z]{0,9})?\Z")
_CONTROL = re.compile(
    r"<\|start\|>(?:assistant)?|<\|(?!channel)[\w ]{1,24}\|>|</?s>|<(?:eos|end_of_turn)>"
    r"|</?(?:answer|final_answer|final|response|output)>",
    re.IGNORECASE,
)
_TAG_BEGUN = re.compile(r"<(?:\|start\|>[a-z]{0,8}|[^\s<>]{0,40})\Z", re.IGNORECASE)
_SUPERSCRIPT_TAG = re.compile(r"<sup>\s*\[?(?P<said>[\d,;\s–-]{1,40})\]?\s*</sup>", re.IGNORECASE)
_SUPERSCRIPT_TAG_BEGUN = re.compile(r"<sup>[^<\n]{0,44}(?:<[/sup]{0,4})?\Z", re.IGNORECASE)

_FENCE = re.compile(r"(?P<marker>`{3,}|~{3,})(?P<info>[^\n`]*)(?=\n|\Z)")
_FENCE_BEGUN = re.compile(r"(?:`{1,2}|~{1,2}|(?:`{3,}|~{3,})[^\n`]*)\Z")
_BREAK = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})(?=\n|\Z)")
_BREAK_BEGUN = re.compile(r"(?:[-\t ]+|[*\t ]+|[_\t ]+)\Z")
_FOOTNOTE = re.compile(r"\[\^[^\]\n]{1,40}\]:[^\n]*(?:\n[ \t]+[^\n]*)*(?:\n|\Z)")
_FOOTNOTE_BEGUN = re.compile(r"\[(?:\^[^\]\n]{0,40}(?:\](?::[^\n]*(?:\n[ \t]+[^\n]*)*\n?)?)?)?\Z")

# Headings of a list of references. The second kind may also head a part of an answer: what follows decides.
_SURE = "references reference bibliography literature citations footnotes quellen literatur références 参考文献".split()
_SURE += ["reference list", "list of references", "works cited", "literature cited", "references cited"]
_POSSIBLE = ["sources", "source", "sources cited", "sources used", "cited sources", "cited papers", "papers cited"]
_POSSIBLE += ["papers", "source list", "list of sources", "notes", "fuentes", "来源"]
_HEADINGS = (*_SURE, *_POSSIBLE)
_HEADING_MARKUP = "#*_> \t"
_HEADING = re.compile(
    r"(?:#{1,6}[ \t]+|>[ \t]*)?[*_]{0,3}(?P<name>"
    + "|".join(sorted(map(re.escape, _HEADINGS), key=len, reverse=True))
    + r")(?P<colon>[*_]{0,3}[ \t]*[:：]?[*_]{0,3})[ \t]*(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_BULLET = r"(?:[-*•][ \t]+|\d{1,2}[.)][ \t]+)?"
_LABEL = re.compile(
    _BULLET + r"[*_]{0,2}[\[【]\^?(?:[a-z]+ )?#?(?P<number>\d{1,3})[\]】][*_]{0,2}[:.]?[*_]{0,2}[ \t]+(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_LABEL_BEGUN = re.compile(
    r"(?:[-*•][ \t]*|\d{1,2}(?:[.)][ \t]*)?)?[*_]{0,2}"
    r"(?:[\[【]\^?(?:[a-z]{0,12} ?)?#?\d{0,3}(?:[\]】][*_]{0,2}[:.]?[*_]{0,2}[ \t]*)?)?\Z",
    re.IGNORECASE,
)
_REFERENCE_ITEM = re.compile(
    r"""[ \t>]*(?:[-*+•]|\d{1,3}[.):\]]|\[|【|[(^]\^?\d|[¹²³⁴-⁹]|\||https?:|["“'*_]|source\s|(?:doi|arxiv)\b)""",
    re.IGNORECASE,
)
_BRACKETED_LABEL = re.compile(
    r"[ \t>]*(?:[-*+•]\s+|\d{1,3}[.)]\s+)?[*_]*(?:\[\^?[\w #.]*\d+\]|【\d|\(\d+\)|[¹²³⁴-⁹])", re.IGNORECASE
)
_OTHER_HEADING = re.compile(r"#{1,6}\s|\*\*[^*\n]+\*\*:?\s*$")
_NEXT_LINE = re.compile(r"\s*(?P<item>\S[^\n]*)(?P<end>\n|\Z)")
# Words at the start of a line that tell a title from a sentence about it.
_TELLING = 4

_LONGEST_CODE = 300
_MATH = {
    "$": re.compile(r"\$\$[^$]{1,400}\$\$|\$(?!\d[\d.,]*\s)(?=[^\s$])[^$\n]{0,119}[^$\s]\$(?!\d)"),
    "\\": re.compile(r"\\\((?:(?!\\\))[^\n]){0,200}\\\)|\\\[(?:(?!\\\])[\s\S]){0,400}\\\]"),
}
_MATH_BEGUN = {
    "$": re.compile(r"\$\$[^$]{0,400}\$?\Z|\$(?!\d[\d.,]*\s)[^$\n]{0,120}\$?\Z"),
    "\\": re.compile(r"\\(?:\([^\n]{0,202}|\[[\s\S]{0,402})?\Z"),
}
_BRACKET = re.compile(
    r"\[\[(?P<a>[^\[\]\n]{0,160})\]\]|\[(?P<b>[^\[\]\n]{0,160})\]|[【［](?P<c>[^】］\n]{0,160})[】］]"
)
_BRACKET_BEGUN = re.compile(r"\[\[?[^\[\]\n]{0,160}\]?\Z|[【［][^】］\n]{0,160}\Z")
_PARENTHESES = re.compile(r"[(（](?P<said>[^()（）\[\]\n]{1,160})[)）]")
_PARENTHESES_BEGUN = re.compile(r"[(（][^()（）\[\]\n]{0,160}\Z")
# What cites in round brackets begins with a figure, a capital or one of these; all else is shown at once.
_CITING_STARTS = ("see ", "cf", "e.g", "source", "paper", "ref", "doc", "abstract", "citation", "passage", "excerpt")
_AFTER_MARK = re.compile(r"[ \t]*(?P<stop>[.,;:!?。，；：！？]|[(（]\d|\n|\Z)")
_AFTER_MARK_BEGUN = re.compile(r"[ \t]*[(（]?\Z")
_NUMBERS = re.compile(r"\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*")
# Words before a number in round brackets that is the number of something else.
_COUNTED = re.compile(
    r"(?:\b(?:eqs?|equations?|tab(?:le)?|fig(?:ure)?|steps?|sections?|sec|phase|stage|type|levels?|grade|=)\.?|=[^.]{0,12})$",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"(?:(?:^|[^\w'’-])(?:[A-Za-z]|\w*_\w*)|\[\u2060\d+\])$")
_INTERVAL = re.compile(
    r"(?:∈|\b(?:range|interval|bounds?|shape|size|vector|tuple))\s*(?:of|from|=|is)?\s*$", re.IGNORECASE
)
_SUPERSCRIPTS = re.compile(r"[¹²³⁰⁴-⁹]+(?:(?:[,⁻]|⁻)[¹²³⁰⁴-⁹]+)*")
_SUPERSCRIPT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_BEFORE_SUPERSCRIPT = re.compile(r"""(?:[^\W\d_]{4,}|[.,;!?"”])[*_]{0,2}$""")
_PLAIN = re.compile(r"[^\s\[【［(（`$\\<◁¹²³⁰⁴-⁹]+(?: +[^\s\[【［(（`$\\<◁¹²³⁰⁴-⁹]+)*|.", re.DOTALL)
_SPACE = re.compile(r"\s+")
_NUMBER_IN_BRACKETS = re.compile(r"\[(?=\d{1,4}\])")
_CONTEXT = 48


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's reply at one moment."""

    text: str = ""
    """Markdown with `[n]` marks, n counting by first use; what cites no source stays as the model wrote it."""
    order: tuple[int, ...] = ()
    """Which prompt number each n stands for: `order[n - 1]`."""
    unknown: tuple[str, ...] = ()
    """What the model cited that is no source, in its own words, each once."""
    thinking: str = ""
    sentences: tuple[Sentence, ...] = ()
    """The sentences of the text, once it is finished."""


class ReplyReader:
    """Reads a reply piece by piece. However it is cut, the same reply gives the same result.

    Of two moments the text, order, unknown and thinking of the earlier one begin those of the later one. The one
    exception is a closing tag whose opening tag the model's template swallowed: all before it becomes thinking.
    """

    def __init__(self, titles: Titles) -> None:
        self._titles = titles
        self._tail = ""
        self._at = 0
        self._complete = False
        self._mode: _Mode = "answer"
        self._text = ""
        self._gap = ""  # White space and breaks that are shown once something follows.
        self._line_start = True
        self._thinking = ""
        self._order: list[int] = []
        self._unknown: list[str] = []
        self._taken = ""  # What has been read as the answer, as it came.
        self._square = False
        self._fence = ""
        self._wrapped = False
        self._items = 0
        self._blank = False

    def feed(self, piece: str) -> Reply:
        """Take what has arrived and return the reply so far."""
        self._tail = self._tail[self._at :] + piece
        self._at = 0
        self._settle()
        return Reply(self._text, tuple(self._order), tuple(self._unknown), self._thinking.strip())

    def finish(self, refusal: str = "") -> Reply:
        """Return the whole reply, its sentences judged; `refusal` is the fixed form that claims nothing."""
        self._complete = True
        reply = self.feed("")
        return replace(reply, sentences=answer_sentences(reply.text, len(reply.order), refusal))

    def _settle(self) -> None:
        steps = {
            "answer": self._answer,
            "thinking": self._think,
            "code": self._code,
            "references": self._reference_line,
        }
        while self._at < len(self._tail) and steps[self._mode]():
            pass

    # --- What every mode needs ---

    def _unclear(self, end: int) -> bool:
        """Whether more text could change a match that ends here."""
        return not self._complete and end == len(self._tail)

    def _begun(self, pattern: re.Pattern[str]) -> bool:
        return not self._complete and pattern.match(self._tail, self._at) is not None

    def _take(self, end: int, shown: str = "") -> bool:
        """Go on at `end` and show `shown` for what lies before."""
        if self._mode == "answer":
            self._taken += self._tail[self._at : end]
        self._at = end
        if shown:
            self._text += (self._gap if self._text else "") + shown
            self._gap = ""
        return True

    def _space(self) -> bool:
        """Take white space, which is shown when something follows."""
        space = _SPACE.match(self._tail, self._at)
        if space is None:
            return False
        self._gap += space[0]
        self._line_start = self._line_start or "\n" in space[0]
        return self._take(space.end())

    def _line(self) -> tuple[str, int, bool]:
        """Return what there is of this line, where the next one begins, and whether the line is whole."""
        newline = self._tail.find("\n", self._at)
        if newline < 0:
            return self._tail[self._at :], len(self._tail), self._complete
        return self._tail[self._at : newline], newline + 1, True

    def _enter(self, mode: _Mode, end: int) -> bool:
        self._take(end)
        self._mode = mode
        self._line_start = True
        return True

    # --- Thinking and code ---

    def _think(self) -> bool:
        closing = _CLOSING.search(self._tail, self._at)
        if closing:
            self._thinking += self._tail[self._at : closing.start()] + "\n"
            return self._enter("answer", closing.end())
        rest = self._tail[self._at :]
        kept = 0 if self._complete else _longest_begun(rest, _CLOSINGS)
        self._thinking += rest[: len(rest) - kept]
        self._at = len(self._tail) - kept
        return False

    def _code(self) -> bool:
        if self._space():
            return True
        if self._line_start:
            closing = re.compile(rf"{self._fence}+[ \t]*(?=\n|\Z)").match(self._tail, self._at)
            if self._begun(re.compile(rf"{self._fence[0]}+[ \t]*\Z")):
                return False
            if closing:
                self._mode = "answer"
                return self._take(closing.end(), closing[0].rstrip())
        self._line_start = False
        word = re.compile(r"\S+").match(self._tail, self._at)
        return self._take(word.end(), word[0]) if word else False

    # --- The answer ---

    def _answer(self) -> bool:
        if self._space():
            return True
        if self._line_start:
            for rule in (self._opening, self._fenced, self._break, self._footnote, self._heading, self._label):
                outcome = rule()
                if outcome is not None:
                    return outcome
        self._line_start = False
        inline = _INLINE.get(self._tail[self._at])
        outcome = inline(self) if inline else None
        return self._plain() if outcome is None else outcome

    def _plain(self) -> bool:
        plain = _PLAIN.match(self._tail, self._at)
        return self._take(plain.end(), plain[0]) if plain else False

    def _opening(self) -> Outcome:
        """Take an opening tag, or the opening of a channel whose special tokens are gone."""
        for opening in _OPENINGS:
            begin = self._tail[self._at : self._at + len(opening)].lower()
            if begin == opening:
                return self._enter("thinking", self._at + len(opening))
            if not self._complete and opening.startswith(begin):
                return False
        bare = not self._text and _BARE_CHANNEL.match(self._tail, self._at)
        if bare:
            return self._enter("thinking", bare.end())
        rest = self._tail[self._at : self._at + len("analysis")]
        if not self._text and not self._complete and self._at + len(rest) == len(self._tail):
            return False if "analysis".startswith(rest) else None
        return None

    def _fenced(self) -> Outcome:
        """Take the opening of a code fence. One around the whole reply that says it is Markdown is dropped."""
        fence = _FENCE.match(self._tail, self._at)
        if self._begun(_FENCE_BEGUN):
            return False
        if fence is None:
            return None
        info = fence["info"].strip().lower()
        if (not self._text and info in {"markdown", "md"}) or (self._wrapped and not info):
            self._wrapped = not self._wrapped
            return self._take(fence.end())
        self._fence = fence["marker"]
        self._take(fence.end(), fence[0].rstrip())
        self._mode = "code"
        return True

    def _break(self) -> Outcome:
        """Take a thematic break, which is shown when something follows."""
        if self._begun(_BREAK_BEGUN):
            return False
        found = _BREAK.match(self._tail, self._at)
        if found is None:
            return None
        self._gap += found[0]
        return self._take(found.end())

    def _footnote(self) -> Outcome:
        if self._begun(_FOOTNOTE_BEGUN):
            return False
        found = _FOOTNOTE.match(self._tail, self._at)
        return self._drop_line(found.end()) if found else None

    def _drop_line(self, end: int) -> bool:
        self._line_start = True
        return self._take(end)

    def _heading(self) -> Outcome:
        """Drop the heading of a list of references and what follows, or such a list in one line."""
        line, end, whole = self._line()
        heading = _HEADING.match(line) if self._text else None
        if heading is None or (heading["rest"] and not heading["colon"].strip("*_ \t")):
            return False if self._text and not whole and _begins_heading(line) else None
        if not whole:
            return False
        if heading["rest"]:
            lists: bool | None = self._lists_sources(heading["rest"])
        else:
            lists = True if heading["name"].lower() in _SURE else self._references_follow(end)
        if lists is None:
            return False
        return self._enter_references(end) if lists else None

    def _references_follow(self, end: int) -> bool | None:
        """Whether the first line behind a heading that may mean something else names a source. None: not clear yet."""
        following = _NEXT_LINE.match(self._tail, end)
        if not self._complete and (following is None or not following["end"]):
            return None
        return following is None or self._is_reference(following["item"])

    def _lists_sources(self, rest: str) -> bool:
        """Whether what follows "Sources:" on its line is a list of them and no sentence."""
        if self._titles.titled(rest) is not None or self._is_reference(rest):
            return True
        marked = re.sub(r"[\[【(]\^?[\w .#]*\d+[^\])】]*[\])】]|\b\d{1,3}\b", "", rest)
        return marked != rest and len(words(marked)) <= 1 + rest.count(" and ")

    def _is_reference(self, line: str) -> bool:
        """Whether a line of a list names a source rather than stating something with a mark behind it."""
        label = _BRACKETED_LABEL.match(line)
        bare = re.sub(r"^[ \t>]*(?:[-*+•]\s+|\d{1,3}[.)]\s+)?", "", line[label.end() :] if label else line)
        if any(_opens(title, bare) for title in self._titles.titles):
            return True
        return label is not None and not bare.rstrip().endswith((".", "]"))

    def _label(self) -> Outcome:
        """Drop a list "[1] Title" behind an answer that cites, and does not announce it with a colon."""
        if not self._order or self._text.rstrip("*_ ").endswith((":", "：")):
            return None
        line, _, whole = self._line()
        label = _LABEL.match(line)
        if label is None or not label["rest"]:
            return False if not whole and _LABEL_BEGUN.match(line) else None
        if int(label["number"]) not in self._titles:
            return None
        opens = _opens(self._titles.titles[int(label["number"]) - 1], label["rest"], whole=whole)
        if opens is None or (opens and not whole):
            return False
        return self._enter_references(self._at) if opens else None

    # --- References, which are dropped ---

    def _enter_references(self, end: int) -> bool:
        self._items, self._blank = 0, False
        return self._enter("references", end)

    def _reference_line(self) -> bool:
        """Drop a line of a list of references, or go on with the answer behind it."""
        line, end, whole = self._line()
        if not whole:
            return False
        closing = _LONE_CLOSING.search(line)
        if closing and self._closes_nothing():
            return self._was_thinking(self._at + closing.end())
        if not line.strip():
            self._blank = True
            return self._take(end)
        item = _REFERENCE_ITEM.match(line) or _HEADING.match(line) or self._is_reference(line)
        prose = not item and self._blank and self._items
        if prose or (_OTHER_HEADING.match(line) and not _HEADING.match(line)):
            self._mode, self._line_start, self._gap = "answer", True, "\n\n"
            return True
        self._items += 1
        self._blank = False
        self._taken += line + "\n"
        return self._take(end)

    # --- Inside a line ---

    def _tag(self) -> Outcome:
        """Take special tokens of a template, superscripts in HTML, and a closing tag without its opening."""
        tail, at = self._tail, self._at
        if raised := _SUPERSCRIPT_TAG.match(tail, at):
            said = numbers_said(raised["said"])
            return self._cite(raised.end(), said) if said else None
        if channel := _CHANNEL.match(tail, at):
            return self._enter("answer" if channel["name"] == "final" else "thinking", channel.end())
        if self._begun(_CHANNEL_BEGUN) or self._begun(_SUPERSCRIPT_TAG_BEGUN):
            return False
        if not self._begun(_TAG_BEGUN) and (control := _CONTROL.match(tail, at)):
            return self._take(control.end())
        closing = _LONE_CLOSING.match(tail, at)
        if closing and self._closes_nothing():
            return self._was_thinking(closing.end())
        begun = not self._complete and any(word.startswith(tail[at:].lower()) for word in _LONE_CLOSINGS)
        return False if begun or self._begun(_TAG_BEGUN) else None

    def _closes_nothing(self) -> bool:
        """Whether a closing tag here ends what the template opened: none was opened, spoken of, or put in quotes."""
        spoken = any(opening in self._taken.lower() for opening in _OPENINGS)
        quoted = bool(self._taken) and self._taken[-1] in "\"'“‘"
        return not (self._thinking or spoken or quoted)

    def _was_thinking(self, end: int) -> bool:
        self._thinking = self._taken + "\n"
        self._text = self._gap = self._taken = ""
        self._order, self._unknown, self._square, self._wrapped = [], [], False, False
        self._mode, self._line_start, self._at = "answer", True, end
        return True

    def _code_span(self) -> Outcome:
        """Take code between backticks on one line; an opening run that nothing closes is text."""
        line, _, whole = self._line()
        run = len(line) - len(line.lstrip("`"))
        if not whole and run == len(line):
            return False
        closing = re.compile(rf"(?<!`)`{{{run}}}(?!`)").search(line, run, _LONGEST_CODE)
        if closing and (whole or closing.end() < len(line)):
            return self._take(self._at + closing.end(), line[: closing.end()])
        if not whole and len(line) <= _LONGEST_CODE:
            return False
        return self._take(self._at + run, "`" * run)

    def _math(self) -> Outcome:
        """Take a formula; brackets inside are no citations. Escaped brackets around numbers are."""
        sign = self._tail[self._at]
        formula = _MATH[sign].match(self._tail, self._at)
        if formula is None or self._unclear(formula.end()):
            return False if formula or self._begun(_MATH_BEGUN[sign]) else None
        said = numbers_said(formula[0][2:-2]) if formula[0].startswith("\\[") else None
        return self._cite(formula.end(), said) if said else self._take(formula.end(), inert(formula[0]))

    def _bracket(self) -> Outcome:
        if (closing := _LONE_CLOSING.match(self._tail, self._at)) and self._closes_nothing():
            return self._was_thinking(closing.end())
        bracket = _BRACKET.match(self._tail, self._at)
        if bracket is None:
            return False if self._begun(_BRACKET_BEGUN) else None
        if self._unclear(bracket.end()):
            return False
        said = bracket["a"] or bracket["b"] or bracket["c"] or ""
        links = self._tail[bracket.end() : bracket.end() + 1] == "("
        cited = None if links or self._indexes(said) else cited_in(said, self._titles)
        if cited is None:
            return self._take(bracket.end(), inert(bracket[0]))
        self._square = self._square or any(number in self._titles for number in cited if isinstance(number, int))
        return self._cite(bracket.end(), cited)

    def _indexes(self, said: str) -> bool:
        """Whether numbers in brackets belong to what stands before: x[1], an interval, a shape."""
        before = self._text[-_CONTEXT:]
        if not self._gap and said.isdigit() and self._tail[self._at] == "[":
            return _IDENTIFIER.search(before) is not None
        return "," in said and _INTERVAL.search(before) is not None

    def _parentheses(self) -> Outcome:
        found = _PARENTHESES.match(self._tail, self._at)
        if found is None:
            begun = self._begun(_PARENTHESES_BEGUN) and _may_cite(self._tail[self._at + 1 :])
            return False if begun else None
        said = found["said"]
        if not _may_cite(said):
            return None
        if not _NUMBERS.fullmatch(said):
            cited = cited_in_parentheses(said, self._titles)
            if cited is None or any(isinstance(name, str) for name in cited):
                self._note_unknown(cited or ())
                return self._take(found.end(), found[0])
            return self._cite(found.end(), cited)
        if not self._complete and _AFTER_MARK_BEGUN.match(self._tail, found.end()):
            return False
        numbers = numbers_said(said) if self._cites_in_round(found) else None
        known = numbers is not None and all(number in self._titles for number in numbers)
        return self._cite(found.end(), numbers) if numbers and known else None

    def _cites_in_round(self, found: re.Match[str]) -> bool:
        """Whether a number in round brackets can be a mark: behind words, before a stop, where no square marks are."""
        after = _AFTER_MARK.match(self._tail, found.end())
        glued = found[0][0] == "(" and not self._gap and not self._text.endswith("]")
        if after is None or glued or self._square or not self._text or "\n" in self._gap:
            return False
        if self._text.endswith((".", "!", "?")) and after["stop"] not in {"\n", ""}:
            return False
        return _COUNTED.search(self._text[-_CONTEXT:]) is None

    def _superscripts(self) -> Outcome:
        """Take raised numbers: marks behind a word or a stop; behind a figure, a unit or a letter exponents."""
        run = _SUPERSCRIPTS.match(self._tail, self._at)
        if run is None:
            return None
        if self._unclear(run.end() + (self._tail[run.end() : run.end() + 1] in {",", "⁻"})):
            return False
        said = run[0].translate(_SUPERSCRIPT_DIGITS)
        if not said.isdigit():
            numbers = numbers_said(said) or []
        else:
            numbers = [int(said)] if int(said) in self._titles else [int(digit) for digit in said]
        cites = not self._gap and _BEFORE_SUPERSCRIPT.search(self._text[-_CONTEXT:])
        if not cites or not numbers or not all(number in self._titles for number in numbers):
            return self._take(run.end(), run[0])
        return self._cite(run.end(), numbers)

    def _cite(self, end: int, cited: Iterable[int | str]) -> bool:
        """Show marks for what is cited, numbered by first use; what is no source stays as it is."""
        marks: list[str] = []
        for named in cited:
            if isinstance(named, int) and named in self._titles:
                if named not in self._order:
                    self._order.append(named)
                marks.append(f"[{self._order.index(named) + 1}]")
            else:
                self._note_unknown([named])
                marks.append(f"[{named}]")
        return self._take(end, "".join(dict.fromkeys(marks)))

    def _note_unknown(self, cited: Iterable[int | str]) -> None:
        for named in cited:
            if named not in self._titles if isinstance(named, int) else True:
                self._unknown += [str(named)] if str(named) not in self._unknown else []


# The rule for each character that may begin more than text.
_INLINE = {
    **dict.fromkeys("[【［", ReplyReader._bracket),
    **dict.fromkeys("(（", ReplyReader._parentheses),
    **dict.fromkeys("$\\", ReplyReader._math),
    **dict.fromkeys("<◁", ReplyReader._tag),
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", ReplyReader._superscripts),
    "`": ReplyReader._code_span,
}


def inert(text: str) -> str:
    """Return `text` with a word joiner in each bracket that would read as a mark.

    >>> inert("x[1]") == f"x[{WORD_JOINER}1]"
    True
    """
    return _NUMBER_IN_BRACKETS.sub(f"[{WORD_JOINER}", text)


def _longest_begun(text: str, sought: Iterable[str]) -> int:
    """Return how many characters at the end of `text` could begin one of `sought`."""
    low = text[-max(map(len, sought)) :].lower()
    starts = {word[0] for word in sought}
    begun = (len(low) - i for i, character in enumerate(low) if character in starts)
    return next((n for n in begun if any(word.startswith(low[-n:]) for word in sought)), 0)


def _may_cite(said: str) -> bool:
    """Whether what stands in round brackets, or its beginning, can be a citation."""
    low = said.lower()
    starts = said[:1].isdigit() or said[:1].isupper() or said[:1] == "#"
    return starts or any(low.startswith(word) or word.startswith(low) for word in _CITING_STARTS)


def _begins_heading(line: str) -> bool:
    """Whether a line could become a heading of references, as "sources c" may."""
    bare = line.lstrip(_HEADING_MARKUP).rstrip("*_ \t").lower()
    return any(name.startswith(bare) for name in _HEADINGS)


def _opens(title: str, said: str, *, whole: bool = True) -> bool | None:
    """Whether a line begins with a title: its first four words, or a shorter one as a whole. None: not clear yet."""
    sought, told = words(title)[:_TELLING], words(said)
    finished = told if whole or not re.search(r"\w\Z", said) else told[:-1]
    if not sought or finished[: len(sought)] != sought[: len(finished)]:
        return False
    if len(finished) < len(sought):
        return None if not whole else False
    if len(sought) == _TELLING:
        return True
    beyond = re.match(rf"\W*(?:\w+\W+){{{len(sought) - 1}}}\w+(?P<next>[ \t]*[^ \t])?", said)
    if beyond is None or beyond["next"] is None:
        return True if whole else None
    return not beyond["next"].strip().isalnum()
