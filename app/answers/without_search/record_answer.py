"""Answers questions about the record of a paper (its date, authors, counts, source, links) from the library alone."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answer import Answer, Source
from app.answers.without_search.own_facts import known_fact
from app.answers.without_search.record_facts import (
    FIELD_NAMES,
    count_of,
    may_be_nearly_given,
    not_given,
    ranked_fact,
    title_of,
)
from app.answers.without_search.record_questions import (
    ORDERED,
    Rank,
    RecordField,
    record_field,
    record_rank,
    requested_title,
)
from app.checking.result import Check
from app.citations import without_false_marks
from app.summaries.quoting import quoted
from index.collection import Stores
from index.identity import fold, parse_arxiv_id, parse_doi, short_title
from index.papers import Paper
from index.questions.query import MARKS, ORDERED_BY, Condition, Field, Query
from index.retrieval.filtering import matching
from index.sentence_ranking.definitions import is_presented
from index.stores.by_hand.paper_marks import NO_MARKS, marks_of
from index.text.names import looks_like_name
from index.text.sentences import sentence_spans, sentences
from index.text.words import terms
from index.wording.said import Said, composed, in_quotes, lines_said, said, sentences_said

# Papers whose titles are compared with the name in the question.
_CANDIDATES = 50
# Papers that are shown where several titles match.
_SHOWN = 8
_SHORTEST_NAME = 3
# A paper on something need not have it in its title.
_DESCRIBED = re.compile(r"\b(?:paper|article|work|study|one)\s+(?:on|about)\b", re.IGNORECASE)
_NEARLY_CALLED = "No paper is called exactly {title}, but there is {near} [1]."
# A shorter word has too many neighbours to be sure which one was meant.
_SHORTEST_MENDED = 6


def answer_from_record(stores: Stores, answer: Answer, query: Query, question: str = "") -> Answer | None:
    """Return the finished answer if the question asks for a fact of the record of a paper in the library; else None.

    `question`: the question in words that stand alone, if they are not those of the answer.
    """
    question = question or answer.question
    if title := requested_title(question):
        return _answer_on_title(stores, answer, title)
    mark = next((one.field for one in query.conditions if one.field in MARKS), None)
    if query.intent == "record" and query.paper and mark:
        return _answer_on_mark(stores, answer, query.paper, mark, described=_DESCRIBED.search(question) is not None)
    field = record_field(question, query) if query.intent == "record" else None
    return _answer_on_field(stores, answer, query, question, field) if field else None


def _answer_on_field(stores: Stores, answer: Answer, query: Query, question: str, field: RecordField) -> Answer | None:
    """Return what the record says of a field; None if it is not clear of which paper."""
    if rank := record_rank(question, query):
        papers, unknown = _ranked(stores, field, rank, query.conditions)
        if not papers:
            none = "None of the pages you saved gives {field} of a paper."
            none_gives = said("record.none_gives", none, field=FIELD_NAMES[field])
            return replace(answer, stage="done", text=none_gives, refused=True)
        fact: str = ranked_fact(papers[0], field, rank, chosen=bool(query.conditions))
    else:
        papers, unknown = _papers_meant(stores, query), 0
        fact = known_fact(stores, papers[0], field) if papers else ""
    if not papers:
        return None
    if field == "same_authors" and papers[0].authors:
        return _others_by_its_authors(stores, answer, papers[0])
    several = len(papers) > 1 and not query.paper
    if field == "abstract":
        return _abstracts(answer, papers if several else papers[:1])
    if several:
        return _facts_of_each(answer, papers, [known_fact(stores, paper, field) for paper in papers], field)
    paper, *others = papers
    parts: list[str] = [said("record.cited", "{fact} [1].", fact=fact or not_given(paper, field))]
    if _only_mentions(query.paper, paper):
        called = in_quotes(without_false_marks(query.paper))
        parts.insert(0, said("record.nearly_called", _NEARLY_CALLED, title=called, near=title_of(paper)))
    if unknown:
        not_known = (
            "For {count} other paper, {field} is not known.",
            "For {count} other papers, {field} is not known.",
        )
        parts.append(said("record.not_known", not_known, count=unknown, field=FIELD_NAMES[field]))
    if others:
        match = ("{count} other title matches “{name}”.", "{count} other titles match “{name}”.")
        parts.append(said("record.others", match, count=len(others), name=without_false_marks(query.paper)))
    sources = tuple(Source(each, (), number=1 if each is paper else None) for each in papers[:_SHOWN])
    return replace(answer, stage="done", text=sentences_said(*parts), sources=sources, refused=not fact)


def _facts_of_each(answer: Answer, papers: Sequence[Paper], facts: Sequence[str], field: RecordField) -> Answer:
    """Return what is known of a field of several papers, a line each."""
    sources = tuple(Source(paper, (), number) for number, paper in enumerate(papers, 1))
    if not any(facts) and not may_be_nearly_given(field):
        marks = "".join(f"[{source.number}]" for source in sources)
        none = "Your sources do not give {field} of these papers {marks}."
        text = said("record.none_of_these", none, field=FIELD_NAMES[field], marks=marks)
        return replace(answer, stage="done", text=text, sources=sources, refused=True)
    given = [fact or not_given(paper, field) for fact, paper in zip(facts, papers, strict=True)]
    listed, own = composed(part for at, fact in enumerate(given, 1) for part in ("- ", fact, f" [{at}]\n"))
    return replace(answer, stage="done", text=listed.rstrip(), said=own, sources=sources, refused=not any(facts))


def _abstracts(answer: Answer, papers: Sequence[Paper]) -> Answer:
    """Return the whole abstract of each paper, quoted."""
    parts, checks, sources = list[str](), list[Check](), list[Source]()
    for number, paper in enumerate(papers, 1):
        spans = tuple(sentence_spans(paper.abstract))
        quotation = quoted(paper.abstract, spans)
        is_this = said("record.abstract_is", "The abstract of {title}:", title=title_of(paper))
        parts += ["\n\n" if parts else "", is_this, "\n\n"]
        start = sum(map(len, parts))
        parts.append(f"{quotation} [{number}]")
        checks.append(Check(start, start + len(quotation), "quoted", (), ((number, spans),)))
        sources.append(Source(paper, spans, number))
    text, own = composed(parts)
    return replace(answer, stage="done", text=text, said=own, checks=tuple(checks), sources=tuple(sources))


def _others_by_its_authors(stores: Stores, answer: Answer, paper: Paper) -> Answer:
    """Return which other papers in the collection any of its authors wrote."""
    ids = stores.library.matching([Condition("author", names=paper.authors)], "newest").ids
    others = stores.library.papers([id_ for id_ in ids if id_ != paper.id][:_SHOWN])
    if not others:
        none = "No other paper in your collection is by an author of {title} [1]."
        nobody = said("record.no_others_by", none, title=title_of(paper))
        return replace(answer, stage="done", text=nobody, sources=(Source(paper, (), number=1),))
    sources = tuple(Source(other, (), number) for number, other in enumerate(others, 1))
    items = [f"- {without_false_marks(source.paper.title)} [{source.number}]" for source in sources]
    opening = (
        "{count} other paper in your collection is by an author of {title}.",
        "{count} other papers in your collection are by authors of {title}.",
    )
    text = lines_said([said("record.others_by", opening, count=len(others), title=title_of(paper)), "", *items])
    return replace(answer, stage="done", text=text, sources=sources)


def _answer_on_mark(stores: Stores, answer: Answer, name: str, mark: Field, *, described: bool) -> Answer | None:
    """Return whether the person marked the paper of this name; None if no title matches."""
    papers = find_papers(stores, name, described=described)[:1]
    if not papers:
        return None
    marks = marks_of(stores.library, [papers[0].id]).get(papers[0].id, NO_MARKS)
    marked = {"read": marks.read, "starred": marks.starred, "noted": bool(marks.note)}[mark]
    text = said("record.cited", "{fact} [1].", fact=_marked(mark, title_of(papers[0]), marked=marked))
    return replace(answer, stage="done", text=text, sources=(Source(papers[0], (), number=1),))


def _marked(mark: Field, title: str, *, marked: bool) -> Said:
    """Return whether a paper has a mark, in words."""
    if mark == "read":
        if marked:
            return said("record.read", "You have marked {title} as read", title=title)
        return said("record.not_read", "You have not marked {title} as read", title=title)
    if mark == "starred":
        if marked:
            return said("record.starred", "You have starred {title}", title=title)
        return said("record.not_starred", "You have not starred {title}", title=title)
    if marked:
        return said("record.noted", "You have written a note on {title}", title=title)
    return said("record.not_noted", "You have written no note on {title}", title=title)


def _answer_on_title(stores: Stores, answer: Answer, title: str) -> Answer:
    """Return whether the collection has a paper of this title, or else one whose title has all its words."""
    papers, called = find_papers(stores, title)[:1], in_quotes(without_false_marks(title))
    if not papers:
        text = said("record.not_called", "No, no paper in your collection is called {title}.", title=called)
        return replace(answer, stage="done", text=text, refused=True)
    there = title_of(papers[0])
    if _is_title(title, papers[0].title) or _is_beginning(title, papers[0].title):
        text = said("record.you_have", "Yes, you have {title} [1].", title=there)
    else:
        text = said("record.nearly_called", _NEARLY_CALLED, title=called, near=there)
    return replace(answer, stage="done", text=text, sources=(Source(papers[0], (), number=1),))


def _papers_meant(stores: Stores, query: Query) -> list[Paper]:
    """Return the papers that the question names or points to, the likeliest first; none if that is not clear."""
    if not query.paper and not query.conditions:
        return []
    within = set(matching(stores, query.conditions).ids) if query.conditions else None
    if query.paper:
        papers = find_papers(stores, query.paper, described=_DESCRIBED.search(query.text) is not None)
    else:
        one_left = tuple(within or ()) if len(within or ()) == 1 else ()
        pointed_to = next((one.names for one in query.conditions if one.field == "id"), one_left)
        papers = stores.library.papers(pointed_to)
    return [paper for paper in papers if within is None or paper.id in within]


def find_papers(stores: Stores, name: str, *, described: bool = False) -> list[Paper]:
    """Return the papers with this title, those that present something by this name, and those with it in their title.

    Best match first. Typos are corrected.

    `described`: without such a title, the best paper whose abstract has the words of the name will do.
    """
    words = name.split()
    long = [word for word in words if len(word) >= _SHORTEST_MENDED]
    for typed, meant in stores.words.corrections(long).items():
        words = [meant if word.casefold() == typed.casefold() else word for word in words]
    for spelled in dict.fromkeys((name, " ".join(words))):
        papers = stores.library.papers([id_ for id_, _ in stores.words.search(spelled, _CANDIDATES)])
        for is_meant in (_is_title, _is_beginning):
            if found := [paper for paper in papers if is_meant(spelled, paper.title)]:
                return found
        # A title may have the name because the paper is about what another one presents.
        presenting = [paper for paper in papers if _presents(spelled, paper)]
        having = [paper for paper in papers if _has_words(spelled, paper.title) and paper not in presenting]
        if len(presenting) == 1 or having:
            return [*presenting, *having]
        if presenting:
            # If several present something by that name, it is unclear which one is meant.
            return []
        if described and (found := [paper for paper in papers if _has_words(spelled, paper.text)]):
            return found[:1]
    return []


def find_named_paper(stores: Stores, name: str) -> Paper | None:
    """Return the one paper that an id, an address, a title or a part of one names; None if that is not clear."""
    arxiv, doi = parse_arxiv_id(name), parse_doi(name)
    keys = [f"arxiv:{arxiv[0]}"] if arxiv else [f"doi:{doi}"] if doi else [name]
    found = stores.library.papers(keys) or find_papers(stores, name)
    clear = len(found) == 1 or (found and (_is_title(name, found[0].title) or _is_beginning(name, found[0].title)))
    return found[0] if clear else None


def _is_title(name: str, title: str) -> bool:
    return fold(title) == fold(name)


def _is_beginning(name: str, title: str) -> bool:
    """Return whether the name is what a title begins with, before a colon or the like."""
    return fold(short_title(title)) == fold(name)


def _presents(name: str, paper: Paper) -> bool:
    """Return whether the abstract presents what has this name: `S4` is in no title."""
    if " " in name or not looks_like_name(name):
        return False
    return any(is_presented(name, sentence) for sentence in sentences(paper.abstract))


def _only_mentions(name: str, paper: Paper) -> bool:
    """Return whether the title mentions something by this name that the paper itself does not present."""
    if " " in name or not looks_like_name(name, certain=True):
        return False
    return not (_is_title(name, paper.title) or _is_beginning(name, paper.title) or _presents(name, paper))


def _has_words(name: str, text: str) -> bool:
    """Return whether the text has all words of the name."""
    wanted = terms(name)
    return bool(wanted) and len(fold(name)) >= _SHORTEST_NAME and set(wanted) <= set(terms(text))


def _ranked(stores: Stores, field: RecordField, rank: Rank, conditions: Sequence[Condition]) -> tuple[list[Paper], int]:
    """Return the paper with the most or fewest of the field, and of how many papers it is not known.

    Only papers that meet the conditions count. Where several have as many, it is the first by title.
    """
    order = next((order for order, ordered in ORDERED.items() if ordered == field), None)
    if order is None:
        return [], 0
    found = matching(stores, conditions, order)
    known = found.ids[: len(found.ids) - found.unordered]
    best = stores.library.papers(known[:1] if rank == "most" else known[-1:])
    if best and rank == "fewest":
        as_few = Condition(ORDERED_BY[order], most=count_of(best[0], field))
        best = stores.library.papers(matching(stores, [*conditions, as_few], order).ids[:1])
    return best, found.unordered
