"""What services answer, in their own shapes."""

import json
from datetime import date as Date

import pytest

from index.papers import Paper
from index.sources import read

TODAY = Date(2026, 11, 28)
TITLE, ABSTRACT = "Gull Eye: Reading Over a Gull's Shoulder", "We count gulls on 12 beaches."


def papers(text: str, file: str = "a") -> list[Paper]:
    reading = read(text.encode(), file, TODAY)
    assert reading.problems == ()
    return [entry.paper for entry in reading.entries]


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
    assert "no valid BibTeX" in reading.problems[1].reason


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


def test_a_test_set_of_beir() -> None:
    lines = [json.dumps({"_id": str(n), "title": f"Gull {n}", "text": ABSTRACT, "metadata": {}}) for n in range(3)]
    assert [paper.title for paper in papers("\n".join(lines))] == ["Gull 0", "Gull 1", "Gull 2"]


BOMB = '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "gull"><!ENTITY b "&a;&a;&a;">]><feed><entry>&b;</entry></feed>'
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a SYSTEM "file:///etc/passwd">]><feed><entry>&a;</entry></feed>'
)
DEEP = "<feed>" + "<entry>" * 5000


@pytest.mark.parametrize(
    ("text", "reason"), [(BOMB, "defines entities"), (OUTSIDE, "defines entities"), (DEEP, "nested too deeply")]
)
def test_xml_that_is_a_trap_is_refused(text: str, reason: str) -> None:
    reading = read(text.encode(), "a.xml", TODAY)
    (problem,) = reading.problems
    assert reading.refused
    assert reason in problem.reason


def test_of_a_broken_feed_what_came_before_is_kept() -> None:
    entry = f"<entry><title>{TITLE}</title><summary>{ABSTRACT}</summary></entry>\n"
    reading = read(f"<feed>\n{entry}{entry}<entry><title>Cut".encode(), "a.xml", TODAY)
    assert len(reading.entries) == 2
    assert [problem.line for problem in reading.problems] == [4]


def test_a_million_bad_rows_are_a_few_lines() -> None:
    lines = '{"title": "Gull"}\n' * 5000 + json.dumps({"title": TITLE, "abstract": ABSTRACT})
    reading = read(lines.encode(), "a.jsonl", TODAY)
    assert len(reading.entries) == 1
    assert len(reading.problems) == 20
    assert reading.problems[-1].reason == "a paper without an abstract; skipped (this and 4980 more)"


def test_openreview_of_both_versions() -> None:
    plain = {"title": TITLE, "abstract": ABSTRACT, "authors": ["Ann Larus"], "keywords": ["gulls"]}
    wrapped = {name: {"value": value} for name, value in plain.items()}
    for content in (plain, wrapped):
        (found,) = papers(json.dumps({"notes": [{"id": "aB3", "forum": "aB3", "content": content}], "count": 1}))
        assert (found.title, found.abstract, found.authors) == (TITLE, ABSTRACT, ("Ann Larus",))


def test_lists_of_papers_by_month_are_all_read() -> None:
    lists = {
        month: [{"title": f"{TITLE} in {month}", "abstract": ABSTRACT, "cites": [{"title": "Fish"}] * 3}]
        for month in ("2024-05", "2024-06")
    }
    assert [paper.title for paper in papers(json.dumps(lists))] == [f"{TITLE} in {month}" for month in lists]


def test_front_matter_is_read_without_the_marks_that_yaml_needs() -> None:
    long = f'{ABSTRACT} The beaches are \\"windy\\", and we go there twice a day.'
    quoted = f'---\ntitle: "{TITLE}"\nauthors: Ann Larus\nabstract: "{long}"\n---\n\n# Notes\n'
    block = f"papers:\n  - title: '{TITLE.replace(chr(39), chr(39) * 2)}'\n    abstract: >\n      {long}\n"
    for text in (quoted, block.replace("\\", "")):
        (found,) = papers(text, "note.md")
        assert (found.title, found.abstract) == (TITLE, long.replace("\\", ""))


def test_endnote_as_journals_write_it_and_eric() -> None:
    item = f"%T {TITLE}\n%0 Journal Article\n%A Larus, Ann\n%X {ABSTRACT}\n%D 2024\n\n"
    first, second = papers(item + item.replace("Gull Eye", "Tern Ear"), "export.txt")
    assert (first.title, first.authors, second.title) == (TITLE, ("Ann Larus",), TITLE.replace("Gull Eye", "Tern Ear"))
    eric = f"\nOWN - ERIC\nTI  - {TITLE}\nAU  - Larus, Ann\nAB  - {ABSTRACT}\nLID - http://eric.ed.gov/?id=EJ1\n"
    one, two = papers(eric + eric, "eric.nbib")
    assert (one.title, one.authors, one.url, two.title) == (TITLE, ("Ann Larus",), "http://eric.ed.gov/?id=EJ1", TITLE)


@pytest.mark.parametrize("before", ["", "sep=,\n", '"About the data: Exported on Nov 27, 2026. Criteria: gulls"\n\n'])
def test_what_stands_before_the_columns_of_a_table_is_skipped(before: str) -> None:
    text = f'{before}Rank,Cited,Kind,Funding,Title,Abstract\n1,2,a,,Tern Ear,\n2,3,b,,"{TITLE}","{ABSTRACT}"\n'
    reading = read(text.encode(), "a.csv", TODAY)
    assert [(entry.paper.title, entry.paper.abstract) for entry in reading.entries] == [(TITLE, ABSTRACT)]
    assert [problem.line for problem in reading.problems] == [2 + before.count("\n")]
    assert reading.unread == ("Rank", "Cited", "Kind", "Funding")


@pytest.mark.parametrize(
    "header", ["Titel;Kurzfassung;Verfasser;Jahr", "Título;Resumen;Autores;Año", "标题;摘要;作者;年份"]
)
def test_columns_are_known_in_other_languages(header: str) -> None:
    (entry,) = read(
        f"{header}\nWatt und Wind;Wir messen den Wind.;Ada Lovelace;2024\n".encode(), "a.csv", TODAY
    ).entries
    found = entry.paper
    assert (found.title, found.abstract) == ("Watt und Wind", "Wir messen den Wind.")
    assert (found.authors, found.iso_date[:4]) == (("Ada Lovelace",), "2024")


def test_a_column_called_name_is_a_title_only_beside_abstracts() -> None:
    (found,) = papers(f"Name,Abstract,Tags\n{TITLE},{ABSTRACT},gulls\n", "notion.csv")
    assert (found.title, found.tags) == (TITLE, ("gulls",))
    assert read(f"Name,Description,Tags\n{TITLE},{ABSTRACT},gulls\n".encode(), "shop.csv", TODAY).refused


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
