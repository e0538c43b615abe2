from dataclasses import replace

from app.answers.quoted import Quotes, definition_or_problem, quote
from index.papers import Paper
from index.retrieval.evidence import Evidence
from index.retrieval.results import Hit

ABSTRACT = "Alpha is first. Beta is second. Gamma cites [12, 13] here. Delta is last."


def hit(title: str, score: float, *sentences: tuple[str, float]) -> tuple[Hit, list[Evidence]]:
    starts = [ABSTRACT.index(text) for text, _ in sentences]
    found = [
        Evidence(start, start + len(text), worth, frozenset())
        for start, (text, worth) in zip(starts, sentences, strict=True)
    ]
    return Hit(Paper(title, ABSTRACT), score, bm25=1.0), found


def quote_all(*found: tuple[Hit, list[Evidence]]) -> Quotes:
    return quote([hit for hit, _ in found], [sentences for _, sentences in found])


def test_quotes_are_cited_and_in_the_order_of_the_papers() -> None:
    quotes = quote_all(hit("A", 1.0, ("Beta is second.", 0.8)), hit("B", 0.9, ("Delta is last.", 0.9)))
    assert quotes.text == "- “Beta is second.” [1]\n- “Delta is last.” [2]"
    assert [found.paper.title for found, _ in quotes.cited] == ["A", "B"]


def test_sentences_that_follow_each_other_are_one_quote() -> None:
    quotes = quote_all(hit("A", 1.0, ("Beta is second.", 0.8), ("Alpha is first.", 0.7)))
    assert "“Alpha is first. Beta is second.” [1]" in quotes.text


def test_sentences_apart_are_quotes_of_their_own() -> None:
    quotes = quote_all(hit("A", 1.0, ("Delta is last.", 0.8), ("Alpha is first.", 0.7)))
    assert "“Alpha is first.” “Delta is last.” [1]" in quotes.text


def test_what_answers_much_worse_is_left_out() -> None:
    quotes = quote_all(hit("A", 1.0, ("Beta is second.", 0.8)), hit("B", 0.4, ("Delta is last.", 0.5)))
    assert len(quotes.cited) == 1


def test_the_references_in_an_abstract_are_not_citations() -> None:
    assert r"“Gamma cites \[12, 13] here.” [1]" in quote_all(hit("A", 1.0, ("Gamma cites [12, 13] here.", 0.8))).text


def test_nothing_found_is_nothing_quoted() -> None:
    assert quote_all().cited == ()


def of_side(side: str, found: tuple[Hit, list[Evidence]]) -> tuple[Hit, list[Evidence]]:
    return replace(found[0], side=side), found[1]


def test_a_comparison_is_quoted_by_sides_with_continuous_numbers() -> None:
    quotes = quote_all(
        of_side("whales", hit("A", 1.0, ("Beta is second.", 0.8))),
        of_side("seals", hit("B", 0.9, ("Delta is last.", 0.7))),
        of_side("whales", hit("C", 0.9, ("Alpha is first.", 0.8))),
    )
    assert quotes.text == (
        "**whales**\n\n- “Beta is second.” [1]\n- “Alpha is first.” [2]\n\n**seals**\n\n- “Delta is last.” [3]"
    )
    assert [found.paper.title for found, _ in quotes.cited] == ["A", "C", "B"]


def test_a_side_is_measured_by_its_own_best() -> None:
    quotes = quote_all(
        of_side("whales", hit("A", 1.0, ("Beta is second.", 0.9))),
        of_side("seals", hit("B", 0.3, ("Delta is last.", 0.2), ("Alpha is first.", 0.01))),
    )
    assert "**seals**\n\n- “Delta is last.” [2]" in quotes.text
    assert "Alpha" not in quotes.text


def test_a_side_has_fewer_quotes_than_a_question_alone() -> None:
    sentences = [("Alpha is first.", 0.8), ("Beta is second.", 0.8), ("Delta is last.", 0.8)]
    alone = quote_all(hit("A", 1.0, *sentences))
    sides = quote_all(*(of_side(side, hit(side, 1.0, *sentences)) for side in ("whales", "seals")))
    assert [len(found) for _, found in alone.cited] == [3]
    assert [len(found) for _, found in sides.cited] == [2, 2]


def test_at_most_seven_sentences_and_three_per_paper_are_quoted() -> None:
    four = ("Alpha is first.", "Beta is second.", "Gamma cites [12, 13] here.", "Delta is last.")
    quotes = quote_all(*(hit(title, 1.0, *((text, 0.8) for text in four)) for title in "ABC"))
    assert [len(found) for _, found in quotes.cited] == [3, 2, 2]
    alone = quote_all(hit("A", 1.0, *((text, 0.8) for text in four)))
    assert [len(found) for _, found in alone.cited] == [3]


def test_another_paper_is_worth_more_than_a_third_sentence_of_the_same() -> None:
    four = (("Alpha is first.", 0.8), ("Beta is second.", 0.8), ("Delta is last.", 0.8))
    quotes = quote_all(hit("A", 1.0, *four), *(hit(title, 0.95, ("Delta is last.", 0.8)) for title in "BCDEF"))
    assert [(found.paper.title, len(own)) for found, own in quotes.cited] == [
        ("A", 2),
        *((title, 1) for title in "BCDEF"),
    ]


def test_the_paper_that_answers_best_comes_first() -> None:
    quotes = quote_all(hit("A", 1.0, ("Beta is second.", 0.4)), hit("B", 0.9, ("Delta is last.", 0.9)))
    assert [found.paper.title for found, _ in quotes.cited] == ["B", "A"]


def test_a_sentence_stands_beside_the_one_that_its_pronoun_means() -> None:
    abstract = "Gulls steal nets. They do so at night. Terns look on."
    texts = ("They do so at night.", "Gulls steal nets.", "Terns look on.")
    found = [
        Evidence(abstract.index(text), abstract.index(text) + len(text), worth, frozenset())
        for text, worth in zip(texts, (0.9, 0.1, 0.01), strict=True)
    ]
    quotes = quote([Hit(Paper("A", abstract), 1.0)], [found])
    assert quotes.text == "- “Gulls steal nets. They do so at night.” [1]"
    assert quotes.checks[0].evidence == ((1, ((0, 17), (18, 38))),)
    assert quote([Hit(Paper("A", abstract), 1.0)], [found[2:]]).text == "- “Terns look on.” [1]"


def test_the_sentence_that_says_what_a_thing_is_comes_first() -> None:
    found = [
        hit("A", 1.0, ("Alpha is first.", 0.9), ("Delta is last.", 0.8)),
        hit("B", 0.9, ("Beta is second.", 0.5), ("Alpha is first.", 0.9)),
    ]
    defining = replace(found[1][0], paper=Paper("B", ABSTRACT.replace("Beta is second.", "Beta is a town.")))
    found[1] = (defining, found[1][1])
    hits, sentences = [one for one, _ in found], [own for _, own in found]
    quotes = quote(hits, sentences, definition_or_problem("what is beta?", hits, sentences))
    assert quotes.text.startswith("- “Beta is a town.” “Alpha is first.” [1]\n- “Alpha is first.”")
    assert [one.paper.title for one, _ in quotes.cited] == ["B", "A"]
    assert quotes.checks[0].evidence == ((1, ((16, 31), (0, 15))),)


def test_a_question_about_the_problem_quotes_the_sentence_that_states_it_first() -> None:
    abstract = "Towns are hard to count. We propose Delta, a count. It finds 90% of them."
    telling = Hit(Paper("Delta: A Count", abstract), 1.0, bm25=1.0)
    best = [Evidence(52, 73, 0.9, frozenset()), Evidence(0, 24, 0.2, frozenset())]
    first = definition_or_problem("What problem does Delta solve?", [telling], [best])
    assert first == (0, best[1])
    assert quote([telling], [best], first).text == "- “Towns are hard to count.” “It finds 90% of them.” [1]"
    assert definition_or_problem("What problem does Gamma solve?", [telling], [best]) is None


def test_a_question_about_the_sample_size_quotes_the_sentence_that_states_it_first() -> None:
    abstract = "The 9 % of patients who sleep less eat more. Forty-nine patients were enrolled."
    study = Hit(Paper("Sleep", abstract), 1.0, bm25=1.0)
    sentences = [Evidence(0, 44, 0.9, frozenset()), Evidence(45, 79, 0.2, frozenset())]
    assert definition_or_problem("and how many patients?", [study], [sentences]) == (0, sentences[1])
    assert definition_or_problem("how many patients eat more?", [study], [sentences]) is None
