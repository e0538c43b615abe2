"""Formulas in answers: what Markdown would take for its own stays as it is written."""

import html

from hypothesis import given
from hypothesis import strategies as some

from app.summaries.quoting import escaped, quoted, unescaped
from app.ui.chat.prose import prose_html
from app.ui.templating import with_formulas, with_links
from index.papers import Paper

PAPERS = {1: Paper("A", "B.")}


def shown(text: str) -> str:
    return str(prose_html(text, 0, PAPERS))


def test_a_formula_keeps_its_underscores_and_backslashes() -> None:
    tex = r"\mathbb{E}_{\pi} [a^2] * b_i * c"
    page = shown(rf"We have \({tex}\), __bold__ and $x_1 < y_2$ [1].")
    assert f'data-tex="{html.escape(tex)}"' in page
    assert 'data-tex="x_1 &lt; y_2"' in page
    assert "<strong>bold</strong>" in page
    assert 'data-n="1"' in page


def test_bare_commands_keep_theirs() -> None:
    assert r"\mathbb{E}_{\pi} and x_{i}, y_{i}" in shown(r"\mathbb{E}_{\pi} and x_{i}, y_{i}")


def test_prices_are_text() -> None:
    assert shown("It costs $5 and $6.").strip() == "<p>It costs $5 and $6.</p>"


def test_code_keeps_its_dollars() -> None:
    assert shown("`$x$`").strip() == "<p><code>$x$</code></p>"


def test_a_formula_is_no_way_in_for_html() -> None:
    page = shown('$x"><img src=x>$ and $$<script>$$') + with_formulas('$"><img src=x>$')
    assert "<img" not in page
    assert "<script" not in page


def test_quoted_formulas_show_as_the_abstract_has_them() -> None:
    text = r"The norm $\|x\|_2 * \{y\}$ of *this* is \(a_{b}\) & 1_a_."
    assert unescaped(escaped(text)) == text
    page = shown(escaped(text))
    assert html.escape(r"\|x\|_2 * \{y\}") in page
    assert "*this*" in page


def test_latex_around_formulas_is_quoted_as_it_would_be_set_and_its_addresses_can_be_clicked() -> None:
    text = r"At 5{\deg}C on 256$\times$256 pixels, see \href{https://a.org/b_c}{https://a.org/b_c}."
    page = shown(escaped(text))
    assert "At 5°C on 256<span" in page
    assert "pixels, see https://a.org/b_c." in page
    assert 'see <a href="https://a.org/b_c"' in with_links(text)


@given(some.text(alphabet="$\\()[]{}_^ab1 \n*", max_size=40))
def test_nothing_breaks_whatever_is_written(text: str) -> None:
    shown(text)
    with_formulas(escaped(text))


def test_latex_between_formulas_is_set_in_an_answer_and_on_a_card() -> None:
    text = r"We save \emph{only} 11\% of $c_1$."
    shown = str(prose_html(f"- {quoted(text, ((0, len(text)),))}", 0, {}))
    assert "We save only 11% of " in shown
    assert "We save only 11% of " in str(with_formulas(text))
    assert r"<code>\emph{x}</code>" in str(prose_html(r"`\emph{x}`", 0, {}))
