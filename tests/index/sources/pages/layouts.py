"""Lays papers out as the pages and texts that people save, with what surrounds papers there."""
# ruff: noqa: E501 - the lines are as long as on the page; chance is no secret.

import html
import json
import random
from collections.abc import Sequence

from tests.index.sources.pages.digests import digest
from tests.index.sources.pages.laid_out import (
    FOOT,
    HEAD,
    MENU,
    Layout,
    Record,
    account,
    authors_line,
    day,
    escaped,
    wrap,
)


def search_copy(records: Sequence[Record], draw: random.Random) -> str:
    cards = []
    for record in records:
        who = f"{account(record.organisation)} {record.organisation}" if record.organisation else authors_line(record)
        comments = f"\n\n{record.comments}" if record.comments else ""
        cards.append(
            f"{record.upvotes}\n\n{record.title}\n\n{record.abstract}\n\n{who}\n·\n{day(record.date)}{comments}"
        )
    return draw.choice(("", MENU)) + HEAD + "Nov 27\n\n" + "\n\n".join(cards) + draw.choice(("", FOOT))


def trending_copy(records: Sequence[Record], draw: random.Random) -> str:
    cards = []
    for record in records:
        who = record.organisation or authors_line(record)
        links = draw.choice(("GitHub 1.31k arXiv Page", "arXiv Page", "GitHub 7"))
        cards.append(
            f"Submitted by\n\nuser{draw.randrange(99)}\n\n{record.title}\n\n{record.abstract}\n\n"
            f"{who} · Published on {day(record.date)}\n\nUpvote\n\n{record.upvotes}\n\n{links}"
        )
    return draw.choice(("", MENU)) + HEAD + "\n\n".join(cards) + "\n"


def html2text(records: Sequence[Record], draw: random.Random) -> str:
    links: list[str] = []

    def link(url: str) -> str:
        links.append(url)
        return f"[{len(links)}]"

    parts = [f"[[Hugging Face's logo] Hugging Face]{link('https://huggingface.co/')}"]
    parts += [f"* [ {name} ]{link(f'https://huggingface.co/{name.lower()}')}" for name in ("Models", "Datasets")]
    parts += [
        "new\n",
        "Get trending papers in your email inbox!\n",
        f"[Subscribe]{link('https://huggingface.co/login')}\n",
    ]
    parts += ["# Daily Papers\n", "* Daily\n* Weekly\n* Monthly\n", "Jun 29"]
    width = draw.choice((78, 120, 10_000))
    for record in records:
        page = f"https://huggingface.co/papers/{record.arxiv_id}"
        who = (
            f"[[{account(record.organisation)}] {record.organisation}]{link(page)}"
            if record.organisation
            else f"[\n* {authors_line(record)}\n]{link(page)}"
        )
        comments = f" [ {record.comments}]{link(page)}" if record.comments else ""
        parts.append(
            f"[\n{record.upvotes}\n]{link(page)}\n\n### [{escaped(record.title)}]{link(page)}\n\n[\n\n"
            f"{wrap(escaped(record.abstract), width)}\n\n]{link(page)}\n{who}\n·\n{day(record.date)}{comments}"
        )
    return "\n".join((*parts, "", *(f"[{n}]: {url}" for n, url in enumerate(links, 1)), ""))


def notebook_export(records: Sequence[Record], draw: random.Random) -> str:
    parts = ["---", 'title: "Daily Papers - Hugging Face"', "url: https://huggingface.co/papers?q=x", "---", ""]
    parts += ["# Daily Papers - Hugging Face", "Daily Papers - Hugging Face", "", " Hugging Face", ""]
    parts += [
        "https://huggingface.co/",
        "",
        "Models",
        "",
        "https://huggingface.co/models",
        "",
        "Daily",
        "",
        "Weekly",
        "",
    ]
    for record in records:
        page = f"https://huggingface.co/papers/{record.arxiv_id}"
        parts += [f" [-] {record.upvotes}", "", f"https://huggingface.co/login?next=%2Fpapers%2F{record.arxiv_id}", ""]
        parts += [record.title, "", page, "", record.abstract, "", page, ""]
        if record.organisation:
            parts += [
                " ",
                "",
                page,
                "",
                f" {record.organisation}",
                "",
                f"https://huggingface.co/{account(record.organisation)}",
            ]
        else:
            parts += ["[", "", f"{authors_line(record)}]({page})"]
        parts += ["", "·", "", day(record.date), ""]
        parts += [str(record.comments), "", f"{page}#community", ""] if record.comments else []
    return "\n".join(parts)


def clipped(records: Sequence[Record], draw: random.Random) -> str:
    parts = ["# Daily Papers", "", "by [AK](https://huggingface.co/akhaliq) and the research community", ""]
    for record in records:
        page = f"{draw.choice(('https://huggingface.co', ''))}/papers/{record.arxiv_id}"
        parts += [
            str(record.upvotes),
            "",
            f"### [{escaped(record.title)}]({page})",
            "",
            f"[{escaped(record.abstract)}]({page})",
            "",
        ]
        parts += [f"{record.organisation or authors_line(record)}", "·", day(record.date), ""]
    return "\n".join(parts)


def hugging_face_html(records: Sequence[Record], draw: random.Random) -> str:
    items = [
        {
            "paper": {
                "id": record.arxiv_id,
                "title": record.title,
                "summary": record.abstract,
                "authors": [{"name": name, "hidden": False} for name in record.authors],
                "publishedAt": f"{record.date}T00:00:00.000Z",
                "upvotes": record.upvotes,
                "ai_summary": "A summary that a model made of the paper.",
            },
            "title": record.title,
            "numComments": record.comments,
        }
        for record in records
    ]
    data = html.escape(json.dumps({"periodType": "day", "dailyPapers": items, "user": None}))
    cards = "".join(
        f"<article><h3><a>{html.escape(record.title)}</a></h3><p>2 days ago</p></article>" for record in records
    )
    return (
        "<!DOCTYPE html>\n<html><head><title>Daily Papers - Hugging Face</title><script>let a = '<p>';</script></head>"
        f"<body><nav>Models</nav>\n<div class='contents' data-props='{{}}'></div>\n"
        f'<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="{data}">{cards}</div></body></html>'
    )


def arxiv_html(records: Sequence[Record], draw: random.Random) -> str:
    parts = ["<!DOCTYPE html>\n<html><body><h3>Showing new listings for Thursday, 8 January 2026</h3><dl>"]
    for number, record in enumerate(records, 1):
        names = ", ".join(f'<a href="/search">{html.escape(name)}</a>' for name in record.authors)
        parts.append(
            f"<dt><a name='item{number}'>[{number}]</a> <a href =\"/abs/{record.arxiv_id}\">arXiv:{record.arxiv_id}</a>"
            f' [<a href="/pdf/{record.arxiv_id}">pdf</a>]</dt>\n<dd><div class="meta"><div class="list-title mathjax">'
            f'<span class="descriptor">Title:</span>\n {html.escape(record.title)}</div>'
            f'<div class="list-authors">{names}</div><div class="list-subjects"><span>Subjects:</span> Vision (cs.CV)</div>'
            f'<p class="mathjax">{html.escape(record.abstract)}</p></div></dd>'
        )
    return "\n".join((*parts, "</dl></body></html>"))


def arxiv_list_copy(records: Sequence[Record], draw: random.Random) -> str:
    blank = draw.choice(("\n", ""))
    parts = [
        "Computer Vision and Pattern Recognition",
        "",
        "    New submissions",
        "    Cross-lists",
        "    Replacements",
    ]
    parts += ["", "Showing new listings for Thursday, 8 January 2026", "Total of 312 entries", ""]
    parts += ["New submissions (showing 5 of 5 entries)", ""]
    for number, record in enumerate(records, 1):
        cross = draw.choice(("", " (cross-list from cs.AI)", " (replaced)"))
        comments = draw.choice(("    Comments: 12 pages, 4 figures\n", ""))
        parts.append(
            f"[{number}] arXiv:{record.arxiv_id}{cross} [pdf, html, other]\n{blank}    Title: {record.title}\n"
            f"    {', '.join(record.authors)}\n{comments}    Subjects: Computer Vision (cs.CV); Artificial Intelligence (cs.AI)\n"
            f"{blank}    {record.abstract}\n"
        )
    return "\n".join(parts)


def arxiv_search_copy(records: Sequence[Record], draw: random.Random) -> str:
    parts = [
        f"Showing 1–{len(records)} of {len(records)} results for all: x",
        "",
        "Search v0.5.6 released 2020-02-24",
        "",
    ]
    for number, record in enumerate(records, 1):
        parts.append(
            f"    {number}. arXiv:{record.arxiv_id} [pdf, other]  cs.CV cs.AI\n\n    {record.title}\n\n"
            f"    Authors: {', '.join(record.authors)}\n\n    Abstract: {record.abstract} △ Less\n\n"
            f"    Submitted {record.date.day} {record.date:%B}, {record.date.year}; originally announced {record.date:%B %Y}.\n"
        )
    return "\n".join(parts)


def arxiv_mail(records: Sequence[Record], draw: random.Random) -> str:
    rule, quote = "-" * 78, draw.choice(("", "> "))
    parts = [rule, "Submissions to:", "Computer Vision and Pattern Recognition", rule]
    for record in records:
        parts += ["\\\\", f"arXiv:{record.arxiv_id}{draw.choice(('', ' (*cross-listing*)'))}"]
        parts += [f"Date: {record.date:%a, %d %b %Y} 02:49:53 GMT   (314kb,D)", ""]
        parts += wrap(f"Title: {record.title}", 77).replace("\n", "\n  ").split("\n")
        parts += wrap(f"Authors: {', '.join(record.authors)}", 77).replace("\n", "\n  ").split("\n")
        parts += ["Categories: cs.CV cs.AI", *draw.choice(([], ["Comments: 12 pages"])), "\\\\"]
        parts += [
            *f"  {wrap(record.abstract, 77)}".split("\n"),
            f"\\\\ ( https://arxiv.org/abs/{record.arxiv_id} ,  314kb)",
            rule,
        ]
    return "\n".join(f"{quote}{line}" for line in (*parts, "%%--%%--%%--%%"))


def labelled(records: Sequence[Record], draw: random.Random) -> str:
    rule, width = draw.choice(("", "---\n", "=====\n", "* * *\n")), draw.choice((70, 10_000))
    mark, blank = draw.choice(("", "**", "- ")), draw.choice(("", "\n"))
    name = draw.choice(("Abstract", "Summary", "abstract"))
    parts = []
    for record in records:
        fields = [
            ("Authors", ", ".join(record.authors)),
            (draw.choice(("PDF", "Link", "URL")), f"https://arxiv.org/abs/{record.arxiv_id}"),
            ("Published", f"{record.date}"),
            ("Comments", "12 pages, 4 figures"),
            (name, record.abstract),
        ]
        draw.shuffle(fields)
        end = mark if mark == "**" else ""
        lines = [f"{mark}{label}:{end} {value}" for label, value in (("Title", record.title), *fields)]
        parts.append(f"\n{blank}".join(wrap(line, width) for line in lines) + "\n\n")
    return rule.join(parts)


def paper_page(record: Record, draw: random.Random) -> str:
    summary = "A method that a model has put in one sentence improves on what was there before."
    named = draw.choice((True, False))
    inside = f"{summary}\n\n" + ("AI-generated summary\n\n" if named else "") if draw.random() < 0.7 else ""
    return (
        f"{draw.choice(('', MENU))}Papers\n\narxiv:{record.arxiv_id}\n\n{record.title}\n\nPublished on {day(record.date)}\n\n"
        f"· Submitted by\n\nuser11\n\non {day(record.date)}\n\n#1 Paper of the day\n\nUpvote\n\n{record.upvotes}\n\n+33\n\nAuthors:\n\n"
        + "\n,\n".join(record.authors)
        + f"\n\nAbstract\n\n{inside}{record.abstract}\n\nView arXiv page\n\nView PDF\n\nGitHub\n87\n\nAdd to collection\n\n"
        f"Community\n\nuser11\n\nPaper submitter\n\n2 days ago\n\n{record.abstract} We are happy to answer questions.\n\nReply\n\n"
        "librarian-bot\n\n1 day ago\n\nThis is an automated message from the Librarian Bot. I found the following papers "
        "similar to this paper.\n\nNightSight: Detection Without Daylight (2025)\n\nModels citing this paper\n\n0\n\n"
        "No model linking this paper\n\nCollections including this paper\n\n2\n\nAgents\n\n•\n\n56 items\n\n•\n\nUpdated 4 days ago\n"
    )


LAYOUTS: dict[str, Layout] = {
    "search copy": search_copy,
    "trending copy": trending_copy,
    "html2text": html2text,
    "notebook export": notebook_export,
    "web clipper": clipped,
    "Hugging Face HTML": hugging_face_html,
    "arXiv HTML": arxiv_html,
    "arXiv list copy": arxiv_list_copy,
    "arXiv search copy": arxiv_search_copy,
    "arXiv mail": arxiv_mail,
    "labelled text": labelled,
    "Markdown digest": digest,
}
