"""Reviews a finished answer with the connected model: judges or rewrites the flagged sentences."""

from app.review.model_verdict import judge_sentences
from app.review.rewrite import rewrite_sentences

__all__ = ["judge_sentences", "rewrite_sentences"]
