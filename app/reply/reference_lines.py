"""What lists of references look like: headings, labels and items. Looks at single lines and titles."""

import re

from app.citations.marks import NUMBER
from app.citations.titles import Titles, words

# Headings of reference lists and nothing else.
_SURE = "references reference bibliography literature citations footnotes quellen literatur références 参考文献".split()
_SURE += ["reference list", "list of references", "works cited", "literature cited", "references cited"]
# Headings that may also belong to the answer: the following line decides.
_POSSIBLE = ["sources", "source", "sources cited", "sources used", "cited sources", "cited papers", "papers cited"]
_POSSIBLE += ["papers", "source list", "list of sources", "notes", "fuentes", "来源"]
_NAMES = (*_SURE, *_POSSIBLE)
# Like "## References", "**Works cited:**" and "Sources: [1], [2]".
_HEADING = re.compile(
    r"(?:#{1,6}[ \t]+|>[ \t]*)?[*_]{0,3}(?P<name>"
    + "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
    + r")(?P<colon>[*_]{0,3}[ \t]*[:：]?[*_]{0,3})[ \t]*(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_HEADING_MARKUP = "#*_> \t"
# Like "## Summary" and "**Summary**".
_ANY_HEADING = re.compile(r"#{1,6}\s|\*\*[^*\n]+\*\*:?\s*$")

# Like "[1] Title" and "- **[Source 2]:** Title".
_LABEL = re.compile(
    rf"(?:[-*•][ \t]+|\d{{1,2}}[.)][ \t]+)?[*_]{{0,2}}[\[【]\^?(?:[a-z]+ )?#?(?P<number>{NUMBER})[\]】]"
    r"[*_]{0,2}[:.]?[*_]{0,2}[ \t]+(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_LABEL_BEGUN = re.compile(
    r"(?:[-*•][ \t]*|\d{1,2}(?:[.)][ \t]*)?)?[*_]{0,2}"
    r"(?:[\[【]\^?(?:[a-z]{0,12} ?)?#?\d{0,3}(?:[\]】][*_]{0,2}[:.]?[*_]{0,2}[ \t]*)?)?\Z",
    re.IGNORECASE,
)

# How an item begins after the heading of a list: "- ", "2. ", "[", "(1", "¹", "|", "https:", "“", "doi".
_ITEM = re.compile(
    r"""[ \t>]*(?:[-*+•]|\d{1,3}[.):\]]|\[|【|[(^]\^?\d|[¹²³⁴-⁹]|\||https?:|["“'*_]|source\s|(?:doi|arxiv)\b)""",
    re.IGNORECASE,
)
# A number as a label, also after a bullet, like "- [Source 2]", "【2", "(2)" and "²".
_ITEM_LABEL = re.compile(
    r"[ \t>]*(?:[-*+•]\s+|\d{1,3}[.)]\s+)?[*_]*(?:\[\^?[\w #.]*\d+\]|【\d|\(\d+\)|[¹²³⁴-⁹])", re.IGNORECASE
)
_BULLET = re.compile(r"^[ \t>]*(?:[-*+•]\s+|\d{1,3}[.)]\s+)?")
# A number in "Sources: [1], (Source 2), 3".
_NUMBER_IN_LIST = re.compile(rf"[\[【(]\^?[\w .#]*\d+[^\])】]*[\])】]|\b{NUMBER}\b")
# This many words at the start of a line distinguish a title from a sentence about it.
_TITLE_WORDS = 4


def list_heading(line: str) -> re.Match[str] | None:
    """Match the heading of a list of references: its `name`, and the `rest` of the line after a colon.

    >>> bool(list_heading("**Sources:** [1]")), bool(list_heading("Sources of error"))
    (True, False)
    """
    heading = _HEADING.match(line)
    return heading if heading and (not heading["rest"] or heading["colon"].strip("*_ \t")) else None


def is_sure(heading: re.Match[str]) -> bool:
    """Return whether a heading can only be of references."""
    return heading["name"].lower() in _SURE


def begins_heading(line: str) -> bool:
    """Return whether a line could become a heading of references, as "sources c" could."""
    bare = line.lstrip(_HEADING_MARKUP).rstrip("*_ \t").lower()
    return any(name.startswith(bare) for name in _NAMES)


def is_other_heading(line: str) -> bool:
    """Return whether a line is a heading other than of references."""
    return _ANY_HEADING.match(line) is not None and _HEADING.match(line) is None


def labelled(line: str) -> re.Match[str] | None:
    """Match a line "[1] Title": its `number` and the `rest`."""
    label = _LABEL.match(line)
    return label if label and label["rest"] else None


def begins_label(line: str) -> bool:
    """Return whether a line could become such a line."""
    return _LABEL_BEGUN.match(line) is not None


def is_item(line: str, titles: Titles) -> bool:
    """Return whether a line below a heading of references belongs to the list."""
    return bool(_ITEM.match(line) or _HEADING.match(line)) or names_source(line, titles)


def names_source(line: str, titles: Titles) -> bool:
    """Return whether a line of a list names a source, rather than making a claim with a mark after it."""
    label = _ITEM_LABEL.match(line)
    bare = _BULLET.sub("", line[label.end() :] if label else line)
    if any(opens(title, bare) for title in titles.titles):
        return True
    return label is not None and not bare.rstrip().endswith((".", "]"))


def lists_sources(rest: str, titles: Titles) -> bool:
    """Return whether the text after "Sources:" is a list of sources and not a sentence."""
    if titles.number_of_title(rest) is not None or names_source(rest, titles):
        return True
    unnumbered = _NUMBER_IN_LIST.sub("", rest)
    return unnumbered != rest and len(words(unnumbered)) <= 1 + rest.count(" and ")


def opens(title: str, line: str, *, whole: bool = True) -> bool | None:
    """Return whether a line begins with a title: its first four words, or all of a shorter one.

    None: not clear yet, which is possible only if the line is not `whole`.

    >>> opens("Quiet Kernels", "Quiet Kernels, 2020"), opens("Quiet Kernels", "Quiet kernels win")
    (True, False)
    """
    sought, begun = words(title)[:_TITLE_WORDS], words(line)
    finished = begun if whole or not re.search(r"\w\Z", line) else begun[:-1]
    if not sought or finished[: len(sought)] != sought[: len(finished)]:
        return False
    if len(finished) < len(sought):
        return None if not whole else False
    return True if len(sought) == _TITLE_WORDS else _ends_title(len(sought), line, whole=whole)


def _ends_title(count: int, line: str, *, whole: bool) -> bool | None:
    """Return whether no word follows the first `count` words of a line. None: not clear yet."""
    beyond = re.match(rf"\W*(?:\w+\W+){{{count - 1}}}\w+(?P<next>[ \t]*[^ \t])?", line)
    if beyond is None or beyond["next"] is None:
        return True if whole else None
    return not beyond["next"].strip().isalnum()
