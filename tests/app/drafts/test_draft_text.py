"""Drafts as prose: which sentences cite what, and what of a draft is no sentence, in LaTeX and Markdown."""

import time

import pytest

from app.citations import answer_sentences
from app.citations.marks import without_marks
from app.drafts.draft_text import read_bibitems, read_draft

LATEX = r"""
\documentclass{article}
\newcommand{\ours}{\textsc{Tern}\xspace}
\begin{document}
\section{Related work \cite{head}}
The \pkg{lme} package fits \emph{models}\footnote{Its $n$ is \textbf{small}~\citep{note}.}, says \citet[p.~3]{book}.
<<setup, echo=FALSE>>=
x <- "code \cite{code}"
@
\begin{figure*}\includegraphics[width=1cm]{a}\caption{Terns \cite{caption}.}\end{figure*}
\begin{table}[t]\begin{tabular}{ll} a & b \cite{cell} \\ \end{tabular}\end{table}
\ours{} is $8\times$ faster with $\bm{x}_{i}^{\top}\bm{y}$ and \textcolor{red}{red}
\todo{who? \cite{todo}} wings \cite{fast}.
\[ x = y \cite{formula} \]
\begin{itemize}[leftmargin=*]
\item \'Etude and na\"ive terns dive, \eg for fish \cite{dive}.
\end{itemize}
\end{document}
"""
MARKDOWN = """---
title: Terns [@head]
---

# Summary of [@heading]

Terns fly far [@far]. See @book [p. 3] for `code [@inline]`.

```python
x = "terns [@code]"
```

![A tern [@caption].](tern.png){width=50%}

<!-- Terns eat [@comment]. -->

| bird | distance |
|---|---|
| Arctic tern | 3 km [@cell] |

: Birds [@tablecaption]

$$ x = y [@formula] $$

Terns dive.[^n] They rest.^[On ice [@ice].]

[^n]: Up to 2 m [@note].

After the code [@end].
"""


def cited(text: str, name: str) -> list[tuple[str, list[str]]]:
    draft = read_draft(text, name, {})
    found = []
    for one in answer_sentences(draft.text, len(draft.references)):
        if one.cited and one.claim:
            sentence = " ".join(without_marks(draft.text[one.start : one.end]).split())
            found.append((sentence, [draft.references[number - 1].written for number in one.cited]))
    return found


def test_latex_without_figures_tables_code_and_formulas() -> None:
    found = cited(LATEX, "draft.tex")
    assert found == [
        ("The lme package fits models, says.", ["book"]),
        ("Tern is $8\\times$ faster with and red wings.", ["fast"]),
        ("Étude and naïve terns dive, e.g. for fish.", ["dive"]),
        ("Its $n$ is small.", ["note"]),
    ]


def test_markdown_without_header_code_pictures_and_formulas() -> None:
    assert cited(MARKDOWN, "draft.md") == [
        ("Terns fly far.", ["far"]),
        ("See for `code (inline)`.", ["book"]),
        ("| Arctic tern | 3 km |", ["cell"]),
        ("After the code.", ["end"]),
        ("On ice.", ["ice"]),
        ("Up to 2 m.", ["note"]),
    ]


@pytest.mark.parametrize(
    "listed",
    [
        r"\begin{thebibliography}{9} \bibitem[{Quill et~al.(2024)Quill}]{tern} A.~Quill. \newblock {T}ern: Sparse.",
        "\\entry{tern}{article}{}\n\\field{title}{Tern: Sparse}\n\\endentry",
        "\\bibitem [\\protect \\citeauthoryear {Quill}{2024}]%\n  {tern} Tern: Sparse.",
    ],
)
def test_lists_of_references_that_latex_writes(listed: str) -> None:
    assert "Tern: Sparse" in read_bibitems(listed)["tern"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["draft.tex", "draft.md"])
@pytest.mark.parametrize(
    "unit",
    [
        *("\\begin{figure} a ", "\\[ a ", "\\( a ", "$$ a ", "<!-- ", "```\n", "  \n", "[a](", "\\emph{a ", "![a "),
        *("`", "[^b", "\xa0", "<<a>>=a", "https://"),
    ],
)
def test_what_is_never_closed_costs_no_square(unit: str, name: str) -> None:
    started = time.process_time()
    read_draft(unit * (60_000 // len(unit)), name, {})
    assert time.process_time() - started < 10


@pytest.mark.slow
@pytest.mark.parametrize(
    ("begin", "unit", "name"),
    [
        ("[@", ":", "draft.md"),
        ("[@", "a@", "draft.md"),
        ("\\bibitem", " ", "draft.tex"),
        ("\\", "cite", "draft.tex"),
    ],
)
def test_a_citation_that_is_begun_and_runs_on_costs_no_square(begin: str, unit: str, name: str) -> None:
    started = time.process_time()
    read_draft(begin + unit * (60_000 // len(unit)), name, {})
    assert time.process_time() - started < 10
