"""The rows of the table: names and tags of any script stay apart."""

import re

from app.ui.library.table_html import rows_html
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
