from app.summaries.one_paper import NOT_STATED, summarise_paper
from tests.app.summaries.test_aspects import OWLS
from tests.conftest import paper


def test_one_line_per_aspect_in_the_papers_own_words() -> None:
    draft = summarise_paper(OWLS)
    assert draft.text.splitlines() == [
        "**TLDR:** “In this paper, we propose Silent Wings, turbine blades shaped like those of owls.” [1]",
        "",
        "- **Problem:** “However, existing blades cannot be made silent without losing power.” [1]",
        "- **Method:** “Specifically, the trailing edge consists of soft combs.” [1]",
        "- **Results:** “Experiments on three sites show that they are 9.5 dB quieter at 98% of the power.” [1]",
        "- **Limits:** “We acknowledge that we measured in dry weather only.” [1]",
    ]
    assert draft.papers == (OWLS,)


def test_the_evidence_of_each_line_is_its_sentence() -> None:
    draft = summarise_paper(OWLS)
    assert len(draft.checks) == 5
    for check in draft.checks:
        ((number, (span,)),) = check.evidence
        assert number == 1
        assert draft.text[check.start : check.end] == f"“{OWLS.abstract[slice(*span)]}”"


def test_missing_aspects_are_named() -> None:
    text = summarise_paper(paper("Bees", "In many meadows there is lack of bees. We propose hives for bees.")).text
    assert f"- **Results:** {NOT_STATED}" in text
    assert f"- **Limits:** {NOT_STATED}" in text
    # The only sentence about the method is the TLDR, too.
    assert text.count("“We propose hives for bees.” [1]") == 2


def test_without_an_abstract_it_says_so() -> None:
    draft = summarise_paper(paper("Bees", ""))
    assert draft.text == "There is no abstract to summarise [1]."
    assert draft.checks == ()
