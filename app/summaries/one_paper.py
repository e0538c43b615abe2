"""The summary of one paper: problem, method, results and limits, one line each, in its own words. Pure."""

from collections.abc import Iterator, Sequence

from app.summaries.aspects import RoleSentence, read_roles, sentences_of_role, tldr
from app.summaries.cues import Role
from app.summaries.draft import Draft, DraftWriter, Quote
from index.papers import Paper
from index.wording.said import Said, said

NOT_STATED = said("summary.not_stated", "not stated in the abstract")
# Each line with its label, its role, and the most sentences it shows.
_LINES: tuple[tuple[Said, Role, int], ...] = (
    (said("summary.problem", "Problem"), "problem", 1),
    (said("summary.method", "Method"), "method", 2),
    (said("summary.results", "Results"), "results", 2),
    (said("summary.limits", "Limits"), "limits", 2),
)


def summarise_paper(paper: Paper) -> Draft:
    """Return the summary of a paper: a TLDR and one line per aspect, quoted and cited, or marked as not stated."""
    writer = DraftWriter()
    lines = read_roles(paper)
    short = tldr(lines)
    if short is None:
        none = "There is no abstract to summarise {mark}."
        writer.line(said("summary.no_abstract", none, mark=writer.mark(paper)))
        return writer.draft()
    writer.line("**TLDR:** ", Quote(paper, (short.span,)))
    writer.line()
    for label, _, chosen in aspect_lines(lines):
        quote = Quote(paper, tuple(line.span for line in chosen)) if chosen else NOT_STATED
        writer.line("- **", label, ":** ", quote)
    return writer.draft()


def aspect_lines(lines: Sequence[RoleSentence]) -> Iterator[tuple[Said, Role, tuple[RoleSentence, ...]]]:
    """Yield each line of a summary: its label, its role and its sentences.

    The TLDR is not repeated if another sentence covers the same aspect.
    """
    short = tldr(lines)
    others = [line for line in lines if line != short]
    for label, role, most in _LINES:
        yield label, role, sentences_of_role(others, role, most) or sentences_of_role(lines, role, most)
