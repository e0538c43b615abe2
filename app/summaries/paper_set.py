"""The summary of a set of papers: themes, agreements, conflicts and a table. Knows no store."""

from collections.abc import Sequence

from app.checking.support import Similarity
from app.summaries.agreements import relate, write_relations
from app.summaries.draft import Draft, DraftWriter
from app.summaries.table import compare, write_table
from app.summaries.themes import Vectors, find_themes, write_themes
from index.papers import Paper
from index.text.counting import counted

MAX_PAPERS = 60
"""How many papers of a set are summarised: the first ones."""

# A longer table is available on its own.
_MAX_ROWS = 12


def summarise_set(papers: Sequence[Paper], vectors: Vectors, similarity: Similarity) -> Draft:
    """Return the summary of these papers.

    `vectors`: one unit vector per paper, shape (papers, dimension). `similarity` should cache the vectors of its texts
    (see `agreements.relate`).
    """
    read = papers[:MAX_PAPERS]
    writer = DraftWriter()
    if not read:
        writer.line("There are no papers to summarise.")
        return writer.draft()
    left = len(papers) - len(read)
    rest = f" The other {left:,} are left out." if left else ""
    writer.line(f"{counted(len(read), 'paper')}, in {'its' if len(read) == 1 else 'their'} own words.{rest}")
    writer.line()
    writer.line("## Themes")
    writer.line()
    write_themes(writer, find_themes(read, vectors[: len(read)]))
    if len(read) > 1:
        writer.line("## Agreement and conflict")
        writer.line()
        write_relations(writer, relate(read, similarity))
    if len(read) <= _MAX_ROWS:
        writer.line("## Side by side")
        writer.line()
        write_table(writer, compare(read))
    return writer.draft()
