"""What a watch reports, as Markdown and as an Atom feed, whatever the texts hold."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from datetime import date as Date

from app.watch.new_papers import NewPaper
from app.watch.news_digest import in_terminal, to_atom, to_markdown_digest
from index.stores.by_hand.watched_questions import ReportedPaper
from tests.conftest import paper

EARLY, LATE = datetime(2026, 11, 27, 8, 5, tzinfo=UTC), datetime(2026, 11, 28, 8, 5, tzinfo=UTC)
GULLS = paper(
    "Gulls <b>dive</b> [x](y)",
    "Gulls & terns dive.\ufffe",
    authors=("Ann Larus", "Bo Tern"),
    date=Date(2026, 11, 3),
    arxiv_id="2611.00012",
)
LAMPS = paper("Lamps", "Bulbs glow.", url="javascript:alert(1)")
TOLD = [ReportedPaper(GULLS, LATE, "Gulls & terns dive."), ReportedPaper(LAMPS, EARLY, "")]
ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(feed: str) -> ET.Element:
    return ET.fromstring(feed)  # noqa: S314 - our own


def test_markdown_has_a_section_for_each_run_and_numbers_and_links_its_papers() -> None:
    assert to_markdown_digest("birds", TOLD) == (
        "# New papers: birds\n"
        "\n## 28 Nov 2026, 08:05 UTC: 1 paper\n\n"
        "1. [Gulls \\<b>dive\\</b> \\[x\\](y)](<https://arxiv.org/abs/2611.00012>), Ann Larus and others, 3 Nov 2026\n"
        "   > Gulls & terns dive.\n"
        "\n## 27 Nov 2026, 08:05 UTC: 1 paper\n\n"
        "1. Lamps\n"
    )


def test_the_feed_is_valid_xml_with_one_entry_for_each_paper() -> None:
    feed = parsed(to_atom("birds & bees", TOLD))
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [GULLS.title, LAMPS.title]
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == ["2026-11-28T08:05:00Z", "2026-11-27T08:05:00Z"]
    assert feed.findtext(f"{ATOM}updated") == "2026-11-28T08:05:00Z"
    assert [link.get("href") for link in feed.iter(f"{ATOM}link")] == ["https://arxiv.org/abs/2611.00012"]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


def test_an_empty_feed_is_a_feed() -> None:
    assert parsed(to_atom("birds", [])).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


def test_in_a_terminal_each_paper_has_its_number_quote_and_link() -> None:
    assert list(in_terminal("birds", [NewPaper(GULLS, "Gulls & terns dive.")])) == [
        "1 new paper for “birds”:",
        "\n[1] Gulls <b>dive</b> [x](y) (3 Nov 2026)",
        "    Gulls & terns dive.",
        "    https://arxiv.org/abs/2611.00012",
    ]
