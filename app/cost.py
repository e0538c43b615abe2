"""What an answer cost: the tokens of its calls and, where prices are set, money; in words for people. Pure."""

from dataclasses import dataclass

from app.answer import Answer
from index.wording.said import listed, said

_MILLION = 1_000_000
# Below this a price is shown with more digits.
_CENT = 0.01


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, and in which currency."""

    prompt: float
    answer: float
    currency: str = "$"

    def of(self, prompt_tokens: int, answer_tokens: int) -> str:
        """Return the price of some tokens.

        >>> Prices(0.5, 2).of(400_000, 100_000), Prices(0.5, 2, "€").of(1200, 80)
        ('$0.40', '€0.00076')
        """
        cost = (prompt_tokens * self.prompt + answer_tokens * self.answer) / _MILLION
        return f"{self.currency}{cost:.2f}" if cost >= _CENT or not cost else f"{self.currency}{cost:.2g}"


def tokens_in_words(answer: Answer) -> str:
    """Return the tokens and the price of an answer and of its chat; empty if no model was called.

    >>> tokens_in_words(Answer("Why?", "done", model_calls=1, prompt_tokens=1200, answer_tokens=80, cached_tokens=900))
    'about 1,200 prompt tokens (900 cached), 80 answer tokens'
    """
    if not answer.model_calls:
        return ""
    prompt, written = answer.prompt_tokens, answer.answer_tokens
    parts = said("tokens.prompt", "{number} prompt tokens", number=prompt)
    if answer.cached_tokens:
        cached = "{number} prompt tokens ({cached} cached)"
        parts = said("tokens.prompt_cached", cached, number=prompt, cached=answer.cached_tokens)
    own = listed([parts, said("tokens.answer", "{number} answer tokens", number=written)])
    if not answer.tokens_counted:
        own = said("tokens.about", "about {tokens}", tokens=own)
    own = listed(filter(None, (own, answer.price)))
    if not any(answer.earlier_tokens):
        return own
    chat = said("tokens.chat", "this chat {number} tokens", number=sum(answer.earlier_tokens) + prompt + written)
    return said("list.parts", "{first}; {second}", first=own, second=listed(filter(None, (chat, answer.chat_price))))
