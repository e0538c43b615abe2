"""Writes papers as Markdown: one as a note with its fields as front matter (Obsidian), several as sections. Pure."""

import json
import re
from collections.abc import Sequence

from app.export.marks_written import MarksById, keywords, note
from app.export.paper_address import address_of
from app.export.table_writers import record_values
from index.papers import Paper

# In a formula that stays, nothing is written that a reader would take for an escape, a link or HTML.
_FORMULA_OR_MARK = re.compile(
    r"(?P<formula>\$(?!\s)(?:\\[a-zA-Z{},!;:]|[^\\$<&\[\]`*~%])+(?<!\s)\$(?!\d))"
    # Signs that mean something anywhere, where they begin a word, and twice.
    r"|[\[\]<\\`*]|(?<![^\W_])_(?=\S)|(?<!\S)#(?=[^\W\d])|&(?=#?\w+;)|([~=%])(?=\2)|(?<=([~=%]))\3"
)
_IN_THE_TEXT = ("id", "title", "abstract")


def to_markdown(papers: Sequence[Paper], marks: MarksById) -> str:
    """Return Markdown that shows the text of the papers as it is."""
    if len(papers) == 1:
        return f"{_front_matter(papers[0], marks)}\n# {as_markdown(papers[0].title)}\n\n{_body(papers[0], marks)}"
    sections = (
        f"\n## {as_markdown(paper.title)}\n\n{_details(paper, marks)}\n{_body(paper, marks)}" for paper in papers
    )
    return f"---\npapers: {len(papers)}\ntags: [papers]\n---\n{''.join(sections)}"


def _body(paper: Paper, marks: MarksById) -> str:
    """Return the abstract, below what reading it again needs, and the person's note, Markdown of their own."""
    own = note(paper, marks)
    text = f"{_comment(paper)}\n**Abstract:** {as_markdown(paper.abstract)}\n"
    return text + (f"\n> [!note]\n{_quoted(own)}\n" if own else "")


def _comment(paper: Paper) -> str:
    """Return the rest of the record as JSON in a comment, which Markdown viewers do not show."""
    values = {name: value for name, value in record_values(paper, {}).items() if value not in (None, [])}
    kept = json.dumps({name: values[name] for name in values if name not in _IN_THE_TEXT}, ensure_ascii=False)
    # Nothing in it ends the comment.
    kept = kept.replace("<", r"\u003c").replace(">", r"\u003e")
    return f"<!-- paperchat {kept} -->"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _front_matter(paper: Paper, marks: MarksById) -> str:
    """Return the properties of a note as Obsidian reads them; JSON is YAML."""
    values = {
        "title": paper.title,
        "authors": list(paper.authors),
        "date": paper.iso_date,
        "venue": paper.venue,
        "arxiv": paper.arxiv_id,
        "doi": paper.doi,
        "url": address_of(paper),
        "pdf": paper.pdf_url,
        "code": paper.code_url,
        "categories": list(paper.categories),
        "tags": [re.sub(r"[^\w/-]+", "-", tag).strip("-") for tag in ("paper", *keywords(paper, marks))],
    }
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items() if value)
    return f"---\n{''.join(lines)}---\n"


def _details(paper: Paper, marks: MarksById) -> str:
    address = address_of(paper)
    details = {
        "Authors": as_markdown(", ".join(paper.authors)),
        "Date": paper.iso_date,
        "Venue": paper.venue and as_markdown(paper.venue),
        "Tags": as_markdown(", ".join(keywords(paper, marks))),
        "Link": f"<{address}>" if re.fullmatch(r"https?://[^\s<>]+", address) else "",
    }
    return "".join(f"- {name}: {value}\n" for name, value in details.items() if value)


def as_markdown(text: str) -> str:
    r"""Return text that Markdown shows as it is: no HTML, link, emphasis or tag, no list or heading at its start.

    Formulas stay formulas, as Obsidian shows them.

    >>> as_markdown(r"# $\alpha_{1}$-nets of a_b, _c_ &amp; ~~d~~ #e")
    '\\# $\\alpha_{1}$-nets of a_b, \\_c_ \\&amp; \\~\\~d\\~\\~ \\#e'
    """
    escaped = _FORMULA_OR_MARK.sub(lambda found: found["formula"] or f"\\{found[0]}", text)
    # A `#` at the end of a heading would close it.
    escaped = re.sub(r"(?<=\s)(#+)$", r"\\\1", escaped)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([#>+|=~-])", r"\\\1", escaped))
