"""The summary of a set of papers: themes, agreements, conflicts and a table. Knows no store."""

from collections.abc import Sequence

from app.checking.support import Similarity
from app.summaries.agreements import relate, write_relations
from app.summaries.draft import Draft, DraftWriter
from app.summaries.table import compare, write_table
from app.summaries.themes import Vectors, find_themes, write_themes
from index.papers import Paper
from index.text.counting import said_papers
from index.wording.said import said

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
        writer.line(said("summary.no_papers", "There are no papers to summarise."))
        return writer.draft()
    left = len(papers) - len(read)
    own = ("{papers}, in its own words.", "{papers}, in their own words.")
    opening: list[str] = [said("summary.own_words", own, papers=said_papers(len(read)), count=len(read))]
    if left:
        opening += [" ", said("summary.others_left_out", "The other {count} are left out.", count=left)]
    writer.line(*opening)
    writer.line()
    writer.line("## ", said("heading.themes", "Themes"))
    writer.line()
    write_themes(writer, find_themes(read, vectors[: len(read)]))
    if len(read) > 1:
        writer.line("## ", said("heading.agreement", "Agreement and conflict"))
        writer.line()
        write_relations(writer, relate(read, similarity))
    if len(read) <= _MAX_ROWS:
        writer.line("## ", said("heading.side_by_side", "Side by side"))
        writer.line()
        write_table(writer, compare(read))
    return writer.draft()
