"""Papers written as repositories and journals export them: in XML."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from index.papers import Paper
from tests.index.sources.writing.written_names import Writer, split_name, turned


def _tag(name: str, text: object, **attributes: str) -> str:
    written = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{escape(str(text))}</{name}>" if text else ""


def _xml(before: str, record: Callable[[Paper], str], after: str, papers: Sequence[Paper]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{before}{"".join(map(record, papers))}{after}'


def _arxiv(one: Paper) -> str:
    people = "".join(
        f"<author>{_tag('keyname', family)}{_tag('forenames', given)}</author>"
        for given, family in map(split_name, one.authors)
    )
    return (
        "<record><header><identifier>oai:arXiv.org:1</identifier></header><metadata>"
        '<arXiv xmlns="http://arxiv.org/OAI/arXiv/">'
        f"{_tag('id', one.arxiv_id)}{_tag('created', one.date)}<authors>{people}</authors>{_tag('title', one.title)}"
        f"{_tag('categories', 'cs.CL cs.LG')}{_tag('comments', '9 pages')}{_tag('doi', one.doi)}"
        f"<abstract>  {escape(one.abstract)}\n</abstract></arXiv></metadata></record>\n"
    )


_SPACES = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def _dublin_core(one: Paper) -> str:
    return (
        "<record><header><identifier>hdl:1765/9</identifier></header><metadata>"
        f"<oai_dc:dc {_SPACES}>"
        f"{_tag('dc:title', one.title)}{''.join(_tag('dc:creator', name) for name in turned(one))}"
        f"{_tag('dc:description', one.abstract)}{_tag('dc:description', 'Comment: 9 pages')}{_tag('dc:date', one.date)}"
        f"<dc:date>2026-11-27T14:00:50Z</dc:date>{_tag('dc:identifier', f'doi:{one.doi}')}</oai_dc:dc>"
        f"</metadata></record>\n"
    )


_OAI = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-27</responseDate><ListRecords>'


_OAI_END = '<record><header status="deleted"><identifier>x</identifier></header></record></ListRecords></OAI-PMH>'


def _mods(one: Paper) -> str:
    people = "".join(
        f'<name type="personal">{_tag("namePart", given, type="given")}{_tag("namePart", family, type="family")}'
        "<role><roleTerm>author</roleTerm></role></name>"
        for given, family in map(split_name, one.authors)
    )
    editor = "<name><namePart>Ed Itor</namePart><role><roleTerm>editor</roleTerm></role></name>"
    return (
        f"<mods ID='a'><titleInfo>{_tag('title', one.title)}</titleInfo>{people}{editor}<originInfo>"
        f"{_tag('dateIssued', one.date)}</originInfo>{_tag('abstract', one.abstract)}"
        f"{_tag('identifier', one.doi, type='doi')}"
        f'<relatedItem type="host"><titleInfo>{_tag("title", one.venue)}</titleInfo>{editor}</relatedItem></mods>\n'
    )


def _marc(one: Paper) -> str:
    def field(tag: str, **parts: object) -> str:
        inside = "".join(_tag("subfield", text, code=code) for code, text in parts.items() if text)
        return f'<datafield tag="{tag}" ind1=" " ind2=" ">{inside}</datafield>\n'

    people = "".join(field("700", a=name, e="author.") for name in turned(one)[1:])
    return (
        f'<record><controlfield tag="001">1</controlfield>{field("024", a=one.doi)}'
        f"{field('037', a=one.arxiv_id)}{field('100', a=f'{turned(one)[0]},') if one.authors else ''}"
        f"{field('245', a=f'{one.title} /', c='by people')}"
        f"{field('260', a='Geneva :', c=one.date and f'[{one.date.year}]')}"
        f"{field('520', a='In short.') if one.abstract else ''}{field('520', a=one.abstract)}{people}"
        f"{field('700', a='Itor, Ed', e='editor')}{field('773', p=one.venue)}</record>\n"
    )


def _datacite_xml(one: Paper) -> str:
    people = "".join(f"<creator>{_tag('creatorName', name)}</creator>" for name in turned(one))
    return (
        f'<resource xmlns="http://datacite.org/schema/kernel-4">{_tag("identifier", one.doi, identifierType="DOI")}'
        f"<creators>{people}</creators><titles>"
        f"{_tag('title', 'Eine Möwe', titleType='TranslatedTitle')}{_tag('title', one.title)}"
        f"</titles><dates>{_tag('date', one.date, dateType='Issued')}</dates><descriptions>"
        f"{_tag('description', 'We used a boat.', descriptionType='Methods')}"
        f"{_tag('description', one.abstract, descriptionType='Abstract')}</descriptions></resource>\n"
    )


def _anthology(one: Paper) -> str:
    people = "".join(
        f"<author>{_tag('first', given)}{_tag('last', family)}</author>"
        for given, family in map(split_name, one.authors)
    )
    first, space, rest = one.title.partition(" ")
    return (
        f"<paper id='1'><title><fixed-case>{escape(first)}</fixed-case>{space}{escape(rest)}</title>{people}"
        f"{_tag('abstract', one.abstract)}<url hash='ab12'>2024.acl-long.1</url>{_tag('doi', one.doi)}"
        "<bibkey>quill-2024</bibkey></paper>\n"
    )


_VOLUME = (
    "<collection id='2024.acl'><volume id='long'><meta><booktitle>Proceedings on Gulls</booktitle><month>August</month>"
    "<year>2024</year></meta><frontmatter><url>2024.acl-long.0</url></frontmatter>"
)


def _jats(one: Paper) -> str:
    people = "".join(
        f'<contrib contrib-type="author"><name>{_tag("surname", family)}{_tag("given-names", given)}</name></contrib>'
        for given, family in map(split_name, one.authors)
    )
    day = one.date
    when = f"<year>{day.year}</year><month>{day.month}</month><day>{day.day}</day>" if day else ""
    return (
        f'<article article-type="research-article"><front><journal-meta><journal-title-group>'
        f"{_tag('journal-title', one.venue)}"
        f"</journal-title-group></journal-meta><article-meta>"
        f"{_tag('article-id', one.doi, pub_id_type='doi').replace('_', '-', 2)}"
        f"<title-group>{_tag('article-title', one.title)}</title-group><contrib-group>{people}</contrib-group>"
        f'<pub-date>{when}</pub-date><abstract abstract-type="teaser"><p>Gulls!</p></abstract>'
        f"<abstract>{_tag('p', one.abstract)}"
        "</abstract></article-meta></front><body><p>Text.</p></body></article>\n"
    )


def _europe_pmc(one: Paper) -> str:
    people = "".join(
        f"<author>{_tag('fullName', family)}{_tag('firstName', given)}{_tag('lastName', family)}</author>"
        for given, family in map(split_name, one.authors)
    )
    shown = ", ".join(f"{family} {given[:1]}" for given, family in map(split_name, one.authors))
    return (
        f"<result><id>3</id><source>MED</source><pmid>3</pmid>{_tag('doi', one.doi)}{_tag('title', one.title)}"
        f"{_tag('authorString', f'{shown}.')}<authorList>{people}</authorList><journalInfo><journal>"
        f"{_tag('title', one.venue)}</journal></journalInfo>{_tag('pubYear', one.date and one.date.year)}"
        f"{_tag('abstractText', one.abstract)}<language>eng</language>"
        f"{_tag('firstPublicationDate', one.date)}</result>\n"
    )


def _crossref(one: Paper) -> str:
    people = "".join(
        f'<person_name contributor_role="{role}">{_tag("given_name", given)}{_tag("surname", family)}</person_name>'
        for role, (given, family) in (*(("author", split_name(name)) for name in one.authors), ("editor", ("Ed", "I")))
    )
    day = one.date
    when = f"<month>{day.month}</month><day>{day.day}</day><year>{day.year}</year>" if day else ""
    abstract = f"<jats:title>Abstract</jats:title>{_tag('jats:p', one.abstract)}" if one.abstract else ""
    return (
        f"<doi_record><crossref><journal><journal_metadata>{_tag('full_title', one.venue)}</journal_metadata>"
        f"<journal_article><titles>{_tag('title', one.title)}</titles><contributors>{people}</contributors>"
        f'<jats:abstract xmlns:jats="http://www.ncbi.nlm.nih.gov/JATS1">{abstract}</jats:abstract>'
        f"<publication_date>{when}</publication_date><doi_data>{_tag('doi', one.doi)}"
        f"<resource>https://example.org/1</resource></doi_data></journal_article></journal></crossref></doi_record>\n"
    )


def _tei(one: Paper) -> str:
    people = "".join(
        f"<author><persName>{_tag('forename', given, type='first')}{_tag('surname', family)}</persName></author>"
        for given, family in map(split_name, one.authors)
    )
    return (
        f"<TEI><teiHeader><fileDesc><titleStmt>{_tag('title', one.title)}</titleStmt><publicationStmt>"
        f'<date when="{one.date}"/>'
        f"</publicationStmt><sourceDesc><biblStruct><analytic>{people}{_tag('title', one.title)}</analytic>"
        f"<monogr>{_tag('title', one.venue)}</monogr>{_tag('idno', one.doi, type='DOI')}</biblStruct>"
        f"</sourceDesc></fileDesc>"
        f"<profileDesc><abstract><div>{_tag('p', one.abstract)}</div></abstract></profileDesc>"
        f"</teiHeader><text><p>x</p></text></TEI>\n"
    )


def _zotero(one: Paper) -> str:
    people = "".join(
        f"<rdf:li><foaf:Person>{_tag('foaf:surname', family)}{_tag('foaf:givenName', given)}</foaf:Person></rdf:li>"
        for given, family in map(split_name, one.authors)
    )
    return (
        "<bib:Article rdf:about='#1'><z:itemType>journalArticle</z:itemType><dcterms:isPartOf><bib:Journal>"
        f"{_tag('dc:title', one.venue)}{_tag('dc:identifier', f'DOI {one.doi}')}</bib:Journal></dcterms:isPartOf>"
        f"<bib:authors><rdf:Seq>{people}</rdf:Seq></bib:authors>{_tag('dc:title', one.title)}"
        f"{_tag('dcterms:abstract', one.abstract)}{_tag('dc:date', one.date)}</bib:Article>\n"
        "<z:Attachment rdf:about='#2'><z:itemType>attachment</z:itemType><dc:title>Full Text PDF"
        "</dc:title></z:Attachment>\n"
    )


_RDF = (
    ""
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"'
    ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/'
    '"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
)

_EUROPE_PMC_END = "</resultList></responseWrapper>"


XML_WRITERS: dict[str, tuple[str, Writer]] = {
    "an OAI-PMH file": ("a.xml", partial(_xml, _OAI, _arxiv, _OAI_END)),
    "an OAI-PMH file (Dublin Core)": ("a.xml", partial(_xml, _OAI, _dublin_core, _OAI_END)),
    "a MODS file": ("a.xml", partial(_xml, "<modsCollection version='3.6'>", _mods, "</modsCollection>")),
    "a MARC file (XML)": ("a.xml", partial(_xml, "<collection>", _marc, "</collection>")),
    "a DataCite XML file": ("a.xml", partial(_xml, "<resources>", _datacite_xml, "</resources>")),
    "an ACL Anthology file": ("2024.acl.xml", partial(_xml, _VOLUME, _anthology, "</volume></collection>")),
    "an article in JATS (XML)": ("a.xml", partial(_xml, "<pmc-articleset>", _jats, "</pmc-articleset>")),
    "a Europe PMC file (XML)": ("a.xml", partial(_xml, "<responseWrapper><resultList>", _europe_pmc, _EUROPE_PMC_END)),
    "a Crossref file (XML)": ("a.xml", partial(_xml, "<doi_records>", _crossref, "</doi_records>")),
    "an article in TEI (XML)": ("a.tei.xml", partial(_xml, "<teiCorpus>", _tei, "</teiCorpus>")),
    "a Zotero RDF file": ("a.rdf", partial(_xml, _RDF, _zotero, "</rdf:RDF>")),
}  # fmt: skip
