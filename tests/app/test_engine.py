from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from app.answer import Answer, Turn
from app.endpoint import Endpoint
from app.engine import Engine
from app.extractive import NOT_HELD
from app.prompting import REFUSAL
from index.stores import Stores
from tests.conftest import paper
from tests.scripted_endpoint import Cut, Fail, Hang, Say, ScriptedEndpoint

RAR = paper(
    "RAR: Region-Aware Point Cloud Registration",
    "Point clouds have to be aligned. RAR aligns point clouds by regions of their shape. It wins on ModelNet40.",
)
FEMTO = paper(
    "FemtoDet: Detection for Little Energy",
    "Detectors waste energy. FemtoDet detects objects with 68.77k parameters. It takes 1.11 W on a phone.",
)
MUSIC = paper(
    "Theme Transformer",
    "Music needs themes. The Theme Transformer writes music that repeats its theme.",
    date=date(2023, 1, 2),
)


@pytest.fixture
def filled(stores: Stores, add_papers: Callable[..., object]) -> Stores:
    add_papers(RAR, FEMTO, MUSIC)
    return stores


def connected(stores: Stores, endpoint: ScriptedEndpoint, timeout: float = 5.0) -> Engine:
    return Engine(stores, Endpoint(endpoint.url, "tiny-model", "sk-secret", timeout=timeout))


def last(engine: Engine, question: str, history: list[Turn] | None = None) -> Answer:
    return list(engine.answer(question, history or []))[-1]


def prompt_number(endpoint: ScriptedEndpoint, title: str) -> int:
    """The number that a paper has in the last prompt."""
    before = endpoint.prompt.split(f"Title: {title}")[0]
    return int(before.rsplit("source ", 1)[1].split()[0])


def test_without_a_model_the_answer_quotes_and_cites(filled: Stores) -> None:
    answer = last(Engine(filled), "How many parameters does FemtoDet detect objects with?")
    assert "“FemtoDet detects objects with 68.77k parameters.” [1]" in answer.text.replace(
        "“Detectors waste energy. ", "“"
    )
    assert answer.cited[0].paper.title == FEMTO.title
    assert answer.cited[0].sentence == "FemtoDet detects objects with 68.77k parameters."
    assert (answer.model, answer.model_calls, answer.refused, answer.stage) == (None, 0, False, "done")


def test_every_quote_stands_in_the_abstract_it_cites(filled: Stores) -> None:
    answer = last(Engine(filled), "point clouds music energy")
    for source in answer.cited:
        quoted = next(line for line in answer.text.splitlines() if line.endswith(f"[{source.number}]"))
        for quote in quoted.split("“")[1:]:
            assert quote.split("”")[0] in source.paper.abstract


def test_what_is_not_in_the_collection_is_said_not_to_be(filled: Stores) -> None:
    answer = last(Engine(filled), "pancake recipe")
    assert answer.refused
    assert answer.text == NOT_HELD
    assert answer.cited == ()
    assert answer.sources


def test_an_empty_collection_refuses(stores: Stores) -> None:
    answer = last(Engine(stores), "Anything?")
    assert answer.refused
    assert answer.sources == ()


def test_sources_come_before_the_first_word_and_the_text_only_grows(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("It takes 1.11 W [1] and [2]."))
    snapshots = list(connected(filled, endpoint).answer("How much energy does FemtoDet take?"))
    assert [snapshot.stage for snapshot in snapshots[:2]] == ["searching", "writing"]
    assert snapshots[1].sources
    assert not snapshots[1].text
    texts = [snapshot.text for snapshot in snapshots]
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    assert snapshots[-1].stage == "done"


def test_the_model_is_called_once_and_its_citations_are_renumbered(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    engine = connected(filled, endpoint)
    last(engine, "How much energy does FemtoDet take?")
    femto, music = prompt_number(endpoint, FEMTO.title), prompt_number(endpoint, MUSIC.title)
    endpoint.says(Say(f"Themes repeat [{music}]. It takes 1.11 W [{femto}][{music}]."))
    endpoint.requests.clear()
    answer = last(engine, "How much energy does FemtoDet take?")
    assert answer.text == "Themes repeat [1]. It takes 1.11 W [2][1]."
    assert [(source.number, source.paper.title) for source in answer.cited] == [(1, MUSIC.title), (2, FEMTO.title)]
    assert (len(endpoint.requests), answer.model_calls, answer.model) == (1, 1, "tiny-model")
    assert answer.prompt_tokens > 100


def test_the_evidence_is_the_sentence_that_the_answer_leans_on(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    engine = connected(filled, endpoint)
    last(engine, "FemtoDet")
    endpoint.says(Say(f"On a phone it takes 1.11 W [{prompt_number(endpoint, FEMTO.title)}]."))
    assert last(engine, "FemtoDet").cited[0].sentence == "It takes 1.11 W on a phone."


def test_an_answer_in_other_words_leaves_the_evidence_for_the_question(
    filled: Stores, endpoint: ScriptedEndpoint
) -> None:
    endpoint.says(Say("Genau so [1]."))
    assert last(connected(filled, endpoint), "How many parameters does FemtoDet have?").cited[0].sentence


def test_numbers_that_are_no_source_stay_text(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Surely [9] and [1]."))
    answer = last(connected(filled, endpoint), "FemtoDet")
    assert answer.text == "Surely [9] and [1]."
    assert [source.number for source in answer.cited] == [1]


def test_an_answer_without_citations_is_marked(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("I just know."))
    answer = last(connected(filled, endpoint), "FemtoDet")
    assert answer.text == "I just know."
    assert "cited no paper" in answer.notice


def test_the_models_refusal_is_recognised(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say(REFUSAL))
    answer = last(connected(filled, endpoint), "Who won the cup?")
    assert (answer.refused, answer.text, answer.cited, answer.model) == (True, NOT_HELD, (), "tiny-model")


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (Fail(401), "does not accept the key"),
        (Fail(404), "has no model"),
        (Fail(429), "429"),
        (Fail(500), "failed (500)"),
        (Hang(), "sent nothing"),
        (Cut("FemtoDet is"), "broke off"),
        (Say(""), "wrote nothing"),
    ],
)
def test_an_endpoint_that_fails_leaves_quotes_sources_and_a_notice(
    filled: Stores, endpoint: ScriptedEndpoint, behaviour: object, says: str
) -> None:
    endpoint.says(behaviour)  # type: ignore[arg-type]  # a behaviour, whichever
    answer = last(connected(filled, endpoint, timeout=1.0), "What is FemtoDet?")
    assert says in answer.notice
    assert answer.notice.endswith("Quoting instead.")
    assert "sk-secret" not in answer.notice
    assert "“FemtoDet detects" in answer.text or "FemtoDet detects objects" in answer.text
    assert answer.model is None
    assert answer.cited


def test_a_follow_up_takes_two_calls_and_says_what_was_searched(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("How much energy does FemtoDet take?"), Say("It takes 1.11 W [1]."))
    answer = last(connected(filled, endpoint), "How much does it take?", [Turn("What is FemtoDet?", "A detector [1].")])
    assert answer.searched == "How much energy does FemtoDet take?"
    assert (answer.model_calls, len(endpoint.requests)) == (2, 2)
    assert answer.cited[0].paper.title == FEMTO.title


def test_a_follow_up_whose_endpoint_is_dead_waits_once(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(500))
    answer = last(connected(filled, endpoint), "How much does it take?", [Turn("What is FemtoDet?", "A detector [1].")])
    assert len(endpoint.requests) == 1
    assert "failed (500)" in answer.notice
    assert answer.cited


def test_a_small_window_says_which_papers_were_not_read(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    engine = Engine(filled, Endpoint(endpoint.url, "tiny-model", None, context_window=900, max_tokens=400))
    assert "did not fit" in last(engine, "FemtoDet").notice
