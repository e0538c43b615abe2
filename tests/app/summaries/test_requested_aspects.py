"""A question for the problem, the results or the limits of a paper gets the sentence that tells them."""

import pytest

from app.summaries.cues import Role
from app.summaries.requested_aspects import requested_aspect, sentence_on_aspect
from index.papers import Paper

DRONE = Paper("Drone Count: Counting Trees", "Trees are hard to count. We propose a drone. It finds 90% of them.")


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("What problem does Drone Count solve?", "problem"),
        ("which issues are addressed by Drone Count", "problem"),
        ("what motivates Drone Count", "problem"),
        ("What are the main results of Drone Count?", "results"),
        ("findings of Drone Count", "results"),
        ("what did Drone Count find", "results"),
        ("what are the drawbacks of Drone Count", "limits"),
        ("weaknesses of Drone Count", "limits"),
        ("what approach does Drone Count use", "method"),
        ("methods used in Drone Count", "method"),
        ("How many trees does Drone Count find?", None),
        ("Which papers solve this problem?", None),
        ("Does it result in more trees?", None),
        ("Which methods count trees?", None),
    ],
)
def test_the_aspect_that_is_asked_for(question: str, role: Role | None) -> None:
    assert requested_aspect(question) == role


def test_its_sentence() -> None:
    def sentence_for(question: str) -> str:
        start, end = sentence_on_aspect(question, DRONE) or (0, 0)
        return DRONE.abstract[start:end]

    assert sentence_for("What problem does Drone Count solve?") == "Trees are hard to count."
    assert sentence_for("What are the results of Drone Count?") == "It finds 90% of them."
    assert sentence_for("What are its limitations?") == ""
    assert sentence_for("Who counts trees?") == ""
