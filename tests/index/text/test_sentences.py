import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.sentences import sentence_spans, sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["One ends here.", "Two follows!", "Is it three?", "Yes."],
        ["It gains 4.2 points over v1.5 models.", "The code is out."],
        ["We follow Sand et al. and Reef (e.g. Table 2), i.e. the usual way.", "It works."],
        ["See Fig. 3 and Eq. 7 vs. Sec. 2 for more.", "Then stop."],
        ["It was built by J. R. Sand.", "It holds."],
        ["So do I.", "We agree."],
        ["“It works.”", "He left (at last.)", "She stayed."],
        ["We ask: is it so?", "(It is.)", "“Perhaps.”"],
        ["No stop at the end"],
        ["It uses $5 a day.", "$6 would do too."],
        ["Wir lesen.", "Über Wellen.", "Γ is large."],
        ["潮汐很大。", "它在涨！", "是吗？"],
        ["version 2.0 is out. it goes on."],
    ],
)
def test_sentences_are_split_at_their_ends(expected: list[str]) -> None:
    joiner = "" if "。" in expected[0] else " "
    assert sentences(joiner.join(expected)) == expected


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_empty_text_has_no_sentences(text: str) -> None:
    assert sentence_spans(text) == ()


def test_long_text_without_stops_is_cut_at_spaces() -> None:
    text = " ".join(["tide"] * 1000)
    found = sentences(text)
    assert " ".join(found) == text
    assert max(len(sentence) for sentence in found) <= 600


def test_an_endless_word_is_cut() -> None:
    text = "x" * 1500
    found = sentences(text)
    assert "".join(found) == text
    assert max(len(sentence) for sentence in found) <= 600


@given(st.text(st.sampled_from('ab AB.!?。1\n"”)( $é'), max_size=200))
def test_spans_cover_everything_but_white_space(text: str) -> None:
    end_before = 0
    for start, end in sentence_spans(text):
        assert text[end_before:start].strip() == ""
        assert start < end
        assert text[start:end] == text[start:end].strip()
        end_before = end
    assert text[end_before:].strip() == ""


@given(
    st.lists(st.sampled_from(["We surf.", "It was 4.5 m, e.g. here!", "Is it?", "Tide " * 300 + "ends."]), max_size=6)
)
def test_long_and_short_sentences_keep_their_places(parts: list[str]) -> None:
    text = " ".join(parts)
    spans = sentence_spans(text)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert all(end - start <= 600 for start, end in spans)
