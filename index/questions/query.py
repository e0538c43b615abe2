"""What is searched for: the topic, the conditions on papers, their order, and the intent of the question. Pure.

`index.questions.parser` parses a question into a `Query`; `index.retrieval.search` runs it. Whatever filters, reorders
or corrects a search is a `Chip`: a typed value with a stable key. `index.questions.chip_words` puts chips into words.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date as Date
from datetime import datetime
from typing import Literal, get_args

Mark = Literal["read", "starred", "noted"]
"""A mark of the person's that a paper has or has not."""
MARKS: tuple[Mark, ...] = get_args(Mark)
Day = Literal["date", "appeared", "added"]
"""When a paper was submitted; when a listing first showed it, or else when it was submitted; when it came in here."""
Field = (
    Literal[
        "author",
        "authors",
        "upvotes",
        "comments",
        "organisation",
        "source",
        "id",
        "tag",
        "category",
        "kind",
        "study",
        "code",
    ]
    | Day
    | Mark
)
"""The part of a paper that a condition is about: a field of `Paper`, `authors` for their number, `author` for one of
their names, `source` for one of its sources, `kind` for a `survey`, `study` for a kind of studies, `code` for a `link`
to it, a day, or a mark, which is `yes` or `no`."""
ALWAYS_KNOWN: frozenset[Field] = frozenset(
    ("source", "id", "tag", "category", "kind", "study", "added", "read", "starred", "noted")
)
"""The fields of which no paper lacks a value: it has a tag or does not have it."""
Order = Literal[
    "relevance", "newest", "oldest", "upvotes", "comments", "authors", "least_upvoted", "least_discussed",
    "fewest_authors",
]  # fmt: skip
"""How results are ordered: by relevance, or by a field, greatest first (`oldest`: earliest date first; `least_...`,
`fewest_...`: the lowest number first)."""
Intent = Literal[
    "find",
    "list",
    "count",
    "compare",
    "summary",
    "digest",
    "table",
    "similar",
    "record",
    "best",
    "library",
    "small_talk",
    "export",
]
"""The kind of answer wanted: an answer, all papers on a topic, their number, several things side by side, or what
papers say as a whole (a summary, the digest of a source, a table). `similar` asks for the papers nearest to given ones,
`record` for facts about a paper's record (its date, authors, link), `best` which paper is the best, `library` is about
the library and paperchat itself, `small_talk` is a greeting or thanks, `export` asks for papers in the format of a
reference manager."""
OVERVIEWS: tuple[Intent, ...] = ("summary", "digest", "table")
"""The intents that ask what papers say as a whole."""
Exports = Literal["cited", "chat", "listed", "how"]
"""What an export holds: the papers that the last answer cites, or all answers of the chat do, or those that the query
lists. `how` asks what can be exported at all."""
ASIDES: tuple[Intent, ...] = ("library", "small_talk", "export")
"""The intents that ask nothing of the papers: they are answered without a search."""
Place = Literal["first", "second", "third", "fourth", "fifth", "last"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A requirement on papers: a range, both ends included and either one open, or one of several names.

    A paper whose field is unknown does not meet it.
    """

    field: Field
    least: int | Date | datetime | None = None
    most: int | Date | datetime | None = None
    names: tuple[str, ...] = ()
    """Authors, organisations, sources, tags or ids as the library spells them; a paper needs one of them."""
    place: Place | None = None
    """Where the papers of an `id` condition were in the last answer, if the question said so (`the second paper`)."""


SINCE_LAST_VISIT = Condition("added", names=("last visit",))
"""Stands for what was added since the person was here last; who asks for an answer knows when that was."""


FindAuthors = Callable[[str], tuple[str, ...]]
"""Returns the authors of papers who are called like this, as the library spells them."""


def no_authors(_: str) -> tuple[str, ...]:
    """Find nobody: the sources name no authors."""
    return ()


@dataclass(frozen=True, slots=True)
class Names:
    """The organisations, sources and tags in a library, as it spells them; other names in a question are topic."""

    organisations: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    newest: Date | None = None
    """The last day on which a paper appeared."""
    find_authors: FindAuthors = field(default=no_authors, compare=False)
    """There are too many authors to list them all."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that no paper contains, and the similar word that was searched for instead."""

    typed: str
    searched: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that filters, reorders or corrects a search, and that the reader can drop."""

    kind: Literal["condition", "phrase", "exclusion", "order", "correction"]
    about: Condition | Correction | Order | str
    """The condition or correction itself, the order, or the words of the phrase or exclusion."""

    @property
    def key(self) -> str:
        """Return the stable id that a page sends back to drop this chip.

        >>> Chip("order", "newest").key, Chip("correction", Correction("turbnies", "turbines")).key
        ('order:newest', 'correction:turbnies')
        """
        if isinstance(self.about, Condition):
            return f"{self.kind}:{self.about.field}"
        return f"{self.kind}:{self.about.typed if isinstance(self.about, Correction) else self.about}"


UnknownKind = Literal["origin", "access", "review"]


@dataclass(frozen=True, slots=True)
class UnknownFilter:
    """What a request wants of papers that no record gives: where the authors work, open access, peer review."""

    kind: UnknownKind
    words: str


ORDERED_BY: dict[Order, Field] = {
    "newest": "date",
    "oldest": "date",
    "upvotes": "upvotes",
    "comments": "comments",
    "authors": "authors",
    "least_upvoted": "upvotes",
    "least_discussed": "comments",
    "fewest_authors": "authors",
}
"""The field that an order sorts by."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the search understands it."""

    text: str
    """The topic: what is left once the words that became conditions are removed. May be empty."""
    conditions: tuple[Condition, ...] = ()
    """At most one per field."""
    phrases: tuple[str, ...] = ()
    """Quoted in the question: papers must contain them word for word. Their words are in `text` too."""
    excluded: tuple[str, ...] = ()
    """Words or phrases that papers must not contain."""
    order: Order = "relevance"
    intent: Intent = "find"
    sides: tuple[str, ...] = ()
    """What is compared, in words or in a table: each side is searched on its own."""
    paper: str = ""
    """The words that name the paper, if the intent is record or similar; empty if the question only points to one
    (`it`)."""
    exports: Exports = "cited"
    """What is exported, if the intent is export and neither `paper` nor a condition says it."""
    instead: "Query | None" = None
    """What an export of a paper by name asks for if no paper has that name."""
    limit: int | None = None
    """How many papers the question asks for, if it says (`the three newest`)."""
    after: int = 0
    """How many papers of the list were shown before: it continues after them, the less close ones last."""
    guessed: tuple[str, ...] = ()
    """Keys of the chips that the words of the question suggest but do not make certain.

    The search drops them where they leave nothing or hide the best papers; the reader can switch them on again.
    """
    counted_from: Date | None = None
    """The day that `last month` was counted from, where that was not today; None for today."""
    first_visit: bool = False
    """It asks for what is new since the last visit, of which none is known."""
    naming: Literal["author", "organisation"] | None = None
    """What a list names of each paper, where it answers who works on a topic."""
    unknown_author: str = ""
    """Somebody whose papers are asked for and whom no paper names as an author."""
    unknown_filter: UnknownFilter | None = None
    """What is asked of papers and no record gives; nothing is filtered by it."""
    language: str = ""
    """The English name of the language it was asked in, unless that is English; its topic still is in that language."""
    kept: tuple[str, ...] = ()
    """Words to search for as typed, even if a correction is available."""
    dropped: tuple[Chip, ...] = ()
    """Chips that the reader dropped; they no longer affect the search."""

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What filters or reorders the search; each can be dropped by its key."""
        return (
            *(Chip("condition", condition) for condition in self.conditions),
            *(Chip("phrase", phrase) for phrase in self.phrases),
            *(Chip("exclusion", words) for words in self.excluded),
            *([Chip("order", self.order)] if self.order != "relevance" else []),
        )

    @property
    def is_guessed_export(self) -> bool:
        """Whether the query asks for an export only if a paper has the name in it."""
        return self.intent == "export" and bool(self.text and self.paper)

    @property
    def asks_for_news(self) -> bool:
        """Whether the query asks for papers by the time at which they became known here."""
        return any(condition.field in ("appeared", "added") for condition in self.conditions)

    def with_confirmed(self, keys: Collection[str]) -> "Query":
        """Return the query with these guessed chips as certain ones: the reader switched them on."""
        return replace(self, guessed=tuple(key for key in self.guessed if key not in keys))

    def with_conditions(self, conditions: Collection[Condition]) -> "Query":
        """Return the query with these conditions, instead of its own on the same fields.

        `And in April?`, after what was new in March, asks for what was new in April.
        """
        day: Field = next((one.field for one in self.conditions if one.field in get_args(Day)), "date")
        new = [replace(one, field=day) if one.field == "date" else one for one in conditions]
        fields = {one.field for one in new}
        return replace(self, conditions=(*(one for one in self.conditions if one.field not in fields), *new))

    def among(self, paper_ids: tuple[str, ...]) -> "Query":
        """Return the query about these papers alone; unchanged without any."""
        others = tuple(one for one in self.conditions if one.field != "id")
        return replace(self, conditions=(*others, Condition("id", names=paper_ids))) if paper_ids else self

    @property
    def is_about_shown(self) -> bool:
        """Whether it is about papers that were shown, under no other condition."""
        return {condition.field for condition in self.conditions} == {"id"}

    def since(self, last_visit: datetime | None) -> "Query":
        """Return the query with the time of the last visit in the place of `SINCE_LAST_VISIT`, or with neither."""
        if SINCE_LAST_VISIT not in self.conditions:
            return self
        found = (Condition("added", least=last_visit),) if last_visit else ()
        others = (one for one in self.conditions if one != SINCE_LAST_VISIT)
        return replace(self, conditions=(*others, *found), first_visit=last_visit is None)

    def without(self, keys: Collection[str]) -> "Query":
        """Return the query without the chips that have these keys; a dropped correction keeps the word as typed."""
        left = [chip for chip in self.chips if chip.key not in keys]
        return replace(
            self,
            conditions=tuple(chip.about for chip in left if isinstance(chip.about, Condition)),
            phrases=tuple(phrase for phrase in self.phrases if Chip("phrase", phrase) in left),
            excluded=tuple(words for words in self.excluded if Chip("exclusion", words) in left),
            order=self.order if Chip("order", self.order) in left else "relevance",
            kept=(*self.kept, *(key.partition(":")[2] for key in keys if key.startswith("correction:"))),
            guessed=tuple(key for key in self.guessed if key not in keys),
            dropped=(*self.dropped, *(chip for chip in self.chips if chip.key in keys)),
        )
