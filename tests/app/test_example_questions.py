from app.example_questions import example_questions, next_questions
from index.papers import Paper


def titled(*titles: str) -> list[Paper]:
    return [Paper(title, "An abstract.") for title in titles]


def test_questions_use_coined_names_and_frequent_topics() -> None:
    papers = titled(
        "FemtoDet: A Detector", "RAR: Point Clouds", "Music from Diffusion Models", "Images from Diffusion Models"
    )
    questions = example_questions(papers)
    assert questions[:2] == ["What is FemtoDet?", "How well does RAR do?"]
    assert "What do the papers say about diffusion models?" in questions


def test_questions_about_plain_titles_quote_the_title() -> None:
    assert example_questions(titled("On Music")) == ["What is “On Music” about?"]


def test_an_empty_collection_gives_none() -> None:
    assert example_questions([]) == []


def test_the_questions_are_different_and_respect_the_limit() -> None:
    questions = example_questions(titled(*[f"Net{n}: A Thing" for n in range(30)]), 4)
    assert len(questions) == len(set(questions)) == 4


def test_next_questions_go_on_with_what_the_papers_name() -> None:
    papers = [
        Paper("OwlNet: Owls", "It beats the graph neural network (GNN) of others."),
        Paper("RAR: Points", "A retrieval augmented reader (RAR)."),
    ]
    assert next_questions("What is OwlNet?", papers) == (
        "How well does OwlNet do?",
        "Compare OwlNet and RAR",
        "What problem does RAR solve?",
    )
    assert next_questions("Compare OwlNet and RAR", papers, 5) == (
        "How well does OwlNet do?",
        "What do the papers say about graph neural network?",
    )


def test_nothing_cited_leads_nowhere() -> None:
    assert next_questions("What is OwlNet?", []) == ()
