"""What an answer cost: the tokens of its calls and, where prices are set, money; in words for people. Pure."""

from dataclasses import dataclass

from app.answer import Answer

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
        """Return what some tokens cost.

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
    cached = f" ({answer.cached_tokens:,} cached)" if answer.cached_tokens else ""
    own = f"{answer.prompt_tokens:,} prompt tokens{cached}, {answer.answer_tokens:,} answer tokens"
    about = "" if answer.tokens_counted else "about "
    price = f", {answer.price}" if answer.price else ""
    if not any(answer.earlier_tokens):
        return f"{about}{own}{price}"
    chat = sum(answer.earlier_tokens) + answer.prompt_tokens + answer.answer_tokens
    chat_price = f", {answer.chat_price}" if answer.chat_price else ""
    return f"{about}{own}{price}; this chat {chat:,} tokens{chat_price}"
