from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.questions.chip_words import all_words, range_words
from index.questions.query import Condition
from tests.index.questions.asking import TODAY, read


def days(question: str) -> tuple[str, str]:
    (condition,) = read(question).conditions
    return tuple("" if day is None else f"{day}" for day in (condition.least, condition.most))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("papers from 2024", "2024-01-01", "2024-12-31"),
        ("who published on tides since 2024?", "2024-01-01", ""),
        ("which labs have worked on tides after 2023", "2024-01-01", ""),
        ("papers in 2024", "2024-01-01", "2024-12-31"),
        ("papers from the year 2024", "2024-01-01", "2024-12-31"),
        ("2024 papers on tides", "2024-01-01", "2024-12-31"),
        ("tide models in 2024", "2024-01-01", "2024-12-31"),
        ("papers from March 2025", "2025-03-01", "2025-03-31"),
        ("papers of March, 2025", "2025-03-01", "2025-03-31"),
        ("Mar. 2025 papers", "2025-03-01", "2025-03-31"),
        ("papers from last March", "2026-03-01", "2026-03-31"),
        ("papers since March", "2026-03-01", ""),
        ("papers since December", "2025-12-01", ""),
        ("papers published since may", "2026-05-01", ""),
        ("tides since last week", "2026-11-09", ""),
        ("tides since last month", "2026-10-01", ""),
        ("papers from last week", "2026-11-09", "2026-11-15"),
        ("papers from last month", "2026-10-01", "2026-10-31"),
        ("papers from last year", "2025-01-01", "2025-12-31"),
        ("what is new this week?", "2026-11-16", "2026-11-22"),
        ("papers from this month", "2026-11-01", "2026-11-30"),
        ("this year's papers on tides", "2026-01-01", "2026-12-31"),
        ("papers from yesterday", "2026-11-20", "2026-11-20"),
        ("today's papers", "2026-11-21", "2026-11-21"),
        ("papers in the last 30 days", "2026-10-22", ""),
        ("tides in the past two weeks", "2026-11-07", ""),
        ("papers of the last 3 months", "2026-08-21", ""),
        ("papers from the last two years about tides", "2024-11-21", ""),
        ("papers in the past month", "2026-10-21", ""),
        ("papers newer than two months", "2026-09-21", ""),
        ("papers older than 1 year", "", "2025-11-20"),
        ("papers before June 2024", "", "2024-05-31"),
        ("papers older than 2020", "", "2019-12-31"),
        ("which papers are older than 2 years?", "", "2024-11-20"),
        ("papers prior to 2020", "", "2019-12-31"),
        ("papers after 2023", "2024-01-01", ""),
        ("papers after March 2024", "2024-04-01", ""),
        ("papers newer than 2023", "2024-01-01", ""),
        ("papers until March 2024", "", "2024-03-31"),
        ("papers up to 2023", "", "2023-12-31"),
        ("papers from 2024 onwards on tides", "2024-01-01", ""),
        ("papers from 2024 on", "2024-01-01", ""),
        ("papers from 2023 or later", "2023-01-01", ""),
        ("papers between 2022 and 2024", "2022-01-01", "2024-12-31"),
        ("papers from 2022 to 2024 on tides", "2022-01-01", "2024-12-31"),
        ("papers from January to March 2024", "2024-01-01", "2024-03-31"),
        ("papers between Jan 5 and Feb 10", "2026-01-05", "2026-02-10"),
        ("tide papers 2023-2024", "2023-01-01", "2024-12-31"),
        ("papers from 2023–2024", "2023-01-01", "2024-12-31"),
        ("papers on tides in 2020 and 2021", "2020-01-01", "2021-12-31"),
        ("papers since 2025-01-10", "2025-01-10", ""),
        ("papers from 2025-01", "2025-01-01", "2025-01-31"),
        ("published on Jan 5", "2026-01-05", "2026-01-05"),
        ("papers from 5 January 2024", "2024-01-05", "2024-01-05"),
        ("papers from January 5th, 2024", "2024-01-05", "2024-01-05"),
        ("papers since the 5th of December", "2025-12-05", ""),
        ("since 1990 climate", "1990-01-01", ""),
        ("which papers came out after March 2024?", "2024-04-01", ""),
        ("What datasets were released in 2024?", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_date_is_a_condition(question: str, least: str, most: str) -> None:
    assert days(question) == (least, most)


@pytest.mark.parametrize(
    "question",
    [
        "accuracy on ImageNet 2012",
        "results on COCO 2017 val",
        "CVPR 2024",
        "GPT-2025",
        "2024",
        "2D pose in 3D scenes",
        "50 percent pruning",
        "training with 2000 images",
        "in 2000 patients",
        "since 2000 samples suffice",
        "does accuracy saturate after 2000 steps?",
        "does it help after 2020 steps?",
        "between 2000 and 4000 steps",
        "How many cases of pneumonia were there in 2010?",
        "What happened before 2020?",
        "Has the incidence of sepsis risen from 2009 to 2014?",
        "Incidence of heart failure increased by 10% in women since 1979.",
        "how many layers in 2024 papers?",
        "may we skip tokenisation?",
        "why do ants march?",
        "papers about the march of progress",
        "models released before GPT-4",
        "before training",
        "since models forget",
        "last layer",
        "the last two layers",
        "papers about 2024 elections",
        "papers since 2091",
        "papers since 1066",
        "papers from 2024-13-45",
        "papers from 31 February 2024",
        "papers not from 2024",
        "papers in 2019 and 2023",
        "papers from 2024 to 2019",
        "papers from the last 999999 years",
        "Is this treatment safe in patients older than 70 years?",
        "Which papers study patients older than 70 years?",
        "How have optimisers changed over the past 70 years?",
        "Which papers study infections in Barcelona between 1988 and 2012?",
        "papers that investigate floods from 1988 to 2012",
        "papers that investigate floods in Oslo in 2012",
    ],
)
def test_other_dates_are_not_conditions(question: str) -> None:
    assert read(question).conditions == ()


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("papers from 2024", "in 2024"),
        ("papers from March 2025", "in Mar 2025"),
        ("papers before June 2024", "before Jun 2024"),
        ("papers until 9 Jan 2025", "until 9 Jan 2025"),
        ("papers after 2023", "since 2024"),
        ("papers since 2025-01-10", "since 10 Jan 2025"),
        ("papers on 5 Jan 2026", "on 5 Jan 2026"),
        ("papers between 2022 and 2024", "from 2022 to 2024"),
        ("papers from March 2024 to January 2025", "from Mar 2024 to Jan 2025"),
        ("papers from January 2024 to March 2024", "from Jan 2024 to Mar 2024"),
        ("papers from March 2024 to December 2025", "from Mar 2024 to Dec 2025"),
    ],
)
def test_a_range_is_put_into_years_and_months(question: str, label: str) -> None:
    assert all_words(read(question).chips) == (label,)


DAYS = st.dates(date(1951, 1, 1), TODAY)


@given(DAYS, DAYS)
def test_the_words_of_a_range_are_parsed_as_that_range(one: date, other: date) -> None:
    least, most = sorted((one, other))
    for days in ((least, None), (None, most), (least, most), (least.replace(month=1, day=1), most.replace(day=1))):
        if None not in days and days[0] > days[1]:  # type: ignore[operator]
            continue
        words = range_words(*days)
        assert read(f"papers {words}").conditions == (Condition("date", *days),)


@given(st.integers(1951, TODAY.year), st.integers(1, 12), st.integers(0, 40))
def test_the_words_of_full_months_are_parsed_as_that_range(year: int, month: int, months: int) -> None:
    first = date(year, month, 1)
    after = (first + timedelta(31 * months + 31)).replace(day=1)
    last = min(after - timedelta(1), date(TODAY.year, 12, 31))
    words = range_words(first, last)
    assert read(f"papers {words}").conditions == (Condition("date", first, last),)
