"""A plain text is a list of papers if it reads like titles and abstracts; a manual or a changelog does not."""

import json
from datetime import date

import pytest

from index.papers import Paper
from index.sources.format_reader import Document
from index.sources.record_likeness import look_like_papers
from index.sources.registry import read_document

PAPER = """Nets of rope hold more fish than nets of wire

We compare nets of rope with nets of wire on ten beaches over two years. In this study, nets of rope hold twice as many
fish, and the results do not depend on the weather. Our analysis suggests that fish avoid wire because they can see it.
"""
CHANGELOG = """coinware (1.4-2) unstable; urgency=medium

  * Fix the build on machines without a compiler. Thanks to Ada Tern for the patch. (Closes: #12345)
  * Bump the version of the standards, no changes needed. Remove the file debian/compat.

coinware (1.4-1) unstable; urgency=low

  * New upstream release. Install the manual page into /usr/share/man, add the missing option --quiet to it.
  * Update the email address of the maintainer, and drop patches that were applied upstream.
"""
MANUAL = """INSTALLING COINWARE

To install the program, run the command `make install` in this directory. You can set the option PREFIX if you want to
have the files somewhere else. If the command fails, please read the file BUGS and send us an email with the log.

If you use another shell:

You have to add the directory to your PATH, or the program will not be found. See the file doc/shells for the commands
that you need, and do not forget to log in again. By default, the file is read when you start the program.
"""
TERMS = """The lamps of the pier

The lamps of the pier are lit by hand. Whoever lights them writes down the hour, the weather and the number of boats.
Please keep the book dry and bring it back to the office in spring.
"""
STORY = """The keeper of the lamps

He looked at her for a long time, and then he laughed. "You always were the clever one," he said, and put the letter
back into the drawer. She had not been on the pier since her mother left, and the sea was as grey as it had been then.
"""
MINUTES = """Team meeting on the nets

Oct 14, 2025

Those present were Ada, Bo and Cy. We went through the plan for the winter and agreed that mending the old nets comes
before buying new ones.

Next meeting

Oct 21, 2025

We meet again next Tuesday at ten in the boat house, and those who are at sea join us by radio as usual.
"""
# None of its sections alone is certainly no abstract.
CURRICULUM = """Research Interests

My research interests lie in the analysis of nets and ropes, with a focus on the evaluation of knots and on models of
the weather in fishery.

Grants and Awards

Best paper award at a national conference in 2017; two grants from the council, worth 430,000 crowns, as principal
investigator.

Employment

Lecturer at the school of fishery since 2019. I lead a group of four students and two postdoctoral researchers, and
I teach courses on knots.
"""
PRINTED = """Nets of rope on the beaches of the north

Nets of rope were used on the beaches of the north for as long as there are records, and in this chapter we look at
them.
\x0cPage 2

Nets of wire came with the railway, and they were used for only ten years, until the fishermen found that fish see them.
"""


def outcome(text: str, file: str = "nets.txt") -> tuple[int, str]:
    reading = read_document(Document(text, file, date(2026, 11, 28)))
    return len(reading.entries), " ".join(problem.reason for problem in reading.problems) if reading.refused else ""


def test_a_pasted_abstract_with_its_title_is_a_paper() -> None:
    assert outcome(PAPER) == (1, "")


@pytest.mark.parametrize("file", ["README", "readme.txt", "docs/NEWS.Debian", "LICENSE-APACHE", "copyright"])
def test_in_a_file_named_as_those_of_projects_doubt_counts_against_papers(file: str) -> None:
    assert outcome(TERMS) == (1, "")
    assert outcome(TERMS, "terms.txt") == (1, "")
    assert outcome(TERMS, file)[0] == 0
    assert outcome(PAPER, file) == (1, "")


@pytest.mark.parametrize("text", [CHANGELOG, MANUAL, STORY, MINUTES, CURRICULUM])
def test_what_reads_like_a_manual_a_story_or_minutes_is_refused_with_the_next_step(
    text: str,
) -> None:
    papers, reason = outcome(text)
    assert papers == 0
    assert "this is a text of another kind, such as a manual" in reason
    assert "BibTeX" in reason


def test_text_taken_out_of_a_pdf_is_refused_by_its_pages() -> None:
    papers, reason = outcome(PRINTED)
    assert (papers, "taken out of a PDF" in reason) == (0, True)


def test_cards_with_details_are_papers_whatever_their_words() -> None:
    command = "Run the command with the option --quiet if you want to see the file /etc/nets, or it will print a line."
    odd = Paper("run --quiet", f"{command} {command}")
    assert not look_like_papers([odd])
    assert look_like_papers([Paper(odd.title, odd.abstract, upvotes=3)])


def test_texts_in_other_scripts_are_not_judged() -> None:
    assert look_like_papers([Paper("渔网与鱼", "我们在十个海滩上比较了绳网和铁丝网。结果表明，绳网能捕到两倍的鱼。")])


PRODUCTS = [{"title": f"{colour} lamp", "description": "A lamp for the desk"} for colour in ("Red", "Blue", "Green")]
CHAPTERS = [
    {
        "title": f"Chapter {number}",
        "text": "He lit his pipe and looked at the sea. “You will not like it,” she said, and left.",
    }
    for number in range(3)
]
POSTS = "".join(
    f"<item><title>Release v1.{number}</title><link>https://example.org/{number}</link>"
    "<description>Fixes a crash when you click the button. Thanks to Ada for the report.</description></item>"
    for number in range(4)
)
FEED = f"<rss><channel><title>Boats</title>{POSTS}</channel></rss>"
FILMS = "Title,Year,Description\n" + "".join(f"Nets {n},199{n},A man buys a boat and sinks it.\n" for n in range(4))
JOBS = (
    "title,company,description,salary\n"
    'Data Engineer,Harbour AG,"We are looking for a data engineer who builds pipelines and keeps them running. You know'
    ' SQL and Python, and you like to work in a team of eight people.",90000\n'
    'Nurse,Clinic,"You care for patients on two wards and train new colleagues. We offer a permanent position with 30'
    ' days of holiday and a kindergarten.",70000\n'
    'Research Scientist,Tide Labs,"You will publish at top conferences and work on large language models with a team of'
    ' researchers. A PhD in computer science is required.",120000\n'
)
WEEKS = (
    "week,title,description\n"
    '1,Introduction,"What machine learning is, what it can do, and how this course is organised. We install the tools'
    ' and write a first program together."\n'
    '2,Linear models,"Regression and classification with linear models, their loss functions and how to fit them. The'
    ' homework is due on Friday at noon."\n'
    '3,Trees,"We grow trees and forests, and look at what they split on. Bring your laptop, and hand in the second'
    ' homework."\n'
)
_, NETS = PAPER.strip().split("\n\n")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("lamps.json", json.dumps(PRODUCTS)),
        ("lamps.jsonl", "\n".join(map(json.dumps, PRODUCTS))),
        ("films.csv", FILMS),
        ("chapters.json", json.dumps(CHAPTERS)),
        ("jobs.csv", JOBS),
        ("weeks.csv", WEEKS),
        ("boats.xml", FEED),
    ],
)
def test_titles_with_descriptions_of_other_things_are_refused_unless_somebody_says_they_are_papers(
    file: str, text: str
) -> None:
    papers, reason = outcome(text, file)
    assert papers == 0
    assert "does not read like papers" in reason
    columns = tuple(pair.split("=") for pair in reason.rpartition("`--map ")[2].rstrip("`").split(","))
    document = Document(text, file, date(2026, 11, 28), tuple((field, name) for field, name in columns))
    assert len(read_document(document).entries) in (3, 4)


def test_the_form_of_the_preview_offers_the_columns_of_what_was_refused() -> None:
    reading = read_document(Document(json.dumps(PRODUCTS), "lamps.json", date(2026, 11, 28)))
    assert reading.refused
    assert (dict(reading.columns), reading.unread) == (
        {"title": "title", "abstract": "description"},
        ("title", "description"),
    )


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Nets of rope", "summary": NETS},
        {"title": "Lamp", "abstract": "A lamp for the desk"},
        {"title": "Lamp", "description": "A lamp for the desk", "doi": "10.1000/1"},
        {"title": "渔网与鱼", "summary": "绳网能捕到两倍的鱼。"},
    ],
)
def test_what_reads_like_a_paper_or_has_what_papers_have_is_one(record: dict[str, str]) -> None:
    assert outcome(json.dumps([record]), "nets.json") == (1, "")
