"""Lays papers out as digests in Markdown do."""
# ruff: noqa: E501 - the lines are as long as on the page.

import random
from collections.abc import Sequence

from tests.index.sources.pages.laid_out import (
    Record,
)


def digest(records: Sequence[Record], draw: random.Random) -> str:
    style = draw.choice((_linked_heading, _bold_item, _summary_tag, _named_heading, _quoted))
    parts = [
        "# Papers of the week",
        "",
        "_Updated: 2026-03-02 07:14 UTC_",
        "",
        f"Total papers shown: **{len(records)}**",
        "",
    ]
    parts += ["## Vision", ""]
    for number, record in enumerate(records, 1):
        parts.append(style(number, record))
    return "\n".join(parts)


def _linked_heading(number: int, record: Record) -> str:
    return (
        f"### [{number}] [{record.title}](https://arxiv.org/abs/{record.arxiv_id})\n*{', '.join(record.authors)}*\n\n"
        "Main category: cs.CV\n\nTL;DR: What a model says of the paper in one sentence of its own words.\n\n<details>\n"
        "  <summary>Details</summary>\n\nMotivation: Nobody has measured it, and everybody would like to know how it is.\n\n"
        f"Abstract: {record.abstract}\n\n</details>\n"
    )


def _bold_item(number: int, record: Record) -> str:
    return (
        f"- **{record.title}**  \n  {', '.join(record.authors)}  \n  _{record.date}_ · https://arxiv.org/abs/{record.arxiv_id}v1  \n"
        f"  <details><summary>Abstract</summary>\n\n  {record.abstract}\n\n  </details>\n"
    )


def _summary_tag(number: int, record: Record) -> str:
    return (
        f"<details>\n<summary><b>{number}. {record.title}</b> ⭐ {record.upvotes}</summary>\n\n<br/>\n\n"
        f"**👥 Authors:** {', '.join(record.authors)}\n\n**🔗 Links:** [🤗 HuggingFace](https://example.org/papers/x) • "
        f"[📄 arXiv](https://arxiv.org/abs/{record.arxiv_id})\n\n> {record.abstract}\n\n</details>\n"
    )


def _named_heading(number: int, record: Record) -> str:
    return (
        f"### Title:\n          {record.title}\n - **Authors:** {', '.join(record.authors)}\n"
        f" - **Arxiv link:** https://arxiv.org/abs/{record.arxiv_id}\n - **Abstract**\n {record.abstract}\n\n"
    )


def _quoted(number: int, record: Record) -> str:
    return (
        f"#### {number}. {record.title}\n\n[arXiv](https://arxiv.org/abs/{record.arxiv_id}) | [PDF](https://arxiv.org/pdf/"
        f"{record.arxiv_id})\n\n**Authors:** {', '.join(record.authors)}\n\n**Summary:** {record.abstract}\n\n---\n"
    )
