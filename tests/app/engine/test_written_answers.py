"""Answers that a model writes."""

from itertools import pairwise

import pytest

from app.answer import Turn
from app.answers.quoted import INTRODUCTION
from app.answers.refusal import NO_ANSWER
from app.answers.written import NOT_BACKED
from app.checking.reasons import Reason
from app.engine import Engine
from app.llm.prompts import REFUSAL
from app.request import Question
from index.collection import Stores
from tests.app.engine.answered import CORAL, FEMTO, MUSIC, RAR, TURBINE, connected, last
from tests.scripted_endpoint import Say, ScriptedEndpoint


def prompt_number(endpoint: ScriptedEndpoint, title: str) -> int:
    """The number that a paper has in the last prompt."""
    before = endpoint.prompt.split(f"Title: {title}")[0]
    return int(before.rsplit("source ", 1)[1].split()[0])


def test_sources_come_before_the_first_word_and_the_text_only_grows(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("It takes 1.11 W [1] and [2]."))
    snapshots = list(connected(filled, endpoint).answer(Question("How much energy does FemtoDet take?")))
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


def test_the_evidence_is_the_sentence_that_backs_the_answer(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    engine = connected(filled, endpoint)
    last(engine, "FemtoDet")
    endpoint.says(Say(f"On a phone it takes 1.11 W [{prompt_number(endpoint, FEMTO.title)}]."))
    assert last(engine, "FemtoDet").cited[0].sentence == "It takes 1.11 W on a phone."


def test_an_answer_in_other_words_keeps_the_evidence_for_the_question(
    filled: Stores, endpoint: ScriptedEndpoint
) -> None:
    endpoint.says(Say("Genau so [1]."))
    assert last(connected(filled, endpoint), "How many parameters does FemtoDet have?").cited[0].sentence


def test_numbers_that_are_not_sources_stay_text(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    said = "FemtoDet detects objects [9]. RAR aligns point clouds by regions [1]."
    endpoint.says(Say(said))
    answer = last(connected(filled, endpoint), "FemtoDet")
    assert answer.text.startswith("FemtoDet detects objects [9]")
    assert 9 not in [source.number for source in answer.cited]


def test_an_answer_that_no_paper_backs_is_set_aside_for_quotes(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("It has 99 billion parameters, as I just know [1]."))
    answer = last(connected(filled, endpoint), "FemtoDet")
    assert answer.text.startswith(INTRODUCTION)
    assert (answer.model, answer.refused) == (None, False)
    assert answer.unbacked == "It has 99 billion parameters, as I just know."
    assert answer.notice == NOT_BACKED


def test_one_in_another_language_is_not_called_unsupported(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Die Parameter werden für die Erkennung von Gegenständen genutzt und später verringert [1]."))
    answer = last(connected(filled, endpoint), "FemtoDet")
    assert answer.text.startswith(INTRODUCTION)
    assert answer.notice == (
        "The model answered in German, which cannot be compared with your papers; ask for their language."
    )


def test_where_the_search_is_sure_a_refusal_gives_way_to_quotes(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say(REFUSAL))
    engine = connected(filled, endpoint)
    answer = last(engine, "How many parameters does FemtoDet have?")
    assert answer.text.startswith(INTRODUCTION)
    assert "68.77k" in answer.text
    assert not answer.refused
    assert answer.notice == "tiny-model found no answer in these papers, so they are quoted."


class TestAttribution:
    def test_a_sentence_without_a_mark_gets_that_of_the_paper_that_backs_it(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        endpoint.says(Say("FemtoDet has 68.77k parameters. It was made in Rome by Ada Lovelace."))
        answer = last(connected(filled, endpoint), "FemtoDet")
        assert answer.text == "FemtoDet has 68.77k parameters [1]. It was made in Rome by Ada Lovelace."
        assert [source.paper.title for source in answer.cited] == [FEMTO.title]
        assert [(check.verdict, check.attributed) for check in answer.checks] == [
            ("figures and names found", True),
            ("not found", False),
        ]

    def test_a_mark_of_the_model_stays_even_if_it_is_wrong(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        engine = connected(filled, endpoint)
        last(engine, "FemtoDet")
        wrong = prompt_number(endpoint, MUSIC.title)
        endpoint.says(Say(f"FemtoDet has 68.77k parameters [{wrong}]. RAR aligns point clouds by regions."))
        answer = last(engine, "FemtoDet")
        assert answer.text == "FemtoDet has 68.77k parameters [1]. RAR aligns point clouds by regions [2]."
        assert [source.paper.title for source in answer.cited] == [MUSIC.title, RAR.title]
        assert [check.attributed for check in answer.checks] == [False, True]
        assert answer.checks[0].verdict == "not found"


def test_the_models_refusal_is_recognised(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say(REFUSAL))
    answer = last(connected(filled, endpoint), "Who won the cup?")
    assert (answer.refused, answer.cited, answer.model) == (True, (), "tiny-model")
    # The model refused, so no reason is given.
    assert answer.text == f"{NO_ANSWER} The closest papers are shown."


class TestChecks:
    def test_each_sentence_of_a_model_is_checked(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        engine = connected(filled, endpoint)
        last(engine, "FemtoDet")
        n = prompt_number(endpoint, FEMTO.title)
        said = f"FemtoDet detects objects with 68.77k parameters [{n}]. It takes 9.99 W on a phone [{n}]."
        endpoint.says(Say(f"{said} Snow melts early."))
        answer = last(engine, "FemtoDet")
        assert [check.verdict for check in answer.checks] == ["figures and names found", "partly found", "not found"]
        assert "9.99" in answer.checks[1].reasons[0].subject
        assert answer.checks[2].reasons == (Reason("no citation"),)
        assert [number for check in answer.checks[:2] for number, _ in check.evidence] == [1, 1]

    def test_nothing_is_checked_before_the_text_is_finished(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("It takes 1.11 W [1] on a phone."))
        *before, _ = connected(filled, endpoint).answer(Question("FemtoDet"))
        assert {snapshot.checks for snapshot in before} == {()}

    def test_the_check_of_a_quote_is_the_sentence_it_quotes(self, filled: Stores) -> None:
        answer = last(Engine(filled), "FemtoDet")
        [check] = answer.checks
        [(number, [(start, end)])] = check.evidence
        assert (check.verdict, number) == ("quoted", 1)
        assert answer.text[check.start : check.end] == f"“{answer.cited[0].paper.abstract[start:end]}”"


class TestThinking:
    def test_reasoning_is_kept_apart_from_the_text(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("<think>Is it [2]? No.</think>It takes 1.11 W [1]."))
        answer = last(connected(filled, endpoint), "FemtoDet")
        assert (answer.thinking, answer.text) == ("Is it [2]? No.", "It takes 1.11 W [1].")
        assert [source.number for source in answer.cited] == [1]

    def test_reasoning_is_shown_while_the_model_thinks(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        # Pieces that come at once are shown as one.
        endpoint.says(Say("<think>Let me look at them.</think>It takes 1.11 W [1].", delay=0.03))
        snapshots = list(connected(filled, endpoint).answer(Question("FemtoDet")))
        assert any(snapshot.thinking and not snapshot.text for snapshot in snapshots)

    @pytest.mark.parametrize(
        ("finish_reason", "notice"),
        [
            ("length", "tiny-model used up PAPERCHAT_MAX_TOKENS on reasoning before it answered"),
            ("stop", "tiny-model only reasoned and never got to an answer"),
        ],
    )
    def test_a_model_that_only_reasons_gets_another_notice_than_a_silent_one(
        self, filled: Stores, endpoint: ScriptedEndpoint, finish_reason: str, notice: str
    ) -> None:
        endpoint.says(Say("<think>Let me look at them for a while.", finish_reason=finish_reason))
        answer = last(connected(filled, endpoint), "What is FemtoDet?")
        assert notice in answer.notice
        assert (answer.model, bool(answer.cited), bool(answer.thinking)) == (None, True, True)


class TestLanguages:
    def test_what_its_english_relatives_answer_says_what_was_searched(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Wie viele Turbinen versorgen mit Energie die Häuser?")
        assert answer.notice == "Your papers are in English; searched for “turbines energy”."
        assert (answer.refused, answer.cited[0].paper) == (False, TURBINE)

    def test_a_list_says_so_itself(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Welche Arbeiten gibt es über Korallen?")
        assert (answer.intent, answer.notice, answer.cited[0].paper) == ("list", "", CORAL)

    @pytest.mark.parametrize(
        ("question", "language"),
        [("Zeig mir alle Arbeiten über Schifffahrt seit 2020", "German"), ("鲸鱼如何在海里睡觉？", "Chinese")],
    )
    def test_a_question_without_a_known_word_gets_the_next_step(
        self, shore: Stores, question: str, language: str
    ) -> None:
        answer = last(Engine(shore), question)
        assert answer.refused
        assert answer.text.endswith(
            f"This reads as {language}; the bundled encoder and the abstracts are English, so ask in English or connect"
            " a model, which translates."
        )
        assert answer.sources == ()

    def test_a_failed_translation_does_not_advise_to_connect_a_model(
        self, shore: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        question = "Zeig mir alle Arbeiten über Schifffahrt seit 2020"
        endpoint.says(Say(question))
        answer = last(connected(shore, endpoint), question)
        assert answer.text.endswith("This reads as German, and the model did not translate it; ask in English.")

    def test_a_model_translates_it(self, shore: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("How is coral counted?"), Say("By colour [1]."))
        answer = last(connected(shore, endpoint), "Wie werden die Korallen gezählt und mit welchen Drohnen?")
        assert (answer.searched, answer.model_calls, answer.notice) == ("How is coral counted?", 2, "")
        assert Turn.of(answer).searched == "How is coral counted?"
        assert answer.cited[0].paper == CORAL
