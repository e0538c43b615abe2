from app.extractive import INTRODUCTION, Quotes, quote
from index.evidence import Evidence
from index.papers import Paper
from index.search import Hit

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
    assert quotes.text == f"{INTRODUCTION}\n\n- “Beta is second.” [1]\n- “Delta is last.” [2]"
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


def test_references_of_a_papers_own_do_not_read_as_citations() -> None:
    assert "“Gamma cites (12, 13) here.” [1]" in quote_all(hit("A", 1.0, ("Gamma cites [12, 13] here.", 0.8))).text


def test_nothing_found_is_nothing_quoted() -> None:
    assert quote_all().cited == ()
