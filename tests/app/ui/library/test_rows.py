"""The rows and the filters of the table: names and tags of any script stay apart, and months are read as dates are."""

import re

from app.ui.library.table_html import facets_html, rows_html
from index.browsing.facets import Facet
from index.browsing.table_page import TableRow
from index.browsing.table_selection import Selection
from index.papers import Paper
from index.stores.by_hand.paper_marks import Marks


def test_each_name_and_tag_is_isolated_and_the_dot_between_them_is_outside():
    paper = Paper("Tides", "They turn.", authors=("ليلى حداد",), organisation="مرفأ")
    html = rows_html([TableRow(paper, Marks(tags=("مد", "to cite")), None)], Selection(), may_edit=True)
    meta = re.search(r'<span class="row-meta">(.*?)</td>', html, re.DOTALL)
    assert meta
    isolated = [f"<bdi>{text}</bdi></span>" for text in ("ليلى حداد", "مرفأ", "مد", "to cite")]
    assert all(text in meta[1] for text in isolated)
    # The stylesheet puts the dot into each part.
    assert not re.search(r"(?:^|</span>)<bdi", meta[1])


def test_months_are_shown_as_other_dates_are() -> None:
    html = facets_html([Facet("month", (("2024-02", 3),))], {"month": ["2023-11"]})
    shown = re.findall(r'data-value="([^"]+)"[^>]*><bdi>([^<]+)</bdi>', html)
    assert shown == [("2023-11", "Nov 2023"), ("2024-02", "Feb 2024")]
