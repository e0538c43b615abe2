"""The `paperchat eval` commands, and `eval retrieval`: measures how well the search ranks on test sets.

Wiring and tables only; `index.evaluation` does the measuring. `eval answers` is in `answers_command`, and
`eval entailment` in `entailment_command`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.evaluation.answers_command import answers
from app.evaluation.entailment_command import entailment
from app.evaluation.output import cell, exit_if_missed, print_table, read_thresholds, with_progress
from app.settings import variable
from index.errors import PaperchatError
from index.papers import tidy

if TYPE_CHECKING:
    from app.engine import Engine
    from index.embedding.encoder import Encoder
    from index.evaluation.ranking_report import Contrast, RankingReport
    from index.evaluation.runs import Run
    from index.retrieval.reranking import Reranker


@dataclass(frozen=True, slots=True)
class Openers:
    """What the commands open when they need it."""

    encoder: Callable[[], "Encoder"]
    reranker: Callable[[], "Reranker | None"]
    engine: Callable[[], "AbstractContextManager[Engine]"]
    """Opens the engine over the user's library."""
    entailment: Callable[[], Path | None] = lambda: None
    """Returns the folder of the entailment model, if the settings name one."""


def eval_group(openers: Openers) -> click.Group:
    """Return the group `eval`."""
    text = (
        "Measure the search on test sets with relevance judgements, and the answers to your own questions; calibrate "
        "an entailment model."
    )
    return click.Group("eval", commands=[retrieval, answers, entailment], help=text, context_settings={"obj": openers})


@dataclass(frozen=True, slots=True)
class _RankingOptions:
    folders: tuple[Path, ...]
    split: str | None
    compare: tuple[str, ...]
    diff: tuple[str, ...]
    top: int
    at_least: tuple[tuple[str, float], ...]
    limit: int | None
    cache: Path | None
    as_json: bool
    per_query: bool


def _names(_: click.Context, option: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Return the runs that an option names, without duplicates."""
    from index.evaluation.runs import RERANK, RUNS

    names = tuple(dict.fromkeys(name.strip() for name in value.split(","))) if value else ()
    if unknown := [name for name in names if name not in (*RUNS, RERANK)]:
        raise click.BadParameter(f"there is no run {unknown[0]!r}; the runs are {', '.join((*RUNS, RERANK))}.")
    if option.name == "diff" and len(names) not in (0, 2):
        raise click.BadParameter("give two different runs, separated by a comma, such as bm25,default.")
    return names


def _thresholds(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[tuple[str, float], ...]:
    from index.evaluation.metrics import MEASURES

    return read_thresholds(values, list(MEASURES), "ndcg=0.7")


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")
@click.option("--split", help="The split of the judgements; by default test, or else dev.")
@click.option("--compare", callback=_names, metavar="RUNS", help="Compare runs: default,bm25,dense,rrf,score,rerank.")
@click.option("--diff", callback=_names, metavar="A,B", help="List the queries that two runs rank most differently.")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1), help="How many queries --diff lists.")
@click.option(
    "--at-least",
    multiple=True,
    callback=_thresholds,
    metavar="MEASURE=VALUE",
    help="Exit with 1 if the mean of default, or else the first run, is lower on a set; for example ndcg=0.7.",
)
@click.option("--limit", type=click.IntRange(1), help="Use only the first queries, for a quick look.")
@click.option("--cache", type=click.Path(path_type=Path, file_okay=False), help="Folder for cached indexes.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one line per set.")
@click.option("--per-query", is_flag=True, help="With --json, add the values of each query.")
@click.pass_obj
def retrieval(openers: Openers, /, **options: Any) -> None:
    """Measure the search on test sets in BEIR format, one in each folder DIR.

    Prints nDCG@10, recall and MRR@10 with 95 % bootstrap intervals, and milliseconds per query (encoding and search,
    one query at a time, after a warm-up). Papers are indexed once and cached.
    """
    wanted = _RankingOptions(**options)
    if wanted.per_query and not wanted.as_json:
        raise click.UsageError("--per-query needs --json.")
    exit_if_missed([line for found in _evaluate(wanted, openers) for line in _show(wanted, found)])


def _evaluate(wanted: _RankingOptions, openers: Openers) -> Iterator["RankingReport"]:
    import platformdirs

    from app.terminal import show_progress
    from index.evaluation.beir import read_set
    from index.evaluation.cached_stores import cached_stores
    from index.evaluation.ranking import rank_queries
    from index.evaluation.ranking_report import report_ranking
    from index.evaluation.runs import DEFAULT

    names = dict.fromkeys((*(wanted.compare or (DEFAULT,)), *wanted.diff))
    cache = wanted.cache or platformdirs.user_cache_path("paperchat", appauthor=False) / "eval"
    runs = _runs(names, openers)
    # Read all sets first: a fault in the last one is reported before the first is indexed.
    for data in [read_set(folder, wanted.split).first(wanted.limit) for folder in wanted.folders]:
        with cached_stores(cache, data.name, data.papers, openers.encoder(), show_progress) as stores:
            outcomes = list(with_progress(rank_queries(stores, data, runs), len(data.queries), "Searching"))
        yield report_ranking(data, outcomes)


def _runs(names: Iterable[str], openers: Openers) -> dict[str, "Run"]:
    from index.evaluation.runs import RERANK, RUNS, reranked

    runs = dict(RUNS)
    if RERANK in names:
        reranker = openers.reranker()
        if reranker is None:
            raise PaperchatError("There is no reranker to measure.", f"Set {variable('rerank')} to endpoint or model.")
        runs[RERANK] = reranked(reranker)
    return {name: runs[name] for name in names}


def _show(wanted: _RankingOptions, found: "RankingReport") -> list[str]:
    """Print the report on a set; return a message for each measure below its threshold."""
    from index.evaluation.ranking_report import contrast_json, contrasts, ranking_json

    differing = contrasts(found, *wanted.diff)[: wanted.top] if wanted.diff else []
    if wanted.as_json:
        report = ranking_json(found, per_query=wanted.per_query)
        if wanted.diff:
            report["diff"] = {"runs": list(wanted.diff), "queries": [contrast_json(one) for one in differing]}
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _print(found)
        if wanted.diff:
            _print_contrasts(differing, wanted.diff)
    base, name_of_set = found.base, f"{found.data.name} {found.data.split}"
    return [
        f"{name_of_set}: {name} of {base.run} is {base.measures[name].mean:.3f}, below {least:g}."
        for name, least in wanted.at_least
        if base.measures[name].mean < least
    ]


def _print(found: "RankingReport") -> None:
    """Print what was measured, the runs, and their differences."""
    from index.evaluation.metrics import MEASURES, NDCG
    from index.evaluation.ranking_report import describe

    click.echo("\n".join((f"{tidy(found.data.name)} {found.data.split}", *describe(found.data), "")))
    rows = [
        (one.run, *map(cell, one.measures.values()), f"{one.p50 * 1e3:.1f} / {one.p95 * 1e3:.1f}")
        for one in found.summaries
    ]
    print_table(("run", *MEASURES, "ms p50 / p95"), rows)
    if found.differences:
        head = (f"minus {found.base.run}", NDCG, "queries better", "queries worse")
        print_table(head, [(one.run, cell(one.ndcg, "+"), one.better, one.worse) for one in found.differences])


def _print_contrasts(differing: Sequence["Contrast"], runs: Sequence[str]) -> None:
    """Print the queries that two runs rank differently."""
    from index.evaluation.metrics import NDCG

    if not differing:
        click.echo(f"{runs[0]} and {runs[1]} rank every query equally well.\n")
        return
    rows = [
        (tidy(one.query), *(f"{value:.3f}" for value in one.ndcg), *(rank or "-" for rank in one.first), tidy(one.text))
        for one in differing
    ]
    of_both = [f"{what}\n{run}" for what in (NDCG, "first\nrelevant") for run in runs]
    print_table(("query", *of_both, "text"), rows, text="text")
