"""Papers written as reference managers, PubMed, feeds and the APIs of services give them, to be read again."""

import json
import textwrap
from collections.abc import Callable, Sequence
from datetime import date as Date
from functools import partial
from html import escape

from index.papers import Paper
from index.text.latex.latex_text import to_latex
from tests.index.sources.writing.library_writers import LIBRARY_WRITERS
from tests.index.sources.writing.written_names import Writer


def _turned(paper: Paper) -> list[str]:
    return [f"{family}, {given}" for given, _, family in (name.rpartition(" ") for name in paper.authors)]


def _day(paper: Paper) -> Date:
    return paper.date or Date(2024, 1, 1)


def _each(record: Callable[[Paper], str], papers: Sequence[Paper]) -> str:
    return "".join(map(record, papers))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 70, subsequent_indent="      ", break_on_hyphens=False, break_long_words=False)


def _nbib(one: Paper) -> str:
    people = "".join(f"FAU - {name}\nAU  - {name[:5]}\n" for name in _turned(one))
    return (
        f"PMID- 12345\nOWN - NLM\nDP  - {_day(one):%Y %b %d}\nTI  - {_wrapped(one.title)}\nLID - {one.doi} [doi]\n"
        f"AB  - {_wrapped(one.abstract)}\n{people}JT  - Journal of Gulls\nLA  - eng\n\n"
    )


def _endnote(one: Paper) -> str:
    people = "".join(f"%A {name}\n" for name in _turned(one))
    return f"%0 Journal Article\n%T {one.title}\n{people}%D {_day(one):%Y}\n%R {one.doi}\n%X {one.abstract}\n\n"


def _endnote_xml(one: Paper) -> str:
    people = "".join(f"<author><style>{escape(name)}</style></author>" for name in _turned(one))
    return (
        f"<record><database name='a'>a</database><contributors><authors>{people}</authors></contributors>"
        f"<titles><title><style face='normal'>{escape(one.title)}</style></title></titles>"
        f"<dates><year>{_day(one):%Y}</year></dates><electronic-resource-num>{one.doi}</electronic-resource-num>"
        f"<abstract><style>{escape(one.abstract)}</style></abstract></record>"
    )


def _pubmed_xml(one: Paper) -> str:
    people = "".join(
        f"<Author><LastName>{escape(family)}</LastName><ForeName>{escape(given)}</ForeName></Author>"
        for given, _, family in (name.rpartition(" ") for name in one.authors)
    )
    abstract = f"<Abstract><AbstractText>{escape(one.abstract)}</AbstractText></Abstract>" if one.abstract else ""
    return (
        f"<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Journal><JournalIssue><PubDate><Year>{_day(one):%Y}</Year>"
        f"</PubDate></JournalIssue></Journal><ArticleTitle>{escape(one.title)}</ArticleTitle>{abstract}"
        f"<AuthorList>{people}</AuthorList></Article></MedlineCitation><PubmedData><ArticleIdList>"
        f"<ArticleId IdType='doi'>{one.doi}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>\n"
    )


def _rss(one: Paper) -> str:
    before = f"arXiv:{one.arxiv_id}v1 Announce Type: new \nAbstract: " if one.abstract else ""
    return (
        f"<item><title>{escape(one.title)}</title><link>https://arxiv.org/abs/{one.arxiv_id}</link>"
        f"<description>{before}{escape(one.abstract)}</description>"
        f"<dc:creator>{escape(', '.join(one.authors))}</dc:creator>"
        f"<arxiv:DOI>{one.doi}</arxiv:DOI><pubDate>{_day(one):%a, %d %b %Y} 00:00:00 -0500</pubDate></item>\n"
    )


def _inside(before: str, record: Callable[[Paper], str], after: str, papers: Sequence[Paper]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{before}{_each(record, papers)}{after}'


def _biblatex(one: Paper) -> str:
    return (
        f"@article{{key,\n  title = {{{to_latex(one.title)}}},\n  author = {{{' and '.join(_turned(one))}}},\n"
        f"  date = {{{one.date}}},\n  journaltitle = {{Journal of Gulls}},\n  doi = {{{one.doi}}},\n"
        f"  abstract = {{{to_latex(one.abstract)}}},\n  langid = {{english}},\n}}\n\n"
    )


def _semantic_scholar(papers: Sequence[Paper]) -> str:
    found = [
        {
            "paperId": f"ab{number}",
            "externalIds": {"DOI": one.doi, "CorpusId": number},
            "title": one.title,
            "abstract": one.abstract or None,
            "publicationDate": str(one.date),
            "authors": [{"authorId": "1", "name": name} for name in one.authors],
        }
        for number, one in enumerate(papers)
    ]
    return json.dumps({"total": len(found), "data": found}, ensure_ascii=False)


def _openalex(papers: Sequence[Paper]) -> str:
    def index(text: str) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, word in enumerate(text.split()):
            places.setdefault(word, []).append(place)
        return places

    found = [
        {
            "id": f"https://openalex.org/W{number}",
            "doi": f"https://doi.org/{one.doi}",
            "display_name": one.title,
            "publication_date": str(one.date),
            "authorships": [{"author": {"display_name": name}} for name in one.authors],
            "abstract_inverted_index": index(one.abstract) or None,
        }
        for number, one in enumerate(papers)
    ]
    return json.dumps({"meta": {"count": len(found)}, "results": found}, ensure_ascii=False, indent=1)


_RSS = '<rss xmlns:dc="d" xmlns:arxiv="a" version="2.0"><channel><title>cs.CL updates on arXiv.org</title>\n'
REFERENCE_WRITERS: dict[str, tuple[str, Writer]] = LIBRARY_WRITERS | {
    "a PubMed file": ("a.nbib", partial(_each, _nbib)),
    "an EndNote file": ("a.enw", partial(_each, _endnote)),
    "an EndNote XML file": ("a.xml", partial(_inside, "<xml><records>", _endnote_xml, "</records></xml>")),
    "a PubMed XML file": ("a.xml", partial(_inside, "<PubmedArticleSet>", _pubmed_xml, "</PubmedArticleSet>")),
    "an RSS or Atom feed (arXiv)": ("cs.CL.xml", partial(_inside, _RSS, _rss, "</channel></rss>")),
    "a BibTeX file (BibLaTeX)": ("a.bib", partial(_each, _biblatex)),
    "a JSON file (Semantic Scholar)": ("a.json", _semantic_scholar),
    "a JSON file (OpenAlex)": ("a.json", _openalex),
}
"""Those of libraries, and these; by the name of the format, perhaps with who writes it so."""
