"""What a collection knows about follow-ups: the kind of a question by its vector, names and language of papers."""

from app.followups.by_kind import FollowupContext
from app.followups.followup_model import followup_kinds
from index.collection import Stores
from index.identity import short_title
from index.retrieval.question_parsing import question_encoder
from index.text.language import language_of

# So many papers tell the language of the collection.
_READ = 8


def known_of(stores: Stores) -> FollowupContext:
    """Return what is known with these stores."""

    def name_of(paper_id: str) -> str:
        papers = stores.library.papers([paper_id])
        return short_title(papers[0].title) if papers else ""

    def most_are_in(language: str) -> bool:
        ids = stores.library.matching(()).ids
        papers = stores.library.papers(ids[:: max(1, len(ids) // _READ)][:_READ])
        return 2 * [language_of(paper.abstract) for paper in papers].count(language) > len(papers)

    return FollowupContext(followup_kinds(question_encoder(stores.encoder)), name_of, most_are_in)
