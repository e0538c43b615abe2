"""The tokens and the price of an answer: counted by the server or estimated, alone and for the whole chat."""

from collections.abc import Iterator

import pytest

from app.answer import Answer, Turn
from app.cost import Prices, tokens_in_words
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.prompts import count_tokens
from app.reply.usage import Usage
from app.request import Question
from index.collection import Stores
from tests.conftest import opened, paper
from tests.scripted_endpoint import Say, ScriptedEndpoint

LAMP = paper("Lantern: Light for Deep Water", "Lamps guide divers at night. Lantern saves 40 percent of the energy.")
SAID = "Lantern saves 40 percent of the energy [1]."


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("shore"), LAMP)


def test_what_no_server_counts_is_estimated(shore: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say(SAID))
    answer = Engine(shore, Endpoint(endpoint.url, "tiny", None)).finished(Question("What is Lantern?"))
    assert answer.answer_tokens == count_tokens(SAID)
    assert (answer.tokens_counted, answer.price) == (False, "")
    assert tokens_in_words(answer).startswith(f"about {answer.prompt_tokens:,} prompt tokens, ")


def test_a_chat_adds_up_and_has_a_price(shore: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say(SAID))
    engine = Engine(shore, Endpoint(endpoint.url, "tiny", None), prices=Prices(1_000_000, 2_000_000, "€"))
    history = (Turn("What is a lamp?", "Light.", tokens=(100, 10)),)
    answer = engine.finished(Question("What is Lantern?", history))
    own = answer.prompt_tokens + 2 * answer.answer_tokens
    assert (answer.price, answer.chat_price) == (f"€{own:.2f}", f"€{own + 120:.2f}")
    total = answer.prompt_tokens + answer.answer_tokens + 110
    assert tokens_in_words(answer).endswith(f"; this chat {total:,} tokens, {answer.chat_price}")
    assert Turn.of(answer).tokens == (answer.prompt_tokens, answer.answer_tokens)


def test_the_servers_count_takes_the_place_of_the_estimate() -> None:
    asked = Answer("Q?", "writing", model_calls=1, prompt_tokens=500)
    answer = asked.with_call(500, Usage(540, 30, 200), 28)
    assert (answer.prompt_tokens, answer.answer_tokens, answer.cached_tokens) == (540, 30, 200)
    assert tokens_in_words(answer) == "540 prompt tokens (200 cached), 30 answer tokens"


def test_one_estimated_call_makes_the_sum_an_estimate() -> None:
    asked = Answer("Q?", "writing", model_calls=2, prompt_tokens=500, answer_tokens=9)
    assert not asked.with_call(400, Usage(440, 30), 28).tokens_counted
    counted = Answer("Q?", "writing", model_calls=1, prompt_tokens=500).with_call(500, Usage(500, 30), 28)
    second = counted.with_call(0, None, 28)
    assert tokens_in_words(second).startswith("about 500 prompt tokens, 58 answer tokens")


def test_without_a_call_there_is_no_cost() -> None:
    assert tokens_in_words(Answer("Q?", "done")) == ""
