"""Recognises, by its content, a file that is not a saved page, so that it is refused by name instead of misread. Pure.

Each rule looks for something that a format always has and a page never has, so a page with odd lines stays a page. Only
the head of a file is looked at.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from index.sources.head import Head

_ERROR_PAGE = 4000
# This many lines of a kind are not a coincidence.
_SOME, _MORE, _MANY = 2, 3, 5
MARKDOWN = "a Markdown file"
HTML = "a web page (HTML)"

Rule = Callable[[Head], str]


# Cached, because several readers ask about the same file.
@lru_cache(maxsize=1)
def recognise(head: Head) -> str:
    """Return what the file is, such as `a BibTeX file`, if it is certainly not a saved page; otherwise nothing."""
    if not head.lines:
        return ""
    return next((name for rule in _RULES if (name := rule(head))), "")


_HTML = re.compile(r"(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_XML = re.compile(
    r"<\?xml\b|<(?:rss|feed|rdf:RDF|OAI-PMH|records?|xml)\b|<[\w:.-]{1,60}\s[^<>]{0,4000}?\bxmlns[:=]", re.IGNORECASE
)
_TAG_LINE = re.compile(r"</?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>|<!--")


def _markup(head: Head) -> str:
    start = head.text[:4000]
    if head.starts(_XML):
        return HTML if re.search(r"<html\b", start, re.IGNORECASE) else "an XML file"
    if head.starts(_HTML):
        return HTML
    tags = head.count(_TAG_LINE)
    if tags >= _MORE and tags * 4 >= len(head.lines) and not head.count(_HEADING):
        return HTML
    return HTML if len(head.lines) <= _SOME and tags and head.text.endswith(">") else ""


_HEADING = re.compile(r"#{1,6}\s+\S")
_LINK = re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?:|#|/|\.)[^()\s]{0,300}\)")
_REFERENCE_LINK = re.compile(r"\[[^\[\]\n]{1,300}\]\[\d{1,4}\]|\]\[\d{1,4}\]$|\[\d{1,4}\]:\s+\S")
_TABLE_ROW = re.compile(r"\|.*\|$")
# Each line matches in one way only: with two ways for each of 60 lines, all combinations would be tried.
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:[\w-]{1,60}:[^\n]*\n|[ \t][^\n]*\n|- [^\n]*\n){1,60}?---[ \t]*(?:\n|$)")
_FENCE = re.compile(r"```")
_FIRST_HEADING = re.compile(r"# \S[^\n]*\n(?:[ \t]*\n|=)")


def _markdown(head: Head) -> str:
    headings, fences = head.count(_HEADING), head.count(_FENCE)
    links = len(_LINK.findall(head.text)) + len(_REFERENCE_LINK.findall(head.text))
    dense = 10 * (headings + links + fences) >= len(head.lines)
    is_markdown = (
        head.starts(_FRONT_MATTER)
        or head.starts(_FIRST_HEADING)
        or (dense and (headings >= _SOME or links >= _MANY or (headings and (links or fences >= _SOME))))
        or head.count(_TABLE_ROW) >= _MORE
    )
    return MARKDOWN if is_markdown else ""


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


# What Google Scholar puts below each result, and the pages of conferences above each abstract.
_BESIDE_RESULTS = re.compile(r"(?:Save\s+)?(?:Cite\s+)?Cited by \d+(?:\s+Related articles|$)|\[ ?Abstract ?\]")


def _results(head: Head) -> str:
    found = head.count(_BESIDE_RESULTS)
    return "a copy of search results or of a conference's page" if found >= _SOME else ""


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
_SUBTITLE = re.compile(r"(?:\d{1,3}:)?\d\d:\d\d[.,]\d{3} --> ")
_MANY_WORDS = 20
_NUMBER = re.compile(r"[-+]?[\d.,]+(?:e[-+]?\d+)?", re.IGNORECASE)
_ERROR = re.compile(
    r"(?:(?:HTTP/?[\d.]*\s+|error\s+)?(?:code\s+)?[45]\d\d\b.{0,3}\s*(?:error|forbidden|not found|too many|bad gateway"
    r"|service|internal|unauthori[sz]ed|gateway|client|server)[^:]{0,40}|too many requests|access denied|page not found"
    r"|just a moment.{0,60}|rate limit(?:ed| exceeded).{0,60}|service unavailable)$",
    re.IGNORECASE,
)


_SECTION = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s+|[IVX]{1,5}\.\s+)?(abstract|introduction|background|related work|methods?"
    r"|methodology|materials and methods|experiments?|experimental \w+|results(?: and discussion)?|evaluation"
    r"|discussion|conclusions?|references|acknowledge?ments?)[.:]?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
_IN_A_VOLUME = re.compile(
    r"\d\s*(?:\([^()]*\))?\s*[:,]\s*[a-z]?\d|\bpp?\.\s*\d|\d\s*[-–]\s*\d|\bvol\b|\bdoi\b", re.IGNORECASE
)
# What the pages of NSF, NIH, CORDIS and others say of a grant, each on a line of its own.
_OF_A_GRANT = re.compile(
    r"(award (?:number|instrument|id|notice date)|(?:total )?(?:intended )?award(?:ed)? amount|recipient"
    r"|program(?:me)? (?:manager|officer|official)|(?:co-)?principal investigator|contact pi|awardee organi[sz]ation"
    r"|project (?:number|reference|start date|end date)|start date|end date|grant (?:agreement id|number|reference)"
    r"|funded (?:under|value)|funding (?:scheme|amount)|eu contribution|total cost|coordinated by)"
    r"s?(?: \([^()\n]{0,30}\))?\s{0,9}(?::|\t|$)",
    re.IGNORECASE,
)
_LABELS = 4
_CALLS = re.compile(
    r"\bcall for (?:papers|submissions|proposals|abstracts|participation)\b|\bimportant dates\b|\bcamera[- ]ready\b"
    r"|\bsubmission deadline\b|\bnotification of acceptance\b|\bprogram(?:me)? committee\b|\bwe invite submissions\b",
    re.IGNORECASE,
)
_REFERENCE = 20
_MOST = 0.7


def _about_papers(head: Head) -> str:
    """Name files that are about papers but do not list them with abstracts: a full text, a list of references."""
    sections = {found[1].casefold() for line in head.lines if (found := _SECTION.match(line))}
    if "introduction" in sections and len(sections) >= _MORE:
        return "the full text of a paper"
    if len({found[1].casefold() for line in head.lines if (found := _OF_A_GRANT.match(line))}) >= _LABELS:
        return "a page about a grant"
    if len({found.casefold() for found in _CALLS.findall(head.text)}) >= _MORE:
        return "a call for papers"
    long = [line for line in head.lines if len(line) >= _REFERENCE]
    references = [line for line in long if _YEAR.search(line) and _IN_A_VOLUME.search(line)]
    return "a list of references" if len(long) >= _MANY and len(references) >= _MOST * len(long) else ""


_PAGE_BREAK = "\f"
_HYPHENATED = re.compile(r".*[a-z]-$")
_HYPHENATED_SHARE = 25


def _out_of_a_pdf(head: Head) -> str:
    """Name a text with the pages and the lines of a printed one."""
    hyphenated = head.count(_HYPHENATED)
    is_printed = _PAGE_BREAK in head.text or (hyphenated >= _MANY and hyphenated * _HYPHENATED_SHARE >= len(head.lines))
    return "a text taken out of a PDF" if is_printed else ""


def _template(head: Head) -> str:
    return "a template" if len(_TEMPLATE.findall(head.text)) >= _MORE else ""


def _not_papers(head: Head) -> str:
    words = head.text.split()
    if len(words) >= _MANY_WORDS and 2 * sum(1 for word in words if _NUMBER.fullmatch(word)) > len(words):
        return "a file of numbers"
    named = any(_LICENCE_NAME.match(line) for line in head.lines[:6])
    legal = {found.casefold() for found in _LEGAL.findall(head.text)}
    if (named and legal) or len(legal) >= _MORE:
        return "a licence"
    if len(head.text) < _ERROR_PAGE and any(_ERROR.match(line) for line in head.lines[:3]):
        return "an error page"
    return "a file of subtitles" if head.count(_SUBTITLE) >= _SOME else ""


_CODE = re.compile(
    r"(?:#!/|import\s+[\w.]+(?:\s+as\s+\w+)?;?$|from\s+[\w.]+\s+import\s|def\s+\w+\(|class\s+\w+[(:{]|#include\s*[<\"]"
    r"|(?:public|private|static|const|let|var|function)\b.*[;{]$|return\b.*$|@\w+\(?.*\)?$|if\s.*:$|for\s.*:$|else:$|}\s*;?$)"
)
# This many of these are not a coincidence, however much prose is between them.
_CERTAIN_CODE = re.compile(
    r"(?:from [\w.]+ import [\w(*]|import [\w.]+(?: as \w+)?;?$|(?:async )?def \w+\(|class \w+[(:]"
    r"|@\w+(?:\.\w+)*(?:\(.*)?$|elif .*:$|except .*:$|try:$|#include\b|func \w+\("
    r"|\{%-? (?:macro|from|if|for)\b|\w+ = [\w.]+\(.*\)$)"
)
_TEMPLATE = re.compile(r"\{%-?\s*[a-z]")
_SCRIPT = re.compile(r"#!\s*/")
_CODE_END = re.compile(r".*[;{}]$")
_YAML_PARENT = re.compile(r"[\w-]{1,40}:$")
_SETTING = re.compile(r"\[[\w.\"' -]{1,60}\]$|[\w.-]{1,60}\s*=\s*\S")
_LATEX = re.compile(r"\\(?:documentclass|usepackage|begin\{|section\{|bibitem|newcommand)")
_YAML_ITEM = re.compile(r"- \S|#")
_YAML = re.compile(r"(?:- )?[\w\"'-]{1,40}:(?:\s|$)")


# If the file's name says so too, a few signs are enough to tell these from text.
_SOURCE_SUFFIXES = frozenset(
    "py pyi js jsx ts tsx css sh bash c h cc cpp hpp java kt go rs r jl rb php sql lua swift".split()
)
_SETTING_SUFFIXES = frozenset("toml ini cfg conf properties env".split())
_YAML_SUFFIXES = frozenset(("yml", "yaml", "cff"))
_MARKDOWN_SUFFIXES = frozenset(("md", "markdown"))
_COMMENT = re.compile(r"/\*|\*/|\* @|//")
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+])\1{3,}$")
_DIRECTIVE = re.compile(r"\.\. (?:[\w:-]+::|_[^:]+:|\|)")
_ROLE = re.compile(r":[\w:-]{1,60}:`[^`\n]+`|``[^`\n]+``|`[^`<>\n]+<[^<>\n]+>`__?")


def _restructured_text(head: Head) -> str:
    if head.suffix in _MARKDOWN_SUFFIXES:
        return ""
    underlined = any(_UNDERLINE.match(line) and not _UNDERLINE.match(before) for before, line in pairwise(head.lines))
    signs = head.count(_DIRECTIVE) + len(_ROLE.findall(head.text))
    return "a reStructuredText file" if (underlined and (signs or head.suffix == "rst")) or signs >= _MORE else ""


def _named_code(head: Head) -> str:
    """Name the format that the file's name suggests, if its content has signs of it."""
    code = head.count(_CERTAIN_CODE) + head.count(_CODE) + head.count(_COMMENT) + head.count(_CODE_END)
    if head.suffix in _SOURCE_SUFFIXES and code:
        return "source code"
    if head.suffix in _SETTING_SUFFIXES and head.count(_SETTING) >= _SOME:
        return "a configuration file"
    yaml = head.count(_YAML) + head.count(_YAML_ITEM)
    return "a YAML file" if head.suffix in _YAML_SUFFIXES and yaml >= _SOME and 3 * yaml >= len(head.lines) else ""


def _code(head: Head) -> str:
    if head.count(_LATEX) >= _SOME:
        return "a LaTeX file"
    if head.starts(_SCRIPT) or head.text.startswith("/*") or head.count(_CERTAIN_CODE) >= _MORE:
        return "source code"
    code, ends, settings = head.count(_CODE), head.count(_CODE_END), head.count(_SETTING)
    if max(code, ends) >= _MANY and max(code, ends) * 4 >= len(head.lines):
        return "source code"
    if settings >= _MANY and settings * 2 >= len(head.lines):
        return "a configuration file"
    if len(head.lines) >= _MANY and head.count(_YAML) * 5 >= 4 * len(head.lines) and head.count(_YAML_PARENT):
        return "a YAML file"
    return ""


_RULES: tuple[Rule, ...] = (
    _mail, _restructured_text, _named_code, _template, _markup, _code, _markdown, _other_layout, _not_papers,
    _results, _about_papers, _out_of_a_pdf,
)  # fmt: skip
