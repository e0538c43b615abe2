"""What answers, chips and errors say is said in every language, in English as the terminal says it."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date as Date
from functools import cache
from typing import get_args

import pytest

from app.answer import Answer, ListItem, Step
from app.answers.list_text import list_markdown, said_in_list
from app.answers.refusal import RefusalReason, refuse
from app.chats.answer_json import dump_answer, load_answer
from app.checking.result import Check
from app.ui.languages.catalogue import sentences
from app.ui.languages.said_in_words import answer_in_words, in_words, said_sentences
from app.ui.languages.visitor_language import languages, speaking
from index.errors import PaperchatError
from index.papers import Paper
from index.questions.chip_words import chip_words
from index.questions.query import SINCE_LAST_VISIT, Chip, Condition, Correction, Day, Mark, Order, Place
from index.wording.said import Said, composed, said, said_date, sentences_said
from tests.source_files import SOURCES, tree_of

OTHERS = [language for language in languages() if language != "en"]
KEY = re.compile(r"[a-z_]+\.[a-z_]+")
SAME = {
    "endpoint.in_setting",
    "record.cited",
    "list.sentence",
    "problem.both",
    "list.parts",
    "list.comma",
    "list.sentences",
    "list.lines",
    "library.sources",
    "chip.source",
}
"""What is written alike in German and English."""


def english_of(node: ast.AST, names: Mapping[str, object]) -> object:
    """Return the sentence, or the two forms of one, that an argument is."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Tuple):
        return tuple(english_of(one, names) for one in node.elts)
    return names.get(node.id) if isinstance(node, ast.Name) else None


def said_in(tree: ast.AST) -> Iterator[tuple[str, object]]:
    """Yield each key that a module says, with its English: those of `said`, and those of tables of both."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef | ast.Module):
            continue
        names: dict[str, object] = {}
        found = [node for node in ast.walk(scope) if isinstance(node, ast.Assign | ast.Call | ast.Tuple)]
        # In the order of the text: a name may mean one sentence after the other.
        for node in sorted(found, key=lambda one: (one.lineno, one.col_offset)):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names[node.targets[0].id] = english_of(node.value, {})
            elif isinstance(node, ast.Call) and is_said(node.func) and len(node.args) > 1:
                if isinstance(node.args[0], ast.Constant) and (english := english_of(node.args[1], names)):
                    yield str(node.args[0].value), english
            elif isinstance(node, ast.Tuple) and len(node.elts) > 1:
                key, english = english_of(node.elts[0], {}), english_of(node.elts[1], {})
                if isinstance(key, str) and KEY.fullmatch(key) and "{" in str(english):
                    yield key, english


def is_said(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id == "said"


@cache
def all_said() -> dict[str, object]:
    """Return all that the code says, by key; read when a test asks, since it takes a second."""
    # Most modules have no key.
    with_keys = [path for path in SOURCES if re.search(f'"{KEY.pattern}"', path.read_text(encoding="utf-8"))]
    return dict(pair for path in with_keys for pair in said_in(tree_of(path)))


def slots(sentence: object) -> set[str]:
    forms = sentence.values() if isinstance(sentence, dict) else sentence if isinstance(sentence, tuple) else [sentence]
    return {slot for form in forms for slot in re.findall(r"\{(\w+)\}", str(form))}


@pytest.mark.parametrize("language", OTHERS)
def test_whatever_is_said_has_words_in_another_language(language: str) -> None:
    words = said_sentences(language)
    missing = {key: english for key, english in all_said().items() if key not in words}
    assert missing == {}
    unused = words.keys() - sentences(language).keys() - all_said().keys()
    assert unused == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_asks_for_nothing_that_is_not_given_and_has_forms_where_english_has(language: str) -> None:
    words = said_sentences(language)
    foreign = {key for key, english in all_said().items() if slots(words[key]) - slots(english) - {"count"}}
    assert foreign == set()
    formless = {key for key, one in all_said().items() if isinstance(one, tuple) and not isinstance(words[key], dict)}
    assert formless == set()
    assert {key for key, sentence in words.items() if isinstance(sentence, dict) and "other" not in sentence} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_left_in_english(language: str) -> None:
    words = said_sentences(language)
    same = {key for key, english in all_said().items() if words[key] == english and " " in str(english).strip()}
    assert same <= SAME


def test_english_is_said_as_the_catalogue_of_the_page_says_it() -> None:
    page = sentences("en")
    said_twice = {key: english for key, english in all_said().items() if key in page}
    as_pairs = {key: (one["one"], one["other"]) if isinstance(one := page[key], dict) else one for key in said_twice}
    assert said_twice == as_pairs


DAYS = [Date(2023, 1, 1), Date(2023, 12, 31), Date(2024, 3, 1), Date(2024, 3, 8), Date(2024, 3, 31), Date(2025, 1, 1)]
SPANS = [(None, None), *((least, None) for least in DAYS), *((None, most) for most in DAYS)]
SPANS += [(least, most) for least in DAYS for most in DAYS if least <= most]
NUMBERS = [(None, None), (5, None), (6, None), (1, None), (None, 4), (None, 3), (None, 1), (2, 8), (3, 3), (1, 1)]
CONDITIONS = [
    *(Condition(day, least, most) for day in get_args(Day) for least, most in SPANS),
    *(Condition(field, *numbers) for field in ("authors", "upvotes", "comments") for numbers in NUMBERS),
    *(Condition(field, names=names) for field in ("author", "tag", "category") for names in (("A",), ("A", "B"))),
    *(Condition(field, names=names) for field in ("organisation", "source") for names in (("A",), ("A", "B"))),
    *(Condition(mark, names=(value,)) for mark in get_args(Mark) for value in ("yes", "no")),
    *(Condition("id", names=ids, place=place) for place in (None, *get_args(Place)) for ids in (("a",), ("a", "b"))),
    SINCE_LAST_VISIT,
]
CHIPS = [
    *(Chip("condition", condition) for condition in CONDITIONS),
    *(Chip("order", order) for order in get_args(Order) if order != "relevance"),
    Chip("correction", Correction("turbnies", "turbines")),
    Chip("phrase", "tidal range"),
    Chip("exclusion", "coral"),
]


@pytest.mark.parametrize("language", OTHERS)
def test_each_chip_has_words_of_another_language(language: str) -> None:
    english = set(map(chip_words, CHIPS))
    with speaking(language):
        same = {words for chip in CHIPS if (words := in_words(chip_words(chip))) in english}
    assert same <= {"“tidal range”", "in A"}


def test_dates_numbers_and_forms_are_those_of_the_language() -> None:
    sentence = said("common.papers", ("{count} paper", "{count} papers"), count=1200)
    with speaking("de"):
        assert in_words(said_date(Date(2025, 3, 9), "short_day")) == "9. März 2025"
        assert in_words(sentence) == "1.200 Arbeiten"
    assert in_words(sentence) == "1,200 papers"


def test_a_sentence_of_another_release_stays_in_its_old_words() -> None:
    gone, lacking = Said("It was so.", "notice.no_such_key"), Said("In the beginning", "notice.foreign_wording")
    with speaking("de"):
        assert [in_words(gone), in_words(lacking), in_words("A quote.")] == [gone, lacking, "A quote."]
        assert in_words(Said("2 papers in your collection", "list.all")) == "2 papers in your collection"


def test_a_refusal_is_said_in_the_language_of_the_page_and_its_words_are_not() -> None:
    refused = refuse(Answer("Zorblat?", "writing"), RefusalReason(missing=("Zorblat",)))
    with speaking("de"):
        assert answer_in_words(refused).text == "Keine Arbeit in Ihrer Sammlung erwähnt „Zorblat“."
    assert answer_in_words(refused).text == "No paper in your collection mentions “Zorblat”."


def test_checks_move_with_their_quotes() -> None:
    text, own = composed([said("quoted.closest", "The closest papers say:"), "\n\n- ", "“Tides turn.”", " [1]"])
    start = text.index("“")
    answer = Answer("q", "done", text=text, said=own, checks=(Check(start, start + 13, "quoted", ()),))
    with speaking("de"):
        german = answer_in_words(answer)
    check = german.checks[0]
    assert german.text.startswith("Die nächsten Arbeiten sagen:")
    assert german.text[check.start : check.end] == "“Tides turn.”"


def test_a_list_is_the_same_list_in_another_language() -> None:
    opening = said("list.sentence", "{words}.", words=said("list.all", "{papers} in your collection", papers="2"))
    items = (ListItem(Paper("Tides", "They turn."), 1, detail=said_date(Date(2025, 3, 9)), remark="It turns."),)
    text, [(start, end)] = list_markdown(opening, items)
    checks = (Check(start, end, "wording found", ()),)
    answer = Answer("q", "done", opening=opening, items=items, text=text, said=said_in_list(opening, items))
    with speaking("de"):
        german = answer_in_words(replace(answer, checks=checks))
    assert german.text == list_markdown(german.opening, german.items)[0]
    assert german.text[german.checks[0].start : german.checks[0].end] == text[start:end]
    assert german.items[0].detail == "9. März 2025"


def test_what_became_of_a_text_since_is_not_cut() -> None:
    answer = Answer("q", "done", text="Tides turn.", said=composed(["- ", said("heading.notes", "Notes")])[1])
    with speaking("de"):
        assert answer_in_words(answer).text == "Tides turn."


def test_a_kept_answer_opens_in_the_language_of_its_reader() -> None:
    step = Step(said("step.split", "Split the question"), "done", "tides")
    answer = refuse(Answer("q", "writing", steps=(step,)), RefusalReason(topics=("Tides", "Seals")))
    kept = load_answer(dump_answer(answer))
    old = load_answer('{"question": "q", "stage": "done", "text": "Nothing.", "steps": [{"label": "Split"}]}')
    with speaking("zh"):
        assert answer_in_words(kept).text == answer_in_words(answer).text != answer.text
        assert answer_in_words(kept).steps[0].label == "拆分问题"
        assert (answer_in_words(old).text, answer_in_words(old).steps[0].label) == ("Nothing.", "Split")


def test_an_error_says_what_happened_and_the_next_step() -> None:
    fault = PaperchatError(said("refusal.nothing", "Nothing in your collection answers this."), "Run it.")
    with speaking("de"):
        assert in_words(fault.in_full) == "Nichts in Ihrer Sammlung beantwortet das. Run it."


def test_sentences_that_are_not_there_leave_no_gap() -> None:
    assert sentences_said("", "One.", "", "Two.") == "One. Two."
    assert sentences_said("", "") == ""
