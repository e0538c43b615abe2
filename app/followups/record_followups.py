"""Follow-ups that records answer, and those that come after a question on a record. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.followups.by_kind import PapersAtHand
from app.followups.pointing_back import has_content
from app.followups.resolved import Resolved, chooses_papers, merged, worded
from index.questions.query import Query

_PAPERS = re.compile(r"\bpapers?\b", re.IGNORECASE)


def ranks_all(query: Query, question: str) -> bool:
    """Return whether a question asks for the one with the most of something without saying of which papers.

    After an answer, it means those: `which is the most upvoted one?`
    """
    return query.intent == "record" and not query.paper and query.order != "relevance" and not _PAPERS.search(question)


def by_record(question: str, alone: Query, before: Query, shown: Sequence[str]) -> Resolved | None:
    """Return a question for those of the papers at hand that records tell: the most upvoted one, those from 2024."""
    if _meets(alone) and not alone.text:
        # `Which of these are from 2024`, `which have code`: no words of the topic before it.
        return Resolved(
            question, replace(alone.among(tuple(shown)), intent="count" if alone.intent == "count" else "list")
        )
    if not ranks_all(alone, question):
        return None
    if before.intent in ("list", "count") and before.limit is None:
        return worded(replace(merged(before, alone), intent="list"))
    return worded(Query("", order=alone.order, limit=alone.limit, intent="list").among(tuple(shown)))


def of_the_paper(resolved: Resolved, alone: Query, papers: PapersAtHand) -> Resolved:
    """Return a follow-up of a question on a record as one about the paper itself.

    Joined with `who wrote it`, it would ask for the authors again.
    """
    asked = replace(alone, intent="find") if has_content(alone.text) else Query("", intent="summary")
    return replace(resolved, query=asked.among(papers.cited[:1])) if papers.cited else resolved


def _meets(query: Query) -> bool:
    """Return whether a query is about those of the papers shown that meet a condition, or about their order."""
    return chooses_papers(query) and (len(query.conditions) > 1 or query.order != "relevance")
