"""Follow-ups: made to stand alone, and answered with the papers of the answer before at hand."""

from app.followups.last_papers import with_last_papers
from app.followups.search_words import in_words
from app.followups.standalone import StandaloneQuestion, make_standalone, shown_last

__all__ = ["StandaloneQuestion", "in_words", "make_standalone", "shown_last", "with_last_papers"]
