import pytest

from index.questions.at_hand.paper_kinds import SURVEYS, take_kind
from index.questions.query import Condition
from index.questions.request_topics.plain_questions import plainly_asked
from tests.index.questions.asking import SHOWN, read


@pytest.mark.parametrize(
    ("question", "topic", "intent"),
    [
        ("list all surveys", "", "list"),
        ("List all survey papers on tides", "tides", "list"),
        ("any survey on tides?", "tides", "list"),
        ("is there an overview paper on tides", "tides", "list"),
        ("show me the reviews in my collection", "", "list"),
        ("how many surveys do i have", "", "count"),
        ("surveys about tides", "tides", "list"),
        ("do we have a literature review of tides?", "tides", "list"),
    ],
)
def test_surveys_are_a_kind_of_papers(question: str, topic: str, intent: str) -> None:
    query = read(question)
    assert (query.text, query.intent, query.conditions) == (topic, intent, (SURVEYS,))


@pytest.mark.parametrize(
    ("question", "topic", "kinds"),
    [
        ("list all randomized controlled trials", "", ("trial",)),
        ("only RCTs please", "", ("trial",)),
        ("show me the double-blind, placebo-controlled randomised trials on tides", "tides", ("trial",)),
        ("only systematic reviews and meta-analyses please", "", ("synthesis",)),
        ("do we have cohort studies or RCTs of tides", "tides", ("trial", "cohort")),
        ("are there human studies on tides", "tides", ("human",)),
        ("any case reports on tides?", "tides", ("case",)),
        ("animal studies about tides", "tides", ("animal",)),
    ],
)
def test_studies_are_of_several_kinds(question: str, topic: str, kinds: tuple[str, ...]) -> None:
    query = read(question)
    assert (query.text, query.intent, query.conditions) == (topic, "list", (Condition("study", names=kinds),))


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("newest human studies on tides pls", "newest papers on tides"),
        ("the 3 most recent RCTs about tides", "the 3 most recent papers about tides"),
        ("RCTs since 2024", "papers since 2024"),
        ("only RCTs published in 2019 on tides", "papers published in 2019 on tides"),
        ("my unread case reports", "my unread papers"),
        ("human studies I have not read", "papers I have not read"),
        ("RCTs on tides I have not read", "papers on tides I have not read"),
        ("how many RCTs since 2015 on tides?", "how many papers since 2015 are about tides?"),
    ],
)
def test_an_order_a_time_or_a_mark_stands_with_a_kind_of_studies_as_with_papers(question: str, same: str) -> None:
    query, papers = read(plainly_asked(question)), read(same)
    assert [condition.field for condition in query.conditions if condition.field == "study"] == ["study"]
    others = tuple(condition for condition in query.conditions if condition.field != "study")
    assert (query.text, query.order, query.limit, query.intent, others) == (
        papers.text, papers.order, papers.limit, papers.intent, papers.conditions
    )  # fmt: skip


def test_trials_among_papers_shown() -> None:
    query = read("which of these are RCTs?", SHOWN)
    assert [condition.names for condition in query.conditions] == [SHOWN, ("trial",)]


@pytest.mark.parametrize(
    "question",
    [
        *("Effects of kelp: a randomized controlled trial", "What do randomised trials of kelp show?"),
        *("Is a meta-analysis better than an RCT?", "how do human studies differ from animal studies"),
        *("are RCTs reliable?", "what do reviews of tides say"),
    ],
)
def test_what_names_studies_is_no_request_for_them(question: str) -> None:
    assert take_kind(question) is None


def test_other_conditions_are_kept() -> None:
    query = read("any surveys on tides since 2024?")
    assert query.text == "tides"
    assert {condition.field for condition in query.conditions} == {"date", "kind"}


def test_surveys_among_papers_shown() -> None:
    query = read("which of these are surveys?", SHOWN)
    assert [condition.names for condition in query.conditions] == [SHOWN, ("survey",)]


@pytest.mark.parametrize(
    "question",
    [
        *("A Survey of Tidal Models", "survey of federated learning attacks", "how do reviews help readers?"),
        *(
            "Give me an overview of tide models",
            "what do reviewers look for",
            "sentiment of movie reviews",
            "An overview on tides: what is known",
        ),
    ],
)
def test_a_title_or_topic_is_no_request_for_surveys(question: str) -> None:
    assert take_kind(question) is None
