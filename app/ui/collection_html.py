"""The collection in words: the header, how far an addition is, what each file gave, and the list of sources. Pure."""

from html import escape

from app.ui.protocol import CollectionOverview
from index.ingest import FileReport, Progress
from index.papers import Problem

_CONNECT = (
    "Answers are quotes from the abstracts. To have a model write them, set PAPERCHAT_BASE_URL to an OpenAI-compatible"
    " endpoint (and PAPERCHAT_MODEL) and start paperchat again."
)
# A file that is no listing at all can have a problem in every line.
_PROBLEMS_SHOWN = 100


def masthead_html(collection: CollectionOverview) -> str:
    """Return the header of the page."""
    if collection.model is None:
        badge = (
            f'<details class="model quoting"><summary title="{_CONNECT}">no model: quoting</summary>'
            f"<p>{_CONNECT}</p></details>"
        )
    else:
        name = escape(collection.model)
        badge = f'<span class="model" title="Answers are written by {name}">{name}</span>'
    sources = _counted(len(collection.sources), "source")
    size = f'{_papers(collection.papers)}<span id="from-sources"> from {sources}</span>'
    return (
        f'<header class="masthead"><h1>paperchat</h1><p id="collection-size">{size}</p>'
        f'<div id="model">{badge}</div></header>'
    )


def progress_html(progress: Progress) -> str:
    """Return how far an addition is, and what its files gave."""
    reports = "".join(map(_file, progress.files))
    return f'{_bar(progress)}<ul class="file-reports">{reports}</ul>'


def starting_html(files: int) -> str:
    """Return the line that stands until the first file is read."""
    return f'<p class="stage" role="status">Reading {_counted(files, "file")}</p>'


def sources_html(collection: CollectionOverview) -> str:
    """Return the list of the present sources."""
    rows = "".join(
        f'<tr class="source"><th scope="row">{escape(name)}</th><td>{count:,}</td><td>{_digest_button(name)}</td></tr>'
        for name, count in collection.sources
    )
    if not rows:
        return '<p class="empty">Nothing yet. Add a listing of papers above.</p>'
    return (
        '<table class="source-list"><thead><tr><th scope="col">Source</th><th scope="col">Papers</th><td></td></tr>'
        "</thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _digest_button(source: str) -> str:
    """Return what asks for the digest of a source; page.js does it."""
    question = escape(f"Digest of page {source}")
    return f'<button type="button" class="action" data-ask="{question}" aria-label="{question}">Digest</button>'


def _bar(progress: Progress) -> str:
    done, total = progress.done, progress.total
    if done >= total:
        text = f"Indexed {_papers(done)} in {_duration(progress.seconds)}" if total else "Nothing new to index"
    else:
        rate = done / progress.seconds if progress.seconds else 0.0
        left = f" · {rate:,.0f} papers/s · {_duration((total - done) / rate)} left" if rate else ""
        text = f"Indexing {done:,} of {_papers(total)}{left}"
    share = 100 * done / total if total else 100
    return (
        f'<div class="progress" data-done="{"true" if done >= total else "false"}">'
        f'<div class="bar" role="progressbar" aria-label="Indexing" aria-valuemin="0" aria-valuemax="100"'
        f' aria-valuenow="{share:.0f}"><span style="width: {share:.1f}%"></span></div>'
        f'<p class="bar-text">{text}</p></div>'
    )


def _file(report: FileReport) -> str:
    counts = report.counts
    parts = [("added", counts.added), ("merged", counts.merged), ("unchanged", counts.unchanged)]
    told = "".join(f'<li class="{name}"><b>{count:,}</b> {name}</li>' for name, count in parts)
    return (
        f'<li class="file-report" data-file="{escape(report.name)}"><h3>{escape(report.name)}</h3>'
        f'<ul class="counts">{told}</ul>{_problems(report.problems)}</li>'
    )


def _problems(problems: tuple[Problem, ...]) -> str:
    if not problems:
        return ""
    lines = "".join(f"<li>{escape(str(problem))}</li>" for problem in problems[:_PROBLEMS_SHOWN])
    hidden = len(problems) - _PROBLEMS_SHOWN
    more = f"<li>and {hidden:,} more</li>" if hidden > 0 else ""
    title = _counted(len(problems), "problem")
    return f'<details class="problems" open><summary>{title}</summary><ol>{lines}{more}</ol></details>'


def _papers(count: int) -> str:
    return _counted(count, "paper")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _duration(seconds: float) -> str:
    if seconds < 10:  # noqa: PLR2004 - below, tenths are worth telling
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
