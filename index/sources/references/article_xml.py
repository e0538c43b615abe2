"""Reads the XML of articles: the ACL Anthology's volumes, JATS (PubMed Central, publishers), TEI (GROBID). Pure."""

from index.sources.data.safe_xml import Element
from index.sources.data.xml_reader import ValuesOf, xml_reader
from index.sources.fields.record import Values

_ANTHOLOGY = "https://aclanthology.org/"


def _anthology() -> ValuesOf:
    """Return what gives each paper the place and the year of its volume, which stand before it."""
    volume: Element | None = None

    def values_of(found: Element) -> Values | None:
        nonlocal volume
        if found.name == "meta":
            volume = found
            return None
        return _anthology_paper(found, volume)

    return values_of


def _anthology_paper(paper: Element, volume: Element | None) -> Values:
    name = paper.first("url").removeprefix(_ANTHOLOGY)
    return {
        "title": paper.first("title"),
        "abstract": paper.first("abstract"),
        "authors": [{"family": one.first("last"), "given": one.first("first")} for one in paper.all("author")],
        "year": paper.first("year") or (volume.first("year") if volume else ""),
        "month": paper.first("month") or (volume.first("month") if volume else ""),
        "doi": paper.first("doi"),
        "ids": f"acl:{name}" if name else "",
        "url": name if "://" in name else f"{_ANTHOLOGY}{name}/" if name else "",
        "pdf_url": f"{_ANTHOLOGY}{name}.pdf" if name and "://" not in name else "",
        "venue": volume.first("booktitle") if volume else "",
        "language": paper.first("language"),
    }


def _with_formulas(text: str) -> str:
    """Return the text with the LaTeX of titles and abstracts between dollars."""
    return text.replace("<tex-math>", "<tex-math>$").replace("</tex-math>", "$</tex-math>")


def _jats() -> ValuesOf:
    """Return what gives each article the journal that stands before it."""
    journal = ""

    def values_of(found: Element) -> Values | None:
        nonlocal journal
        if found.name == "journal-meta":
            journal = found.first("journal-title-group/journal-title", "journal-title")
            return None
        return {**_jats_article(found), "venue": journal}

    return values_of


def _jats_article(article: Element) -> Values:
    # Others are those for the press, or pictures.
    abstracts = sorted(article.all("abstract"), key=lambda found: "abstract-type" in found.attributes)
    people = [one for one in article.all("contrib-group/contrib") if one.attributes.get("contrib-type") != "editor"]
    ids = {found.attributes.get("pub-id-type", ""): found.text for found in article.all("article-id")}
    days = [" ".join(day.first(part) for part in ("year", "month", "day")) for day in article.all("pub-date")]
    return {
        "title": article.first("title-group/article-title"),
        "abstract": abstracts[0].text if abstracts else "",
        "authors": [
            {"family": name.first("surname"), "given": name.first("given-names")}
            for one in people
            for name in one.all("name")
        ],
        "dates": [day.replace("  ", " ").strip() for day in days],
        "doi": ids.get("doi", ""),
        "ids": {"pmid": ids.get("pmid", ""), "pmcid": ids.get("pmc", ids.get("pmcid", ""))},
        "tags": article.texts("kwd-group/kwd"),
    }


def _tei(header: Element) -> Values:
    source = "fileDesc/sourceDesc/biblStruct"
    people = [
        {"family": name.first("surname"), "given": " ".join(name.texts("forename"))}
        for name in header.all(f"{source}/analytic/author/persName")
    ]
    ids = {found.attributes.get("type", "").casefold(): found.text for found in header.all(f"{source}/idno")}
    return {
        "title": header.first(f"{source}/analytic/title", "fileDesc/titleStmt/title"),
        "abstract": header.first("profileDesc/abstract"),
        "authors": people,
        "dates": [
            day.attributes.get("when", "")
            for path in ("fileDesc/publicationStmt/date", f"{source}/monogr/imprint/date")
            for day in header.all(path)
        ],
        "arxiv_id": ids.get("arxiv", ""),
        "doi": ids.get("doi", ""),
        "venue": header.first(f"{source}/monogr/title"),
        "tags": header.texts("profileDesc/textClass/keywords/term"),
    }


ACL_ANTHOLOGY = xml_reader(
    "an ACL Anthology file", r"<collection\s+id=|<volume\s+id=[^>]*>\s*<meta>", "meta paper", _anthology, _with_formulas
)
JATS = xml_reader(
    "an article in JATS (XML)", r"<article-meta\b|<pmc-articleset\b|JATS|<article\s[^>]*article-type=",
    "journal-meta article-meta", _jats,
)  # fmt: skip
TEI = xml_reader("an article in TEI (XML)", r"<TEI\b|tei-c\.org/ns", "teiHeader", lambda: _tei)
