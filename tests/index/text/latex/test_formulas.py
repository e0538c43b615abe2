r"""Formulas in text: `$x_1$` and `\(a^2\)` are, prices are not."""

import pytest

from index.text.latex.formulas import formulas_in, is_display, without_commands, without_delimiters


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"the norm $\|x\|_2$ and $k$NN", [r"$\|x\|_2$", "$k$"]),
        (r"3$\times$ faster, $99\%$, $10^5 \times$", [r"$\times$", r"$99\%$", r"$10^5 \times$"]),
        (r"\(a^2\) and \[ b_{i} \]", [r"\(a^2\)", r"\[ b_{i} \]"]),
        ("$$\nx\n$$", ["$$\nx\n$$"]),
        (r"256$\times$256 at $\sim$7%, $5 to 6$7", [r"$\times$", r"$\sim$"]),
        ("$N=4$ and $48$", ["$N=4$", "$48$"]),
        ("It costs $5 and $6, or US$7.", []),
        ("from $5k to 8k$ a year, $5 million or 6$", []),
        (r"\$5 and \$6 \[1\] \[2, 3\]", []),
        ("A lone $ sign, and $ another one", []),
    ],
)
def test_formulas_differ_from_prices_and_citations(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in formulas_in(text)] == found


def test_a_formula_on_lines_of_its_own() -> None:
    assert is_display("$$x$$")
    assert not is_display("$x$")
    assert without_delimiters("$$x$$") == "x"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"11\% of \emph{all}", "11% of all"),
        (r"\textbf{only \textit{this}}, km\textsuperscript{2}", "only this, km2"),
        (r"0.9{\deg}C, {\tau}-Bench, {\ours}", r"0.9°C, τ-Bench, {\ours}"),
        (r"at \url{https://a.org/b} or \href{https://a.org}{https://a.org}", "at https://a.org/b or https://a.org"),
        (r"\href{https://a.org}{our page}, \textbf{see}~\cite{a,b}.", "our page (https://a.org), see."),
        (r"\alpha and \frac{1}{2} stay", r"\alpha and \frac{1}{2} stay"),
        (r"C:\new, a\_b, \emph{", r"C:\new, a_b, \emph{"),
        ("\\emph{" + "x" * 300 + "}", "\\emph{" + "x" * 300 + "}"),
    ],
)
def test_latex_between_formulas_is_shown_as_it_would_be_set(written: str, shown: str) -> None:
    assert without_commands(written) == shown
