"""Gathers the fields of one paper from its lines: those that are named, and the paragraphs between them. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.identity import parse_arxiv_id
from index.papers import Problem, Reading, tidy
from index.sources.blocks import word_count
from index.sources.fields.record import Record, reading_of
from index.sources.pages.field_names import field_by_name, field_in
from index.sources.pages.front_matter import WIKI_LINK
from index.sources.pages.marked_lines import MarkedLine
from index.sources.problem_reasons import skipped
from index.wording.said import said

_RULE = re.compile(r"\s*(?:[-=_*~#%]\s?){3,}\s*")
# An abstract with a heading may be short; a paragraph without one must be longer to count as an abstract.
_SHORTEST_NAMED, _SHORTEST_PARAGRAPH = 8, 25
_SECTION = re.compile(
    r"(?:background|context|introduction|objectives?|aims?|purpose|materials and methods|methods?|design|setting"
    r"|results?|findings|discussion|conclusions?|significance|interpretation|limitations)\s*:",
    re.IGNORECASE,
)
_ENDED = (".", "!", "?", "…", "。", "！", "？", ")", '"', "”", "”")
_PAPER_LINK = re.compile(
    r"https?://(?:www\.|export\.|dx\.)?(?:arxiv\.org/|doi\.org/|openreview\.net/|aclanthology\.org/"
    r"|huggingface\.co/papers/|alphaxiv\.org/|papers\.(?:nips|neurips)\.cc/|proceedings\.|openaccess\.thecvf\.com/|dl\.acm\.org/"
    r"|ieeexplore\.ieee\.org/"
    r"|(?:www\.)?(?:biorxiv|medrxiv)\.org/|link\.springer\.com/|semanticscholar\.org/|pubmed\.|\S+\.pdf\b)",
    re.IGNORECASE,
)

# How YAML, as in the front matter of a note, writes a text: in quotes, or below a mark that says how its lines go on.
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"'), re.compile(r"'((?:[^']|'')*)'")
_BLOCK = re.compile(r"[>|][+-]?\s+")
# Its page, its PDF, its reviews, and one of each elsewhere.
_LINKS_OF_ONE = 6
# The lines of Org mode around and between properties: `:END:`, `:BTYPE: article`.
_PROPERTY = re.compile(r":[\w-]{1,40}:(?:\s|$)")


def unquoted(value: str) -> str:
    r"""Return a value of a field without what YAML puts around it.

    >>> unquoted('"On \\"Lamps\\""'), unquoted("'Moths'' Eyes'"), unquoted("> We count."), unquoted('"A" and "B"')
    ('On "Lamps"', "Moths' Eyes", 'We count.', '"A" and "B"')
    """
    value = _BLOCK.sub("", value, count=1) if _BLOCK.match(value) else value
    double, single = (pattern.fullmatch(value) for pattern in _QUOTED)
    if double:
        return re.sub(r"\\(.)", r"\1", double[1])
    return single[1].replace("''", "'") if single else value


@dataclass(slots=True)
class Gathered:
    """What the lines of one paper have said so far."""

    line: int
    title: str = ""
    named: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    paragraphs: list[list[str]] = field(default_factory=list)
    """The lines of those that no field name comes before."""
    open: str = ""
    """The field that the next lines go on with."""
    after_blank: bool = True

    def take(self, line: MarkedLine) -> None:
        """Place the next line."""
        self.links += line.links
        rule = _RULE.fullmatch(line.item + line.body)
        if not line.text or rule:
            self.after_blank = True
            self.open = "" if rule else self.open
        elif self.open == "title" and not self._open_lines():
            self._open_lines().append(line.text)
        elif (found := field_in(line.body)) and not self._is_wrapped(line, *found):
            self._begin(found[0], found[1] if found[0] in _AS_WRITTEN else (field_in(line.text) or found)[1])
        elif _PROPERTY.match(line.body):
            self.open = ""
        elif (called := field_by_name(line.text)) and (line.level or line.strong or self.after_blank or not self.open):
            self._begin(called, "")
        elif self._goes_on(line):
            mark = "" if self.after_blank or not self._open_lines() else line.item
            self._open_lines().append(mark + line.body if self.open in _AS_WRITTEN else line.text)
            self.after_blank = False
        else:
            self.open = ""
            if self.after_blank or line.item or not self.paragraphs:
                self.paragraphs.append([])
            self.paragraphs[-1].append(line.body)
            self.after_blank = False

    def _begin(self, name: str, value: str) -> None:
        self.open, self.after_blank = name, False
        self.named.setdefault(name, [])
        if value:
            # A name met twice: the first value stays, as a translation or a quotation follows.
            if self.named[name]:
                self.open = "analysis"
            self._open_lines().append(value)

    def _open_lines(self) -> list[str]:
        return self.named.setdefault(self.open, [])

    def _is_wrapped(self, line: MarkedLine, name: str, value: str) -> bool:
        """Return whether a line that begins like a field, such as `project page: ...`, goes on with the abstract.

        It does where its first word would not have fit on the line before.
        """
        written = self._open_lines() if self.open in _AS_WRITTEN and not self.after_blank else []
        if len(written) <= 1 or name in _NEVER_INSIDE or line.strong or line.item:
            return False
        if name in _OF_ONE_WORD and len(value.split()) == 1 and (name != "arxiv_id" or parse_arxiv_id(value)):
            return False
        ended = written[-1].endswith(_ENDED) and not written[-1].endswith(_SHORTENED)
        # An address often ends an abstract without a stop, or is its last sentence: `Project page: ...`.
        ended = ended or "/" in written[-1].split()[-1]
        ended = ended and not (name in _OFTEN_INSIDE and "." in value[:-1].partition(" ")[0])
        room = max(map(len, written)) - len(written[-1])
        return not ended and room <= len(line.body.split()[0])

    def _goes_on(self, line: MarkedLine) -> bool:
        """Return whether the line belongs to the field before it."""
        if not self.open:
            return False
        written = self._open_lines()
        if not self.after_blank or not written:
            return not (line.item and written and self.open not in ("abstract", "summary", "analysis"))
        ended = written[-1].endswith(_ENDED)
        return self.open in _AS_WRITTEN and (
            not ended or bool(_SECTION.match(line.text)) or word_count(line.text) > _SHORTEST_PARAGRAPH
        )

    @property
    def has_paper_link(self) -> bool:
        """Whether it links to a place where papers are."""
        return any(_PAPER_LINK.match(link) for link in self.links) or bool({"arxiv_id", "doi"} & self.named.keys())

    @property
    def is_about_one_paper(self) -> bool:
        """Whether it links to a paper, and not to several, as a week of a course or a section of a list does."""
        papers = [link for link in self.links if _PAPER_LINK.match(link)]
        ids = {parsed[0] for link in papers if (parsed := parse_arxiv_id(link))}
        return self.has_paper_link and len(ids) <= 1 and len(papers) <= _LINKS_OF_ONE

    def abstract(self, *, unnamed: bool) -> str:
        """Return the abstract, empty if there is none. `unnamed`: a paragraph without a heading may be one."""
        for name in ("abstract", "summary"):
            text = unquoted(tidy(" ".join(self.named.get(name, ()))))
            if word_count(text) >= _SHORTEST_NAMED:
                return text
        if not unnamed:
            return ""
        return next(
            (text for text in map(tidy, map(" ".join, self.paragraphs)) if word_count(text) >= _SHORTEST_PARAGRAPH), ""
        )

    def record(self, *, unnamed: bool = False) -> Record:
        """Return what was gathered as the values of a record."""
        values: dict[str, object] = {
            name: WIKI_LINK.sub(r"\1", unquoted(tidy(" ".join(lines))))
            for name, lines in self.named.items()
            if name not in ("analysis", "summary")
        }
        papers = [link for link in self.links if _PAPER_LINK.match(link)]
        values |= {"title": unquoted(self.title), "abstract": self.abstract(unnamed=unnamed)}
        values["url"] = [*([values["url"]] if "url" in values else ()), *papers]
        return Record(self.line, values)


_AS_WRITTEN = ("abstract", "summary")
# Fields that never begin a line inside an abstract, and fields whose value is one word.
_NEVER_INSIDE = ("title", "abstract", "summary", "authors")
_OF_ONE_WORD = ("date", "url", "pdf_url", "doi", "arxiv_id")
_SHORTENED = ("al.", "e.g.", "i.e.", "cf.", "vs.", "Fig.", "Eq.", "resp.")
_OFTEN_INSIDE = ("analysis", "code_url")


def reading_of_gathered(found: Iterable[Gathered], file: str, refusal: str, *, unnamed: bool = False) -> Reading:
    """Return the papers that have an abstract; how many have none is one problem. Refused if there is no paper."""
    records = [item.record(unnamed=unnamed) for item in found if item.title]
    whole = [record for record in records if record.values["abstract"]]
    if not whole:
        return Reading((), (Problem(file, None, refusal),), refused=True)
    reading = reading_of(whole, file)
    lost = [record.line for record in records if not record.values["abstract"]]
    if not lost:
        return reading
    words = "{count} without an abstract from here on"
    note = Problem(file, lost[0], skipped(said("problem.from_here_on", words, count=len(lost))))
    return Reading(reading.entries, (note, *reading.problems))
