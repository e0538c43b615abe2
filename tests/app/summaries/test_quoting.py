import pytest

from app.summaries.quoting import escaped, part_quoted, quoted
from app.ui.chat.prose import prose_html
from index.papers import Paper

HOSTILE = [
    "*bold* and **more**",
    "# a heading",
    "- a list",
    "12. a number",
    "`code` and ```fences```",
    "a | b | c",
    "snake_case and _emphasis_ and x_1",
    r"\[3\] and \\(x\\) and 45% of \alpha",
    "&#91;3&#93; and &lt;b&gt; and R&D",
    "[link](https://example.org) and ![image](x.png)",
    "[3] shows it, as [4, 5] do",
    "<b>raw</b> <script>x</script>",
    "~~struck~~ out",
    "> a quotation",
    "=== and ---",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_unchanged_and_adds_no_structure(text: str) -> None:
    html = prose_html(escaped(text), 0, {3: Paper("A paper", "")})
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html.replace("\u2060", "").strip() == f"<p>{shown}</p>"


def test_neighbouring_sentences_share_quotation_marks() -> None:
    text = "It is new. It is slow.  It wins."
    assert quoted(text, [(11, 22), (0, 10)]) == "“It is new. It is slow.”"
    assert quoted(text, [(0, 10), (24, 32)]) == "“It is new.” “It wins.”"


def test_dots_mark_omitted_words() -> None:
    text = "As said, it wins by far, and early."
    assert part_quoted(text, (0, len(text)), (9, 24)) == "“… it wins by far, …”"
    assert part_quoted(text, (0, len(text)), (0, len(text))) == f"“{text}”"
