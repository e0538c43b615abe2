"""The page's Jinja environment: fills the templates in `templates/` and escapes every value.

The one exception is `Markup`: what a template made, and the HTML that markdown-it made from an answer (prose.py).
"""

import re
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.checking.result import FLAGGED
from app.export import FORMATS
from app.reply.wait import spoken_name
from app.ui.languages.catalogue import day, duration, number, translated_html
from app.ui.languages.said_in_words import in_words
from app.ui.languages.values_in_words import reason_words
from index.questions.chip_words import chip_words
from index.text.capitals import upper_first
from index.text.latex.formulas import is_display, parts, without_commands, without_delimiters

# An address does not include the punctuation that ends a sentence, or closes a bracket, after it.
_ADDRESS = re.compile(
    r"(?<![\w/])(https?://[\w.-]+\.[a-z]{2,}(?::\d+)?(?:/[\w./~%+&=?#@:;,!-]*[\w/~%+=#-])?)(?![\w.]*@)"
)
_LINK = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
_TEMPLATES = Path(__file__).parent / "templates"


def fill(template: str, **values: object) -> Markup:
    """Return the HTML of a template. A value that the template needs and does not get raises UndefinedError."""
    return Markup(_ENVIRONMENT.get_template(template).render(values))  # noqa: S704 - the environment escapes


def formula_html(formula: str) -> Markup:
    """Return a formula, with its marks, as formulas.js takes it; until then, and without a script, it shows as it is.

    >>> print(formula_html("$a<b$"))
    <span class="formula" data-tex="a&lt;b">$a&lt;b$</span>
    """
    kind = "formula display" if is_display(formula) else "formula"
    return Markup('<span class="{}" data-tex="{}">{}</span>').format(kind, without_delimiters(formula), formula)


def with_formulas(text: str) -> Markup:
    """Return plain text as HTML, its formulas marked, and LaTeX between them as it would be set."""
    return _set(text, escape)


def with_links(text: str) -> Markup:
    r"""Return an abstract, or a part of one, as HTML: its formulas marked, its web addresses to click.

    Nothing is fetched before a click, and the site does not learn where the reader comes from.

    >>> "href" in with_links(r"at \url{https://a.org/b}."), with_links("javascript:a <b>")
    (True, Markup('javascript:a &lt;b&gt;'))
    """
    return _set(text, _linked)


def _set(text: str, plain: Callable[[str], Markup]) -> Markup:
    """Return text as HTML: its formulas, and what `plain` makes of the text between them."""
    return Markup().join(
        formula_html(part) if formula else plain(without_commands(part)) for part, formula in parts(text)
    )


def _linked(text: str) -> Markup:
    pieces = _ADDRESS.split(text)
    return Markup().join(_LINK.format(piece, piece) if number % 2 else piece for number, piece in enumerate(pieces))


def _environment() -> Environment:
    """Return an environment that compiles each template once."""
    environment = Environment(
        # A folder for each part of the page, and one name for each template, wherever it lies.
        loader=FileSystemLoader([_TEMPLATES / part for part in ("page", "chat", "library", "map", "model")]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words: dict[str, Callable[..., str]] = {
        "chip_words": lambda chip: in_words(chip_words(chip)),
        "day": day,
        "spoken_name": spoken_name,
        "duration": duration,
        "formulas": with_formulas,
        "linked": with_links,
        "number": number,
        "reason_words": reason_words,
        "said": in_words,
        "upper_first": upper_first,
    }
    environment.filters.update(words)
    environment.globals.update(
        t=translated_html,
        export_formats=[(key, form.name) for key, form in FORMATS.items()],
        flagged_verdicts=FLAGGED,
    )
    return environment


_ENVIRONMENT = _environment()
