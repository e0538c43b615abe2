"""Learns from an answer about its model: whether it cites, refuses, or copies the prompt. Makes no call.

An untested model gets the full prompt first; its reply decides which prompt it gets next.
"""

from app.citations.marks import without_marks
from app.llm.language_model import LanguageModel
from app.reply import Reply

# A sentence of fewer words may be in the rules of a prompt by chance.
_COPIED = 6


def learn_from_text(model: LanguageModel, rules: str, reply: Reply, *, backed: bool) -> None:
    """Learn from a reply to the full prompt, whose `rules` are the prompt without the papers.

    `backed`: a paper backs a sentence that the model left without a citation. Results of a test or of an earlier answer
    are not changed.
    """
    cites = bool(reply.order)
    if model.profile.cites is None and (cites or backed):
        model.learn(cites=cites)
    written = (without_marks(reply.text[one.start : one.end]) for one in reply.sentences if one.claim)
    if not cites and any(len(one.split()) >= _COPIED and one in rules for one in written):
        model.learn(copies_example=True)


def learn_from_refusal(model: LanguageModel) -> None:
    """Learn from a refusal where the papers surely have the answer; a model that cites as asked may be right."""
    if model.profile.refuses is None and not model.profile.cites:
        model.learn(refuses=False)
