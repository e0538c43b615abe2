"""One paper is one record, whichever files, formats and addresses it comes from."""
# ruff: noqa: S311 - chance is no secret here.

import random
from collections.abc import Iterable
from datetime import date as Date

import pytest

from index import ingest
from index.collection import Stores
from index.ingest import FileReport, Input
from tests.index.sources.pages.laid_out import Record
from tests.index.sources.pages.layouts import LAYOUTS

SUBJECTS = "gulls terns skuas auks petrels plovers snipes herons storks rails".split()
VERBS = "count read follow map draw hear name ring feed film".split()
PLACES = "harbours islands estuaries cliffs dunes marshes lagoons piers roofs fields".split()


def papers(count: int) -> list[Record]:
    """Return that many papers with titles that no two have alike."""
    made = []
    for number in range(count):
        bird, verb, place = SUBJECTS[number % 10], VERBS[number // 10 % 10], PLACES[number // 100 % 10]
        day = Date(2024, 1 + number % 12, 1 + number % 28)
        made.append(
            Record(
                title=f"How Do We {verb.title()} {bird.title()} Over {place.title()}? Study {number}",
                abstract=(
                    f"We {verb} {bird} over {place} in {number} ways and find that they are never where one looks. Of "
                    f"{number + 7} methods the simplest is the best by {number % 9 + 1} points. All data are released."
                ),
                arxiv_id=f"{day:%y%m}.{10_000 + number}",
                authors=("Ada Quill", "Bo Marsh"),
                date=day,
                upvotes=number % 50,
            )
        )
    return made


def added(stores: Stores, *files: Input) -> tuple[FileReport, ...]:
    reports: tuple[FileReport, ...] = ()
    for progress in ingest.add(stores, files):
        reports = progress.files
    return reports


def file(name: str, text: str) -> Input:
    return Input(name, text.encode())


@pytest.mark.slow
def test_a_thousand_papers_through_every_layout_are_a_thousand_records(stores: Stores) -> None:
    laid_out, draw = papers(1000), random.Random(1)
    reports = added(stores, *(file(f"{name}.txt", layout(laid_out, draw)) for name, layout in LAYOUTS.items()))
    assert [report.problems for report in reports if report.failed] == []
    assert [report.counts.added for report in reports] == [1000] + [0] * (len(LAYOUTS) - 1)
    assert stores.library.count() == 1000
    first = next(paper for paper in stores.library.papers() if paper.title == laid_out[0].title)
    assert (first.arxiv_id, first.authors) == (laid_out[0].arxiv_id, laid_out[0].authors)
    assert len(first.sources) == len(LAYOUTS)


def bib(**fields: str) -> str:
    return "@article{key,\n" + ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items()) + "\n}\n"


ABSTRACT = "We count gulls on twelve beaches and find that they read. The reader is better than a fisherman is."


def stored(stores: Stores, texts: Iterable[str]) -> list[tuple[str, str | None, str | None]]:
    added(stores, *(file(f"{number}.bib", text) for number, text in enumerate(texts)))
    return sorted((paper.title, paper.arxiv_id, paper.doi) for paper in stores.library.papers())


def test_a_preprint_and_its_published_version_are_one_record(stores: Stores) -> None:
    preprint = bib(title="Gull Eye", abstract=ABSTRACT, eprint="2401.00001", archiveprefix="arXiv", year="2024")
    both = bib(title="Gull Eye", abstract=ABSTRACT, eprint="2401.00001", archiveprefix="arXiv", doi="10.1000/gull")
    published = bib(
        title="Gull Eye: Reading With Birds", abstract=f"{ABSTRACT} It runs on a phone.", doi="10.1000/gull"
    )
    assert stored(stores, [preprint, both, published]) == [
        ("Gull Eye: Reading With Birds", "2401.00001", "10.1000/gull")
    ]


def test_the_report_says_what_merged_and_what_conflicts(stores: Stores) -> None:
    first = bib(title="Gull Eye", abstract=ABSTRACT, eprint="2401.00001", archiveprefix="arXiv", doi="10.1000/gull")
    second = bib(title="Gull Ear", abstract=ABSTRACT, eprint="2401.00001", archiveprefix="arXiv", doi="10.1000/ear")
    namesake = bib(title="Gull Eye", abstract=f"{ABSTRACT} Or not.", eprint="2402.00002", archiveprefix="arXiv")
    reports = added(stores, *(file(f"{n}.bib", text) for n, text in enumerate((first, first, second, namesake))))
    assert [(report.counts.added, report.counts.merged, report.counts.unchanged) for report in reports] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 1, 0),
        (1, 0, 0),
    ]
    said = [[str(problem) for problem in report.problems] for report in reports]
    assert said[:2] == [[], []]
    assert said[2] == [
        "2.bib:1: “Gull Ear” is merged, but its title in the library is “Gull Eye”; its DOI in the library is "
        "10.1000/gull, here 10.1000/ear"
    ]
    assert said[3] == ["3.bib:1: “Gull Eye” is also the title of another paper (2401.00001); both are kept"]


def test_papers_of_one_title_and_different_ids_are_different_records(stores: Stores) -> None:
    ids = ("2401.00001", "2402.00002")
    texts = [bib(title="Introduction", abstract=f"{ABSTRACT} {id_}", eprint=id_, archiveprefix="arXiv") for id_ in ids]
    assert stored(stores, texts) == [("Introduction", "2401.00001", None), ("Introduction", "2402.00002", None)]
