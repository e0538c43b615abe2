"""Recognises, by its content, a file that is not a saved page, so that it is refused by name instead of misread. Pure.

Each rule looks for something that a format always has and a page never has, so a page with odd lines stays a page. Only
the head of a file is looked at.
"""

import csv
import json
import re
from collections.abc import Callable
from itertools import islice

from index.sources.head import Head

_ERROR_PAGE = 4000
# This many lines of a kind are not a coincidence.
_SOME, _MORE, _MANY = 2, 3, 5

Rule = Callable[[Head], str]


def recognise(head: Head) -> str:
    """Return what the file is, such as `a BibTeX file`, if it is certainly not a saved page; otherwise nothing."""
    if not head.lines:
        return ""
    return next((name for rule in _RULES if (name := rule(head))), "") or _by_name(head)


_HTML = re.compile(r"(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_XML = re.compile(r"<\?xml\b|<(?:rss|feed|rdf:RDF|OAI-PMH|records?|xml)\b", re.IGNORECASE)
_TAG_LINE = re.compile(r"</?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>|<!--")
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)


def _markup(head: Head) -> str:
    start = head.text[:4000]
    if head.starts(_XML) or (head.text.startswith("<") and _FEED.search(start)):
        xhtml = re.search(r"<html\b", start, re.IGNORECASE)
        return "a web page (HTML)" if xhtml else "an RSS or Atom feed" if _FEED.search(start) else "an XML file"
    if head.starts(_HTML):
        return "a web page (HTML)"
    tags = head.count(_TAG_LINE)
    if tags >= _MORE and tags * 4 >= len(head.lines) and not head.count(_HEADING):
        return "a web page (HTML)"
    return "a web page (HTML)" if len(head.lines) <= _SOME and tags and head.text.endswith(">") else ""


_JSON_OBJECT = re.compile(r"\{\s*[\"'][^\"'\n]{0,200}[\"']\s*:")
_JSON_LIST = re.compile(r"\[\s*\{\s*[\"'][^\"'\n]{0,200}[\"']\s*:")


def _json(head: Head) -> str:
    if head.count(_JSON_OBJECT) >= _SOME and _JSON_OBJECT.match(head.lines[0]) and head.lines[1].startswith("{"):
        return "a JSON lines file"
    if head.starts(_JSON_OBJECT) or head.starts(_JSON_LIST):
        return "a JSON file"
    if head.text[0] not in "[{" or head.text[-1] not in "]}":
        return ""
    try:
        json.loads(head.text)
    except (ValueError, RecursionError):
        return ""
    return "a JSON file"


_BIB_ENTRY = re.compile(r"@[a-zA-Z]{3,20}\s*[{(]\s*[^\s,{}()=]*\s*(?:,|$)")
_BIB_FIELD = re.compile(r"(?:[a-zA-Z][\w-]{1,30}\s*=\s*[{\"\w])")
_RIS = re.compile(r"[A-Z][A-Z0-9] {1,2}-(?: |$)")
_RIS_TYPE = re.compile(r"TY {1,2}- ")
_ENDNOTE = re.compile(r"%[0A-Z@]\s")
_PUBMED = re.compile(r"(?:PMID|OWN|STAT|DCOM|TI|AB|FAU|AU|JT|LID|AID)\s{0,3}- ")
_WEB_OF_SCIENCE = re.compile(r"(?:FN (?:Clarivate|Thomson|ISI)|PT [JBSCP]$)")


def _references(head: Head) -> str:
    fields = len(re.findall(r"(?m)(?:^|,)\s*[a-zA-Z][\w-]{1,30}\s*=\s*[{\"\d]", head.text))
    if head.count(_BIB_ENTRY) and (head.count(_BIB_FIELD) >= _SOME or fields >= _SOME):
        return "a BibTeX file"
    if head.count(_RIS_TYPE) and head.count(_RIS) >= _SOME:
        return "an RIS file"
    if head.lines[0].startswith("%0 ") and head.count(_ENDNOTE) >= _SOME:
        return "an EndNote file"
    if re.match(r"PMID\s{0,3}- ", head.lines[0]) and head.count(_PUBMED) >= _SOME:
        return "a PubMed file"
    return "a Web of Science file" if head.count(_WEB_OF_SCIENCE) and _WEB_OF_SCIENCE.match(head.lines[0]) else ""


_COLUMNS = frozenset(
    "abstract abstractnote author authors booktitle category categories citations code comments date doi id isbn issn"
    " itemtype journal key keywords label link name notes number organisation organization pages pdf pmid publication"
    " publicationtitle publicationyear published publisher score source sourcetitle status subjects summary tags tldr"
    " text title titles type upvotes url urls venue volume year arxivid arxiv paper papertitle paperid documenttype"
    " authorfullnames language".split()
)
_DELIMITERS = {"\t": "a TSV file", "|": "a table with | between its columns", ";": "a CSV file", ",": "a CSV file"}


def _table(head: Head) -> str:
    for delimiter, name in _DELIMITERS.items():
        columns = [re.sub(r"[\W_]+", "", cell).casefold() for cell in head.lines[0].split(delimiter)]
        known = sum(1 for column in columns if column in _COLUMNS)
        if len(columns) >= _SOME and known >= _SOME and 2 * known >= len(columns):
            return name
        if len(columns) >= _MORE and _is_even(head.text, delimiter):
            return name
    return ""


def _is_even(text: str, delimiter: str) -> bool:
    """Return whether the text is rows of one length, which paragraphs between blank lines are not."""
    if "\n\n" in text or text.count("\n") < _SOME:
        return False
    try:
        rows = list(islice(csv.reader(text.splitlines(), delimiter=delimiter), 50))
    except csv.Error:
        return False
    # The last row may be cut off.
    return len({len(row) for row in rows[:-1]}) == 1 and len(rows) >= _MORE


_HEADING = re.compile(r"#{1,6}\s+\S")
_LINK = re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?:|#|/|\.)[^()\s]{0,300}\)")
_REFERENCE_LINK = re.compile(r"\[[^\[\]\n]{1,300}\]\[\d{1,4}\]|\]\[\d{1,4}\]$|\[\d{1,4}\]:\s+\S")
_TABLE_ROW = re.compile(r"\|.*\|$")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:[\w-]{1,60}:[^\n]*\n|[ \t]+[^\n]*\n|- [^\n]*\n){1,60}?---[ \t]*(?:\n|$)")
_FENCE = re.compile(r"```")


def _markdown(head: Head) -> str:
    headings, fences = head.count(_HEADING), head.count(_FENCE)
    links = len(_LINK.findall(head.text)) + len(_REFERENCE_LINK.findall(head.text))
    dense = 10 * (headings + links + fences) >= len(head.lines)
    is_markdown = (
        head.starts(_FRONT_MATTER)
        or (dense and (headings >= _SOME or links >= _MANY or (headings and (links or fences >= _SOME))))
        or head.count(_TABLE_ROW) >= _MORE
    )
    return "a Markdown file" if is_markdown else ""


_MAIL_HEADER = re.compile(
    r"(?:From|To|Subject|Date|Message-ID|MIME-Version|Return-Path|Received|Delivered-To): ", re.IGNORECASE
)
_MAIL_PAPER = re.compile(r"(?:arXiv:|Paper: )[a-z-]*/?\d{4}")


def _mail(head: Head) -> str:
    if head.lines.count("\\\\") >= _SOME and head.count(_MAIL_PAPER):
        return "an arXiv mailing"
    first = head.lines[:12]
    headers = {line.split(":")[0].casefold() for line in first if _MAIL_HEADER.match(line)}
    return "an e-mail" if len(headers) >= _MORE and _MAIL_HEADER.match(first[0]) else ""


_ARXIV_ITEM = re.compile(r"(?:\[\d{1,5}\]\s*)?arXiv:\d{4}\.\d{4,5}(?:v\d+)?\s*(?:[\[(]|$)", re.IGNORECASE)
_SUBJECTS = re.compile(r"Subjects?:\s*\S")
_ARXIV_PAPER = re.compile(r"(?:Submission history|Access Paper:?|Bibliographic Tools|Cite as:.*)$", re.IGNORECASE)
_PAPER_PAGE = re.compile(
    r"(?:View arXiv page|View PDF|AI-generated summary|Paper submitter|Models citing this paper.*|Add to collection"
    r"|Datasets citing this paper.*|Spaces citing this paper.*|Get this paper in your agent.*)$",
    re.IGNORECASE,
)
_ABSTRACT_LINE = re.compile(r"Abstract:?$", re.IGNORECASE)
_TITLE_LABEL = re.compile(r"(?:[-*+]\s+|\d{1,4}[.)]\s+)?\**Title\**\s*:\**\s*\S", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:[-*+]\s+)?\**(?:Authors?|PDF|URL|Links?|Summary|Abstract|Categor(?:y|ies)|Main category|Subjects?|DOI"
    r"|arXiv(?: ID)?|Published|Date|Year|Venue|TL;?DR|Comments?|Keywords?|Journal|Source|Motivation|Method|Conclusion)"
    r"\**\s*:",
    re.IGNORECASE,
)
# Where a page has titles, before a paragraph.
_ADDRESS = re.compile(r"(?:\A|\n[ \t]*\n)[ \t]*<?(?:https?://|www\.)\S+[ \t]*\n[ \t]*\n[ \t]*\S[^\n]{60}")


def _other_layout(head: Head) -> str:
    """Name copies that list papers, but in a layout whose lines would be taken for titles."""
    if head.count(_ARXIV_ITEM) and (head.count(_SUBJECTS) or head.count(_TITLE_LABEL)):
        return "a copy of an arXiv listing"
    if head.count(_PAPER_PAGE) >= _SOME and head.count(_ABSTRACT_LINE):
        return "a copy of the page of a single paper"
    if head.count(_ARXIV_PAPER) >= _SOME:
        return "a copy of the page of a single paper"
    labels, titles = head.count(_LABEL), head.count(_TITLE_LABEL)
    if (titles and labels and 4 * (titles + labels) >= len(head.lines)) or labels >= max(_MORE, len(head.lines) // 3):
        return "a text with field names (such as “Title:” and “Abstract:”)"
    if len(_ADDRESS.findall(head.text)) >= _SOME:
        return "a text with web addresses between its lines"
    return ""


_LICENCE_NAME = re.compile(
    r"(?:the\s+)?(?:(?:MIT|BSD|ISC|Apache|GNU|Mozilla|Eclipse|Creative Commons|Boost|European Union)\b.{0,60}"
    r"\b(?:licen[cs]e|legal code|attribution)\b|copyright (?:\(c\)|©|\d{4})|.{0,60}\blicen[cs]e agreement\b)",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"permission is hereby granted|redistribution and use in source|terms and conditions|without warrant|\"as is\""
    r"|licensor|public domain|all rights reserved|hereby disclaims|permission to use, copy",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"(?:(?:HTTP/?[\d.]*\s+|error\s+)?(?:code\s+)?[45]\d\d\b.{0,3}\s*(?:error|forbidden|not found|too many|bad gateway"
    r"|service|internal|unauthori[sz]ed|gateway|client|server)[^:]{0,40}|too many requests|access denied|page not found"
    r"|just a moment.{0,60}|rate limit(?:ed| exceeded).{0,60}|service unavailable)$",
    re.IGNORECASE,
)


def _not_papers(head: Head) -> str:
    named = any(_LICENCE_NAME.match(line) for line in head.lines[:6])
    if named and _LEGAL.search(head.text):
        return "a licence"
    if len(head.text) < _ERROR_PAGE and any(_ERROR.match(line) for line in head.lines[:3]):
        return "an error page"
    return ""


_CODE = re.compile(
    r"(?:#!/|import\s+[\w.]+(?:\s+as\s+\w+)?;?$|from\s+[\w.]+\s+import\s|def\s+\w+\(|class\s+\w+[(:{]|#include\s*[<\"]"
    r"|(?:public|private|static|const|let|var|function)\b.*[;{]$|return\b.*$|@\w+\(?.*\)?$|if\s.*:$|for\s.*:$|else:$|}\s*;?$)"
)
_CODE_END = re.compile(r".*[;{}]$")
_YAML_PARENT = re.compile(r"[\w-]{1,40}:$")
_SETTING = re.compile(r"\[[\w.\"' -]{1,60}\]$|[\w.-]{1,60}\s*=\s*\S")
_LATEX = re.compile(r"\\(?:documentclass|usepackage|begin\{|section\{|bibitem|newcommand)")
_YAML = re.compile(r"(?:- )?[\w\"'-]{1,40}:(?:\s|$)")


def _code(head: Head) -> str:
    if head.count(_LATEX) >= _SOME:
        return "a LaTeX file"
    code, ends, settings = head.count(_CODE), head.count(_CODE_END), head.count(_SETTING)
    if max(code, ends) >= _MANY and max(code, ends) * 4 >= len(head.lines):
        return "source code"
    if settings >= _MANY and settings * 2 >= len(head.lines) and not head.count(_BIB_ENTRY):
        return "a configuration file"
    if len(head.lines) >= _MANY and head.count(_YAML) * 5 >= 4 * len(head.lines) and head.count(_YAML_PARENT):
        return "a YAML file"
    return ""


_RULES: tuple[Rule, ...] = (
    _json, _references, _mail, _markup, _table, _code, _markdown, _other_layout, _not_papers,
)  # fmt: skip
_SUFFIXES = {"bib": "a BibTeX file", "ris": "an RIS file", "json": "a JSON file", "csv": "a CSV file"}


def _by_name(head: Head) -> str:
    """Return the format that the name gives, where the content has marks of it that alone decide nothing."""
    suffix = head.suffix
    marks = {
        "bib": head.count(_BIB_ENTRY), "ris": head.count(_RIS), "json": head.text[0] in "[{",
        "csv": "," in head.lines[0] and "\n\n" not in head.text,
    }  # fmt: skip
    return _SUFFIXES[suffix] if marks.get(suffix) else ""
