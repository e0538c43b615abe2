from collections.abc import Sequence

import pytest

from app.summaries.agreements import relate, write_relations
from app.summaries.draft import Draft, DraftWriter
from index.papers import Paper
from tests.conftest import paper


def study(title: str, finding: str) -> Paper:
    return paper(title, f"{title.partition(':')[0]} is green. We propose walks. {finding}")


RISES = study("North", "We find that clover hedges increase the number of wild bees in dry meadows.")
RISES_TOO = study("South", "Our results show that the number of wild bees increases with clover hedges in meadows.")
FALLS = study("East", "We find that clover hedges decrease the number of wild bees in dry meadows.")
ELSE = study("West", "We find that owls prefer to hunt in old oak forests at full moon.")


def alike(_: str, others: Sequence[str]) -> list[float]:
    return [0.9] * len(others)


def apart(_: str, others: Sequence[str]) -> list[float]:
    return [0.4] * len(others)


def written(papers: Sequence[Paper]) -> Draft:
    writer = DraftWriter()
    write_relations(writer, relate(papers, alike))
    return writer.draft()


def titles(papers: Sequence[Paper]) -> list[list[str]]:
    return [[one.paper.title for one in found.statements] for found in relate(papers, alike).agreements]


def test_similar_findings_agree() -> None:
    relations = relate([RISES, ELSE, RISES_TOO], alike)
    (agreement,) = relations.agreements
    assert {one.paper.title for one in agreement.statements} == {"North", "South"}
    assert agreement.role == "results"
    assert relations.conflicts == ()


def test_findings_of_opposite_direction_conflict() -> None:
    relations = relate([RISES, ELSE, FALLS], alike)
    assert relations.agreements == ()
    (conflict,) = relations.conflicts
    assert (conflict.one.paper.title, conflict.other.paper.title) == ("North", "East")
    assert conflict.words == ("increase", "decrease")


def test_dissimilar_sentences_are_unrelated() -> None:
    relations = relate([RISES, RISES_TOO, FALLS], apart)
    assert (relations.agreements, relations.conflicts) == ((), ())


def test_sentences_without_common_words_are_not_compared() -> None:
    calls: list[str] = []

    def note(text: str, others: Sequence[str]) -> list[float]:
        calls.append(text)
        return [1.0] * len(others)

    relate([RISES, ELSE], note)
    assert calls == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Our method outperforms all hives in clover meadows.", "Our method outperforms all owls in clover meadows."),
        ("Experiments on clover meadows show it wins.", "Experiments on clover meadows show it wins."),
        ("We find that large clover meadows have bees.", "We find that small clover meadows have bees."),
    ],
)
def test_claims_about_the_own_method_and_adjectives_are_ignored(one: str, other: str) -> None:
    relations = relate([study("One", one), study("Other", other)], alike)
    assert (relations.agreements, relations.conflicts) == ((), ())


def test_findings_about_a_named_method_are_its_own() -> None:
    papers = [
        study("HiveNet: counting bees", "We find that HiveNet counts wild bees in clover meadows."),
        study("BeeNet: counting bees", "We find that BeeNet counts wild bees in clover meadows."),
    ]
    assert titles(papers) == []


def test_common_words_of_the_set_make_no_agreement() -> None:
    finding = "We find that clover meadows feed wild bees in {}."
    assert titles([study("A", finding.format("Kent")), study("B", finding.format("Devon"))]) == [["A", "B"]]
    many = [study(f"Study {n}", finding.format(f"county{n}")) for n in range(6)]
    assert titles(many) == []


@pytest.mark.parametrize(
    "text", ["We teach clover meadows to feed bees.", "Our findings show a promising path from clover meadows to bees."]
)
def test_steps_and_promises_are_no_findings(text: str) -> None:
    assert titles([study("A", f"It grows 3%. {text}"), study("B", f"It grows 4%. {text}")]) == []


def test_sentences_of_one_paper_do_not_agree_with_each_other() -> None:
    twice = study("Twice", "We find that clover hedges feed wild bees. We find that clover hedges feed wild bees well.")
    assert titles([twice]) == []


def test_each_side_is_quoted_and_cited() -> None:
    draft = written([RISES, RISES_TOO, FALLS])
    assert "- 2 papers find:" in draft.text
    assert "- “We find that clover hedges increase the number of wild bees in dry meadows.” [1] but “We" in draft.text
    assert all(draft.text[check.end :].startswith(" [") for check in draft.checks)


def test_it_says_so_if_nothing_was_found() -> None:
    draft = written([RISES, ELSE])
    assert "No two papers clearly say the same." in draft.text
    assert "No two findings clearly contradict each other." in draft.text
    assert draft.checks == ()
