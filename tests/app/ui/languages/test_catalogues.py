"""Each language says everything, and what the page asks for is there."""

import re
from datetime import date as Date
from pathlib import Path

import pytest

from app.ui.languages.catalogue import day, duration, number, sentences, translated, translated_html
from app.ui.languages.late_texts import words_used
from app.ui.languages.visitor_language import current_language, language_of, languages, speaking
from tests.app.ui.languages.sentence_forms import forms

UI = Path(__file__).parents[4] / "app" / "ui"
FILES = [*UI.rglob("*.html"), *UI.rglob("*.py"), *(path for path in UI.rglob("*.js") if "katex" not in path.parts)]
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FILES))
OTHERS = [language for language in languages() if language != "en"]
VALUES = "facet field finding stage verdict verdict_short add reason checks wait paper".split()
"""The first parts of keys whose last part is a value of the program."""


def slots(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_there_are_three_languages() -> None:
    assert languages() == ("en", "de", "zh")


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_keys_and_slots_of_english(language: str) -> None:
    english, other = sentences("en"), sentences(language)

    assert list(other) == list(english)
    different = [
        key
        for key, sentence in english.items()
        if {frozenset(slots(one)) for one in forms(other[key])} != {frozenset(slots(one)) for one in forms(sentence)}
    ]
    assert different == []
    assert [key for key, sentence in other.items() if isinstance(sentence, str) != isinstance(english[key], str)] == []
    assert [key for key, sentence in other.items() if not isinstance(sentence, str) and "other" not in sentence] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_leaves_no_sentence_in_english(language: str) -> None:
    english, other = sentences("en"), sentences(language)
    same = {
        key for key, sentence in english.items() if other[key] == sentence and " " in str(forms(sentence)[0]).strip()
    }

    assert same <= {
        "format.month",
        "format.seconds",
        "format.minutes",
        "paper.et_al",
        "turn.in_time",
        "checks.verdict",
        "reason.remark",
    }


def test_each_key_that_the_page_asks_for_is_there_and_no_other_one() -> None:
    asked = set(re.findall(r"""(?:\bt|translated|words|_sentence|_plain)\(\s*"([a-z_]+\.[a-z_]+)\"""", TEXT))
    named = set(re.findall(r"""["']([a-z_]+\.[a-z_]+)["']""", TEXT))

    assert asked - set(sentences("en")) == set()
    unused = [key for key in sentences("en") if key not in asked | named and key.split(".")[0] not in VALUES]
    assert unused == []


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"accept-language": "fr"}, "en"),
        ({"accept-language": "de-AT,de;q=0.9,en;q=0.8"}, "de"),
        ({"accept-language": "en;q=0.5, zh-CN"}, "zh"),
        ({"accept-language": "de;q=0, zh;q=0.1"}, "zh"),
        ({"accept-language": "de", "cookie": "session=x; paperchat-language=zh"}, "zh"),
        ({"accept-language": "de", "cookie": "paperchat-language=xx"}, "de"),
        ({"accept-language": "de", "cookie": "not-paperchat-language=zh"}, "de"),
        ({"accept-language": "d" * 100_000}, "en"),
        ({"accept-language": ",;q=,=;;q=9"}, "en"),
    ],
)
def test_the_choice_of_a_visitor_goes_before_that_of_the_browser(headers, language) -> None:
    assert language_of(headers) == language


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ("1,234,567", "Mar 9, 2025", "6.5 s", "2 papers", "1 paper")),
        ("de", ("1.234.567", "9. März 2025", "6,5 s", "2 Arbeiten", "1 Arbeit")),
        ("zh", ("1,234,567", "2025年3月9日", "6.5 秒", "2 篇论文", "1 篇论文")),
    ],
)
def test_numbers_days_and_forms_are_those_of_the_language(language, written) -> None:
    with speaking(language):
        papers = [translated("common.papers", count=count) for count in (2, 1)]
        assert (number(1234567), day(Date(2025, 3, 9)), duration(6.5), *papers) == written
    assert current_language() == "en"


def test_what_fills_a_slot_is_text() -> None:
    assert translated_html("rail.deleted", title="<b>{title}</b>") == "Deleted “&lt;b&gt;{title}&lt;/b&gt;”."


def test_a_script_gets_the_sentences_that_it_uses() -> None:
    assert words_used('say(t("chat.copied")); at("chat.copy"); x.t("chat.stop")') == ("chat.copied",)
