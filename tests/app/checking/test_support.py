from dataclasses import replace

from app.checking.support import CitedAbstract, prepare, support

TERNS = CitedAbstract(
    1,
    "Terns",
    "Terns fly far over cold seas. Terns eat fish. Terns fly far over seas in 12 days. Rain falls on the cliffs.",
)


def ranked(sentence: str) -> list[str]:
    return [line.text for line in support(sentence, prepare(TERNS)).ranked]


def test_rare_words_weigh_more() -> None:
    assert ranked("Terns eat far.")[0] == "Terns eat fish."


def test_of_equal_lines_the_later_one_comes_first() -> None:
    assert ranked("Terns fly far over seas.")[0] == "Terns fly far over seas in 12 days."


def test_an_unrelated_line_is_not_ranked() -> None:
    assert "Rain falls on the cliffs." not in ranked("Terns fly far over seas.")


def test_a_paper_is_read_once_whatever_number_and_record_it_has() -> None:
    first, again = prepare(TERNS), prepare(replace(TERNS, number=2, details="3 authors"))
    assert [line.text for line in again.lines[-2:]] == ["Rain falls on the cliffs.", "3 authors"]
    assert all(one is other for one, other in zip(first.lines, again.lines, strict=False))
