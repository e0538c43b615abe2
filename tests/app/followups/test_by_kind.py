"""Follow-ups whose kind is known: what they ask for, by the answers before them."""

from dataclasses import replace

import pytest

from app.answer import Turn
from app.followups import FollowupContext, StandaloneQuestion, make_standalone
from app.followups.by_kind import NO_REWORDING
from app.followups.followup_model import FollowupKind
from index.questions.query import Query
from tests.index.questions.asking import SHOWN, read

NAMES = {"a": "Ebb", "b": "Flood", "c": "Neap", "d": "Spring"}
DEFINED = Turn("What is Ebb?", "A tide [1].", SHOWN, cited=1)
LISTED = Turn("List papers about tides", "Four.", SHOWN, cited=4)


def after(*turns: Turn, question: str, kind: FollowupKind = "whole") -> StandaloneQuestion:
    known = FollowupContext(
        lambda text: kind if text == question else "whole", lambda paper_id: NAMES.get(paper_id, "")
    )
    return make_standalone(question, turns, None, read, known)


def ids(query: Query) -> list[tuple[str, ...]]:
    return [condition.names for condition in query.conditions if condition.field == "id"]


def test_the_same_in_other_words_is_the_paper_in_its_own_words() -> None:
    made = after(DEFINED, question="eli5", kind="again")
    assert (made.query.intent, ids(made.query), made.notice) == ("summary", [SHOWN[:1]], NO_REWORDING)
    assert ids(after(LISTED, question="eli5", kind="again").query) == [SHOWN]


def test_a_request_that_names_what_to_sum_up_is_none_for_other_words() -> None:
    made = after(LISTED, question="summarise the second paper", kind="again")
    assert (made.notice, ids(made.query)) == ("", [SHOWN[1:2]])


def test_an_aspect_is_answered_with_a_summary_or_a_table() -> None:
    one = after(DEFINED, question="limitations?", kind="aspect").query
    assert (one.intent, ids(one)) == ("summary", [SHOWN[:1]])
    several = after(LISTED, question="limitations?", kind="aspect").query
    assert (several.intent, ids(several)) == ("table", [SHOWN])


def test_it_is_compared_with_what_the_follow_up_names() -> None:
    for question in (
        "compare it with radar",
        "is that better than the radar?",
        "how does it differ from radar",
        "vs radar",
    ):
        query = after(DEFINED, question=question, kind="compare").query
        assert (query.intent, query.sides) == ("compare", ("Ebb", "radar")), question
    assert after(LISTED, question="versus radar", kind="compare").query.sides == ("Ebb", "radar")


def test_which_and_what_ask_about_a_comparison_and_add_nothing_to_its_sides() -> None:
    compared = Turn("compare ebb and flood", "Both.", SHOWN, cited=4)
    query = after(compared, question="on which coasts?", kind="about").query
    assert (query.intent, query.sides) == ("find", ())
    assert query.text.endswith("on which coasts?")
    assert after(compared, question="on coasts?", kind="topic").query.sides == ("ebb on coasts", "flood on coasts")


def test_the_first_and_the_third_are_compared_by_name() -> None:
    assert after(LISTED, question="compare the first and the third").query.sides == ("Ebb", "Neap")
    assert after(LISTED, question="compare the first and the tides").query.sides == ("first", "tides")


def test_which_came_first_of_the_papers_at_hand() -> None:
    query = after(LISTED, question="which is older", kind="first").query
    assert (query.text, query.order, query.intent) == ("tides", "oldest", "list")
    one, other = Turn("summarise Ebb", "", ("a",), cited=1), Turn("summarise Flood", "", ("b",), cited=1)
    query = after(one, other, question="which of the two was first", kind="first").query
    assert (query.order, ids(query)) == ("oldest", [("a", "b")])


def test_newer_work_is_looked_for_on_the_same_topic() -> None:
    query = after(DEFINED, question="anything newer", kind="newer").query
    assert (query.text, query.order, query.intent, query.conditions) == ("Ebb", "newest", "list", ())


def test_more_after_an_answer_is_a_list_of_its_topic() -> None:
    query = after(replace(DEFINED, question="What is a tide?"), question="more", kind="more").query
    assert (query.text, query.intent) == ("tide", "list")


def test_more_on_what_one_paper_presents_is_what_is_similar_to_it() -> None:
    query = after(DEFINED, question="what else is there on this", kind="more").query
    assert (query.intent, ids(query)) == ("similar", [SHOWN[:1]])


@pytest.mark.parametrize("question", ["only those from 2024", "solo los de 2024", "nur die von 2024", "只要2024年的"])
def test_a_time_narrows_the_search_and_is_no_topic(question: str) -> None:
    made = after(LISTED, question=question, kind="narrow")
    assert made.question == "List papers about tides, in 2024"


@pytest.mark.parametrize("question", ["which one is the most exact?", "and which is the fastest"])
def test_which_one_is_asked_of_the_papers_listed(question: str) -> None:
    query = after(LISTED, question=question).query
    assert (query.intent, ids(query)) == ("find", [SHOWN])


def test_what_is_left_out_of_a_count_is_left_out_of_all_that_it_counted() -> None:
    counted = replace(LISTED, question="How many papers are about tides?")
    query = after(counted, question="and without foam?", kind="narrow").query
    assert (query.text, query.excluded, query.intent, ids(query)) == ("tides", ("foam",), "count", [])


@pytest.mark.parametrize("question", ["do they release code?", "is their code online?", "and when was that?"])
def test_records_are_asked_of_the_paper_at_hand(question: str) -> None:
    query = after(DEFINED, question=question).query
    assert (query.intent, query.paper) == ("record", "")
    assert ids(query) == [SHOWN[:1] if "that" in question else SHOWN]


def test_a_follow_up_of_a_question_on_a_record_is_about_the_paper() -> None:
    authored = Turn("Who wrote Ebb?", "Four people [1].", SHOWN, cited=1)
    query = after(authored, question="how large is its effect on boats?", kind="about").query
    assert (query.text, query.intent, ids(query)) == ("how large is its effect on boats?", "find", [SHOWN[:1]])
    assert after(authored, question="what is it about?", kind="about").query.intent == "summary"


def test_a_list_continues_after_what_was_shown() -> None:
    query = after(LISTED, question="more", kind="more").query
    assert (query.text, query.intent, query.after) == ("tides", "list", 4)
    known = FollowupContext({"more": "more", "next": "more"}.get, NAMES.get)  # type: ignore[arg-type]
    further = Turn("more", "Three.", SHOWN[:3], cited=3)
    assert make_standalone("next", [LISTED, further], None, read, known).query.after == 7
    assert make_standalone("how many are there?", [LISTED, further], None, read, known).query.after == 0


def test_what_else_the_authors_wrote_is_asked_of_the_paper_at_hand() -> None:
    query = after(DEFINED, question="more by them", kind="same_authors").query
    assert (query.intent, ids(query)) == ("record", [SHOWN[:1]])


@pytest.mark.parametrize(
    ("question", "topic", "excluded"),
    [
        ("any of these about foam?", "foam", ()),
        ("only foam", "foam", ()),
        ("and without foam", "", ("foam",)),
        ("not foam or the wind ones", "", ("foam", "wind")),
        ("leave out the ones on foam", "", ("foam",)),
        ("without the ones on foam", "", ("foam",)),
        ("no foam", "", ("foam",)),
        ("skip those about foam", "", ("foam",)),
        ("I don't want anything about foam", "", ("foam",)),
        ("without surveys", "", ("surveys",)),
    ],
)
def test_papers_are_chosen_among_those_shown(question: str, topic: str, excluded: tuple[str, ...]) -> None:
    query = after(LISTED, question=question, kind="narrow").query
    assert (query.text, query.excluded, query.intent, ids(query)) == (topic, excluded, "list", [SHOWN])


@pytest.mark.parametrize("question", ["not about foam please", "but not on foam, please", "nothing about foam"])
def test_what_papers_are_not_to_be_about_leaves_out_some_of_those_shown(question: str) -> None:
    query = after(LISTED, question=question).query
    assert (query.text, query.excluded, query.intent, ids(query)) == ("", ("foam",), "list", [SHOWN])


def test_what_an_answer_is_not_to_be_about_is_left_out_of_its_search() -> None:
    query = after(DEFINED, question="nothing about foam, please", kind="narrow").query
    assert (query.text, query.excluded, query.intent) == ("What is Ebb?", ("foam",), "find")


def test_papers_are_left_out_after_a_question_on_their_records() -> None:
    asked = Turn("who wrote them?", "Four people.", SHOWN, cited=4)
    query = after(LISTED, asked, question="without the ones on foam", kind="narrow").query
    assert (query.excluded, ids(query)) == (("foam",), [SHOWN])


@pytest.mark.parametrize("question", ["human studies on coral I have not read", "not about foam: papers on coral"])
def test_a_not_within_a_request_with_a_topic_is_no_choice_among_those_shown(question: str) -> None:
    query = after(LISTED, question=question, kind="narrow").query
    assert (query.text, query.intent, ids(query)) == ("coral", "list", [])


def test_only_before_a_kind_of_studies_with_a_topic_is_no_choice_among_those_shown() -> None:
    query = after(LISTED, question="only RCTs since 2010 on coral then").query
    assert (query.text, [condition.field for condition in query.conditions]) == ("coral", ["date", "study"])


@pytest.mark.parametrize("question", ["only human studies", "just human studies"])
def test_a_kind_of_studies_is_chosen_among_those_shown(question: str) -> None:
    query = after(LISTED, question=question, kind="narrow").query
    conditions = {condition.field: condition.names for condition in query.conditions}
    assert (query.text, conditions) == ("", {"study": ("human",), "id": SHOWN})


def test_a_whole_request_with_an_exclusion_leans_on_nothing() -> None:
    query = after(LISTED, question="list papers on coral without those about foam").query
    assert (query.text, query.excluded) == ("coral", ("foam",))


def test_only_surveys_among_those_shown() -> None:
    query = after(LISTED, question="just the surveys", kind="narrow").query
    assert [condition.names for condition in query.conditions] == [SHOWN, ("survey",)]


def test_a_question_about_it_is_joined_and_keeps_its_own_words() -> None:
    made = after(DEFINED, question="on which coasts", kind="about")
    assert (made.question, made.points_back, made.asks) == ("What is Ebb? on which coasts", True, "on which coasts")


def test_after_a_repeated_answer_follow_ups_build_on_the_question_before() -> None:
    known = FollowupContext({"eli5": "again", "anything newer": "newer"}.get, NAMES.get)  # type: ignore[arg-type]
    turns = [DEFINED, Turn("eli5", "So.", SHOWN[:1], cited=1)]
    assert make_standalone("anything newer", turns, None, read, known).query.text == "Ebb"


@pytest.mark.parametrize("kind", ["again", "aspect", "compare", "first", "newer", "more", "same_authors", "narrow"])
def test_where_nothing_was_cited_a_kind_means_nothing(kind: FollowupKind) -> None:
    refused = Turn("Who sings?", "Nothing.", SHOWN, refused=True)
    assert after(refused, question="tides of Mars", kind=kind).query == read("tides of Mars")


def test_which_is_best_asks_of_what_was_compared_or_listed() -> None:
    compared = Turn("compare ebb and flood", "Both [1][2].", SHOWN, cited=2)
    made = after(compared, question="which one wins?", kind="best").query
    assert (made.intent, made.sides, ids(made)) == ("best", ("ebb", "flood"), [SHOWN[:2]])
    listed = after(LISTED, question="which one wins?", kind="best").query
    assert (listed.intent, listed.sides, ids(listed)) == ("best", (), [SHOWN])


def test_a_condition_on_the_papers_shown_lists_those_that_meet_it() -> None:
    made = after(LISTED, question="which of these have code?", kind="narrow").query
    assert (made.intent, made.text, ids(made)) == ("list", "", [SHOWN])


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("table please, one row per paper", "table"),
        ("a table, one row each", "table"),
        ("a table, one line per paper", "table"),
        ("summarise each in one sentance", "summary"),
        ("put that in a table", "table"),
    ],
)
def test_a_request_that_only_says_how_it_should_look_is_about_the_papers_at_hand(question: str, intent: str) -> None:
    query = after(DEFINED, LISTED, question=question).query
    assert (query.intent, query.text, ids(query)) == (intent, "", [SHOWN])


def test_one_that_names_a_topic_is_about_that() -> None:
    query = after(LISTED, question="a table of papers about radar, one row per paper").query
    assert (query.intent, ids(query)) == ("table", [])
