"""The sentences of an answer, checked against the papers it cites."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from app.answer import Source, cited_papers
from app.checking.answer_check import check_answer
from app.checking.reasons import COUNTABLE, Reason
from app.checking.result import Check
from app.citations import answer_sentences
from index.papers import Paper

FEMTO = Paper(
    "FemtoDet: Detection for Little Energy",
    "Detectors waste energy. FemtoDet detects objects with 68.77k parameters. It takes 1.11 W on a phone.",
    author_count=7,
    organisation="Show Lab",
    date=date(2024, 6, 8),
)
MUSIC = Paper("Theme Transformer", "Music needs themes. The Theme Transformer writes music that repeats its theme.")
SOURCES = (Source(FEMTO, (), 1), Source(MUSIC, (), 2), Source(Paper("Uncited", "Detectors fly."), ()))


@dataclass
class Similar:
    """A similarity that records its calls."""

    cosine: float = 0.0
    calls: list[str] = field(default_factory=list)

    def __call__(self, text: str, others: Sequence[str]) -> Sequence[float]:
        self.calls.append(text)
        return [self.cosine for _ in others]


def checked(text: str, similarity: Similar | None = None) -> tuple[Check, ...]:
    return check_answer(text, answer_sentences(text, 2), cited_papers(SOURCES), similarity or Similar())


def test_a_true_sentence_is_found_in_the_matching_sentence() -> None:
    text = "FemtoDet detects objects with 68.77k parameters [1]."
    (check,) = checked(text)
    assert (check.verdict, check.reasons, text[check.start : check.end]) == ("figures and names found", (), text)
    ((number, spans),) = check.evidence
    assert number == 1
    assert FEMTO.abstract[slice(*spans[0])] == "FemtoDet detects objects with 68.77k parameters."


def test_a_missing_figure_is_reported() -> None:
    (check,) = checked("FemtoDet detects objects with 99.5k parameters [1].", Similar(0.7))
    assert check.verdict == "partly found"
    assert "99.5k" in [reason.subject for reason in check.reasons]


def test_an_unrelated_sentence_is_not_found() -> None:
    (check,) = checked("Whales migrate along the southern coast every winter [1].")
    assert check.verdict == "not found"
    assert check.reasons


def test_a_sentence_without_a_citation_is_reported() -> None:
    first, second = checked("FemtoDet detects objects with 68.77k parameters. Music needs themes [2].")
    assert (first.verdict, first.reasons) == ("not found", (Reason("no citation"),))
    assert second.verdict == "figures and names found"


def test_a_sentence_is_checked_against_the_papers_it_cites_only() -> None:
    (check,) = checked("FemtoDet detects objects with 68.77k parameters [2].")
    assert check.flagged


def test_text_without_a_claim_is_not_checked() -> None:
    assert checked("Here is a summary:\n\nMusic needs themes [2].")[0].start > 0
    assert checked("## Summary") == ()
    assert checked("") == ()


def test_each_check_has_the_place_of_its_sentence() -> None:
    text = "Detectors waste energy [1]. Music needs themes [2]."
    assert [text[check.start : check.end] for check in checked(text)] == [
        "Detectors waste energy [1].",
        "Music needs themes [2].",
    ]


@pytest.mark.parametrize(
    "text", ["Detectors waste energy. [1]", "Detectors waste energy. [1][2]", "“Detectors waste energy.” [1]"]
)
def test_marks_after_the_full_stop_belong_to_the_sentence_before(text: str) -> None:
    assert [check.verdict for check in checked(text)] == ["wording found"]


@pytest.mark.parametrize("text", ["FemtoDet has 7 authors [1].", "Show Lab made FemtoDet, detecting objects [1]."])
def test_other_facts_of_the_record_count(text: str) -> None:
    (check,) = checked(text)
    assert not any(reason.kind in COUNTABLE for reason in check.reasons)


def test_similarity_is_computed_only_if_words_do_not_suffice() -> None:
    similarity = Similar()
    checked("FemtoDet detects objects with 68.77k parameters [1]. Nothing cited here at all.", similarity)
    assert similarity.calls == []
    checked("Music needs themes [2]. Melodies come back in what it composes [2].", similarity)
    assert similarity.calls
    assert all("Melodies" in text for text in similarity.calls)


def test_a_paraphrase_is_found_by_a_similar_sentence() -> None:
    text = "It composes songs whose theme returns [2]."
    far, near = checked(text, Similar(0.0)), checked(text, Similar(1.0))
    assert (far[0].verdict, near[0].verdict) == ("not found", "wording found")


def test_the_number_of_a_source_in_prose_is_no_figure() -> None:
    text = "Source 2 says that it saves 40 percent [1]."
    paper = Paper("Lantern", "It saves 40 percent of the energy.")
    (check,) = check_answer(text, answer_sentences(text, 1), {1: paper}, lambda _, others: [0.0] * len(others))
    assert check.verdict == "figures and names found"


RAIN = Paper(
    "RAIN: aligned without finetuning",
    "RAIN aligns models without finetuning on graphs of Erd\\H{o}s and Poincar\\'e. "
    "It uses neither gradients nor data.",
    authors=("Ada Lovelace",),
    date=date(2024, 6, 8),
)


@pytest.mark.parametrize(
    "text",
    [
        "RAIN was published on 8 June 2024 [1].",
        "RAIN was submitted on June 8, 2024 [1].",
        "Ada Lovelace aligns models without finetuning [1].",
        "RAIN uses neither gradients nor data [1].",
        "RAIN aligns models on graphs by Erdős and Poincaré [1].",
        "RAIN doesn't need finetuning to align models; it aligns 3D models [1].",
    ],
)
def test_what_the_record_says_and_how_it_is_written_count(text: str) -> None:
    (check,) = check_answer(text, answer_sentences(text, 1), {1: RAIN}, Similar())
    assert (check.flagged, check.reasons) == (False, ())


def test_a_wrong_date_is_flagged() -> None:
    text = "RAIN was published on 8 June 2023 [1]."
    (check,) = check_answer(text, answer_sentences(text, 1), {1: RAIN}, Similar())
    assert "2023" in [reason.subject for reason in check.reasons]


@pytest.mark.parametrize("text", ["Part 1.", "It is not stated how many GPUs RAIN needs [1]."])
def test_headings_and_what_is_missing_claim_nothing(text: str) -> None:
    assert check_answer(text, answer_sentences(text, 1), {1: RAIN}, Similar()) == ()
