"""What a turn says is being done."""

import re

from app.ui.chat.turns import turn_html


def stage(answer):
    """What a turn says is being done, and since when."""
    found = re.search(r'<p class="stage"><span>(.*?)</span>(?:<span [^>]*>(.*?)</span>)?</p>', turn_html(0, answer))
    assert found
    return found[1], found[2] or ""
