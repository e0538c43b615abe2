"""What is said before a question is left out, and nothing else."""

import pytest

from index.questions.request_topics.plain_questions import plainly_asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("hey could you tell me which papers use radar", "which papers use radar"),
        ("Hi all, does anyone here happen to know how seals sing?", "how seals sing?"),
        ("quick question - is radar used for tides, thanks a lot", "is radar used for tides"),
        ("I'm trying to understand why tides turn, can you help me with that?", "why tides turn"),
        ("I was just wondering whether there are any papers on seals", "are there any papers on seals"),
        ("hello! im looking for anything on seals", "im looking for anything on seals"),
        ("Sorry, one more question: who wrote LongLoRA?", "who wrote LongLoRA?"),
    ],
)
def test_what_is_said_before_the_question_is_no_part_of_it(question: str, asked: str) -> None:
    assert plainly_asked(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        *("Tell Me What You See: Captions of Images", "All You Need is One: Prompt Tuning", "Hi-VAE: Video Codes"),
        *("You can fix the classifier without losing accuracy", "Do you have any papers on radar?", "hi there!"),
        *("thanks a lot", "what can you do", "can you help me", "tell me about tides", "Can I use radar at night?"),
        *("We want to know.", "what do we know about tides?", "ask", ""),
    ],
)
def test_titles_statements_and_plain_questions_stay_as_typed(question: str) -> None:
    assert plainly_asked(question) == question
