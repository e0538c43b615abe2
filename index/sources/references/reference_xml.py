"""Reads the XML of EndNote, of PubMed and of Europe PMC. Pure."""

from collections.abc import Mapping

from index.sources.data.safe_xml import Element
from index.sources.data.xml_reader import xml_reader
from index.sources.fields.ids import ids_in_notes


def _endnote_values(record: Element) -> Mapping[str, object]:
    return {
        "title": record.first("titles/title"),
        "abstract": record.first("abstract"),
        "authors": record.texts("contributors/authors/author"),
        "date": " ".join((record.first("dates/year"), record.first("dates/pub-dates/date"))),
        "doi": record.texts("electronic-resource-num"),
        "ids": [*record.texts("accession-num"), *ids_in_notes(record.texts("notes"))],
        "url": [*record.texts("urls/web-urls/url"), *record.texts("urls/related-urls/url")],
        "pdf_url": record.texts("urls/pdf-urls/url"),
        "venue": record.first("periodical/full-title", "titles/secondary-title", "alt-periodical/full-title"),
        "language": record.first("language"),
        "tags": record.texts("keywords/keyword"),
    }


def _pubmed_values(article: Element) -> Mapping[str, object]:
    citation = "MedlineCitation/Article"
    parts = [_labelled(part) for part in article.all(f"{citation}/Abstract/AbstractText") if part.text]
    people = [
        {"family": author.first("LastName"), "given": author.first("ForeName", "Initials")}
        if author.first("LastName")
        else {"literal": author.first("CollectiveName")}
        for author in article.all(f"{citation}/AuthorList/Author")
    ]
    day = next(
        iter((*article.all(f"{citation}/ArticleDate"), *article.all(f"{citation}/Journal/JournalIssue/PubDate"))), None
    )
    ids = {
        found.attributes.get("IdType", ""): found.text for found in article.all("PubmedData/ArticleIdList/ArticleId")
    }
    return {
        "title": article.first(f"{citation}/ArticleTitle"),
        "abstract": " ".join(parts),
        "authors": people,
        "date": " ".join(day.first(name) for name in ("Year", "Month", "Day")) if day else "",
        "doi": [ids.get("doi", ""), *article.texts(f"{citation}/ELocationID")],
        "ids": {"pmid": article.first("MedlineCitation/PMID"), "pmcid": ids.get("pmc", "")},
        "organisation": article.first(f"{citation}/AuthorList/Author/AffiliationInfo/Affiliation"),
        "venue": article.first(f"{citation}/Journal/Title"),
        "language": article.first(f"{citation}/Language"),
        "tags": article.texts("MedlineCitation/KeywordList/Keyword"),
    }


def _chapter_values(chapter: Element) -> Mapping[str, object]:
    """Return the values of a chapter of NCBI's Bookshelf, such as one of GeneReviews."""
    return {
        "title": chapter.first("ArticleTitle", "Book/BookTitle"),
        "abstract": " ".join(_labelled(part) for part in chapter.all("Abstract/AbstractText") if part.text),
        "authors": [
            {"family": author.first("LastName"), "given": author.first("ForeName", "Initials")}
            for people in chapter.all("AuthorList")
            if people.attributes.get("Type") != "editors"
            for author in people.all("Author")
        ],
        "date": " ".join(chapter.texts("ContributionDate/Year") + chapter.texts("ContributionDate/Month")),
        "ids": {"pmid": chapter.first("PMID")},
        "venue": chapter.first("Book/BookTitle"),
        "language": chapter.first("Language"),
        "tags": chapter.texts("KeywordList/Keyword"),
    }


def _values_of(element: Element) -> Mapping[str, object]:
    return _chapter_values(element) if element.name == "BookDocument" else _pubmed_values(element)


def _labelled(part: Element) -> str:
    label = part.attributes.get("Label", "")
    return f"{label}: {part.text}" if label else part.text


def _europe_pmc_values(result: Element) -> Mapping[str, object]:
    people = [
        {"family": author.first("lastName"), "given": author.first("firstName", "initials")}
        if author.first("lastName")
        else {"literal": author.first("collectiveName", "fullName")}
        for author in result.all("authorList/author")
    ]
    return {
        "title": result.first("title"),
        "abstract": result.first("abstractText"),
        "authors": people or result.first("authorString"),
        "date": result.first("firstPublicationDate", "pubYear"),
        "doi": result.first("doi"),
        "ids": {"pmid": result.first("pmid"), "pmcid": result.first("pmcid")},
        "organisation": result.first("affiliation"),
        "venue": result.first("journalInfo/journal/title", "journalTitle", "bookOrReportDetails/comprisingTitle"),
        "language": result.first("language"),
        "tags": result.texts("keywordList/keyword"),
    }


ENDNOTE_XML = xml_reader(
    "an EndNote XML file",
    r"<records>\s*<record>|<record>\s*<database\b|<titles>\s*<title>",
    "record",
    lambda: _endnote_values,
)
PUBMED_XML = xml_reader(
    "a PubMed XML file", r"<Pubmed(?:Book)?Article(?:Set)?\b", "PubmedArticle BookDocument", lambda: _values_of
)
EUROPE_PMC = xml_reader(
    "a Europe PMC file (XML)", r"<responseWrapper\b|<resultList>\s*<result>", "result", lambda: _europe_pmc_values
)
