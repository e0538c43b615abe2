"""Finds conditions in a question: authors, counts of authors, upvotes, comments, organisations, sources. Pure.

A name counts only if the library has it; any other name stays part of the topic.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from index.identity import fold
from index.questions.phrases import INNER_CAPITAL, NUMBER, PAPERS, PLACES, WORKS, number_of
from index.questions.query import Condition, Field
from index.text.edit_distance import edit_distance

Taken = tuple[int, int, Condition]
"""Where a condition starts and ends in the text, and the condition."""

_FIELDS: dict[str, Field] = {
    "author": "authors", "upvote": "upvotes", "vote": "upvotes", "like": "upvotes", "comment": "comments",
}  # fmt: skip
_ABOVE, _BELOW = r"more\s+than|over|above", r"fewer\s+than|less\s+than|under|below"
_LEAST, _MOST = r"at\s+least|no\s+(?:fewer|less)\s+than", r"at\s+most|up\s+to|no\s+more\s+than"
_COUNTS = re.compile(
    r"(?<![\w-])(?P<lead>(?:(?:that|which)\s+)?(?:(?:were\s+|are\s+)?(?:written\s+)?by|with|having|ha(?:ve|s)|from)\s+)?"
    rf"(?:(?P<how>{_ABOVE}|{_BELOW}|{_LEAST}|{_MOST}|exactly|only|just)\s+)?"
    rf"(?:between\s+(?P<first>{NUMBER})\s+and\s+)?(?P<number>{NUMBER}|a\s+single|an?|no)(?P<more>\+|\s+or\s+more)?"
    rf"(?P<fewer>\s+or\s+(?:fewer|less))?\s+(?:co-?)?(?P<unit>author|upvote|vote|like|comment)s?\b(?!-|\s+comment)(?P<upwards>\s+or\s+more\b)?",
    re.IGNORECASE,
)
_AUTHORED = re.compile(rf"\b(?P<number>single|solo|{NUMBER})[- ]author(?:ed)?\s+(?={PAPERS}\b)", re.IGNORECASE)
_OTHER_TEXTS = re.compile(
    r"\b(?:posts?|threads?|tweets?|answers?|questions?|videos?|code|functions?|reviews?|books?|novels?|documents?|stories"
    r"|repositor(?:y|ies)|poems?|texts?)\s*$",
    re.IGNORECASE,
)
# `comments from Reddit` are not those on a paper.
_ELSEWHERE = re.compile(r"\s+(?:from|by|of|per)\s+(?!\d)(?!(?:the\s+|my\s+)?(?:last|past|collection|library)\b)(?=\w)")
_BY = re.compile(
    r"\b(?P<verb>(?:(?:that|which)\s+)?(?:(?:are|were|was|is)\s+)?(?:published|released|written|posted|made|done)\s+)?"
    r"(?P<how>by|from|at|of|out\s+of)\s+(?:the\s+)?(?=\w)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:\b(?:in|from|of|on)\s+|(?<=summari[sz]e ))(?:the\s+)?(?P<kind>(?:page|file|source|list|listing)\s+)?"
    r"(?=[\w(\[])",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\s,;?!\"]+")
_JOIN = re.compile(r"\s*(?:,\s*(?:or|and)?|\bor\b|\band\b)\s*(?=\w)", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"\s*(?:[,;?!.)]|$|(?:and|or|about|on|in|with|since|before|after|until|between|from|that|which|using|for|to|are|is|do"
    r"|have|newest|sorted|ordered|but|published|released|this|last|there|please|of|by)\b)",
    re.IGNORECASE,
)
_ANCHOR = re.compile(rf"\b{WORKS}(?:\s+(?:only|just))?\s*$", re.IGNORECASE)
_LONGEST_NAME = 8
_SHORTEST_MISSPELT = 6
_SHALLOW = 3
_SHOWN = r"(?:shown|you\s+(?:showed|listed|found))"
_THE_PAPERS = rf"the(?=\s+(?:{NUMBER}\s+)?(?:above|{PAPERS}\s+(?:above|{_SHOWN})))"
_OF = r"(?:(?<=which )|(?<=any )|(?<=many )|(?<=one )|(?<=all )|(?<=some ))of"
_THEM = re.compile(
    r"\b(?:(?:in|of|from|among|amongst|across|between|within|for|to)\s+)?(?:all\s+(?:of\s+)?)?"
    rf"(?:these|those|{_THE_PAPERS})(?:\s+(?P<number>{NUMBER}))?(?:\s+above)?\s+{PAPERS}\b(?:\s+(?:above|{_SHOWN}))?"
    # `which of these use it` means papers; `which of these models` means models.
    rf"|\b(?P<which>among|amongst|{_OF})\s+(?:them|(?:these|those)(?:\s+(?P<few>{NUMBER}))?"
    r"(?!\s+\w+s\b(?<!has)(?<!does)(?<!is)(?<!was)(?<!uses)(?<!discuss)))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"\b(?:(?:in|of|from|does|about)\s+(?=the\b))?the\s+(?P<place>{'|'.join(PLACES)})"
    rf"(?:\s+(?:ones?(?![-\w])|paper|article|result)(?!\s+(?:on|about|to|that|of|which|using|with|ever)\b)"
    rf"|\s+(?P<number>two|three|four|five|\d)(?:\s+(?:ones|papers|articles|results)\b(?!\s+(?:on|about|to|that)\b)|(?=\s*[?.!]*$)))",
    re.IGNORECASE,
)

# Papers shown before that are to be summarised: the first one, or all.
_TO_SUM_UP = re.compile(
    r"(?:(?<=summari[sz]e )|(?<=sum up )|(?<=tldr of )|(?<=summary of )|(?<=digest of )|(?<=table of )|(?<=tabulate )"
    rf"|(?<=compare ))(?:(?P<one>it|this|(?:this|that)\s+{PAPERS})|all\s+of\s+them|them|these|those)"
    r"(?=\s*(?:(?:in|as)\s+an?\s+table\s*)?[?.!]*$)",
    re.IGNORECASE,
)


def take_counts(text: str, *, about_papers: bool) -> list[Taken]:
    """Return the conditions on the number of authors, upvotes or comments: the first of each."""
    found = [(m.start(), m.end(), _exactly(number_of(m["number"]))) for m in _AUTHORED.finditer(text)]
    for match in _COUNTS.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        ends = not after.strip(" ?!.,;") and bool(match["lead"] or before.rstrip().endswith(","))
        at_an_edge = ends or not before.strip()
        # Without a leading word, only a bound is a condition: `10+ authors` is one, `two authors` is not.
        introduced = match["lead"] or match["how"] or match["more"]
        placed = at_an_edge or (about_papers and match["lead"]) or _ANCHOR.search(before)
        if introduced and placed and not _OTHER_TEXTS.search(before) and not _ELSEWHERE.match(after):
            found.append((match.start(), match.end(), _count(match)))
    return list({item[2].field: item for item in reversed(found)}.values())


def take_organisations(text: str, organisations: Sequence[str]) -> list[Taken]:
    """Return the condition on the organisations that `text` names."""
    known = _folded(organisations)
    for match in _BY.finditer(text):
        anchored = bool(match["verb"] or _ANCHOR.search(text[: match.start()]))
        if re.search(r"\bnot\s*$", text[: match.start()]) or (match["how"].casefold() in {"of", "at"} and not anchored):
            continue
        names, end = _names(text, match.end(), known, sure=anchored)
        if names:
            return [(match.start(), end, Condition("organisation", names=names))]
    return _before_papers(text, known)


def take_sources(text: str, sources: Sequence[str]) -> list[Taken]:
    """Return the condition on the source that `text` names, with or without its suffix."""
    known = {**_folded(source.rpartition(".")[0] or source for source in sources), **_folded(sources)}
    spelt = {fold(name): source for source in sources for name in (source, source.rpartition(".")[0] or source)}
    for match in _SOURCE.finditer(text):
        end, name = _longest(text, match.end(), known)
        # A bare word is a source only if the question calls it one, or it looks like a file name.
        if name and (match["kind"] or re.search(r"[\d_.]", text[match.end() : end])):
            source = spelt[fold(name)]
            return [(match.start(), end, Condition("source", names=(source,)))]
    return []


def take_shown(text: str, shown: Sequence[str]) -> list[Taken]:
    """Return the condition on papers shown before: all of them, the first few, or one by its place."""
    if not shown:
        return []
    if match := _PLACE.search(text):
        place = next(place for place in PLACES if place == match["place"].casefold())
        number = number_of(match["number"]) if match["number"] else 1
        at = PLACES[place]
        ids = tuple(shown[-number:] if at < 0 else shown[at : at + number])
        return [(match.start(), match.end(), Condition("id", names=ids, place=place))] if ids else []
    if match := _TO_SUM_UP.search(text):
        ids = tuple(shown[:1] if match["one"] else shown)
        return [(match.start(), match.end(), Condition("id", names=ids))]
    match = _THEM.search(text)
    if match and not (match["which"] and _is_deep(text, match)):
        number_words = match["number"] or match["few"]
        ids = tuple(shown[: number_of(number_words)] if number_words else shown)
        return [(match.start(), match.end(), Condition("id", names=ids))] if ids else []
    return []


def _is_deep(text: str, match: re.Match[str]) -> bool:
    """Return whether `of them` comes late in a sentence, where it refers to something in the sentence itself."""
    ends = match["which"].casefold().startswith("among") and not text[match.end() :].strip(" ?.!")
    return len(text[: match.start()].split()) > _SHALLOW and not ends


def _count(match: re.Match[str]) -> Condition:
    field, number = _FIELDS[match["unit"].casefold()], number_of(match["number"])
    how = " ".join((match["how"] or "").casefold().split())
    if match["first"]:
        least = number_of(match["first"])
        return Condition(field, least, number)
    if match["more"] or match["upwards"] or re.fullmatch(_LEAST, how):
        return Condition(field, least=number)
    if match["fewer"] or re.fullmatch(_MOST, how):
        return Condition(field, most=number)
    if re.fullmatch(_ABOVE, how):
        return Condition(field, least=number + 1)
    if re.fullmatch(_BELOW, how):
        return Condition(field, most=number - 1)
    return _exactly(number, field)


def _exactly(number: int, field: Field = "authors") -> Condition:
    return Condition(field, number, number)


def _folded(names: Iterable[str]) -> dict[str, str]:
    return {fold(name): name for name in names}


def _names(text: str, start: int, known: Mapping[str, str], *, sure: bool) -> tuple[tuple[str, ...], int]:
    """Return the organisations named from `start` on, joined by `and` or `or`, and where they end."""
    names: tuple[str, ...] = ()
    end = start
    for _ in count():
        stop, name = _longest(text, start, known, misspelt=sure or text[start].isupper())
        typed = text[start:stop]
        # `from apple leaves` names no company: unless papers are mentioned, check the capital and what follows.
        if not name or not (sure or (typed[0] == name[0] and _FOLLOWS.match(text[stop:]))):
            return names, end
        names, end = (*names, name), stop
        join = _JOIN.match(text, stop)
        if not join:
            return names, end
        start = join.end()
    return names, end


def _longest(text: str, start: int, known: Mapping[str, str], *, misspelt: bool = False) -> tuple[int, str]:
    """Return where the longest known name at `start` ends, and the name; empty if there is none."""
    tokens = [match for _, match in zip(range(_LONGEST_NAME), _TOKEN.finditer(text, start), strict=False)]
    for last in reversed(tokens):
        typed = text[start : last.end()]
        for written in dict.fromkeys((typed, typed.rstrip(".:)"), re.sub(r"['’]s$", "", typed))):
            if written and (name := known.get(fold(written))):
                return start + len(typed.rstrip(".:)")), name
    for last in reversed(tokens) if misspelt else ():
        typed = text[start : last.end()].rstrip(".:)")
        near = [name for key, name in known.items() if _is_misspelt(fold(typed), key)]
        if len(near) == 1:
            return start + len(typed), near[0]
    return start, ""


def _is_misspelt(typed: str, name: str) -> bool:
    """Return whether one letter is wrong, missing, too many, or swapped with the next; the first one is right."""
    return len(name) >= _SHORTEST_MISSPELT and typed[0] == name[0] and edit_distance(typed, name, 1) <= 1


def _before_papers(text: str, known: Mapping[str, str]) -> list[Taken]:
    """Return an organisation named right before `papers`: `NVIDIA papers`, `Show Lab's papers`."""
    for noun in re.finditer(rf"(?:['’]s?)?\s+(?={PAPERS}\b)", text, re.IGNORECASE):
        words = [match.start() for match in _TOKEN.finditer(text, 0, noun.start())][-_LONGEST_NAME:]
        for start in words:
            typed = text[start : noun.start()]
            name = known.get(fold(typed))
            # `nvidia papers`, but not `meta papers`: no word has capitals inside.
            if name and (typed[:1].isupper() or re.search(r"['’]", noun[0]) or INNER_CAPITAL.search(name)):
                return [(start, noun.end() - 1, Condition("organisation", names=(name,)))]
    return []
