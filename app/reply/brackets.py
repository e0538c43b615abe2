"""Citations in square and round brackets, told from indices, intervals, equations and asides by what stands around."""

import re

from app.citations.marks import NUMBER, WORD_JOINER, inert
from app.citations.spellings import cited_in, cited_in_parentheses, numbers_said
from app.reply.state import LineOutcome, ReplyState

_LONGEST = 160
# Like "[[1]]", "[1]" and "【1】".
_SQUARE = re.compile(
    rf"\[\[(?P<a>[^\[\]\n]{{0,{_LONGEST}}})\]\]|\[(?P<b>[^\[\]\n]{{0,{_LONGEST}}})\]"
    rf"|[【［](?P<c>[^】］\n]{{0,{_LONGEST}}})[】］]"
)
_SQUARE_BEGUN = re.compile(rf"\[\[?[^\[\]\n]{{0,{_LONGEST}}}\]?\Z|[【［][^】］\n]{{0,{_LONGEST}}}\Z")
_ROUND = re.compile(rf"[(（](?P<said>[^()（）\[\]\n]{{1,{_LONGEST}}})[)）]")
_ROUND_BEGUN = re.compile(rf"[(（][^()（）\[\]\n]{{0,{_LONGEST}}}\Z")

# "x" and "a_b" before "[1]", and "x[1]" before "[2]": an index.
_IDENTIFIER = re.compile(rf"(?:(?:^|[^\w'’-])(?:[A-Za-z]|\w*_\w*)|\[{WORD_JOINER}\d+\])$")
# "in the range" before "[1, 3]"
_INTERVAL = re.compile(
    r"(?:∈|\b(?:range|interval|bounds?|shape|size|vector|tuple))\s*(?:of|from|=|is)?\s*$", re.IGNORECASE
)

# What cites in round brackets begins with a figure, a capital or one of these; all else is shown at once.
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
    """Take square brackets: marks for what they cite, or as they stand."""
    found = state.match(_SQUARE)
    if found is None:
        return LineOutcome.WAIT if state.begun(_SQUARE_BEGUN) else LineOutcome.OTHER
    if state.unclear(found.end()):
        return LineOutcome.WAIT
    said = found["a"] or found["b"] or found["c"] or ""
    links = state.tail[found.end() : found.end() + 1] == "("
    cited = None if links or _belongs_to_text(state, said) else cited_in(said, state.titles)
    if cited is None:
        return state.take(found.end(), inert(found[0]))
    state.square = state.square or any(number in state.titles for number in cited if isinstance(number, int))
    return state.cite(found.end(), cited)


def _belongs_to_text(state: ReplyState, said: str) -> bool:
    """Whether numbers in brackets belong to what stands before: x[1], an interval, a shape."""
    if not state.gap and said.isdigit() and state.tail[state.at] == "[":
        return _IDENTIFIER.search(state.shown_last) is not None
    return "," in said and _INTERVAL.search(state.shown_last) is not None


def parentheses(state: ReplyState) -> LineOutcome:
    """Take round brackets that cite, by name or by number."""
    found = state.match(_ROUND)
    if found is None:
        begun = state.begun(_ROUND_BEGUN) and _may_cite(state.tail[state.at + 1 :])
        return LineOutcome.WAIT if begun else LineOutcome.OTHER
    if not _may_cite(found["said"]):
        return LineOutcome.OTHER
    return _numbers(state, found) if _NUMBERS.fullmatch(found["said"]) else _names(state, found)


def _may_cite(said: str) -> bool:
    """Whether what stands in round brackets, or its beginning, can be a citation."""
    low = said.lower()
    starts = said[:1].isdigit() or said[:1].isupper() or said[:1] == "#"
    return starts or any(low.startswith(word) or word.startswith(low) for word in _CITING_STARTS)


def _names(state: ReplyState, found: re.Match[str]) -> LineOutcome:
    """Take "(FemtoDet, 2023)" and "(Source 2)"; where a name is no source the brackets stay as they are."""
    cited = cited_in_parentheses(found["said"], state.titles)
    if cited is not None and all(isinstance(named, int) for named in cited):
        return state.cite(found.end(), cited)
    for named in cited or ():
        if not isinstance(named, int) or named not in state.titles:
            state.note_unknown(named)
    return state.take(found.end(), found[0])


def _numbers(state: ReplyState, found: re.Match[str]) -> LineOutcome:
    """Take "(1)" and "(2, 3)" where what stands around lets them be marks, and all of them are sources."""
    if not state.complete and _AFTER_MARK_BEGUN.match(state.tail, found.end()):
        return LineOutcome.WAIT
    numbers = numbers_said(found["said"]) if _may_be_mark(state, found) else None
    known = numbers is not None and all(number in state.titles for number in numbers)
    return state.cite(found.end(), numbers) if numbers and known else LineOutcome.OTHER


def _may_be_mark(state: ReplyState, found: re.Match[str]) -> bool:
    """Whether a number in round brackets can be a mark: behind words, before a stop, where no square marks are."""
    after = _AFTER_MARK.match(state.tail, found.end())
    glued = found[0][0] == "(" and not state.gap and not state.text.endswith("]")
    if after is None or glued or state.square or not state.text or "\n" in state.gap:
        return False
    if state.text.endswith((".", "!", "?")) and after["stop"] not in {"\n", ""}:
        return False
    return _COUNTED.search(state.shown_last) is None
