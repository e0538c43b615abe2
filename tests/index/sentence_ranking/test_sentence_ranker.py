import json
from dataclasses import fields, replace

import pytest

from index.sentence_ranking.sentence_ranker import RANKER_FILE, SentenceRanker, fitted_ranker
from index.sentence_ranking.sentence_signals import SentenceSignals

NOTHING = SentenceSignals(**{field.name: 0.0 for field in fields(SentenceSignals)})


def test_the_chance_is_the_logistic_of_the_weighed_signals() -> None:
    weights = {field.name: 0.0 for field in fields(SentenceSignals)} | {"overlap": 2.0, "leans": -1.0}
    ranker = SentenceRanker(bias=-1.0, weights=weights, asked_for={}, least_share=0.5)
    assert ranker.chance(NOTHING) == pytest.approx(0.2689, abs=1e-4)
    assert ranker.chance(replace(NOTHING, overlap=1.0, leans=1.0)) == pytest.approx(0.5)


def test_the_fitted_ranker_weighs_every_signal() -> None:
    assert [*fitted_ranker().weights, *fitted_ranker().asked_for] == [field.name for field in fields(SentenceSignals)]
    assert fitted_ranker().bias == json.loads(RANKER_FILE.read_text(encoding="utf-8"))["bias"]


def test_the_words_of_the_question_raise_the_chance_and_a_procedure_lowers_it() -> None:
    some = replace(NOTHING, overlap=0.5, length=3.0, cosine=0.5)
    chance = fitted_ranker().chance(some)
    assert fitted_ranker().chance(replace(some, overlap=0.9)) > chance
    assert fitted_ranker().chance(replace(some, wanted_figure=1.0)) > chance
    assert fitted_ranker().chance(replace(some, procedure=1.0)) < chance
