"""Tables in Markdown: their columns are those of a CSV file."""

from datetime import date as Date

import pytest

from index.papers import Reading
from index.sources import read

TODAY = Date(2026, 11, 28)
TABLE = """# My reading list

Some words about it.

| Date | Title | Authors | Abstract |
|:-----|:------|---------|----------|
| 2024-01-05 | [**Gull Eye**](https://arxiv.org/abs/2401.00001) | Ann Larus, Bo Tern | We count gulls \\| terns. |
| 2024-01-06 | Tern Ear | Bo Tern | We hear `terns`. |
| 2024-01-07 | No Words | Bo Tern | |

And more words.
"""


def reading(text: str, name: str = "list.md") -> Reading:
    return read(text.encode(), name, TODAY)


def test_rows_are_papers_with_their_links_and_lines() -> None:
    found = reading(TABLE)
    assert found.format == "a Markdown table"
    gull, tern = (entry.paper for entry in found.entries)
    assert (gull.title, gull.abstract, gull.arxiv_id) == ("Gull Eye", "We count gulls | terns.", "2401.00001")
    assert (gull.authors, gull.date) == (("Ann Larus", "Bo Tern"), Date(2024, 1, 5))
    assert (tern.title, tern.abstract) == ("Tern Ear", "We hear terns.")
    assert [entry.line for entry in found.entries] == [7, 8]
    assert [str(problem) for problem in found.problems] == ["list.md:9: a paper without an abstract; skipped"]


@pytest.mark.parametrize("missing", ["Abstract", "Title"])
def test_a_table_without_titles_or_abstracts_is_not_read_as_one(missing: str) -> None:
    assert reading(TABLE.replace(missing, "Stars")).format != "a Markdown table"


def test_a_table_without_outer_bars_is_one_too() -> None:
    text = "Title | Abstract\n--- | ---\nGull Eye | We count gulls.\nTern Ear | We hear terns.\n"
    assert [entry.paper.title for entry in reading(text).entries] == ["Gull Eye", "Tern Ear"]
