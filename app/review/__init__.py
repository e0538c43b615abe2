"""Reviews a finished answer with the connected model: judges or rewrites the flagged sentences."""

from app.review.model_verdict import judge_sentences
from app.review.recheck import check_again
from app.review.rewrite import rewrite_sentences

__all__ = ["check_again", "judge_sentences", "rewrite_sentences"]
