import pytest

from tests.index.questions.asking import read


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("list all papers about tides", "tides"),
        ("Please list the papers on tides, please", "tides"),
        ("show me every paper on tides", "tides"),
        ("could you find all papers that deal with music?", "music"),
        ("which papers use ImageNet?", "ImageNet"),
        ("which other papers do tide tables?", "tide tables"),
        ("Which papers are about music?", "music"),
        ("what papers are there on tides?", "tides"),
        ("what papers do you have on tides?", "tides"),
        ("are there any papers on tides?", "tides"),
        ("any papers on tides in the library?", "tides"),
        ("papers on tides", "tides"),
        ("papers with program code", "program code"),
        ("articles using radar", "using radar"),
        ("list all tide papers", "tide"),
        ("list the titles only of papers on tides", "tides"),
        ("everything on tides", "tides"),
        ("give me something on tides", "tides"),
        ("I am looking for papers on tides", "tides"),
        ("I need 5 refs supporting the claim that tides slow ships", "tides slow ships"),
        ("give me 3 references on tides", "tides"),
        ("find citations for ships that use tides", "ships that use tides"),
        ("find papers to support the argument that tides slow ships", "tides slow ships"),
        ("list all papers", ""),
        ("which papers compare LoRA and adapters?", "LoRA and adapters"),
        ("Which papers show that tides slow ships?", "tides slow ships"),
        ("Which papers show tides?", "tides"),
        ("what papers propose new nets?", "new nets"),
        ("are there any papers that provide evidence that tides slow ships?", "tides slow ships"),
        ("papers proposing new nets", "new nets"),
        ("which papers find that tides slow ships?", "tides slow ships"),
        ("which papers find new nets?", "new nets"),
        ("which papers rely on tide tables", "tide tables"),
        ("papers that rely heavily on tide tables", "tide tables"),
        ("papers relying on tide tables", "tide tables"),
        ("papers which are based upon tide tables", "tide tables"),
        ("papers that make use of radar", "radar"),
        ("papers that take advantage of radar", "radar"),
        ("papers leveraging radar", "radar"),
        ("papers concerned with whales", "whales"),
        ("papers centred on whales", "whales"),
        ("works on whales", "whales"),
    ],
)
def test_a_request_for_a_list_is_recognised(question: str, text: str) -> None:
    query = read(question)
    assert (query.intent, query.text) == ("list", text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many papers are there on tides?", "tides"),
        ("how many papers about tides are there?", "tides"),
        ("how many papers do you have on tides?", "tides"),
        ("how many tide papers are in the collection?", "tide"),
        ("how many papers use ImageNet?", "ImageNet"),
        ("count the papers on tides", "tides"),
        ("the number of papers on tides", "tides"),
        ("how many papers?", ""),
        ("how much papers are in there?", ""),
        ("how many papers from NVIDIA?", ""),
        ("how many were published in 2024?", ""),
    ],
)
def test_a_request_for_a_count_is_recognised(question: str, text: str) -> None:
    query = read(question)
    assert (query.intent, query.text) == ("count", text)


@pytest.mark.parametrize(
    "question",
    [
        "What is RAR?",
        "how many parameters does LLaMA use?",
        "how many GPUs are used to train it?",
        "how many papers does S2ORC contain?",
        "list the steps of diffusion",
        "show that age confounds detection",
        "find edges in images",
        "Papers propose two methods of novelty detection",
        "The paper presents an empirical study",
        "which paper introduced dropout?",
        "how do scholars read papers?",
        "  spaced   as it   was typed ",
    ],
)
def test_other_questions_are_unchanged(question: str) -> None:
    query = read(question)
    assert (query.intent, query.text) == ("find", question)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What are people doing with kites?", "kites"),
        ("what have researchers tried for rust on bridges?", "rust on bridges"),
        ("who else works on tides?", "tides"),
        ("which labs study seals?", "seals"),
        ("anything newer than 2024 about tides", "tides"),
        ("is there something from 2024 on tides?", "tides"),
    ],
)
def test_a_question_for_what_is_done_on_a_topic_lists_papers(question: str, topic: str) -> None:
    query = read(question, classify=None)
    assert (query.intent, query.text) == ("list", topic)


@pytest.mark.parametrize("question", ["Tell me something interesting", "surprise me", "show me something cool"])
def test_something_interesting_is_what_ranks_first(question: str) -> None:
    query = read(question, ())
    assert (query.intent, query.text) == ("best", "")


@pytest.mark.parametrize("question", ["what is interesting about tides?", "what do people do at low tide?"])
def test_what_is_interesting_about_a_thing_is_a_question(question: str) -> None:
    assert read(question, ()).intent == "find"


@pytest.mark.parametrize(
    ("question", "naming", "text"),
    [
        ("who wrote about tides?", "author", "tides"),
        ("who has published on tides after 2020", "author", "tides"),
        ("who else works on tides?", "author", "tides"),
        ("which researchers study tides", "author", "tides"),
        ("who are the authors working on tides?", "author", "tides"),
        ("which labs work on tides", "organisation", "tides"),
        ("what are people doing with tides", None, "tides"),
        ("papers on tides", None, "tides"),
    ],
)
def test_who_works_on_a_topic_asks_for_names(question: str, naming: str | None, text: str) -> None:
    query = read(question)
    assert (query.intent, query.naming, query.text) == ("list", naming, text)


def test_who_wrote_a_paper_asks_for_its_record() -> None:
    assert read("who wrote the paper on tides?").intent == "record"


@pytest.mark.parametrize(
    ("request_", "topic"),
    [
        ("list the radar ones", "radar"),
        ("show me all the sea ice papers", "sea ice"),
        ("could you find some tidal energy articles?", "tidal energy"),
        ("list the ones about radar for ships", "radar for ships"),
        ("list those about radar", "radar"),
    ],
)
def test_a_topic_before_the_word_for_papers_is_listed(request_: str, topic: str) -> None:
    query = read(request_, shown=())
    assert (query.intent, query.text) == ("list", topic)


def test_what_only_judges_papers_is_no_topic_of_a_list() -> None:
    assert read("show me the most interesting papers", shown=()).text != "most interesting"
