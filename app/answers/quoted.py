"""The answer when no model writes one: the best sentences of the abstracts, quoted and cited, or a refusal."""

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from app.answer import Answer, Source
from app.answers.refusal import RefusalReason, refuse
from app.answers.sources import Sources, cited_first, explained_sources
from app.answers.unanswered.foreign_questions import (
    foreign_to,
    language_to_ask_in,
    may_be_found_by_parts,
    next_step,
    quoted_instead,
)
from app.answers.unanswered.unstated_details import names_paper, unstated_detail
from app.checking.result import Check
from app.citations import without_false_marks
from app.summaries.quoting import Span, quoted
from app.summaries.requested_aspects import sentence_on_aspect
from index.collection import Stores
from index.identity import fold, short_title
from index.map.paper_map import load_map
from index.papers import Paper
from index.questions.phrases import defined_term
from index.questions.query import Query
from index.retrieval.answerability import is_doubtful
from index.retrieval.evidence import Evidence, spans
from index.retrieval.explanation import evidence_for, understood_words
from index.retrieval.results import Hit, SearchResult
from index.sentence_ranking.definitions import definition_strength, requested_term
from index.sentence_ranking.sentence_ranker import fitted_ranker
from index.sentence_ranking.sentence_signals import depends_on_previous
from index.sentence_ranking.sizes_and_data import asked_for, telling_sentence
from index.wording.said import Said, composed, said, sentences_said

# With more sentences, and a share of .55 of the best, more papers are cited and the answer gets no longer.
_QUOTES, _QUOTES_OF_A_SIDE = 7, 2
_PER_PAPER = 3
# How much less each further sentence of a paper is worth: another paper is more likely to add something.
_REPEATED = 0.8
# A refusal names the topics of this many papers.
_CLOSEST = 2
# A refusal repeats the topic of a list if it has at most this many words.
_LONGEST_TOPIC = 4

INTRODUCTION = said("quoted.closest", "The closest papers say:")
_MAYBE = said("quoted.maybe", "Your papers may not answer this. The closest say:")


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotes chosen for an answer: their text with `[n]` marks, and for each n the hit and the sentences."""

    text: str
    cited: tuple[tuple[Hit, tuple[Evidence, ...]], ...]
    checks: tuple[Check, ...]
    """One per mark, in order: the place of its quotes in the text, and their sentences in the abstract."""


def answer_with_quotes(
    stores: Stores, answer: Answer, found: SearchResult, *, connected: bool = False
) -> Generator[Answer, None, Answer]:
    """Yield the sources, then return the best sentences as the answer, or a refusal. `connected`: there is a model."""
    evidence = evidence_for(stores, found)
    sources = explained_sources(stores, found, evidence)
    answer = replace(answer, model=None, sources=sources)
    yield answer
    # Of the question as it was asked: what is left of it for the search is not surely English.
    lacks = not found.answerable and found.filtered != 0
    papers = [hit.paper for hit in found.hits]
    asked_in = foreign_to(answer.searched or answer.question, papers) if lacks else ""
    understood = understood_words(found, asked_in) if asked_in else ""
    if asked_in and not understood:
        # The encoder does not know these words, so what is nearest to them is nearest by chance.
        unknown = found.signals.unknown if found.signals else ()
        reason = RefusalReason(missing=unknown, instead=next_step(asked_in, papers, connected=connected))
        return refuse(replace(answer, sources=()), reason)
    by_chance = not (found.answerable or asked_in)
    if by_chance and not (lacks and may_be_found_by_parts(found.query.text, papers)):
        return refuse(answer, replace(_reason(stores, found), instead=language_to_ask_in(found.query.text, papers)))
    # The papers closest to a side that the collection does not cover say nothing about it.
    covered = [pair for pair in zip(found.hits, evidence, strict=True) if pair[0].side not in found.missing]
    hits, sentences = [hit for hit, _ in covered], [sentences for _, sentences in covered]
    quotes = quote(hits, sentences, definition_or_problem(found.query.text, hits, sentences))
    detail = unstated_detail(found.query.text, [hit.paper for hit, _ in quotes.cited], stores.words.weights)
    introduction = _unstated(detail) if detail else _opening(found)
    introduction = quoted_instead(understood, papers) if asked_in else introduction
    before, own = composed([introduction, "\n\n"])
    checks = tuple(
        replace(check, start=check.start + len(before), end=check.end + len(before)) for check in quotes.checks
    )
    answer = replace(answer, text=f"{before}{quotes.text}".rstrip(), said=own, checks=checks)
    if asked_in:
        step = next_step(asked_in, papers, connected=connected)
        answer = replace(answer, notice=sentences_said(answer.notice, step))
    return replace(
        answer, stage="done", refused=bool(detail or asked_in or by_chance), sources=_numbered(sources, quotes)
    )


def _opening(found: SearchResult) -> Said:
    """Return the words above the quotes: whether the papers seem to answer, or only to be on the topic."""
    doubtful = not found.answerable or (found.signals is not None and is_doubtful(found.signals))
    return _MAYBE if doubtful and not found.query.sides else INTRODUCTION


def _unstated(detail: str) -> Said:
    detail = without_false_marks(detail)
    return said("quoted.not_stated", "The abstracts found do not state the {detail}. What they say:", detail=detail)


def quote(
    hits: Sequence[Hit], sentences: Sequence[Sequence[Evidence]], first: tuple[int, Evidence] | None = None
) -> Quotes:
    """Return the few sentences that answer best, from several papers if they help; the paper that answers best first.

    In a comparison, each side has its own. `sentences`: those of each hit, best first; `first`: a sentence that comes
    first of all, with the rank of its paper.
    """
    sides = list(dict.fromkeys(hit.side for hit in hits))
    most = _QUOTES if len(sides) == 1 else _QUOTES_OF_A_SIDE
    cited: list[tuple[Hit, tuple[Evidence, ...]]] = []
    checks: list[Check] = []
    text = ""
    for side in sides:
        text += f"**{side}**\n\n" if side else ""
        for hit, best in _chosen(hits, sentences, side, most, first):
            cited.append((hit, best))
            line = f"- {_in_quotation_marks(hit, best)}"
            evidence = ((len(cited), spans(best)),)
            checks.append(Check(len(text) + len("- "), len(text) + len(line), "quoted", (), evidence))
            text += f"{line} [{len(cited)}]\n"
        text += "\n" if side else ""
    return Quotes(text.rstrip(), tuple(cited), tuple(checks))


def _in_quotation_marks(hit: Hit, sentences: Sequence[Evidence]) -> str:
    """Return the sentences quoted in their order; each run that follows the text is one quotation or several."""
    first, *rest = spans(sentences)
    if not rest or first < rest[0]:
        return quoted(hit.paper.abstract, (first, *rest))
    return f"{quoted(hit.paper.abstract, [first])} {quoted(hit.paper.abstract, rest)}"


def definition_or_problem(
    question: str, hits: Sequence[Hit], sentences: Sequence[Sequence[Evidence]]
) -> tuple[int, Evidence] | None:
    """Return the sentence that says what a thing is, which problem it solves or how large it is, if asked.

    Also return the rank of its paper.
    """
    if term := requested_term(question):
        return _defining(term, hits, sentences)
    span = _telling(question, hits[0].paper) if hits and not hits[0].side else None
    return next(((0, one) for one in sentences[0] if (one.start, one.end) == span), None) if span else None


def _telling(question: str, paper: Paper) -> Span | None:
    """Return the sentence that states the aspect of a paper that a question asks for, or a size and nothing else."""
    if asked := asked_for(question):
        return telling_sentence(asked, paper.abstract)
    return sentence_on_aspect(question, paper) if names_paper(question, paper) else None


def _defining(term: str, hits: Sequence[Hit], sentences: Sequence[Sequence[Evidence]]) -> tuple[int, Evidence] | None:
    """Return the sentence that says best what a term is, with the rank of its paper; that of the name comes first."""
    found = [
        (named, strength, -rank, -sentence.start, rank, sentence)
        for rank, (hit, own) in enumerate(zip(hits, sentences, strict=True))
        for named in [_is_name(term, hit.paper)]
        for sentence in own
        if (strength := definition_strength(term, hit.paper.abstract[sentence.start : sentence.end], of_it=named))
    ]
    return max(found, key=lambda one: one[:4])[4:] if found else None


def _is_name(term: str, paper: Paper) -> bool:
    return fold(term) == fold(short_title(paper.title))


def worth(hit: Hit, sentence: Evidence) -> float:
    """Return how much a sentence of a paper is worth quoting; comparable between the papers of one search.

    The score of the paper counts more: it tells which paper answers, and the sentence's only which of its sentences.
    The exponents, and how good a quote must be to be kept, were chosen on train parts (`tests.bench quotes_fit`).
    """
    return math.sqrt(sentence.score) * hit.score**2


def _numbered(sources: Sources, quotes: Quotes) -> Sources:
    """Return the sources with the quoted ones first, numbered, their quotes highlighted from the best on."""
    quoted_as = {hit.paper.id: (number, sentences) for number, (hit, sentences) in enumerate(quotes.cited, 1)}

    def numbered(source: Source) -> Source:
        if source.paper.id not in quoted_as:
            return source
        number, sentences = quoted_as[source.paper.id]
        return replace(source, number=number, evidence=spans(sorted(sentences, key=lambda one: -one.score)))

    return cited_first([numbered(source) for source in sources])


def _chosen(
    hits: Sequence[Hit],
    sentences: Sequence[Sequence[Evidence]],
    side: str,
    most: int,
    start: tuple[int, Evidence] | None,
) -> list[tuple[Hit, tuple[Evidence, ...]]]:
    """Return the best sentences of the papers of one side that are about as good as its best one, in text order.

    The paper with the best sentence comes first. A sentence that depends on the one before it comes with that one. The
    one that is asked for comes first of all.
    """
    ranked = sorted(
        (
            (worth(hit, sentence) * _REPEATED**place, rank, sentence)
            for rank, (hit, found) in enumerate(zip(hits, sentences, strict=True))
            for place, sentence in enumerate(found[:_PER_PAPER])
            if hit.side == side
        ),
        key=lambda candidate: -candidate[0],
    )
    least = fitted_ranker().least_share * ranked[0][0] if ranked else 0.0
    chosen: dict[int, list[Evidence]] = {start[0]: [start[1]]} if start else {}
    for value, rank, sentence in ranked[:most]:
        if value >= least and (rank, sentence) != start:
            chosen.setdefault(rank, []).append(sentence)
    shown = {rank: _understood(hits[rank].paper, own, sentences[rank]) for rank, own in chosen.items()}
    if start:
        rank, first = start
        shown[rank] = (first, *(one for one in shown[rank] if one != first))
    return [(hits[rank], own) for rank, own in shown.items()]


def _understood(paper: Paper, chosen: Sequence[Evidence], every: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the chosen sentences in text order, each with the one before it if a pronoun at its start means that."""
    shown = set(chosen)
    for sentence in chosen:
        before = max((one for one in every if one.start < sentence.start), key=lambda one: one.start, default=None)
        if before and depends_on_previous(paper.abstract[sentence.start : sentence.end]):
            shown.add(before)
    return tuple(sorted(shown, key=lambda sentence: sentence.start))


def _reason(stores: Stores, found: SearchResult) -> RefusalReason:
    """Return why the collection does not seem to have an answer."""
    if found.query.after and not found.hits:
        return RefusalReason(at_an_end=True)
    if found.query.unknown_author and not found.query.text.strip():
        return RefusalReason(author=found.query.unknown_author)
    if found.filtered is not None and (found.query.chips or not found.filtered):
        topic = _topic_of_list(found.query) if found.query.is_about_shown and not found.query.excluded else ""
        return RefusalReason(found.query.chips, found.filtered, missing=(topic,) if topic else ())
    signals = found.signals
    missing = (signals.absent or signals.unknown) if signals and signals.papers else ()
    term = defined_term(found.query.text) or _topic_of_list(found.query)
    if term and not missing and not stores.words.with_topic(term, loosely=True):
        missing = (term,)
    return RefusalReason(missing=missing, topics=_topics(stores, [hit.paper for hit in found.hits[:_CLOSEST]]))


def _topic_of_list(query: Query) -> str:
    """Return what papers are listed on, if that is a few words; empty unless it is a list."""
    return query.text if query.intent in ("list", "count") and len(query.text.split()) <= _LONGEST_TOPIC else ""


def _topics(stores: Stores, papers: Sequence[Paper]) -> tuple[str, ...]:
    """Return what the papers are about: the names of their topics on the map."""
    drawn = load_map(stores)
    if drawn is None:
        return ()
    topic_of = dict(zip(drawn.ids, drawn.topic, strict=True))
    numbers = [number for paper in papers if 0 <= (number := topic_of.get(paper.id, -1)) < len(drawn.topics)]
    return tuple(dict.fromkeys(name for number in numbers if (name := drawn.topics[number].name)))
