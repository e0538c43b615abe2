"""What databases export as plain text is read, each paper with its title."""

from datetime import date as Date

import pytest

from index.papers import Paper
from index.sources import read
from tests.index.sources.format_texts import ABSTRACT, TITLES

REFWORKS = "".join(
    f"RT Journal Article\nSR 1\nA1 Ann Larus;Bo Marsh\nAD Pier\nT1 {title}\nJF Gull Letters\nYR 2019\nK1 gull;tern\n"
    f"AB {ABSTRACT}\nDO 10.1000/{number}\nDS CNKI\n\n"
    for number, title in enumerate(TITLES[:2])
)
COCHRANE = "Cochrane Library\nExport Date: 03/10/2024\n\n" + "\n\n".join(
    f"Record #{number} of 2\nID: CN-0{number}\nAU: Larus A\nAU: Marsh B\nTI: {title}\nSO: Gull Letters\nYR: 2019\n"
    f"XR: EMBASE 31\nDOI: 10.1000/{number}\nAB: {ABSTRACT}\nUS: https://example.org/full"
    for number, title in enumerate(TITLES[:2])
)
NOTE_EXPRESS = "\n\n".join(
    f"{{Reference Type}}: Journal Article\n{{Title}}: {title}\n{{Author}}: A Larus\n{{Author}}: B Marsh\n"
    f"{{Author Address}}: Pier House\n{{Journal}}: Gull Letters\n{{Year}}: 2019\n{{DOI}}: 10.1000/{number}\n"
    f"{{Abstract}}: {ABSTRACT}\n{{Database Provider}}: CNKI"
    for number, title in enumerate(TITLES[:2])
)
CNKI = "\n\n".join(
    f"SrcDatabase-来源库: 期刊\nTitle-题名: {title}\nAuthor-作者: A Larus;B Marsh;\nOrgan-单位: Pier House\n"
    f"Source-文献来源: Gull Letters\nSummary-摘要: {ABSTRACT}\nPubTime-发表时间: 2019-02-01\nDOI-DOI: 10.1000/{number}"
    for number, title in enumerate(TITLES[:2])
)
PROQUEST = "_____________\n\n" + "\n____________\n\n".join(
    f"Document {number} of 2\n\n{title}\n\nAuthor: Larus, A; Marsh, B\n\nPublication info: Gull Letters 4 (2019)\n\n"
    f"ProQuest document link\n\nAbstract: {ABSTRACT}\n\nPublication title: Gull Letters\n\nPublication year: 2019\n\n"
    f"DOI: http://dx.doi.org/10.1000/{number}\n\nDatabase: ProQuest"
    for number, title in enumerate(TITLES[:2])
)
OVID = "\n\n".join(
    f"<{number}>\nUnique Identifier\n  1234{number}\nTitle\n  {title}\nSource\n  Gulls\nAuthors\n  Larus A; Marsh B\n"
    f"Abstract\n  {ABSTRACT}\nDigital Object Identifier\n  10.1000/{number}\nYear of Publication\n  2019"
    for number, title in enumerate(TITLES[:2])
)
PUBMED = "\n\n".join(
    f"{number + 1}. Gull Letters. 2019 Feb 4;12(3):1-9. doi: 10.1000/{number}. Epub 2019 Jan 2.\n\n{title}\n\n"
    f"Larus A(1), Marsh B(1)(2).\n\nAuthor information:\n(1)Pier House, Ternby. larus@example.org\n(2)Gull Eye.\n\n"
    f"{ABSTRACT}\n\nCopyright © 2019 Tern Press. All rights reserved.\n\nDOI: 10.1000/{number}\nPMID: 1234{number}\n\n"
    "Conflict of interest statement: The authors declare none.\n"
    for number, title in enumerate(TITLES[:2])
)
EXPORTS = {
    "refworks": REFWORKS, "cochrane": COCHRANE, "noteexpress": NOTE_EXPRESS, "cnki": CNKI, "proquest": PROQUEST,
    "ovid": OVID, "pubmed": PUBMED,
}  # fmt: skip


def papers(text: str) -> list[Paper]:
    reading = read(text.encode(), "export.txt", Date(2024, 6, 1))
    assert not reading.problems
    return [entry.paper for entry in reading.entries]


@pytest.mark.parametrize("name", EXPORTS)
def test_each_paper_of_an_export_has_its_title_and_abstract(name: str) -> None:
    found = papers(EXPORTS[name])
    assert [(paper.title, paper.abstract) for paper in found] == [(title, ABSTRACT) for title in TITLES[:2]]


@pytest.mark.parametrize("name", EXPORTS)
def test_it_has_its_authors_its_year_and_its_doi(name: str) -> None:
    for number, paper in enumerate(papers(EXPORTS[name])):
        assert [author.split()[-1] for author in paper.authors] == ["Larus", "Marsh"]
        assert (paper.date and paper.date.year, paper.doi) == (2019, f"10.1000/{number}")


def test_a_field_without_a_value_is_passed_over() -> None:
    empty = OVID.replace("Source\n  Gulls\n", "Source\nKeyword Heading\n")
    assert [(paper.title, paper.venue, paper.tags) for paper in papers(empty)] == [
        (one, None, ()) for one in TITLES[:2]
    ]


def test_the_line_that_ends_a_record_is_not_part_of_its_abstract() -> None:
    last = PROQUEST.replace("Database: ProQuest", f"Abstract: {ABSTRACT}").replace(
        f"Abstract: {ABSTRACT}\n\nPub", "Pub"
    )
    assert [paper.abstract for paper in papers(f"{last}\n____________\n")] == [ABSTRACT, ABSTRACT]


def test_an_abstract_in_paragraphs_is_read_whole_and_one_that_is_missing_is_named() -> None:
    first, second = PUBMED.split("\n\n2. ")
    parted = first.replace(ABSTRACT, f"BACKGROUND: {ABSTRACT}\n\nRESULTS: {ABSTRACT}")
    (paper,) = papers(parted)
    assert paper.abstract == f"BACKGROUND: {ABSTRACT} RESULTS: {ABSTRACT}"
    reading = read(f"{parted}\n\n2. {second.replace(ABSTRACT, '')}".encode(), "export.txt", Date(2024, 6, 1))
    assert len(reading.entries) == 1
    assert [problem.reason for problem in reading.problems] == ["a paper without an abstract; skipped"]
