import pytest

from app.answers.subquestions import MAX_PARTS, parts_by_rules, read_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How do tides move sand?", ("How do tides move sand?",)),
        ("What is surf? What is sand?", ("What is surf?", "What is sand?")),
        (
            "What is surf and how does a seal find its way?",
            ("What is surf", "How does a seal find its way?"),
        ),
        (
            "How do tides move sand; what do seals eat in winter?",
            ("How do tides move sand", "What do seals eat in winter?"),
        ),
        (
            "How do tides move sand? What do seals eat in winter?",
            ("How do tides move sand?", "What do seals eat in winter?"),
        ),
        (
            "What moves sand and also which models predict waves?",
            ("What moves sand", "Which models predict waves?"),
        ),
        ("Which seals hunt fish and sleep on ice?", ("Which seals hunt fish and sleep on ice?",)),
        ("What is a spring tide, and why does it rise?", ("What is a spring tide, and why does it rise?",)),
        ("Spring tides rise high. Which models predict them?", ("Spring tides rise high. Which models predict them?",)),
        ("Explain how and why tides move sand.", ("Explain how and why tides move sand.",)),
        ("Why?", ("Why?",)),
        ("", ("",)),
    ],
)
def test_a_question_is_split_where_it_joins_questions(question: str, parts: tuple[str, ...]) -> None:
    assert parts_by_rules(question) == parts


def test_the_sides_of_a_comparison_are_its_parts() -> None:
    assert parts_by_rules("Compare seals and whales", ("seals", "whales")) == ("seals", "whales")


def test_parts_beyond_the_maximum_are_joined_to_the_last() -> None:
    sides = [f"kind {n} of seal" for n in range(1, 7)]
    parts = parts_by_rules("Compare them", sides)
    assert len(parts) == MAX_PARTS
    assert parts[-1] == "kind 4 of seal kind 5 of seal kind 6 of seal"


@pytest.mark.parametrize(
    "reply",
    [
        "What moves sand?\nWhat do seals eat?",
        "1. What moves sand?\n2. What do seals eat?",
        "- **What moves sand?**\n- What do seals eat?",
        "Question 1: What moves sand?\nQ2: What do seals eat?",
        "Sure! Here are the questions:\n\n1) What moves sand?\n\n2) What do seals eat?\n\nI hope this helps.",
        '"What moves sand?"\n"What do seals eat?"\nWhat moves sand?',
    ],
)
def test_parts_are_parsed_in_any_notation(reply: str) -> None:
    assert read_parts(reply, "What moves sand, and what do seals eat?") == ("What moves sand?", "What do seals eat?")


@pytest.mark.parametrize("reply", ["", "I cannot do that.", "Here you are:", "Seals " * 60])
def test_lines_that_are_not_questions_are_not_parts(reply: str) -> None:
    assert read_parts(reply, "What do seals eat?") == ()


def test_a_rambling_model_gets_no_more_parts() -> None:
    assert len(read_parts("\n".join(f"What do seals eat on day {n}?" for n in range(30)), "Seals?")) == MAX_PARTS
