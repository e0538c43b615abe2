"""A cited paper is compared with the others of the collection."""

from collections.abc import Sequence

from app.drafts.cited_works import KnownPapers, Reference
from app.drafts.draft_check import CheckedCitation, ComparisonBasis, check_given
from app.drafts.draft_text import CitedSentence
from index.papers import Paper

TERN = Paper("Tern: Sparse attention for long documents", "Tern attends to few tokens and is faster on long documents.")
DENSE = Paper("Dense attention for long documents", "Attention over all tokens of long documents is accurate and slow.")
SALT = Paper("Salt and blood pressure", "Less salt lowered the blood pressure of adults.")


def checked(sentence: str, cited: Paper, cosines: dict[str, float], near: dict[Paper, float]) -> CheckedCitation:
    """Check a sentence where each abstract has one cosine with it, and papers have a similarity word by word."""

    def similarity(_: str, others: Sequence[str]) -> list[float]:
        return [max(cosines[part] for part in cosines if part in other or part == "") for other in others]

    against = ComparisonBasis(KnownPapers.of([TERN, DENSE, SALT]), similarity, None, lambda *_: near)
    (found,) = check_given([CitedSentence(sentence, (Reference(cited.title),))], against)
    return found


def test_a_paper_that_fits_better_is_named() -> None:
    sentence = "Attention over few tokens is faster on long documents"
    found = checked(sentence, DENSE, {"Tern": 0.9, "": 0.5}, {TERN: 0.85, DENSE: 0.55})
    assert found.flagged
    assert [reason.subject for reason in found.reasons if reason.kind == "another fits better"] == [TERN.title]


def test_the_best_paper_of_the_collection_may_word_it_otherwise() -> None:
    sentence = "Reading lengthy texts speeds up when most positions are skipped"
    alone = checked(sentence, TERN, {"Tern": 0.5, "": 0.1}, {})
    beside = checked(sentence, TERN, {"Tern": 0.5, "": 0.1}, {SALT: 0.3, TERN: 0.55})
    assert alone.flagged
    assert not beside.flagged


def test_a_missing_figure_is_flagged_however_well_the_paper_fits() -> None:
    found = checked("Tern is 9 times faster on long documents", TERN, {"Tern": 0.95, "": 0.1}, {SALT: 0.1, TERN: 0.9})
    assert found.flagged
