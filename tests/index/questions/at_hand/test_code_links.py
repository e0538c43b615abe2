import pytest

from index.questions.at_hand.code_links import WITH_CODE, take_code_links
from index.questions.query import Condition
from tests.index.questions.asking import SHOWN, read

AMONG_SHOWN = Condition("id", names=SHOWN)


@pytest.mark.parametrize(
    ("question", "topic", "intent"),
    [
        ("papers with code", "", "list"),
        ("papers with code about tides", "tides", "list"),
        ("list papers on tides whose code is public", "tides", "list"),
        ("how many papers come with a github repo?", "", "count"),
        ("which papers release their code and data", "", "list"),
        ("only those with code", "", "list"),
        ("show me just the ones that come with code", "", "list"),
    ],
)
def test_papers_with_a_link_to_their_code(question: str, topic: str, intent: str) -> None:
    query = read(question, ())
    assert (query.text, query.intent, query.conditions) == (topic, intent, (WITH_CODE,))


@pytest.mark.parametrize("question", ["which of these has code?", "do any of them have a repo?"])
def test_papers_shown_with_a_link_to_their_code(question: str) -> None:
    query = read(question)
    assert (query.text, query.intent, set(query.conditions)) == ("", "list", {AMONG_SHOWN, WITH_CODE})


@pytest.mark.parametrize(
    "question",
    [
        *("papers with code generation", "papers on code", "how do papers with codes of conduct fare"),
        *("which papers release an implementation in Rust", "does Tern have code?", "what code do gulls share"),
    ],
)
def test_code_as_a_topic_is_no_link(question: str) -> None:
    assert WITH_CODE not in read(question, ()).conditions


def test_a_long_request_is_read() -> None:
    # Backtracking that doubles with each word would not come back from this.
    assert take_code_links("papers with " + "open source " * 28 + "tides", about_papers=True) == []
    assert take_code_links("papers with open source code", about_papers=True)
