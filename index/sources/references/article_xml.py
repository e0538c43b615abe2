"""Reads the XML of articles: the ACL Anthology's volumes, Crossref, JATS (PubMed Central, publishers), TEI. Pure."""

from index.sources.data.safe_xml import Element
from index.sources.data.xml_reader import ValuesOf, xml_reader
from index.sources.fields.record import Values

_ANTHOLOGY = "https://aclanthology.org/"
_HEADINGS = ("abstract", "summary")


def _anthology() -> ValuesOf:
    """Return a function that gives each paper the place and year of its volume, named before it."""
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
    """Return a function that gives each article the journal named before it."""
    journal = ""

    def values_of(found: Element) -> Values | None:
        nonlocal journal
        if found.name == "journal-meta":
            journal = found.first("journal-title-group/journal-title", "journal-title")
            return None
        return {**_jats_article(found), "venue": journal}

    return values_of


def _main_abstract(article: Element) -> str:
    # Others are those for the press, or pictures.
    main = min(article.all("abstract"), key=lambda found: "abstract-type" in found.attributes, default=None)
    if main is None:
        return ""
    heading = main.first("title")
    return main.text.removeprefix(heading) if heading.casefold().rstrip(".:") in _HEADINGS else main.text


def _days(article: Element, name: str) -> list[str]:
    """Return the days that the elements of this name give in parts."""
    return [" ".join(filter(None, map(day.first, ("year", "month", "day")))) for day in article.all(name)]


def _jats_article(article: Element) -> Values:
    people = [one for one in article.all("contrib-group/contrib") if one.attributes.get("contrib-type") != "editor"]
    ids = {found.attributes.get("pub-id-type", ""): found.text for found in article.all("article-id")}
    return {
        "title": article.first("title-group/article-title"),
        "abstract": _main_abstract(article),
        "authors": [
            {"family": name.first("surname"), "given": name.first("given-names")}
            for one in people
            for name in one.all("name")
        ],
        "dates": _days(article, "pub-date"),
        "doi": ids.get("doi", ""),
        "ids": {"pmid": ids.get("pmid", ""), "pmcid": ids.get("pmc", ids.get("pmcid", ""))},
        "tags": article.texts("kwd-group/kwd"),
    }


_CONTAINERS = ("journal_metadata", "proceedings_metadata", "book_metadata")
# By themselves, and in no journal or volume.
_ALONE = ("posted_content", "dissertation")


def _crossref() -> ValuesOf:
    """Return a function that gives each work the journal or volume named before it."""
    container: Element | None = None

    def values_of(found: Element) -> Values | None:
        nonlocal container
        if found.name in _CONTAINERS:
            container = found
            return None
        return _crossref_work(found, None if found.name in _ALONE else container)

    return values_of


def _crossref_work(work: Element, container: Element | None) -> Values:
    people = [
        {"family": one.first("surname"), "given": one.first("given_name"), "suffix": one.first("suffix")}
        for one in work.all("contributors/person_name")
        if one.attributes.get("contributor_role", "author") == "author"
    ]
    days = [*_days(work, "publication_date"), *_days(work, "posted_date"), *_days(work, "approval_date")]
    return {
        "title": work.first("titles/title"),
        "abstract": _main_abstract(work),
        "authors": people,
        "dates": days or (_days(container, "publication_date") if container else []),
        "doi": work.first("doi_data/doi"),
        "url": work.first("doi_data/resource"),
        "venue": container.first("full_title", "proceedings_title", "titles/title") if container else "",
        "language": work.attributes.get("language", ""),
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
CROSSREF_XML = xml_reader(
    "a Crossref file (XML)",
    r"<(?:\w+:)?(?:doi_records?|crossref_result|crossref|doi_batch)\b",
    f"{' '.join((*_CONTAINERS, *_ALONE))} journal_article conference_paper content_item",
    _crossref,
)
JATS = xml_reader(
    "an article in JATS (XML)", r"<article-meta\b|<pmc-articleset\b|JATS|<article\s[^>]*article-type=",
    "journal-meta article-meta", _jats,
)  # fmt: skip
TEI = xml_reader("an article in TEI (XML)", r"<TEI\b|tei-c\.org/ns", "teiHeader", lambda: _tei)
