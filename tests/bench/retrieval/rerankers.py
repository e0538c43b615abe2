"""Reranking: the highest possible gain, how accurate a reranker must be to help, and what it costs.

The project ships no cross-encoder, so these rerankers need no weights: the judgements, the judgements with noise, and
MaxSim of the bundled encoder over sentences. Measure your own with `paperchat eval retrieval`.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from statistics import NormalDist, mean
from typing import Literal

from app.llm.endpoint import Endpoint
from app.llm.reranker import REPLY_TOKENS, ListwiseReranker
from index.embedding.encoder import Encoder, Vectors
from index.evaluation.beir import JudgedSet
from index.evaluation.metrics import MEASURES, NDCG
from index.evaluation.runs import DEPTH
from index.papers import Paper
from index.retrieval.rerank_endpoint import EndpointReranker
from index.retrieval.reranking import Reranker, merge, rerank
from index.retrieval.search import search
from index.text.sentences import sentence_spans
from tests.bench.common import load_set, median, percentile, stores_of, table
from tests.scripted_endpoint import Say, ScriptedEndpoint
from tests.scripted_services import Reranking

RankedPapers = Mapping[str, Sequence[Paper]]
"""The product's first papers for each query, best first, by query id."""
Order = Callable[[str, Sequence[Paper]], Sequence[int]]
"""Takes a query id and its papers; returns positions, best first. Missing positions follow."""
_PRODUCT = "**product**"
_DEPTHS = (10, 20, 32, 50)
_ACCURACIES = (0.80, 0.85, 0.90, 0.95, 0.97, 0.99)
_DRAWS = 5
_NAMES = (NDCG, "R@5", "R@20")
_SERVED: tuple[tuple[Literal["texts", "documents"], str], ...] = (("texts", "/rerank"), ("documents", "/v1/rerank"))
# Encoding every sentence is slow: use this many queries per set, evenly spaced, and this many papers for each.
_MAXSIM_QUERIES = 100
_MAXSIM_DEPTH = 20
_COST_QUERIES = 40


def measure(split: str = "dev") -> Iterator[str]:
    """Reranking: nDCG@10 of an oracle, noisy oracles and MaxSim over the product's order; calls, tokens, ms."""
    for name in ("scifact", "scitldr"):
        data = load_set(name, split)
        with stores_of(name, data.papers) as stores:
            found = {
                id_: [hit.paper for hit in search(stores, question, DEPTH).hits]
                for id_, question in data.queries.items()
            }
            encoder = stores.encoder
        yield _bounds(data, found)
        yield _accuracies(data, found)
        yield _served(data, found, encoder)
        if name == "scifact":
            yield _cost(data, found)


def _bounds(data: JudgedSet, found: RankedPapers) -> str:
    """Return what the judgements give over the first papers; no reranker can gain more."""
    orders: dict[str, Order] = {_PRODUCT: _as_found}
    for depth in _DEPTHS:
        orders[f"judgements over the first {depth}"] = partial(_judged, data, depth, _silent)
    return f"**{data.name} {data.split}**, {len(found)} queries\n\n{_compared(data, found, orders)}"


def _accuracies(data: JudgedSet, found: RankedPapers) -> str:
    """Return the nDCG@10 points gained by rerankers with a given pairwise accuracy."""
    product = _means(data, found, _as_found)[0]
    rows: list[tuple[object, ...]] = []
    for accuracy in _ACCURACIES:
        # Scores of a relevant and another paper, 1 apart, each with Gaussian noise (Thurstone 1927, case V).
        spread = 1 / (2**0.5 * NormalDist().inv_cdf(accuracy))
        row = [f"{accuracy:.0%}"]
        for depth in _DEPTHS:
            draws = map(random.Random, range(_DRAWS))
            noises = [partial(draw.gauss, 0.0, spread) for draw in draws]
            alone: list[Order] = [partial(_judged, data, depth, noise) for noise in noises]
            kinds = (alone, [_merged(order) for order in alone])
            medians = [median(_means(data, found, order)[0] for order in orders) for orders in kinds]
            gains = [f"{100 * (gained - product):+.1f}" for gained in medians]
            row.append(" / ".join(gains))
        rows.append(tuple(row))
    own = (f"{_pairs_right(data, found, depth):.1%}" for depth in _DEPTHS)
    head = ("pairwise accuracy", *(f"over the first {depth}" for depth in _DEPTHS))
    return (
        f"{data.name} {data.split}: nDCG@10 points gained by a reranker, by its accuracy on pairs of a relevant paper "
        f"and another one; its order alone / merged with the search's\n\n"
        f"{table(head, [*rows, ('of the product', *own)])}"
    )


def _served(data: JudgedSet, found: RankedPapers, encoder: Encoder) -> str:
    """Compare rerankers served over /rerank, end to end."""
    step = max(1, len(found) // _MAXSIM_QUERIES)
    some = dict(list(found.items())[::step][:_MAXSIM_QUERIES])
    by_text = {paper.text[:2000]: paper.id for papers in some.values() for paper in papers}
    grades = {data.queries[id_]: data.judged[id_] for id_ in some}

    def know(question: str, texts: Sequence[str]) -> list[float]:
        return [float(grades[question].get(by_text[text], 0) > 0) for text in texts]

    rows = [(_PRODUCT, *_means(data, some, _as_found))]
    for name, depth, score in (("judgements", 50, know), ("MaxSim of sentences", _MAXSIM_DEPTH, maxsim(encoder))):
        for form, path in _SERVED:
            with ScriptedEndpoint([Say("")], reranking=Reranking(form, path, 50, score=score)) as server:
                reranker = EndpointReranker(server.url, None, None, timeout=600)
                orders = {id_: reranker.rerank(data.queries[id_], papers[:depth]).order for id_, papers in some.items()}
            alone = partial(_looked_up, orders)
            rows.append((f"{name} over the first {depth}, `{form}`, alone", *_means(data, some, alone)))
            rows.append(("the same, merged with the search", *_means(data, some, _merged(alone))))
    return f"{data.name} {data.split}, {len(some)} queries, served over /rerank\n\n{table(('run', *_NAMES), rows)}"


def maxsim(encoder: Encoder) -> Callable[[str, Sequence[str]], list[float]]:
    """Return a scorer of texts: the cosine between the question and the nearest title or sentence."""
    known: dict[str, Vectors] = {}

    def score(question: str, texts: Sequence[str]) -> list[float]:
        (vector,) = encoder.encode([question])
        new = {text: _parts(text) for text in texts if text not in known}
        vectors = encoder.encode([part for parts in new.values() for part in parts])
        for text, parts in new.items():
            known[text], vectors = vectors[: len(parts)], vectors[len(parts) :]
        return [float((known[text] @ vector).max()) for text in texts]

    return score


def _cost(data: JudgedSet, found: RankedPapers) -> str:
    """Return the overhead of reranking, with an instant server on loopback."""
    questions = [(data.queries[id_], papers) for id_, papers in list(found.items())[:_COST_QUERIES]]
    rows: list[tuple[object, ...]] = []
    for form, path in _SERVED:
        served = Reranking(form, path, score=lambda _, texts: [0.0] * len(texts))
        for depth in (20, 32):
            with ScriptedEndpoint([Say("")], reranking=served) as server:
                reranker = EndpointReranker(server.url.removesuffix("/v1") + path, None, None, timeout=60)
                rows.append((f"/rerank, `{form}`", depth, *_timed(reranker, questions, depth, server)))
    for depth in (10, 20):
        with ScriptedEndpoint([Say(" > ".join(map(str, range(depth, 0, -1))))]) as server:
            endpoint = Endpoint(server.url, "tiny-model", None, max_tokens=REPLY_TOKENS, timeout=60)
            rows.append(
                ("connected model", depth, *_timed(ListwiseReranker(endpoint, depth), questions, depth, server))
            )
    head = ("reranker", "papers", "calls per question", "prompt tokens, median", "p50 ms", "p95 ms")
    return f"Overhead with an instant server, {len(questions)} questions\n\n{table(head, rows)}"


def _timed(
    reranker: Reranker, questions: Sequence[tuple[str, Sequence[Paper]]], depth: int, server: ScriptedEndpoint
) -> tuple[object, ...]:
    """Return calls per question, prompt tokens and milliseconds; the first two questions are a warm-up."""
    for question, papers in questions[:2]:
        rerank(reranker, question, papers[:depth])
    server.requests.clear()
    milliseconds, tokens = [], []
    for question, papers in questions:
        start = time.perf_counter()
        ranking = rerank(reranker, question, papers[:depth])
        milliseconds.append(1000 * (time.perf_counter() - start))
        tokens.append(ranking.prompt_tokens)
    calls = len(server.requests) / len(questions)
    return calls, round(median(tokens)), median(milliseconds), percentile(milliseconds, 0.95)


def _as_found(_: str, papers: Sequence[Paper]) -> Sequence[int]:
    return range(len(papers))


def _silent() -> float:
    return 0.0


def _judged(
    data: JudgedSet, depth: int, noise: Callable[[], float], id_: str, papers: Sequence[Paper]
) -> Sequence[int]:
    """Order the first papers by their judgements, with noise."""
    scores = [(data.judged[id_].get(paper.id, 0) > 0) + noise() for paper in papers[:depth]]
    return sorted(range(len(scores)), key=lambda position: -scores[position])


def _looked_up(orders: Mapping[str, Sequence[int]], id_: str, _: Sequence[Paper]) -> Sequence[int]:
    return orders[id_]


def _merged(order: Order) -> Order:
    """Return the order merged with the search's, as the product does it."""
    return lambda id_, papers: merge(order(id_, papers), len(papers))


def _pairs_right(data: JudgedSet, found: RankedPapers, depth: int) -> float:
    """Return the product's accuracy on pairs of a relevant paper and another one, averaged over queries."""
    shares = []
    for id_, papers in found.items():
        relevant = [data.judged[id_].get(paper.id, 0) > 0 for paper in papers[:depth]]
        pairs = [one for i, one in enumerate(relevant) for other in relevant[i + 1 :] if one != other]
        shares += [mean(pairs)] if pairs else []
    return mean(shares)


def _compared(data: JudgedSet, found: RankedPapers, orders: Mapping[str, Order]) -> str:
    rows = [(name, *_means(data, found, order)) for name, order in orders.items()]
    return table(("run", *_NAMES), rows)


def _means(data: JudgedSet, found: RankedPapers, order: Order) -> list[float]:
    """Return the means over the queries of nDCG@10, R@5 and R@20."""
    values: list[list[float]] = []
    for id_, papers in found.items():
        positions = dict.fromkeys([*order(id_, papers), *range(len(papers))])
        ranked = [papers[position].id for position in positions]
        values.append([MEASURES[name](ranked, data.judged[id_]) for name in _NAMES])
    return [mean(column) for column in zip(*values, strict=True)]


def _parts(text: str) -> list[str]:
    title, _, abstract = text.partition("\n")
    return [title, *(abstract[start:end] for start, end in sentence_spans(abstract))]
