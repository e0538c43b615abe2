"""In the preview a person chooses what the columns of a table hold."""

from datetime import date

import pytest

from app.ui.library.chosen_columns import with_chosen_columns
from app.ui.library.collection_view import previews_html
from index.ingest import Input, parts_of
from index.preview import previews
from index.sources import ReadingOptions

TABLE = Input("gulls.csv", b"No,Work,Gist,Notes\n1,Gulls at Sea,We count gulls from a ferry.,grey\n")
TOLD = '{"gulls.csv": {"title": "Work", "abstract": "Gist"}}'


def test_a_table_with_unknown_columns_is_read_as_the_user_says():
    (refused,) = previews([TABLE])
    assert refused.refused
    html = previews_html((refused,))
    assert '<select name="title" data-found="">' in html
    assert "<option>Gist</option>" in html
    (read,) = previews(with_chosen_columns([TABLE], TOLD))
    assert [paper.title for paper in read.sample] == ["Gulls at Sea"]
    assert "<option selected>Work</option>" in previews_html((read,))


def test_a_found_column_can_be_left_out():
    table = Input("a.csv", b"Title,Abstract,Year,Rank\nGulls,They fly.,2020,1\n")
    (item,) = with_chosen_columns([table], '{"a.csv": {"year": "", "unheard": "Rank"}}')
    (part,) = parts_of(item, ReadingOptions(date(2024, 1, 1), (("title", "Rank"),)))
    (entry,) = part.reading.entries
    assert (entry.paper.title, entry.paper.date) == ("Gulls", None)
    assert part.reading.unread == ("Year", "Rank")


@pytest.mark.parametrize("forged", ["", "[]", "{", "7", '{"gulls.csv": 7}', '{"gulls.csv": {"title": 7}}', "[" * 9000])
@pytest.mark.usefixtures("no_garbage_collection")
def test_a_forged_form_is_harmless(forged: str):
    (item,) = with_chosen_columns([TABLE], forged)
    assert item.columns in ((), (("title", "7"),))


def test_names_of_columns_stay_text():
    hostile = Input("<b>.csv", b'Title,Abstract,"<img src=x onerror=alert(1)>","""><script>"\nGulls,They fly.,1,2\n')
    html = previews_html(tuple(previews([hostile])))
    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;</option>" in html
