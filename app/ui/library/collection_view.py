"""The collection as HTML: the header, the progress of adding files with what each gave, and the list of files. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from app.ui.languages.catalogue import translated
from app.ui.languages.said_in_words import in_words
from app.ui.library.chosen_columns import ASKED_FIELDS
from app.ui.protocol import CollectionOverview
from app.ui.templating import fill
from index.ingest import Progress
from index.papers import Problem
from index.preview import Preview
from index.stores.merging import Counts

# A file that is not a listing of papers can have a problem in every line.
_PROBLEMS_SHOWN = 100
_PROBLEMS_SAVED = 5000


def masthead_html(collection: CollectionOverview) -> str:
    """Return the header of the page."""
    return fill("masthead.html", collection=collection)


def previews_html(previews: Sequence[Preview]) -> str:
    """Return what adding files would do: those with papers first, then the others, several of them folded."""
    giving = [one for one in previews if one.papers and not one.refused]
    empty = [one for one in previews if one.refused or not one.papers]
    folds = giving and len(empty) > 1
    shown, folded = (giving, empty) if folds else ([*giving, *empty], [])
    return fill("previews.html", shown=shown, folded=folded, problems_shown=_PROBLEMS_SHOWN, asked_fields=ASKED_FIELDS)


def progress_html(progress: Progress) -> str:
    """Return how far adding files has come, and what each gave."""
    done, total = progress.done, progress.total
    return fill(
        "progress.html",
        progress=progress,
        finished=done >= total,
        percent=100 * done / total if total else 100.0,
        per_second=done / progress.seconds if progress.seconds else None,
        seconds_left=progress.seconds * (total - done) / done if done else None,
        problems_shown=_PROBLEMS_SHOWN,
        report=report_text(progress) if done >= total else "",
    )


def report_text(progress: Progress) -> str:
    """Return the result for each file as plain text, with every problem and its line."""
    lines = []
    for file in progress.files:
        counts = file.counts
        came = translated("add.nothing_added") if file.failed else counts_text(counts)
        lines += [f"{file.name}: {came}", *map(_problem_line, file.problems[:_PROBLEMS_SAVED])]
        if (more := len(file.problems) - _PROBLEMS_SAVED) > 0:
            lines.append(f"  {translated('add.and_more', more=more)}")
    return "\n".join(lines) + "\n"


def _problem_line(problem: Problem) -> str:
    return f"  {problem.place}: {in_words(problem.reason)}"


def counts_text(counts: Counts) -> str:
    """Return how many papers of a file were added, merged and unchanged."""
    numbers = ("added", counts.added), ("merged", counts.merged), ("unchanged", counts.unchanged)
    return ", ".join(translated(f"add.{what}", papers=papers) for what, papers in numbers)


def starting_html(files: int) -> str:
    """Return the line shown until the first file is read."""
    return fill("reading.html", files=files)


def size_html(collection: CollectionOverview) -> str:
    """Return how many papers there are, as the header says it."""
    return fill("collection_size.html", collection=collection)


def collection_html(collection: CollectionOverview) -> str:
    """Return the list of sources with the line below it, which says what was done."""
    return fill("collection.html", files=files_html(collection))


def files_html(collection: CollectionOverview) -> Markup:
    """Return the list of the files that the papers came from."""
    return fill("files.html", files=collection.sources, at_hand=collection.at_hand)
