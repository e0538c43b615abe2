"""Citations in square and round brackets, distinguished by context from indices, intervals, equations and asides."""

import re

from app.citations.marks import NUMBER, WORD_JOINER, without_false_marks
from app.citations.spellings import cited_in, cited_in_parentheses, listed_numbers
from app.reply.state import LineOutcome, ReplyState

_LONGEST = 160
# Like "[[1]]", "[1]" and "【1】".
_SQUARE = re.compile(
    rf"\[\[(?P<a>[^\[\]\n]{{0,{_LONGEST}}})\]\]|\[(?P<b>[^\[\]\n]{{0,{_LONGEST}}})\]"
    rf"|[【［](?P<c>[^】］\n]{{0,{_LONGEST}}})[】］]"
)
_SQUARE_BEGUN = re.compile(rf"\[\[?[^\[\]\n]{{0,{_LONGEST}}}\]?\Z|[【［][^】］\n]{{0,{_LONGEST}}}\Z")
_ROUND = re.compile(rf"[(（](?P<inside>[^()（）\[\]\n]{{1,{_LONGEST}}})[)）]")
_ROUND_BEGUN = re.compile(rf"[(（][^()（）\[\]\n]{{0,{_LONGEST}}}\Z")

# "x" and "a_b" before "[1]", and "x[1]" before "[2]": an index.
_IDENTIFIER = re.compile(rf"(?:(?:^|[^\w'’-])(?:[A-Za-z]|\w*_\w*)|\[{WORD_JOINER}\d+\])$")
# "in the range" before "[1, 3]"
_INTERVAL = re.compile(
    r"(?:∈|\b(?:range|interval|bounds?|shape|size|vector|tuple))\s*(?:of|from|=|is)?\s*$", re.IGNORECASE
)

# A citation in round brackets begins with a digit, a capital or one of these; anything else is shown at once.
_CITING_STARTS = ("see ", "cf", "e.g", "source", "paper", "ref", "doc", "abstract", "citation", "passage", "excerpt")
_NUMBERS = re.compile(rf"\s*{NUMBER}(?:\s*[,;]\s*{NUMBER})*\s*")
# "Eq. " and "y = 3 " before "(1)": the number of something else.
_COUNTED = re.compile(
    r"(?:\b(?:eqs?|equations?|tab(?:le)?|fig(?:ure)?|steps?|sections?|sec|phase|stage|type|levels?|grade|=)\.?|=[^.]{0,12})$",
    re.IGNORECASE,
)
_AFTER_MARK = re.compile(r"[ \t]*(?P<stop>[.,;:!?。，；：！？]|[(（]\d|\n|\Z)")
_AFTER_MARK_BEGUN = re.compile(r"[ \t]*[(（]?\Z")


def square_brackets(state: ReplyState) -> LineOutcome:
    """Take square brackets: as marks if they cite, else unchanged."""
    found = state.match(_SQUARE)
    if found is None:
        return LineOutcome.WAIT if state.begun(_SQUARE_BEGUN) else LineOutcome.OTHER
    if state.unclear(found.end()):
        return LineOutcome.WAIT
    inside = found["a"] or found["b"] or found["c"] or ""
    links = state.tail[found.end() : found.end() + 1] == "("
    cited = None if links or _belongs_to_text(state, inside) else cited_in(inside, state.titles)
    if cited is None:
        return state.take(found.end(), without_false_marks(found[0]))
    state.square = state.square or any(number in state.titles for number in cited if isinstance(number, int))
    return state.cite(found.end(), cited)


def _belongs_to_text(state: ReplyState, inside: str) -> bool:
    """Return whether numbers in brackets belong to the text before them: x[1], an interval, a shape."""
    if not state.gap and inside.isdigit() and state.tail[state.at] == "[":
        return _IDENTIFIER.search(state.shown_last) is not None
    return "," in inside and _INTERVAL.search(state.shown_last) is not None


def parentheses(state: ReplyState) -> LineOutcome:
    """Take round brackets that cite by name or number."""
    found = state.match(_ROUND)
    if found is None:
        begun = state.begun(_ROUND_BEGUN) and _may_cite(state.tail[state.at + 1 :])
        return LineOutcome.WAIT if begun else LineOutcome.OTHER
    if not _may_cite(found["inside"]):
        return LineOutcome.OTHER
    return _numbers(state, found) if _NUMBERS.fullmatch(found["inside"]) else _names(state, found)


def _may_cite(inside: str) -> bool:
    """Return whether the text in round brackets, or its beginning, can be a citation."""
    low = inside.lower()
    starts = inside[:1].isdigit() or inside[:1].isupper() or inside[:1] == "#"
    return starts or any(low.startswith(word) or word.startswith(low) for word in _CITING_STARTS)


def _names(state: ReplyState, found: re.Match[str]) -> LineOutcome:
    """Take "(FemtoDet, 2023)" and "(Source 2)"; if a name is not a source, the brackets stay as they are."""
    cited = cited_in_parentheses(found["inside"], state.titles)
    if cited is not None and all(isinstance(named, int) for named in cited):
        return state.cite(found.end(), cited)
    for named in cited or ():
        if not isinstance(named, int) or named not in state.titles:
            state.note_unknown(named)
    return state.take(found.end(), found[0])


def _numbers(state: ReplyState, found: re.Match[str]) -> LineOutcome:
    """Take "(1)" and "(2, 3)" if the context lets them be marks and all numbers are sources."""
    if not state.complete and _AFTER_MARK_BEGUN.match(state.tail, found.end()):
        return LineOutcome.WAIT
    numbers = listed_numbers(found["inside"]) if _may_be_mark(state, found) else None
    known = numbers is not None and all(number in state.titles for number in numbers)
    return state.cite(found.end(), numbers) if numbers and known else LineOutcome.OTHER


def _may_be_mark(state: ReplyState, found: re.Match[str]) -> bool:
    """Return whether a number in round brackets can be a mark: after words, before a stop, without square marks."""
    after = _AFTER_MARK.match(state.tail, found.end())
    glued = found[0][0] == "(" and not state.gap and not state.text.endswith("]")
    if after is None or glued or state.square or not state.text or "\n" in state.gap:
        return False
    if state.text.endswith((".", "!", "?")) and after["stop"] not in {"\n", ""}:
        return False
    return _COUNTED.search(state.shown_last) is None
