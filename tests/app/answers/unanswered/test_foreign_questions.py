"""Questions in other languages than English, over papers in English and over papers in that language."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.engine import Engine
from index.collection import Stores
from index.questions.query import Correction
from tests.app.engine.answered import connected, last
from tests.conftest import opened, paper
from tests.scripted_endpoint import Say, ScriptedEndpoint


@pytest.fixture(scope="module")
def russian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    tide = "Мы измерили, как прилив влияет на лодки в гавани. Высокий прилив поднимает лодки на два метра."
    seals = "Тюлени поют подо льдом. Каждую песню детёныш узнаёт от своей матери."
    papers = paper("Влияние прилива на лодки", tide), paper("Песни тюленей", seals)
    yield from opened(tmp_path_factory.mktemp("russian"), *papers)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    tide = "我们测量了潮汐对港口船只的影响。高潮使船只上升两米。"
    seals = "海豹在冰下唱歌。每首歌都是从母亲那里学来的。"
    yield from opened(tmp_path_factory.mktemp("chinese"), paper("潮汐对船只的影响", tide), paper("海豹的歌声", seals))


def test_an_answer_from_papers_in_its_language_calls_them_no_english_ones(russian: Stores) -> None:
    answer = last(Engine(russian), "Как прилив влияет на лодки?")
    assert (answer.refused, answer.notice) == (False, "")
    assert "Высокий прилив" in answer.text


def test_a_refusal_over_papers_in_its_language_asks_for_no_english(russian: Stores) -> None:
    answer = last(Engine(russian), "Когда работают электромобили?")
    assert answer.refused
    assert "English" not in answer.text
    assert answer.sources


def test_without_spaces_between_words_the_nearest_sentences_stand_under_a_doubt(chinese: Stores) -> None:
    answer = last(Engine(chinese), "潮汐对船只有什么影响？")
    assert answer.text.startswith("Your papers may not answer this. The closest say:")
    assert (answer.refused, answer.cited[0].paper.title) == (True, "潮汐对船只的影响")


def test_a_question_in_english_is_told_the_language_of_the_papers(russian: Stores) -> None:
    answer = last(Engine(russian), "How does coffee affect sleep?")
    assert answer.text.endswith("The closest papers are in Russian; ask in that language.")


def test_a_question_in_a_third_language_is_not_told_to_ask_in_english(russian: Stores) -> None:
    answer = last(Engine(russian), "Wie schlafen die Wale im Meer?")
    assert answer.text.endswith("This reads as German, and the closest papers do not; ask in their language.")


def test_a_model_does_not_translate_what_most_papers_are_in(russian: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Высокий прилив поднимает лодки на два метра [1]."))
    answer = last(connected(russian, endpoint), "Как прилив влияет на лодки?")
    assert (answer.searched, answer.model_calls, answer.refused) == ("", 1, False)


# Starts a program.
@pytest.mark.slow
def test_that_papers_are_english_is_seen_without_a_model_of_languages() -> None:
    code = (
        "import sys; from app.answers.unanswered.foreign_questions import language_to_ask_in;"
        " from index.papers import Paper; found = [Paper('Tides', 'We count the gulls of a bay – twice.')];"
        " print(language_to_ask_in('gulls vote tonight', found) == '', 'py3langid' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == "True False\n"


def test_a_short_word_of_another_language_is_no_slip_of_an_english_one(tmp_path: Path) -> None:
    night, tide = "At night the moon lifts each boat of the harbour.", "We warn of dementia in old seals of a bay."
    for stores in opened(tmp_path, paper("Boats at night", night), paper("Old seals", tide)):
        answer = last(Engine(stores), "Welche Tiere waren nicht krank, wenn sie Demenz oder Dementie haben?")
        typed = [chip.about.typed for chip in answer.chips if isinstance(chip.about, Correction)]
        assert "Dementie" in typed
        assert not {"waren", "nicht", "krank"} & set(typed)
