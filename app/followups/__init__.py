"""Follow-ups: made to stand alone, and answered with the papers of the answer before at hand."""

from app.followups.by_kind import FollowupContext
from app.followups.from_stores import known_of
from app.followups.last_papers import (
    about_the_cited,
    leaves_out_its_topic,
    quoting_only_the_followup,
    with_last_papers,
)
from app.followups.record_followups import ranks_all
from app.followups.resolution import shown_last
from app.followups.search_words import in_words
from app.followups.standalone import StandaloneQuestion, joined_with_the_last, make_standalone

__all__ = [
    "FollowupContext",
    "StandaloneQuestion",
    "about_the_cited",
    "in_words",
    "joined_with_the_last",
    "known_of",
    "leaves_out_its_topic",
    "make_standalone",
    "quoting_only_the_followup",
    "ranks_all",
    "shown_last",
    "with_last_papers",
]
