"""What services answer, in their own shapes."""

import json
from datetime import date as Date

import pytest

from index.sources import read
from tests.index.sources.read_texts import ABSTRACT, TITLE, TODAY, papers


def test_semantic_scholar() -> None:
    paper = {
        "paperId": "ab12",
        "externalIds": {"ArXiv": "2401.00001", "DOI": "10.1000/Gull", "CorpusId": 77, "PubMed": "123"},
        "title": TITLE,
        "abstract": ABSTRACT,
        "year": 2024,
        "publicationDate": "2024-01-05",
        "venue": "Gull Conference",
        "url": "https://www.semanticscholar.org/paper/ab12",
        "openAccessPdf": {"url": "https://example.org/gull.pdf", "status": "GREEN"},
        "authors": [{"authorId": "1", "name": "Ann Larus"}],
        "fieldsOfStudy": ["Biology"],
    }
    wrapped = {"total": 2, "offset": 0, "data": [paper, {**paper, "title": "Tern Ear", "externalIds": None}]}
    first, second = papers(json.dumps(wrapped))
    assert (first.arxiv_id, first.doi, first.other_ids) == ("2401.00001", "10.1000/gull", ("pmid:123", "s2:77"))
    assert (first.authors, first.date, first.venue) == (("Ann Larus",), Date(2024, 1, 5), "Gull Conference")
    assert (first.pdf_url, first.tags, second.title) == ("https://example.org/gull.pdf", ("Biology",), "Tern Ear")
    (cited,) = papers(json.dumps({"data": [{"isInfluential": True, "citingPaper": paper}]}))
    assert cited.title == TITLE


def test_openalex() -> None:
    work = {
        "id": "https://openalex.org/W12",
        "doi": "https://doi.org/10.1000/gull",
        "display_name": TITLE,
        "publication_year": 2024,
        "publication_date": "2024-01-05",
        "language": "en",
        "authorships": [{"author": {"id": "https://openalex.org/A1", "display_name": "Ann Larus"}}],
        "primary_location": {"landing_page_url": "https://doi.org/10.1000/gull", "source": {"display_name": "Gulls"}},
        "abstract_inverted_index": {"We": [0], "gulls": [2], "count": [1], "on": [3], "12": [4], "beaches.": [5]},
    }
    (found,) = papers(json.dumps({"meta": {"count": 1}, "results": [work]}))
    assert (found.title, found.abstract, found.authors) == (TITLE, ABSTRACT, ("Ann Larus",))
    assert (found.doi, found.other_ids, found.venue) == ("10.1000/gull", ("openalex:W12",), "Gulls")
    assert (found.date, found.language) == (Date(2024, 1, 5), "en")


def test_crossref_and_csl() -> None:
    item = {
        "DOI": "10.1000/gull",
        "title": [TITLE],
        "abstract": f"<jats:title>Abstract</jats:title><jats:p>{ABSTRACT}</jats:p>",
        "author": [{"given": "Ann", "family": "Larus", "sequence": "first"}, {"name": "Gull Group"}],
        "container-title": ["Gulls"],
        "issued": {"date-parts": [[2024, 1, 5]]},
        "URL": "https://doi.org/10.1000/gull",
    }
    for text in (json.dumps({"status": "ok", "message": {"items": [item]}}), json.dumps([item])):
        (found,) = papers(text)
        assert (found.title, found.abstract) == (TITLE, ABSTRACT)
        assert (found.authors, found.venue) == (("Ann Larus", "Gull Group"), "Gulls")
        assert found.date == Date(2024, 1, 5)


def test_the_arxiv_api() -> None:
    entry = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title>
  <entry>
    <id>http://arxiv.org/abs/2401.00001v2</id>
    <updated>2024-03-01T00:00:00Z</updated><published>2024-01-05T17:00:00Z</published>
    <title>{TITLE}</title><summary>  {ABSTRACT}
</summary>
    <author><name>Ann Larus</name></author><author><name>Bo Sterna</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/gull</arxiv:doi>
    <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">Gulls 12</arxiv:journal_ref>
    <link href="http://arxiv.org/abs/2401.00001v2" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/2401.00001v2" rel="related" type="application/pdf"/>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CV"/>
    <category term="cs.CV"/><category term="stat.ML"/>
  </entry></feed>"""
    (found,) = papers(entry)
    assert (found.title, found.abstract, found.authors) == (TITLE, ABSTRACT, ("Ann Larus", "Bo Sterna"))
    assert (found.arxiv_id, found.arxiv_version, found.doi) == ("2401.00001", 2, "10.1000/gull")
    assert (found.date, found.categories, found.venue) == (Date(2024, 1, 5), ("cs.CV", "stat.ML"), "Gulls 12")
    assert found.pdf_url == "http://arxiv.org/pdf/2401.00001v2"


def test_google_scholar_as_the_package_scholarly_writes_it() -> None:
    bib = {
        "title": TITLE,
        "abstract": ABSTRACT,
        "author": "Ann Larus and Bo Sterna",
        "pub_year": "2019",
        "journal": "Gulls",
    }
    found = {
        "author_pub_id": "a:b",
        "bib": bib,
        "container_type": "Publication",
        "eprint_url": "https://example.org/gull.pdf",
        "pub_url": "https://example.org/gull",
    }
    (paper,) = papers(json.dumps([found]))
    assert (paper.title, paper.abstract, paper.authors) == (TITLE, ABSTRACT, ("Ann Larus", "Bo Sterna"))
    assert (paper.date, paper.venue) == (Date(2019, 1, 1), "Gulls")
    assert (paper.url, paper.pdf_url) == ("https://example.org/gull", "https://example.org/gull.pdf")


def test_openreview_of_both_versions() -> None:
    plain = {"title": TITLE, "abstract": ABSTRACT, "authors": ["Ann Larus"], "keywords": ["gulls"]}
    wrapped = {name: {"value": value} for name, value in plain.items()}
    for content in (plain, wrapped):
        (found,) = papers(json.dumps({"notes": [{"id": "aB3", "forum": "aB3", "content": content}], "count": 1}))
        assert (found.title, found.abstract, found.authors) == (TITLE, ABSTRACT, ("Ann Larus",))


def test_inspire_papers_with_code_and_other_services() -> None:
    inspire = {
        "hits": {
            "hits": [
                {
                    "metadata": {
                        "titles": [{"source": "arXiv", "title": TITLE}],
                        "abstracts": [{"source": "arXiv", "value": ABSTRACT}],
                        "arxiv_eprints": [{"categories": ["hep-ph"], "value": "2401.00001"}],
                        "dois": [{"value": "10.1000/gull"}],
                        "authors": [{"full_name": "Larus, Ann"}],
                        "publication_info": [{"journal_title": "Gulls", "year": 2024}],
                        "earliest_date": "2024-01-05",
                    }
                }
            ]
        }
    }
    (found,) = papers(json.dumps(inspire))
    assert (found.title, found.abstract, found.authors) == (TITLE, ABSTRACT, ("Ann Larus",))
    assert (found.arxiv_id, found.doi, found.venue) == ("2401.00001", "10.1000/gull", "Gulls")
    assert found.date == Date(2024, 1, 5)
    code = {"title": TITLE, "abstract": ABSTRACT, "url_abs": "https://arxiv.org/abs/2401.00001", "tasks": ["Counting"]}
    (found,) = papers(json.dumps([code]))
    assert (found.arxiv_id, found.tags) == ("2401.00001", ("Counting",))
    kaggle = f'titles,summaries,terms\n"{TITLE}","{ABSTRACT}","[\'cs.CV\', \'cs.LG\']"\n'
    (found,) = papers(kaggle, "arxiv_data.csv")
    assert (found.title, found.categories) == (TITLE, ("cs.CV", "cs.LG"))


def test_an_answer_that_is_an_error_is_no_paper() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_abc</id>'
        "<title>Error</title><summary>incorrect id format for abc</summary></entry></feed>"
    )
    reading = read(text.encode(), "a.atom", TODAY)
    assert reading.refused
    assert "arXiv answered with an error: incorrect id format for abc" in reading.problems[0].reason


@pytest.mark.parametrize(
    "written", ["[No abstract available]", "No abstract available.", "N/A", "None", "Abstract", "-"]
)
def test_what_says_that_there_is_no_abstract_is_none(written: str) -> None:
    rows = f'Title,Abstract\nTern Ear,"{written}"\n{TITLE},"{ABSTRACT}"\n'
    reading = read(rows.encode(), "a.csv", TODAY)
    assert [entry.paper.title for entry in reading.entries] == [TITLE]
    assert [problem.reason for problem in reading.problems] == ["a paper without an abstract; skipped"]


def test_names_and_fields_as_apis_of_publishers_write_them() -> None:
    people = [{"first_name": "Ann", "last_name": "Larus"}, {"first_name": "Bo", "last_name": "Marsh"}]
    (lens,) = papers(json.dumps({"title": TITLE, "abstract": ABSTRACT, "authors": people, "year_published": 2019}))
    named = {"authors": [{"full_name": "Ann Larus"}, {"full_name": "Bo Marsh"}]}
    (ieee,) = papers(json.dumps({"articles": [{"title": TITLE, "abstract": ABSTRACT, "authors": named}]}))
    scopus = {"dc:title": TITLE, "dc:description": ABSTRACT, "prism:doi": "10.1000/g", "prism:coverDate": "2019-02-01"}
    (elsevier,) = papers(json.dumps({"search-results": {"entry": [scopus]}}))
    inner = {"title": TITLE, "abstract": ABSTRACT, "identifier": [{"id": "10.1000/g", "type": "doi"}], "year": "2019"}
    (doaj,) = papers(json.dumps({"total": 1, "results": [{"id": "x", "bibjson": inner}]}))
    hal = {"title_s": [TITLE], "abstract_s": [ABSTRACT], "authFullName_s": ["Ann Larus"], "arxivId_s": "2401.00001"}
    (french,) = papers(json.dumps({"response": {"docs": [hal]}}))
    assert lens.authors == ieee.authors == ("Ann Larus", "Bo Marsh")
    assert (elsevier.title, elsevier.doi, elsevier.date) == (TITLE, "10.1000/g", Date(2019, 2, 1))
    assert (doaj.doi, french.authors, french.arxiv_id) == ("10.1000/g", ("Ann Larus",), "2401.00001")


def test_the_day_a_doi_was_registered_is_not_that_of_an_older_paper() -> None:
    item = {"title": [TITLE], "abstract": ABSTRACT, "published": {"date-parts": [[2009, 4]]}}
    (paper,) = papers(json.dumps({**item, "created": {"date-parts": [[2022, 1, 2]]}}))
    assert (paper.date, paper.date_precision) == (Date(2009, 4, 1), "month")
    (exact,) = papers(json.dumps({**item, "created": {"date-parts": [[2009, 4, 2]]}}))
    assert (exact.date, exact.date_precision) == (Date(2009, 4, 2), "day")


def test_bibtex_of_sciencedirect_and_of_homepages() -> None:
    entry = f"@article{{a, title = {{{TITLE}}}, arxiv = {{2401.00001}}, abstract = {{Summary\n{ABSTRACT}}}}}"
    (paper,) = papers(entry, "papers.bib")
    assert (paper.abstract, paper.arxiv_id) == (ABSTRACT, "2401.00001")


def test_the_headings_in_an_abstract_of_europe_pmc_are_no_marks() -> None:
    written = f"<h4>Background</h4>{ABSTRACT} <h4>Results</h4>They read."
    (paper,) = papers(json.dumps({"resultList": {"result": [{"title": TITLE, "abstractText": written}]}}))
    assert paper.abstract == f"Background {ABSTRACT} Results They read."
