"""Answers questions about the record of a paper (its date, authors, counts, source, links) from the library alone."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answer import Answer, Source
from app.answers.without_search.record_questions import Rank, RecordField, record_field, record_rank, title_asked
from app.citations import without_false_marks
from index.collection import Stores
from index.identity import fold, parse_arxiv_id, parse_doi
from index.papers import Paper
from index.questions.query import Condition, Field, Query
from index.stores.by_hand.paper_marks import NO_MARKS, marks_of
from index.text.counting import counted
from index.text.date_words import date_words
from index.text.words import terms

# Papers whose titles are compared with the name in the question.
_CANDIDATES = 50
# Papers that are shown where several titles match.
_SHOWN = 8
_SHORTEST_NAME = 3
# A paper on something need not have it in its title.
_DESCRIBED = re.compile(r"\b(?:paper|article|work|study|one)\s+(?:on|about)\b", re.IGNORECASE)
# A shorter word has too many neighbours to be sure which one was meant.
_SHORTEST_MENDED = 6
_MARKED: dict[Field, tuple[str, str]] = {
    "read": ("You have marked {} as read", "You have not marked {} as read"),
    "starred": ("You have starred {}", "You have not starred {}"),
    "noted": ("You have written a note on {}", "You have written no note on {}"),
}
"""What is said of a paper with a mark, and of one without it."""
_BY_NAME: frozenset[RecordField] = frozenset(("authors", "first_author", "last_author", "same_authors"))
_NAMES: dict[RecordField, str] = {
    "date": "date", "authors": "author names", "first_author": "author names", "last_author": "author names",
    "author_count": "number of authors", "upvotes": "number of upvotes",
    "comments": "number of comments", "organisation": "organisation", "venue": "venue", "source": "source",
    "link": "link", "pdf": "link to the PDF", "code": "link to the code", "arxiv_id": "arXiv id", "doi": "DOI",
    "categories": "categories", "same_authors": "author names",
}  # fmt: skip


def answer_from_record(stores: Stores, answer: Answer, query: Query, question: str = "") -> Answer | None:
    """Return the finished answer if the question asks for a fact of the record of a paper in the library; else None.

    `question`: the question in words that stand alone, if they are not those of the answer.
    """
    question = question or answer.question
    if title := title_asked(question):
        return _answer_on_title(stores, answer, title)
    mark = next((one.field for one in query.conditions if one.field in _MARKED), None)
    if query.intent == "record" and query.paper and mark:
        return _answer_on_mark(stores, answer, query.paper, mark, described=_DESCRIBED.search(question) is not None)
    field = record_field(question, query) if query.intent == "record" else None
    return _answer_on_field(stores, answer, query, question, field) if field else None


def _answer_on_field(stores: Stores, answer: Answer, query: Query, question: str, field: RecordField) -> Answer | None:
    """Return what the record says of a field; None if it is not clear of which paper."""
    if rank := record_rank(question, query):
        papers, unknown = _ranked(stores, field, rank)
        if not papers:
            text = f"None of the pages you saved gives the {_NAMES[field]} of a paper."
            return replace(answer, stage="done", text=text, refused=True)
        fact = _ranked_fact(papers[0], field, rank)
    else:
        papers, unknown = _meant(stores, query), 0
        fact = _fact(papers[0], field) if papers else ""
    if not papers:
        return None
    if field == "same_authors" and papers[0].authors:
        return _others_by_its_authors(stores, answer, papers[0])
    paper, *others = papers
    text = f"{fact or _unknown(paper, field)} [1]."
    if unknown:
        text += f" Of {counted(unknown, 'other paper')} the {_NAMES[field]} is not known."
    if others:
        verb = "matches" if len(others) == 1 else "match"
        text += f" {counted(len(others), 'other title')} {verb} “{without_false_marks(query.paper)}”."
    sources = tuple(Source(each, (), number=1 if each is paper else None) for each in papers[:_SHOWN])
    return replace(answer, stage="done", text=text, sources=sources, refused=not fact)


def _others_by_its_authors(stores: Stores, answer: Answer, paper: Paper) -> Answer:
    """Return which other papers of the collection somebody of its authors wrote."""
    ids = stores.library.matching([Condition("author", names=paper.authors)], "newest").ids
    others = stores.library.papers([id_ for id_ in ids if id_ != paper.id][:_SHOWN])
    if not others:
        text = f"No other paper in your collection is by {_listed(paper.authors)}, who wrote {_title(paper)} [1]."
        return replace(answer, stage="done", text=text, sources=(Source(paper, (), number=1),))
    sources = tuple(Source(other, (), number) for number, other in enumerate(others, 1))
    items = "\n".join(f"- {without_false_marks(source.paper.title)} [{source.number}]" for source in sources)
    count = counted(len(others), "other paper")
    text = f"Those who wrote {_title(paper)} have {count} in your collection.\n\n{items}"
    return replace(answer, stage="done", text=text, sources=sources)


def _answer_on_mark(stores: Stores, answer: Answer, name: str, mark: Field, *, described: bool) -> Answer | None:
    """Return whether the person marked the paper of this name; None if no title is like it."""
    papers = find_papers(stores, name, described=described)[:1]
    if not papers:
        return None
    marks = marks_of(stores.library, [papers[0].id]).get(papers[0].id, NO_MARKS)
    marked = {"read": marks.read, "starred": marks.starred, "noted": bool(marks.note)}[mark]
    text = f"{_MARKED[mark][0 if marked else 1].format(_title(papers[0]))} [1]."
    return replace(answer, stage="done", text=text, sources=(Source(papers[0], (), number=1),))


def _answer_on_title(stores: Stores, answer: Answer, title: str) -> Answer:
    """Return whether the collection has a paper of this title, or else one whose title has all its words."""
    papers, called = find_papers(stores, title)[:1], f"“{without_false_marks(title)}”"
    if not papers:
        text = f"No, no paper in your collection is called {called}."
        return replace(answer, stage="done", text=text, refused=True)
    same = _is_title(title, papers[0].title) or _is_beginning(title, papers[0].title)
    near = f"No paper is called exactly {called}, but there is"
    text = f"{'Yes, you have' if same else near} {_title(papers[0])} [1]."
    return replace(answer, stage="done", text=text, sources=(Source(papers[0], (), number=1),))


def _meant(stores: Stores, query: Query) -> list[Paper]:
    """Return the papers that the question names or points to, the likeliest first; none if that is not clear."""
    if not query.paper and not query.conditions:
        return []
    within = set(stores.library.matching(query.conditions).ids) if query.conditions else None
    if not query.paper:
        return stores.library.papers(tuple(within or ())) if len(within or ()) == 1 else []
    papers = find_papers(stores, query.paper, described=_DESCRIBED.search(query.text) is not None)
    return [paper for paper in papers if within is None or paper.id in within]


def find_papers(stores: Stores, name: str, *, described: bool = False) -> list[Paper]:
    """Return the papers whose title the name is, or is a part of, the best match first; slips of typing are mended.

    `described`: without such a title, the best paper whose abstract has the words of the name will do.
    """
    words = name.split()
    long = [word for word in words if len(word) >= _SHORTEST_MENDED]
    for typed, meant in stores.words.corrections(long).items():
        words = [meant if word.casefold() == typed.casefold() else word for word in words]
    for spelled in dict.fromkeys((name, " ".join(words))):
        papers = stores.library.papers([id_ for id_, _ in stores.words.search(spelled, _CANDIDATES)])
        for is_meant in (_is_title, _is_beginning, _has_words):
            if found := [paper for paper in papers if is_meant(spelled, paper.title)]:
                return found
        if described and (found := [paper for paper in papers if _has_words(spelled, paper.text)]):
            return found[:1]
    return []


def the_paper_named(stores: Stores, name: str) -> Paper | None:
    """Return the one paper that an id, an address, a title or a part of one names; None if that is not clear."""
    arxiv, doi = parse_arxiv_id(name), parse_doi(name)
    keys = [f"arxiv:{arxiv[0]}"] if arxiv else [f"doi:{doi}"] if doi else [name]
    found = stores.library.papers(keys) or find_papers(stores, name)
    clear = len(found) == 1 or (found and (_is_title(name, found[0].title) or _is_beginning(name, found[0].title)))
    return found[0] if clear else None


def _is_title(name: str, title: str) -> bool:
    return fold(title) == fold(name)


def _is_beginning(name: str, title: str) -> bool:
    """Return whether the name is the part of a title before its colon."""
    return fold(title.split(":", maxsplit=1)[0]) == fold(name)


def _has_words(name: str, text: str) -> bool:
    """Return whether the text has all words of the name."""
    wanted = terms(name)
    return bool(wanted) and len(fold(name)) >= _SHORTEST_NAME and set(wanted) <= set(terms(text))


def _ranked(stores: Stores, field: RecordField, rank: Rank) -> tuple[list[Paper], int]:
    """Return the paper with the most or fewest of the field, and of how many papers it is not known.

    Where several have as many, it is the first by title.
    """
    every = stores.library.papers()
    counts = [(count, paper) for paper in every if (count := _count(paper, field)) is not None]
    choose = max if rank == "most" else min
    best = [choose(counts, key=lambda item: item[0])[1]] if counts else []
    return best, len(every) - len(counts)


def _count(paper: Paper, field: RecordField) -> int | None:
    return {"upvotes": paper.upvotes, "comments": paper.comments, "author_count": paper.author_count}.get(field)


def _ranked_fact(paper: Paper, field: RecordField, rank: Rank) -> str:
    things = {"author_count": "authors"}.get(field, field)
    number = _count(paper, field) or 0
    return f"{_title(paper)} has the {rank} {things} of the papers in your collection, {number:,}"


def _fact(paper: Paper, field: RecordField) -> str:
    """Return what the record says of the field, as a sentence without its full stop; empty if it says nothing."""
    title, count = _title(paper), _count(paper, field)
    inferred = " (the page leaves out the year; it is inferred)" if paper.date_inferred else ""
    on = "on" if paper.date_precision == "day" else "in"
    facts: dict[RecordField, tuple[str, str]] = {
        "date": (f"{title} was published {on}", f"{date_words(paper)}{inferred}" if paper.date else ""),
        "authors": (f"{title} is by", _listed(paper.authors)),
        "first_author": (f"The first author of {title} is", without_false_marks(next(iter(paper.authors), ""))),
        "last_author": (f"The last author of {title} is", without_false_marks(next(reversed(paper.authors), ""))),
        "author_count": (f"{title} has", "" if count is None else counted(count, "author")),
        "upvotes": (f"{title} has", "" if count is None else counted(count, "upvote")),
        "comments": (f"{title} has", "" if count is None else counted(count, "comment")),
        "organisation": (f"{title} is from", without_false_marks(paper.organisation or "")),
        "venue": (f"{title} was published in", without_false_marks(paper.venue or "")),
        "source": (f"{title} is in", _listed(paper.sources)),
        "same_authors": ("", ""),
        "categories": (f"{title} is in the categories", _listed(paper.categories)),
    }
    joint = "to" if field == "link" else "of"
    opening, value = facts.get(field) or (
        f"The {_NAMES[field]} {joint} {title} is",
        without_false_marks(_address(paper, field) or ""),
    )
    return f"{opening} {value}" if value else ""


def _address(paper: Paper, field: RecordField) -> str | None:
    """Return an id or address of the paper; those that follow from its arXiv id or DOI need not be in the record."""
    id_ = paper.arxiv_id
    addresses: dict[RecordField, str | None] = {
        "link": paper.url or (id_ and f"https://arxiv.org/abs/{id_}") or (paper.doi and f"https://doi.org/{paper.doi}"),
        "pdf": paper.pdf_url or (id_ and f"https://arxiv.org/pdf/{id_}"),
        "code": paper.code_url,
        "arxiv_id": id_ and f"{id_}v{paper.arxiv_version}" if paper.arxiv_version else id_,
        "doi": paper.doi,
    }
    return addresses[field]


def _unknown(paper: Paper, field: RecordField) -> str:
    """Return that the record does not give the field, and what comes nearest to it."""
    files = len(paper.sources)
    joint = "to" if field == "link" else "of"
    pages = "The page you saved" if files == 1 else "The pages you saved"
    text = f"{pages} {'does' if files == 1 else 'do'} not give the {_NAMES[field]} {joint} {_title(paper)}"
    if field in _BY_NAME and paper.author_count is not None:
        return f"{text}, only that it has {counted(paper.author_count, 'author')}"
    if field in {*_BY_NAME, "author_count"} and paper.organisation:
        return f"{text}, only its organisation, {without_false_marks(paper.organisation)}"
    return text


def _title(paper: Paper) -> str:
    return f"“{without_false_marks(paper.title)}”"


def _listed(values: Sequence[str]) -> str:
    *first, last = map(without_false_marks, values or ("",))
    return f"{', '.join(first)} and {last}" if first else last
