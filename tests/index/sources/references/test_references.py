"""Files of references, as indexes and journals write them."""

import json
from datetime import date as Date

import pytest

from index.sources import read
from tests.index.sources.read_texts import ABSTRACT, TITLE, TODAY, papers


def test_the_acl_anthology_with_its_strings_accents_and_groups() -> None:
    text = r"""
@string{acl = "Proceedings of the " # "ACL"}
@inproceedings{larus-2024-gull,
    title = "{G}ull {E}ye: Reading Over a Gull{'}s Shoulder",
    author = "L{\'a}rus, {\AA}nn  and
      {Gull and Tern Group}  and
      van Sterna, Bo",
    booktitle = acl # " 2024",
    month = aug,
    year = "2024",
    url = "https://aclanthology.org/2024.acl-long.1",
    doi = "10.18653/v1/2024.acl-long.1",
    abstract = "We count gulls on 12 beaches."
}
@proceedings{acl-2024, title = "Proceedings", year = 2024}
@misc{broken, title = {One, abstract = {x}
"""
    reading = read(text.encode(), "anthology.bib", TODAY)
    (found,) = (entry.paper for entry in reading.entries)
    assert (found.title, found.abstract) == (TITLE, ABSTRACT)
    assert found.authors == ("Ånn Lárus", "Gull and Tern Group", "Bo van Sterna")
    assert (found.venue, found.date) == ("Proceedings of the ACL 2024", Date(2024, 8, 1))
    assert [problem.line for problem in reading.problems] == [15, 16]
    assert "not valid BibTeX" in reading.problems[1].reason


@pytest.mark.parametrize(
    "start",
    [
        "@article{{\n   author = {{Larus, Ann}},\n   title = {{{title}}},\n",
        "@article{{author = {{Larus, Ann}}, title = {{{title}}},\n",
        "@article{{larus\n  author = {{Larus, Ann}},\n  title = {{{title}}},\n",
        "@article(larus, author = {{Larus, Ann}}, title = {{{title}}},",
        "@article{{larus,\n author = {{Larus, Ann}}\n title = {{{title}}}\n",
        '@article{{larus,\n author = "Larus, Ann" title = "{{{title}}}",\n',
    ],
)
def test_bibtex_without_keys_or_commas(start: str) -> None:
    text = f"{start.format(title=TITLE)} abstract = {{{ABSTRACT}}}\n year = 2024\n{')' if '(' in start else '}'}\n"
    (found,) = papers(text + text.replace("Gull Eye", "Tern Ear").replace("@article", "@comment"), "export.bib")
    assert (found.title, found.abstract, found.authors) == (TITLE, ABSTRACT, ("Ann Larus",))
    assert found.date == Date(2024, 1, 1)


def test_pubmed() -> None:
    text = (
        f"PMID- 123\nOWN - NLM\nDP  - 2024 Jan 5\nTI  - {TITLE}\nLID - 10.1000/gull [doi]\n"
        "AB  - We count gulls\n      on 12 beaches.\nFAU - Larus, Ann\nJT  - Gulls\nLA  - eng\n\n"
    )
    (found,) = papers(text)
    assert (found.abstract, found.authors, found.date) == (ABSTRACT, ("Ann Larus",), Date(2024, 1, 5))
    assert (found.doi, found.other_ids, found.venue, found.language) == ("10.1000/gull", ("pmid:123",), "Gulls", "en")


def test_a_chapter_of_the_bookshelf() -> None:
    text = (
        "<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>20301546</PMID><Book>"
        "<BookTitle>Gull Reviews</BookTitle>"
        "<AuthorList Type='editors'><Author><LastName>Itor</LastName></Author></AuthorList></Book>"
        f"<ArticleTitle>{TITLE}</ArticleTitle><Language>eng</Language><AuthorList Type='authors'><Author>"
        "<LastName>Larus</LastName><ForeName>Ann</ForeName></Author></AuthorList><AuthorList Type='editors'><Author>"
        "<LastName>Itor</LastName><ForeName>Ed</ForeName></Author></AuthorList><Abstract><AbstractText Label='AIM'>"
        f"{ABSTRACT}</AbstractText></Abstract><ContributionDate><Year>2006</Year><Month>02</Month></ContributionDate>"
        "</BookDocument></PubmedBookArticle></PubmedArticleSet>"
    )
    (found,) = papers(text)
    assert (found.title, found.abstract, found.authors) == (TITLE, f"AIM: {ABSTRACT}", ("Ann Larus",))
    assert (found.venue, found.other_ids) == ("Gull Reviews", ("pmid:20301546",))
    assert (found.date, found.date_precision) == (Date(2006, 2, 1), "month")


def test_the_days_of_pubmed_are_numbers_with_spaces_between() -> None:
    day = "<ArticleDate><Year>2023</Year><Month>06</Month><Day>24</Day></ArticleDate>"
    (found,) = papers(
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Journal><Title>Gulls</Title></Journal>"
        f"<ArticleTitle>{TITLE}</ArticleTitle><Abstract><AbstractText>{ABSTRACT}</AbstractText></Abstract>{day}</Article>"
        "</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )
    assert (found.date, found.date_precision) == (Date(2023, 6, 24), "day")


def test_endnote_as_journals_write_it_and_eric() -> None:
    item = f"%T {TITLE}\n%0 Journal Article\n%A Larus, Ann\n%X {ABSTRACT}\n%D 2024\n\n"
    first, second = papers(item + item.replace("Gull Eye", "Tern Ear"), "export.txt")
    assert (first.title, first.authors, second.title) == (TITLE, ("Ann Larus",), TITLE.replace("Gull Eye", "Tern Ear"))
    eric = f"\nOWN - ERIC\nTI  - {TITLE}\nAU  - Larus, Ann\nAB  - {ABSTRACT}\nLID - http://eric.ed.gov/?id=EJ1\n"
    one, two = papers(eric + eric, "eric.nbib")
    assert (one.title, one.authors, one.url, two.title) == (TITLE, ("Ann Larus",), "http://eric.ed.gov/?id=EJ1", TITLE)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("We count H<sub>2</sub>O and <i>Larus</i>.", "We count H2O and Larus."),
        ("<jats:title>Aim</jats:title><jats:p>We count CO<jats:sub>2</jats:sub>.</jats:p>", "Aim We count CO2."),
        ("We count.<h4>Results</h4>Many.<br/>More.", "We count. Results Many. More."),
        ("We write <b> where x < y and <eos> ends it.", "We write <b> where x < y and <eos> ends it."),
    ],
)  # fmt: skip
def test_marks_of_emphasis_are_no_text(written: str, text: str) -> None:
    (found,) = papers(json.dumps([{"title": TITLE, "abstract": written}]))
    assert found.abstract == text


def test_ids_of_cited_papers_in_notes_are_not_those_of_the_paper() -> None:
    cited = "References: Tern, B., (2020) Ears, 3. , https://doi.org/10.1000/tern; Skua, C., arXiv:2001.00009"
    remark = "Comment: text overlap with arXiv:2001.00009"
    ris = f"TY  - JOUR\nTI  - {TITLE}\nAB  - {ABSTRACT}\nN1  - {cited}\nN1  - {remark}\nER  - \n"
    bibtex = f"@article{{gull, title = {{{TITLE}}}, abstract = {{{ABSTRACT}}}, note = {{{remark}}}}}"
    endnote = f"%0 Journal Article\n%T {TITLE}\n%X {ABSTRACT}\n%Z {cited}\n"
    csl = json.dumps([{"title": TITLE, "abstract": ABSTRACT, "note": remark}])
    table = f'Title,Abstract,Note\n"{TITLE}",{ABSTRACT},"{cited}"\n'
    for text in (ris, bibtex, endnote, csl, table):
        (found,) = papers(text)
        assert (found.arxiv_id, found.doi) == (None, None)
        (found,) = papers(text.replace(remark, "arXiv:2401.00001 [cs]").replace(cited, "arXiv:2401.00001 [cs]"))
        assert found.arxiv_id == "2401.00001"
