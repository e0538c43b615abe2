"""What a collection knows about follow-ups: the kind of a question by its vector, and the names of papers."""

from app.followups.by_kind import FollowupContext
from app.followups.followup_model import followup_kinds
from index.collection import Stores
from index.identity import short_title
from index.retrieval.question_parsing import question_encoder


def known_of(stores: Stores) -> FollowupContext:
    """Return what is known with these stores."""

    def name_of(paper_id: str) -> str:
        papers = stores.library.papers([paper_id])
        return short_title(papers[0].title) if papers else ""

    return FollowupContext(followup_kinds(question_encoder(stores.encoder)), name_of)
