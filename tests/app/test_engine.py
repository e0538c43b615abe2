from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import pytest

from app.answer import Answer, Turn
from app.answers.quoted import INTRODUCTION
from app.answers.refusal import NO_ANSWER
from app.answers.written import NOT_BACKED
from app.checking.reasons import Reason
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.prompts import REFUSAL
from app.request import Question
from index.collection import Stores
from index.endpoint_errors import EndpointError
from index.papers import Paper
from index.questions.chip_words import all_words
from index.retrieval.reranking import Ranking
from tests.conftest import opened, paper
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


LAMP = paper(
    "Lantern: Light for Deep Water",
    "Lamps guide divers at night. Lantern saves 40 percent of the energy of a lamp.",
    date=date(2024, 3, 5),
    upvotes=12,
    organisation="Reef Lab",
)
CORAL = paper(
    "Coral Counting from Drones",
    "Drones photograph coral at low tide. The coral is counted by colour.",
    date=date(2023, 7, 1),
    upvotes=40,
    organisation="Reef Lab",
)
TURBINE = paper(
    "Tidal Turbines",
    "Turbines turn with the tide. They give energy to ten houses.",
    date=date(2024, 6, 2),
    upvotes=3,
    organisation="Dune House",
)
SEALS = paper("Songs of Seals", "Seals sing below the ice. Each song is learned from a mother.")
SHORE = (LAMP, CORAL, TURBINE, SEALS)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("filled"), RAR, FEMTO, MUSIC)


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("shore"), *SHORE)


def connected(stores: Stores, endpoint: ScriptedEndpoint, timeout: float = 5.0) -> Engine:
    return Engine(stores, Endpoint(endpoint.url, "tiny-model", "sk-secret", timeout=timeout))


def last(engine: Engine, question: str, history: Sequence[Turn] = (), dropped: Sequence[str] = ()) -> Answer:
    return list(engine.answer(Question(question, tuple(history), tuple(dropped))))[-1]


def titles(answer: Answer) -> list[str]:
    return [source.paper.title for source in answer.sources]


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


def test_every_quote_is_in_the_abstract_it_cites(filled: Stores) -> None:
    answer = last(Engine(filled), "point clouds music energy")
    for source in answer.cited:
        quoted = next(line for line in answer.text.splitlines() if line.endswith(f"[{source.number}]"))
        for quote in quoted.split("“")[1:]:
            assert quote.split("”")[0] in source.paper.abstract


def test_a_question_without_an_answer_is_refused_with_the_reason(filled: Stores) -> None:
    answer = last(Engine(filled), "Mumpsimus of a yaffle")
    assert answer.refused
    assert answer.text == (
        "No paper in your collection mentions “Mumpsimus” or “yaffle”. The closest papers are shown."
    )
    assert answer.cited == ()
    assert answer.sources


def test_a_list_on_what_no_paper_mentions_shows_the_nearest_papers(filled: Stores) -> None:
    answer = last(Engine(filled), "Which papers are about mumpsimus detection?")
    assert answer.refused
    assert answer.text == "No paper in your collection mentions “mumpsimus”. The closest papers are shown."
    assert answer.sources[0].paper.title == FEMTO.title


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


class TestSmallModel:
    @staticmethod
    def small(stores: Stores, endpoint: ScriptedEndpoint) -> Engine:
        return Engine(stores, Endpoint(endpoint.url, "tiny-model", None, timeout=5, prompt="short"))

    def test_it_gets_the_papers_that_bear_on_the_question_and_the_bare_question(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        endpoint.says(Say("FemtoDet has 68.77k parameters."))
        asked = "How many parameters does FemtoDet have?"
        answer = last(self.small(filled, endpoint), asked)
        # The sentence that answers best is told, so it is not quoted.
        assert answer.text == "FemtoDet has 68.77k parameters [1]."
        (request,) = endpoint.requests
        (message,) = request["messages"]
        assert message["content"].endswith(f"answer in one or two sentences: {asked}")
        assert FEMTO.abstract in message["content"]
        assert MUSIC.abstract not in message["content"]
        assert answer.papers_read < len(answer.sources) == 3

    def test_the_sentence_that_answers_best_is_quoted_below_if_it_is_not_told(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        endpoint.says(Say("FemtoDet takes 1.11 W on a phone."))
        answer = last(self.small(filled, endpoint), "How many parameters does FemtoDet have?")
        quote = "“FemtoDet detects objects with 68.77k parameters.”"
        below = f"In the paper’s own words: {quote} [1]"
        assert answer.text == f"FemtoDet takes 1.11 W on a phone [1].\n\n{below}"
        assert [check.attributed for check in answer.checks] == [True, False]
        assert answer.text[answer.checks[1].start : answer.checks[1].end] == quote

    def test_all_that_quoting_says_of_that_paper_and_is_not_told_is_quoted(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        endpoint.says(Say("FemtoDet detects objects."))
        asked = "How many parameters does FemtoDet have, and how much does it take on a phone?"
        answer = last(self.small(filled, endpoint), asked)
        quote = "“FemtoDet detects objects with 68.77k parameters. It takes 1.11 W on a phone.”"
        assert answer.text.endswith(f"In the paper’s own words: {quote} [1]")

    def test_it_is_not_asked_what_the_collection_does_not_answer(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        answer = last(self.small(filled, endpoint), "Who is Zorblat-7?")
        assert answer.refused
        assert answer.model_calls == 0
        assert endpoint.requests == []

    def test_it_is_not_asked_for_a_detail_that_the_abstract_does_not_state(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        answer = last(self.small(filled, endpoint), "Which loss function does FemtoDet use?")
        assert answer.refused
        assert "loss function" in answer.text
        assert endpoint.requests == []

    def test_the_engine_learns_from_an_answer_without_marks(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("FemtoDet has 68.77k parameters."))
        engine = connected(filled, endpoint)
        last(engine, "FemtoDet")
        last(engine, "FemtoDet")
        roles = [[message["role"] for message in request["messages"]] for request in endpoint.requests]
        assert roles == [["system", "user"], ["user"]]

    def test_a_model_that_cites_keeps_the_full_prompt(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        engine = connected(filled, endpoint)
        for said in ("FemtoDet has 68.77k parameters [1].", "FemtoDet has 68.77k parameters.", REFUSAL):
            endpoint.says(Say(said))
            last(engine, "How many parameters does FemtoDet have?")
        assert all(len(request["messages"]) == 2 for request in endpoint.requests)

    def test_the_engine_learns_from_a_copied_rule(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("The sources below are the only thing you know."))
        engine = connected(filled, endpoint)
        last(engine, "FemtoDet")
        assert engine.endpoint
        assert engine.endpoint.profile.copies_example is True
        assert engine.endpoint.prompt_style == "short"


def test_the_models_refusal_is_recognised(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say(REFUSAL))
    answer = last(connected(filled, endpoint), "Who won the cup?")
    assert (answer.refused, answer.cited, answer.model) == (True, (), "tiny-model")
    # The model refused, so no reason is given.
    assert answer.text == f"{NO_ANSWER} The closest papers are shown."


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (Fail(401), "does not accept the key"),
        (Fail(404), "has no model"),
        (Fail(429), "429"),
        (Fail(500), "failed (500)"),
        pytest.param(Hang(), "sent nothing", marks=pytest.mark.slow),
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


def test_a_text_cut_in_the_middle_stays_with_one_line(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Cut("FemtoDet detects objects [1] and"))
    answer = last(connected(filled, endpoint), "What is FemtoDet?")
    assert (answer.stage, answer.text, answer.model) == ("done", "FemtoDet detects objects [1] and", "tiny-model")
    assert "broke off" in answer.notice
    assert "Quoting" not in answer.notice
    assert answer.cited[0].paper.title == FEMTO.title


def test_a_text_cut_at_its_length_names_the_setting(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("FemtoDet detects objects [1] and", finish_reason="length"))
    answer = last(connected(filled, endpoint), "What is FemtoDet?")
    assert answer.text == "FemtoDet detects objects [1] and"
    assert answer.notice == "The answer reached the length limit; raise PAPERCHAT_MAX_TOKENS for a longer one."


def test_a_stream_without_a_finish_reason_is_whole_if_its_end_is_marked(
    filled: Stores, endpoint: ScriptedEndpoint
) -> None:
    endpoint.says(Say("FemtoDet detects objects [1].", finish_reason=None))
    answer = last(connected(filled, endpoint), "What is FemtoDet?")
    assert (answer.text, answer.notice) == ("FemtoDet detects objects [1].", "")


def test_a_follow_up_takes_two_calls_and_shows_what_was_searched(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("How much energy does FemtoDet take?"), Say("It takes 1.11 W [1]."))
    answer = last(connected(filled, endpoint), "How much does it take?", [Turn("What is FemtoDet?", "A detector [1].")])
    assert (answer.searched, answer.rewritten) == ("How much energy does FemtoDet take?", True)
    assert (answer.model_calls, len(endpoint.requests)) == (2, 2)
    assert answer.cited[0].paper.title == FEMTO.title


def test_a_follow_up_whose_endpoint_is_dead_waits_once(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(500))
    answer = last(connected(filled, endpoint), "How much does it take?", [Turn("What is FemtoDet?", "A detector [1].")])
    assert len(endpoint.requests) == 1
    assert "failed (500)" in answer.notice
    assert answer.cited


def test_a_prompt_that_does_not_fit_is_sent_again_with_fewer_papers_once(
    filled: Stores, endpoint: ScriptedEndpoint
) -> None:
    words = "the request exceeds the available context size (900 tokens), try increasing it"
    overflow = Fail(400, body={"error": {"message": words, "type": "exceed_context_size_error", "n_ctx": 900}})
    endpoint.says(overflow, Say("It detects objects [1]."))
    engine = connected(filled, endpoint)
    answer = last(engine, "FemtoDet")
    assert (answer.text, answer.model_calls, len(endpoint.requests)) == ("It detects objects [1].", 2, 2)
    assert "did not fit" in answer.notice
    first, second = (str(request["messages"]).count("Title: ") for request in endpoint.requests)
    assert first > second >= 1
    # The window is remembered.
    assert last(engine, "FemtoDet").model_calls == 1

    endpoint.says(overflow)
    answer = last(connected(filled, endpoint), "FemtoDet")
    assert (answer.model, answer.model_calls) == (None, 2)
    assert words in answer.notice


def test_a_small_window_says_which_papers_were_not_read(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    engine = Engine(filled, Endpoint(endpoint.url, "tiny-model", None, context_window=900, max_tokens=400))
    assert "did not fit" in last(engine, "FemtoDet").notice


class TestLists:
    def test_a_list_names_the_papers(self, shore: Stores) -> None:
        answer = last(Engine(shore), "List papers about the tide")
        assert answer.text.startswith("2 papers in your collection mention “the tide”")
        assert {title for title in titles(answer) if title in answer.text} == {CORAL.title, TURBINE.title}
        assert [source.number for source in answer.sources] == [1, 2]
        assert (answer.intent, answer.model_calls, answer.model) == ("list", 0, None)
        assert all(source.explanation for source in answer.sources)
        quoted = [line for line in answer.text.splitlines() if line.startswith("  - “")]
        assert [line[-5:] for line in quoted] == ["” [1]", "” [2]"]

    def test_the_sources_come_before_the_list(self, shore: Stores) -> None:
        _, begun, done = Engine(shore).answer(Question("List papers about the tide"))
        assert (begun.stage, begun.text, begun.sources) == ("writing", "", done.sources)

    def test_papers_are_counted_however_few_are_read(self, shore: Stores) -> None:
        answer = last(Engine(shore, papers=1), "How many papers are about energy?")
        assert answer.text.startswith("2 papers in your collection mention “energy”")
        assert len(answer.sources) == 2

    @pytest.mark.parametrize("question", ["How many papers are there?", "List all papers"])
    def test_the_whole_collection_can_be_listed(self, shore: Stores, question: str) -> None:
        answer = last(Engine(shore), question)
        assert answer.text.startswith("4 papers in your collection.")
        assert len(answer.cited) == 4

    def test_the_newest_come_first_and_papers_without_a_date_are_counted(self, shore: Stores) -> None:
        answer = last(Engine(shore), "What are the two newest papers?")
        assert titles(answer) == [TURBINE.title, LAMP.title]
        assert all_words(answer.chips) == ("newest first",)
        assert "- Tidal Turbines (Jun 2, 2024) [1]" in answer.text
        assert "The first 2 are listed." in answer.text
        assert answer.notice == "1 paper without date in your sources comes last."

    def test_an_ordered_list_is_as_long_as_an_answer_reads_papers(self, shore: Stores) -> None:
        answer = last(Engine(shore, papers=1), "most upvoted papers")
        assert titles(answer) == [CORAL.title]

    def test_an_empty_list_is_a_refusal_that_names_the_filters(self, shore: Stores) -> None:
        answer = last(Engine(shore), "papers before 2020")
        assert (answer.refused, answer.text, answer.sources) == (
            *(True, f"{NO_ANSWER} No paper matches: before 2020.", ()),
        )
        assert answer.notice == "1 paper has no date in your sources."


class TestNarrowing:
    def test_conditions_filter_the_papers_of_an_answer(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Which papers from Reef Lab are about energy?")
        assert (all_words(answer.chips), titles(answer)) == (("from Reef Lab",), [LAMP.title])
        assert answer.notice == "1 paper is left out because its sources do not give the organisation."

    def test_a_dropped_chip_no_longer_filters(self, shore: Stores) -> None:
        question = "How many papers about energy from Reef Lab?"
        assert last(Engine(shore), question).text.startswith("1 paper ")
        answer = last(Engine(shore), question, dropped=["condition:organisation"])
        assert answer.text.startswith("2 papers ")
        assert (all_words(answer.chips), answer.notice) == ((), "")

    def test_dropping_the_only_chip_leaves_all_papers(self, shore: Stores) -> None:
        assert len(last(Engine(shore), "papers from Reef Lab").cited) == 2
        answer = last(Engine(shore), "papers from Reef Lab", dropped=["condition:organisation"])
        assert (len(answer.cited), answer.refused) == (4, False)

    def test_a_typo_is_corrected_with_a_chip_that_can_be_dropped(self, shore: Stores) -> None:
        corrected = last(Engine(shore), "What gives turbnies energy?")
        assert all_words(corrected.chips) == ("turbines instead of turbnies",)
        assert corrected.sources[0].paper == TURBINE
        taken_back = last(Engine(shore), "turbnies", dropped=[chip.key for chip in corrected.chips])
        assert (taken_back.chips, taken_back.dropped) == ((), corrected.chips)
        assert all(
            source.explanation and "turbnies" in source.explanation.missing_words for source in taken_back.sources
        )

    def test_phrases_and_exclusions_have_chips(self, shore: Stores) -> None:
        assert titles(last(Engine(shore), "papers that mention “low tide”")) == [CORAL.title]
        answer = last(Engine(shore), "papers about the tide but not about coral")
        assert (all_words(answer.chips), titles(answer)) == (("not coral",), [TURBINE.title])

    def test_only_the_papers_shown_before_are_searched(self, shore: Stores) -> None:
        shown = Turn.of(last(Engine(shore), "List papers from Reef Lab"))
        assert set(shown.papers) == {LAMP.id, CORAL.id}
        answer = last(Engine(shore), "Which of these are about energy?", [shown])
        assert (titles(answer), answer.intent) == ([LAMP.title], "list")
        assert last(Engine(shore), "Which of these are from 2024?", [shown]).notice == ""

    def test_fields_unknown_for_shown_papers_are_named(self, shore: Stores) -> None:
        shown = Turn("List papers", "Two.", (LAMP.id, SEALS.id))
        answer = last(Engine(shore), "Which of these papers are from 2024?", [shown])
        assert titles(answer) == [LAMP.title]
        assert answer.notice == "1 more paper has no date in your sources."

    def test_a_filter_that_was_guessed_can_be_switched_on_again(self, shore: Stores) -> None:
        question = "What do tidal turbines weigh in 2023?"
        answer = last(Engine(shore), question)
        assert (all_words(answer.dropped), answer.chips, titles(answer)[0]) == (("in 2023",), (), TURBINE.title)
        assert answer.notice == "Searched without “in 2023”, which hides the best papers."
        *_, strict = Engine(shore).answer(Question(question, restored=("condition:date",)))
        assert (all_words(strict.chips), strict.dropped) == (("in 2023",), ())
        assert TURBINE.title not in titles(strict)


class TestComparisons:
    def test_each_side_is_quoted_under_its_name(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Compare coral and seals")
        assert answer.intent == "compare"
        coral, seals = answer.text.split("**seals**")
        assert "**coral**" in coral
        assert "The coral is counted" in coral
        assert "Seals sing" in seals
        assert {source.explanation.side for source in answer.cited if source.explanation} == {"coral", "seals"}

    def test_a_missing_side_is_named_and_not_quoted(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Compare coral and mumpsimus")
        assert answer.notice == "Your collection seems to have nothing on mumpsimus."
        assert "mumpsimus" not in answer.text
        assert [source.paper for source in answer.cited] == [CORAL]

    def test_with_both_sides_missing_the_answer_is_a_refusal(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Compare xylophone and mumpsimus")
        assert (answer.refused, answer.notice) == (True, "")
        assert answer.text == f"{NO_ANSWER} The closest papers are shown."

    def test_a_model_is_given_the_papers_of_both_sides(self, shore: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("The coral is counted by colour. Seals sing below the ice."))
        answer = last(connected(shore, endpoint), "Compare coral and seals")
        assert answer.model == "tiny-model"
        assert all(f"Title: {item.title}" in endpoint.prompt for item in (CORAL, SEALS))


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
            ("stop", "tiny-model only reasoned and came to no answer"),
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
    def test_a_question_in_another_language_gets_a_notice_without_a_model(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Welche Arbeiten gibt es über Korallen?")
        assert answer.notice.startswith("This reads as German;")

    def test_a_model_translates_it(self, shore: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("How is coral counted?"), Say("By colour [1]."))
        answer = last(connected(shore, endpoint), "Wie werden die Korallen gezählt und mit welchen Drohnen?")
        assert (answer.searched, answer.model_calls, answer.notice) == ("How is coral counted?", 2, "")
        assert Turn.of(answer).searched == "How is coral counted?"
        assert answer.cited[0].paper == CORAL


@dataclass
class FixedReranker:
    """A reranker that gives what it is told to, and remembers the questions."""

    ranking: Ranking | EndpointError
    depth: int = 50
    fingerprint: str = "fixed"
    calls: list[str] = field(default_factory=list)

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        self.calls.append(question)
        assert len(papers) <= self.depth
        if isinstance(self.ranking, EndpointError):
            raise self.ranking
        return self.ranking


class TestReranking:
    QUESTION = "energy of a lamp"

    def test_it_chooses_the_papers_and_its_cost_is_counted(self, shore: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("It saves energy [1]."))
        plain = last(connected(shore, endpoint), self.QUESTION)
        reranker = FixedReranker(Ranking((1,), model_calls=2, prompt_tokens=1000))
        engine = Engine(shore, Endpoint(endpoint.url, "tiny-model", None), papers=1, reranker=reranker)
        answer = last(engine, self.QUESTION)
        assert reranker.calls == [self.QUESTION]
        assert plain.sources[0].paper == LAMP
        assert titles(answer) == [plain.sources[1].paper.title]
        assert (answer.model_calls, plain.model_calls) == (3, 1)
        assert answer.prompt_tokens > 1000

    def test_a_failed_rerank_leaves_the_answer_with_a_notice(self, shore: Stores) -> None:
        engine = Engine(shore, reranker=FixedReranker(EndpointError("It is not running.", "Start it.")))
        answer = last(engine, self.QUESTION)
        assert answer.notice == "It is not running. Start it. The papers keep the order of the search."
        assert answer.cited[0].paper == LAMP

    def test_an_ordered_list_is_not_reranked(self, shore: Stores) -> None:
        reranker = FixedReranker(Ranking((1, 0)))
        last(Engine(shore, reranker=reranker), "What are the newest papers on energy?")
        assert reranker.calls == []


class TestFinding:
    def test_papers_are_found_with_explanations(self, shore: Stores) -> None:
        found, whys = Engine(shore).find("How is coral counted?", 2)
        assert [hit.paper for hit in found.hits][:1] == [CORAL]
        assert len(found.hits) == len(whys) == 2
        assert whys[0].words == ("coral", "counted")

    def test_the_smaller_limit_applies(self, shore: Stores) -> None:
        engine = Engine(shore)
        assert len(engine.find("the two newest papers", 8)[0].hits) == 2
        assert len(engine.find("the two newest papers", 1)[0].hits) == 1

    def test_the_question_is_read(self, shore: Stores) -> None:
        found, whys = Engine(shore, reranker=FixedReranker(Ranking((1,)))).find("papers from Reef Lab since 2024", 8)
        assert (all_words(found.chips), [hit.paper for hit in found.hits]) == (("from Reef Lab", "since 2024"), [LAMP])
        assert whys[0].keyword_rank is None


def test_a_paper_of_an_earlier_turn_is_found_by_its_name(shore: Stores) -> None:
    history = [
        Turn("What does Lantern save?", "40 percent [1].", (LAMP.id,)),
        *(Turn(f"What do seals sing in winter {n}?", "A song [1].", (SEALS.id,)) for n in range(6)),
    ]
    answer = last(Engine(shore), "How much energy does Lantern save?", history)
    assert answer.cited[0].paper.id == LAMP.id
    assert answer.searched == ""


def test_a_detail_that_abstracts_do_not_state_is_refused_with_what_they_say(filled: Stores) -> None:
    answer = last(Engine(filled), "Which learning rate does FemtoDet use?")
    assert answer.text.startswith("The abstracts found do not state the learning rate. What they say:")
    assert answer.refused
    assert answer.cited[0].paper.title == FEMTO.title


def test_everyday_words_are_not_blamed_for_a_refusal(filled: Stores) -> None:
    answer = last(Engine(filled), "Who won the cup in Paris?")
    assert answer.refused
    assert "mentions" not in answer.text
