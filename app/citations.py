"""Finds citations: what a bracket of a reply cites, what each sentence of an answer cites, and what it refuses. Pure.

Knows the titles that the prompt numbers from 1, and text; knows no stream (that is `reply`) and no store.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.papers import Paper, fold
from index.sentences import sentence_spans

# What small models put before a source's number. Not "study" or "table": papers number those themselves.
_KEY = r"(?:source|paper|ref(?:erence)?|doc(?:ument)?|abstract|citation|cite|passage|excerpt)s?\.?[\s:#_-]*"
_KEYED = re.compile(rf"\s*(?:see\s+|cf\.?\s+)?{_KEY}\d", re.IGNORECASE)
_ITEM = rf"(?:{_KEY})?[\^#]?\d{{1,3}}"
_LIST = re.compile(
    rf"\s*(?:see\s+|cf\.?\s+)?{_ITEM}(?:\s*(?:[,;&/–—-]|and|to)\s*(?:and\s+)?{_ITEM})*\s*"
    r"(?:[:\d]*†.*|,\s*pp?\.\s*\d.*)?",
    re.IGNORECASE,
)
_NUMBERED_TITLE = re.compile(
    rf"\s*(?P<key>{_KEY})?(?P<number>\d{{1,3}})\s*[:,.–—-]\s*(?P<title>.*[^\W\d_].*)", re.IGNORECASE
)
_NUMBER_OR_DASH = re.compile(r"(?P<number>\d+)|(?P<dash>[–—-]|\bto\b)")
_LONGEST_RANGE = 20
_YEAR = re.compile(r"[,(]?\s*\b(?P<year>(?:19|20)\d\d)[a-z]?\b\)?")
# Smith et al., 2023 and Smith & Jones, 2023 and Smith, 2023; not ICLR 2023.
_AUTHORS = re.compile(
    r"\s*(?:see |cf\. |e\.g\.,? )?[^\W\d_][\w'’.-]*"
    r"(?:,? et al\b.*|(?:,? (?:and|&) [^\W\d_][\w'’.-]*)?,\s*(?:19|20)\d\d[a-z]?"
    r"|,? (?:and|&) \S+ (?:19|20)\d\d[a-z]?)\s*"
)
_WORD = re.compile(r"\w+")
_FILLER = frozenset("a al and an by cf et for from in of on see the to via with".split())
# The beginning of a title names it from this many letters on: three or four words.
_NAMING_LETTERS = 15
_NAMING_WORDS = 3


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of the sources as the prompt numbers them, from 1, and their years where they are known."""

    titles: tuple[str, ...]
    years: tuple[int | None, ...]

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> "Titles":
        """Return the titles of the papers that a prompt holds, in its order."""
        return cls(
            tuple(paper.title for paper in papers), tuple(paper.date.year if paper.date else None for paper in papers)
        )

    def __contains__(self, number: int) -> bool:
        return 1 <= number <= len(self.titles)

    def titled(self, said: str, *, whole: bool = False) -> int | None:
        """Return the number of the one source that `said` names: its title, what stands before the colon, a beginning.

        With `whole` only the full title of three words or more counts.
        """
        key = fold(said) if _WORD.search(said) else ""
        found = [
            number
            for number, title in enumerate(self.titles, 1)
            if key == fold(title) and (not whole or len(words(title)) >= _NAMING_WORDS)
        ] or [
            number
            for number, title in enumerate(self.titles, 1)
            if not whole and key and (key == fold(title.split(":")[0]) or self._begins(title, key))
        ]
        return found[0] if len(found) == 1 and key else None

    def dated(self, said: str) -> int | None:
        """Return the number of the one source that `said`, a name with a year, can mean; its year must agree if known.

        The papers have no authors' names, so only words of the title count: a year alone names nothing.
        """
        year = _YEAR.search(said)
        rest = _YEAR.sub("", said)
        named = self.titled(rest)
        told = {word for word in words(rest) if word not in _FILLER}
        found = [
            number
            for number, title in enumerate(self.titles, 1)
            if (number == named or (named is None and told and told <= set(words(title))))
            and (year is None or self.years[number - 1] in {None, int(year["year"])})
        ]
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _begins(title: str, key: str) -> bool:
        return len(key) >= _NAMING_LETTERS and fold(title).startswith(key)


def words(text: str) -> list[str]:
    """Return the words of `text`, case and width folded.

    >>> words("RAR: Region-Aware")
    ['rar', 'region', 'aware']
    """
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def numbers_said(said: str) -> list[int] | None:
    """Return the numbers that the inside of a bracket lists; None where it is no list of sources.

    A range of more than 20 gives its ends. A list that holds 0 is an interval of values.

    >>> numbers_said("1, 3-5"), numbers_said("Sources 2 and 4"), numbers_said("5†L1-L4"), numbers_said("0, 1")
    ([1, 3, 4, 5], [2, 4], [5], None)
    """
    if not _LIST.fullmatch(said):
        return None
    numbers: list[int] = []
    dash = False
    for match in _NUMBER_OR_DASH.finditer(re.split(r"[:\d]*†|,\s*p", _first_kept(said))[0]):
        if match["dash"]:
            dash = True
            continue
        number = int(match["number"])
        spelled = dash and numbers and 0 < number - numbers[-1] < _LONGEST_RANGE
        numbers += range(numbers[-1] + 1, number + 1) if spelled else [number]
        dash = False
    return None if 0 in numbers and len(numbers) > 1 else list(dict.fromkeys(numbers))


def _first_kept(said: str) -> str:
    """Return `said` without what stands between its first number and a dagger: 4:0†source names 4."""
    return re.sub(r"^(\s*\d+)[:\d]*†.*", r"\1", said)


def cited_in(said: str, titles: Titles) -> list[int | str] | None:
    """Return what the inside of square brackets cites: numbers, and names that are no source; None: no citation.

    >>> titles = Titles(("FemtoDet: An Object Detection Baseline", "RAR"), (2023, None))
    >>> cited_in("FemtoDet, 2023; Smith et al., 2021", titles), cited_in("rar", titles), cited_in("MASK", titles)
    ([1, 'Smith et al., 2021'], [2], None)
    """
    numbers = numbers_said(said)
    if numbers is not None:
        return list(numbers)
    if re.fullmatch(r"\d{4}", said):
        return [said]
    named = titles.titled(said)
    if named is not None:
        return [named]
    if numbered := _NUMBERED_TITLE.fullmatch(said):
        number = int(numbered["number"])
        return [number] if numbered["key"] or titles.dated(numbered["title"]) == number else None
    return _names_in(said, titles)


def _names_in(said: str, titles: Titles) -> list[int | str] | None:
    """Return what names with years, or titles, between semicolons cite; None unless all of them look like that."""
    cited: list[int | str] = []
    for part in said.split(";"):
        number = titles.dated(part) if _YEAR.search(part) else titles.titled(part)
        if number is None and not _AUTHORS.fullmatch(part):
            return None
        cited.append(part.strip() if number is None else number)
    return cited


def cited_in_parentheses(said: str, titles: Titles) -> list[int | str] | None:
    """Return what the inside of round brackets cites, bare numbers apart; None where they are an aside."""
    if _KEYED.match(said):
        return cited_in(said, titles)
    named = titles.titled(said, whole=True)
    return [named] if named is not None else _names_in(said, titles) if _YEAR.search(said) else None


# --- What a finished answer says ---

MARK = re.compile(r"\[(\d{1,4})\]")
_MARKS_AFTER_STOP = re.compile(r"""([.!?]["'”’)*_]*)((?:\s?\[\d{1,4}\])+)(?=\s+[^a-z\s]|\s*$)""")
_CODE = re.compile(
    r"(?ms)^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)|(?P<run>`+)[^`\n]+(?P=run)"
)
_LEAD = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*+•][ \t]+|\d{1,3}[.)][ \t]+)?")
_HEADING = re.compile(r"#{1,6}\s.*|\*\*[^*\n]*[^*\n.!]\*\*:?|__[^_\n]*[^_\n.!]__:?")
_RULED = re.compile(r"[\s|:*_-]*")
# What is said to the reader and not about a paper.
_TALK = re.compile(
    r"(?:let me know|i hope|sorry|i(?:'m| am) sorry|feel free|would you like|if you (?:would|want|need|have)|please|"
    r"sure|certainly|of course|here(?: is| are|'s))\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[*_`#>]")
_LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer: its offsets in the text, the numbers it cites, and whether it states something."""

    start: int
    end: int
    cited: tuple[int, ...]
    claim: bool

    @property
    def lacks_citation(self) -> bool:
        """It states something and cites nothing that is a source."""
        return self.claim and not self.cited


def answer_sentences(text: str, sources: int, refusal: str = "") -> tuple[Sentence, ...]:
    r"""Return the sentences of an answer whose marks count the first `sources` numbers. Code is left out.

    A mark after the stop belongs to the sentence before it. Headings, introductions that end with a colon, questions,
    talk to the reader and refusals (`refusal` is the fixed form) claim nothing.

    >>> [(s.cited, s.claim) for s in answer_sentences("It wins:\n- by 8 points.[2]\n- at ease.", 2)]
    [((), False), ((2,), True), ((), True)]
    """
    prose = _CODE.sub(lambda match: re.sub(r"[^\n]", " " if match["fence"] else "x", match[0]), text)
    found: list[Sentence] = []
    for start, end in _blocks(prose):
        block = _MARKS_AFTER_STOP.sub(r"\2\1", prose[start:end])
        row = block.startswith("|")
        for first, last in [(0, len(block))] if row else sentence_spans(block):
            said = block[first:last]
            cited = tuple(dict.fromkeys(n for n in map(int, MARK.findall(said)) if 1 <= n <= sources))
            if not _WORD.search(MARK.sub("", said)):
                if cited and found:
                    found[-1] = _citing(found[-1], cited)
                continue
            heads_table = row and _RULED.fullmatch(prose[end:].lstrip("\n").partition("\n")[0] or "x") is not None
            claim = not heads_table and _claims(said, refusal)
            found.append(Sentence(start + first, start + last, cited, claim))
    return tuple(found)


def _citing(sentence: Sentence, cited: tuple[int, ...]) -> Sentence:
    """Return the sentence with marks that stand alone after it."""
    return Sentence(sentence.start, sentence.end, tuple(dict.fromkeys(sentence.cited + cited)), sentence.claim)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of headings, items, rows and paragraphs; a line that starts small continues the one before."""
    at = 0
    start = end = -1
    for line in text.splitlines(keepends=True):
        content = at + len(_LEAD.match(line)[0])  # type: ignore[index]  # it matches the empty text
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


def _claims(said: str, refusal: str) -> bool:
    """Whether a sentence states something that a paper should back."""
    plain = _plain(said)
    return (
        len(words(plain)) >= _LEAST_WORDS
        and not _HEADING.fullmatch(MARK.sub("", said).strip())
        and not plain.rstrip("\"'”’) ").endswith((":", "?"))
        and not _TALK.match(plain)
        and (_denied(said, refusal) is None or _says_more(said, refusal))
    )


def _plain(said: str) -> str:
    return " ".join(_MARKUP.sub("", MARK.sub("", said)).split())


def sentences_citing(text: str, number: int) -> str:
    """Return the sentences of an answer that cite `number`, without their marks.

    >>> sentences_citing("It is small [1]. It wins by 8 points [2][1]. The other loses [2].", 1)
    'It is small . It wins by 8 points .'
    """
    citing = [text[one.start : one.end] for one in answer_sentences(text, number) if number in one.cited]
    return " ".join(MARK.sub("", sentence) for sentence in citing)


# --- Refusals ---

_HELD = r"(?:sources?|papers|collection|abstracts|documents|context|excerpts|passages|texts?|literature|information)"
_THEM = (
    r"(?:(?:the|these|those|your|my|any|all|of) +)*"
    rf"(?:(?:provided|given|retrieved|available|supplied|cited|listed|above|two|\w+ed) +)*{_HELD}"
    r"(?: (?:i (?:have|was given)|you (?:gave|provided)|provided|given|available|above|listed))*"
)
_SAY = (
    r"(?:say|tell|mention|contain|provide|include|hold|cover|report|discuss|specify|state|address|answer|describe|give|"
    r"offer|explain|indicate|reveal|list|quantify|have|support|directly|explicitly|specifically|actually)"
)
_ABOUT = (
    r"(?:any |enough |sufficient |specific |direct |relevant |further )*"
    r"(?:information|details?|data|mention|evidence|answers?)"
    r"(?: (?:about|on|of|regarding|concerning|for|as to|to answer|to))?"
)
_SAID = rf"(?: {_SAY}e?s?)+(?: {_ABOUT})?"
_NOT = r"(?:(?:do|does|did) not|don['’]t|doesn['’]t|cannot|can['’]t)"
_MISSING = r"(?P<missing>[^.!?;]*)"
_NEGATION = re.compile(r"\b(?:not?|none|neither|cannot|silent|missing)\b|n['’]t\b", re.IGNORECASE)
# Each says that the sources, taken together, do not hold something; one paper that lacks something is a claim.
_DENIALS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_THEM},? {_NOT}{_SAID}{_MISSING}",
        rf"\b(?:none|neither) of {_THEM}(?: (?:do|does))?{_SAID}{_MISSING}",
        rf"\bno (?:source|paper|abstract|document|passage)s?(?: in (?:the|your) collection)?{_SAID}{_MISSING}",
        rf"\bthere (?:is|are|was) (?:no|not) {_ABOUT}{_MISSING}?\b(?:in|from|among|within) {_THEM}",
        rf"\b{_THEM} (?:is|are) silent (?:on|about){_MISSING}",
        r"\b(?P<missing>[^.!?;,]{1,120}?) (?:is|are|was|were) not (?:\w+ed|given|found|held|answerable|known|said|in) "
        rf"(?:(?:in|by|from|with|on|based on) )*{_THEM}",
        rf"\b(?:i|we) (?:cannot|can['’]t|could not|couldn['’]t|(?:am|was) unable to|did not|do not|don['’]t) "
        rf"(?:find|answer|determine|see|have|say|tell)(?: {_ABOUT})?(?:{_MISSING}?) "
        rf"(?:from|in|with|using|based on) {_THEM}",
        rf"^(?:(?:what is )?missing(?: is)?:|not covered:|not in the collection:|what is missing is) {_MISSING}",
    )
]
# With a mark behind, "the texts do not contain labels" speaks of a paper's texts and not of the sources.
_OF_A_PAPER = re.compile(
    r"^(?!.*\b(?:provided|given|retrieved|available|supplied)\b)"
    r".{0,12}\b(?:documents|context|excerpts|passages|texts?|literature|information)\b",
    re.IGNORECASE,
)
_PLAIN_REFUSAL = re.compile(
    r"(?:i['’]m |i am )?(?:sorry|unfortunately|afraid)\b.{0,40}\b(?:cannot|can['’]t|could not|unable|do not|don['’]t) "
    r"(?:answer|find|know|have)|i (?:cannot|can['’]t|do not|don['’]t) (?:answer|know)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",? \b(?:but|however|though|although|while|whereas|so|and (?=the|it|they|i)\b)", re.IGNORECASE)
_AS_FOR = re.compile(r"(?:regarding|as for|concerning|on|about) (?P<missing>[^,]+), ", re.IGNORECASE)
# A sentence after a refusal that tells what the sources are about instead.
_INSTEAD = re.compile(
    r"\b(?:closest|nearest|related|only|instead|focus\w*|none|unrelated|other topics|(?:is|are|but|do|does) not)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Whether an answer refuses: no, the whole question, or a part; and what is missing, where that is said."""

    kind: Literal["no", "whole", "part"]
    missing: str = ""


def refusal_in(text: str, sources: int, refusal: str) -> Refusal:
    """Return whether a finished answer says that the sources do not hold the answer, or a part of it.

    `refusal` is the fixed form, found in any case, quotes or emphasis; other words for it are known in English.

    >>> refusal_in("It takes 1.11 W [1]. The sources do not mention its price.", 1, "Not held.")
    Refusal(kind='part', missing='its price')
    """
    sentences = answer_sentences(text, sources, refusal)
    said = [text[one.start : one.end] for one in sentences]
    denials = [_denied(sentence, refusal) for sentence in said]
    missing = next((denied for denied in denials if denied), "")
    if all(denied is None for denied in denials):
        return Refusal("no")
    first = next(i for i, denied in enumerate(denials) if denied is not None)
    before = any(one.claim for one in sentences[:first])
    backed = any(
        one.claim and one.cited and not (i > first and _INSTEAD.search(said[i])) for i, one in enumerate(sentences)
    )
    return Refusal("part" if before or backed else "whole", missing)


def _denied(said: str, refusal: str) -> str | None:
    """Return what a sentence says that the sources do not hold, empty where it does not say; None: it does not deny."""
    plain = _plain(said)
    if refusal and fold(refusal) in fold(plain):
        about = _AS_FOR.match(plain)
        return about["missing"] if about else ""
    for denial in _DENIALS if _NEGATION.search(plain) else ():
        match = denial.search(plain)
        if match and not (MARK.search(said) and _OF_A_PAPER.search(match[0])):
            return _trimmed(match["missing"] or "")
    return "" if _PLAIN_REFUSAL.match(plain) else None


def _trimmed(missing: str) -> str:
    missing = _ASIDE.split(missing)[0].strip(" ,:\"'“”")
    return re.sub(r"^(?:that|this|the question|your question|this question)$", "", missing, flags=re.IGNORECASE)


def _says_more(said: str, refusal: str) -> bool:
    """Whether a sentence that denies also states something: a clause with a mark of its own before or after a but."""
    clauses = re.split(r"[,;:]? \b(?:but|however|though|although|while|whereas|and)\b|[;,]", said)
    return any(MARK.search(clause) and _denied(clause, refusal) is None for clause in clauses)


# --- For the engine as it is ---


@dataclass(frozen=True, slots=True)
class Cited:
    """Text whose marks are `[n]`, and which prompt number each n stands for: `order[n - 1]`."""

    text: str
    order: tuple[int, ...]


def renumber(written: str, sources: int, *, complete: bool) -> Cited:
    """Return what the model has written so far with its citations numbered by first use, titles unknown.

    >>> renumber("Both do [5, 2]. One more【5】, see [9] and [", 8, complete=False)
    Cited(text='Both do [1][2]. One more[1], see [9] and', order=(5, 2))
    """
    from app.reply import ReplyReader

    reader = ReplyReader(Titles(("",) * sources, (None,) * sources))
    reply = reader.feed(written)
    reply = reader.finish() if complete else reply
    return Cited(reply.text, reply.order)
