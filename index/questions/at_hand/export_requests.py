"""Finds requests for papers in a format: `bibtex of these`, `export 1 and 3 as RIS`, `csv of papers on tides`. Pure.

They are for papers shown before, those of the whole chat, a choice in words, or a paper by its name.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.questions.at_hand.shown_places import places_in
from index.questions.phrases import PAPERS, asks_for_papers
from index.questions.query import Condition, Query
from index.questions.topic_extraction import paper_to_export

# Nothing but a format; the others are words of papers, too: RIS is a surface, JSON what models write.
_SURE = r"(?:bib(?:la)?tex|\.?bib|zotero|mendeley|endnote|jabref|csl[\s-]?json|csl|json\s?lines|jsonl|obsidian|logseq)"
_UNSURE = (
    r"(?:\.?ris|\.?csv|tsv|spreadsheet|excel|xlsx|json|markdown|\.?md|docx?|word\s+(?:file|document)"
    r"|(?:latex\s+)?\\?bibitems?)"
)
_STYLE = r"(?:apa|mla|ieee|acm|ama|chicago|harvard|vancouver|turabian)"
_FORMAT = rf"(?:(?P<sure>{_SURE})|(?P<unsure>{_UNSURE})|(?P<style>{_STYLE}))"
_KIND = (
    r"(?:[\s-]+(?:files?|formats?|formatted|exports?|entry|entries|citations?|references?|records?|notes?|styles?|version"
    r"|bibliography|list|vault|library))*"
)
_POLITE = (
    r"(?:(?:ok|okay|now|and|also|so|then|please|pls|well)[,\s]+)*"
    r"(?:(?:can|could|would|will|may)\s+(?:you|i|we)\s+(?:please\s+)?"
    r"|i(?:['’]d|\s+would)\s+like\s+(?:to\s+)?|i\s+(?:want|need)\s+(?:to\s+)?)?(?:please\s+)?"
)
_TO_US = r"(?:\s+(?:me|us))?"
_WRITE = (
    r"(?:export|save|download|convert|turn|put|dump|send|copy|import|add|store|format|output|transfer)(?!s|ed\b)"
    rf"{_TO_US}"
)
_GIVE = rf"(?:give|get|show|have|make|create|generate|print|list|write|produce|build|display|cite){_TO_US}"
_THE = r"(?:(?:the|a|an|my|our|their|its|some|all|one|it|them)\s+)*"
_END = r"(?:[,\s]+(?:please|pls|thanks|thank\s+you|now))*\s*[?.!]*"
_INTO = r"(?:as|in|into|to|for|using|with)"
# `Bibtex of these`, `give me a csv with ...`, `RIS please`.
_FORMAT_FIRST = re.compile(
    rf"{_POLITE}(?P<verb>(?:{_WRITE}|{_GIVE})\s+)?(?:{_INTO}\s+)?{_THE}{_FORMAT}{_KIND}"
    rf"(?:\s+(?:of|for|from|with|containing|on)\s+(?P<papers>.+?)|(?:\s+please)?){_END}",
    re.IGNORECASE,
)
# `Bibtex super mario`, `super mario bibtex`: a paper by its name, if there is one.
_BESIDE_NAME = re.compile(
    rf"{_POLITE}(?:{_GIVE}\s+)?{_THE}(?:(?P<bib>bib(?:la)?tex|\.?bib){_KIND}\s*:?\s+(?P<after>[^?:]+?)"
    rf"|(?!.*\b(?:papers|articles|which|what|how|why|who|do|does|is|are|can|about|on|in|use|uses)\b)(?P<before>[^?:]+?)(?:['’]s)?\s+(?:bib(?:la)?tex|\.?bib){_KIND}){_END}",
    re.IGNORECASE,
)
# `Export 1 and 3 as RIS`, `these as csv`, `put them in obsidian`.
_FORMAT_LAST = re.compile(
    rf"{_POLITE}(?:(?P<verb>{_WRITE})|(?P<give>{_GIVE}))?\s*(?P<papers>.*?)\s*\b(?P<into>{_INTO})\s+{_THE}{_FORMAT}{_KIND}{_END}",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"{_POLITE}(?:export|dump|download)(?:\s+(?P<papers>.+?))?{_END}", re.IGNORECASE)
# `Cite evidence that ...` asks a question.
_CITE = re.compile(
    rf"{_POLITE}(?:how\s+(?:(?:do|should|can|would|could)\s+(?:i|we|one|you)|to)\s+)?cite\s+"
    r"(?!(?:some|any|some\w+|any\w+|evidence|sources?|examples?|studies|papers|works?|what|when|which)\b)"
    rf"(?P<papers>[^?]+?)(?:\s+(?:in|as|using|with)\s+{_THE}{_FORMAT}{_KIND})?{_END}",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    rf"{_POLITE}(?:(?:{_GIVE}|{_WRITE})\s+)?{_THE}(?:formatted\s+|full\s+)?"
    r"(?:(?:references?|citations?)(?:\s+list)?|list\s+of\s+(?:references|citations)|bibliography|reference\s+list)"
    rf"(?:\s+(?:of|for|to)\s+(?P<papers>.+?))?(?:\s+(?:in|as)\s+{_THE}{_FORMAT}{_KIND})?{_END}",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"(?:(?:which|what)\s+(?:(?:export|file|citation|reference)\s+)?formats?\s+(?:can|do|are|is)\b.*\b(?:export|support|write|offer"
    r"|available|there)\w*\b.*|how\s+(?:do|can|could|would|should)\s+(?:i|we|one|you)\s+(?:export|download)\b.*"
    r"|what\s+can\s+(?:i|you|we)\s+export\b.*)",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"^(?:(?:the|all|their|its|columns?|titles?|abstracts?|authors?|links?|urls?|dates?|years?|venues?|dois?|ids?|and|only|just)"
    r"[,\s]+)+(?:of|for|from)\s+",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:(?:the|my|our|your|all|of|whole|entire|full|complete)\s+)*(?:everything|library|collection|database)"
    rf"|all\s+(?:(?:of|my|our|the|your)\s+)*{PAPERS}",
    re.IGNORECASE,
)
_CHAT = re.compile(r"\b(?:this|the|our|whole)\s+(?:whole\s+)?(?:chat|conversation|discussion|thread)\b", re.IGNORECASE)
_NOUN = rf"(?:{PAPERS}|ones?|references?|citations?|sources?|results?|entry|entries|hits?|list|answer|table)"
_LAST_ANSWER = re.compile(
    rf"(?:all|both|each)?(?:\s*of\s+)?(?:it|this|that|these|those|them|their|its|(?:the\s+)?above"
    rf"|(?:(?:the|this|that|these|those|your|their|last|previous|above|cited|shown|first)\s+)*{_NOUN}"
    r"(?:\s+(?:above|(?:(?:that|which)\s+)?you(?:['’]ve|\s+have)?\s+(?:just\s+)?(?:cited|found|listed|showed|shown|named|mentioned)))?)",
    re.IGNORECASE,
)
_AMONG_SHOWN = re.compile(r"^(?:(?:these|those)\b|the\s+ones\b)(?:\s+(?:ones|papers))?\s+(?=\w)", re.IGNORECASE)


_QUOTED = re.compile('["“„«‘\']([^"“”„«»]+)["”“»’\']')
_AS_FILE = re.compile(r"\b(?:please|pls|file|format|export|citations?|references?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A request for papers in a format."""

    papers: str
    """The words that say which papers; empty for those of the last answer."""
    how: bool = False
    """It only asks what can be exported, and how."""
    guessed: bool = False
    """It is a request only if a paper has this name."""


def export_request(text: str, *, shown: bool) -> ExportRequest | None:
    """Return what `text` wants exported; None if it asks for something else. `shown`: an answer came before.

    >>> export_request("can I have 1 and 3 as RIS?", shown=True).papers
    '1 and 3'
    >>> export_request("csv of all papers about tides, please", shown=False).papers
    'all papers about tides'
    >>> export_request("which papers read tables as csv?", shown=True)
    """
    text = " ".join(text.split())
    if _HOW.fullmatch(text):
        return ExportRequest("", how=True)
    papers = next((words for words in _candidates(text, shown=shown) if words is not None), None)
    if papers is None:
        return _of_a_name(text)
    # Every format has the fields of a paper.
    return ExportRequest(_FIELDS.sub("", papers.strip(" ,;:")))


def _of_a_name(text: str) -> ExportRequest | None:
    """Return the request that a text is if a paper has the name in it: `bibtex super mario`, `citation for LoRA`."""
    if beside := _BESIDE_NAME.fullmatch(text):
        name = beside["after"] or beside["before"]
        return ExportRequest("" if _points(name) else name, guessed=not _points(name))
    references = _REFERENCES.fullmatch(text)
    name = references["papers"] or "" if references else ""
    # `References for papers on tides` asks for a list.
    if _points(name) or asks_for_papers(name):
        return None
    return ExportRequest(paper_to_export(name), guessed=True) if paper_to_export(name) else None


def _candidates(text: str, *, shown: bool) -> Iterator[str | None]:
    """Yield the words for the papers of a request, for each form that the text may have; None for a form it has not."""
    first, last = _FORMAT_FIRST.fullmatch(text), _FORMAT_LAST.fullmatch(text)
    if (plain := _PLAIN.fullmatch(text)) and _is_of_papers(plain["papers"] or ""):
        yield last["papers"] if last else plain["papers"] or ""
    yield first["papers"] or "" if first and _is_sure(first, shown=shown) else None
    yield last["papers"] if last and _ends_in_format(last, shown=shown) else None
    if cite := _CITE.fullmatch(text):
        yield cite["papers"]
    if references := _REFERENCES.fullmatch(text):
        papers, written = references["papers"] or "", references["sure"] or references["unsure"]
        yield papers if (shown and _points(papers)) or (papers and written) else None


def query_for_export(request: ExportRequest, shown: Sequence[str], parse: Callable[[str], Query]) -> Query:
    """Return the query for the papers of a request; `parse` reads a choice in words, such as `papers from 2024`."""
    query, words = Query("", intent="export"), request.papers
    if (places := places_in(words, len(shown))) is not None:
        return replace(query, conditions=(Condition("id", names=tuple(shown[place] for place in places)),))
    if request.how or _CHAT.search(words):
        return replace(query, exports="how" if request.how else "chat")
    if _WHOLE.fullmatch(words) or (words.casefold() == "all" and not shown):
        return replace(query, exports="listed")
    return query if _points(words) else _query_for_choice(words, shown, parse(words))


def _query_for_choice(words: str, shown: Sequence[str], found: Query) -> Query:
    """Return the query for papers that words describe or name; `found` is what they ask for on their own."""
    if title := _QUOTED.fullmatch(words):
        return Query("", intent="export", paper=title[1])
    if shown and _AMONG_SHOWN.match(words):
        found = found.among(tuple(shown))
    if found.chips or found.limit or found.unknown_author or asks_for_papers(words):
        return replace(found, intent="export", exports="listed", paper="")
    return Query("", intent="export", paper=paper_to_export(words))


def _is_sure(match: re.Match[str], *, shown: bool) -> bool:
    """Return whether what begins with a format is a request for it."""
    papers = match["papers"] or ""
    if match["sure"] or not papers:
        at_hand = shown and match["unsure"]
        return bool(match["sure"] or match["verb"] or at_hand or _AS_FILE.search(match[0]))
    return _is_of_papers(papers)


def _ends_in_format(match: re.Match[str], *, shown: bool) -> bool:
    """Return whether what ends with a format is a request for it, and not a topic such as `reading tables in csv`."""
    papers = match["papers"]
    if not papers or _points(papers):
        return bool(papers or match["verb"] or match["give"] or match["sure"] or shown)
    if not (match["verb"] or match["give"]):
        return False
    if match["sure"]:
        return match["into"].casefold() != "with"
    return _is_of_papers(papers) and bool(match["verb"] or match["into"].casefold() == "as")


def _is_of_papers(words: str) -> bool:
    """Return whether the words mean papers: those at hand, all, or a choice of them."""
    return bool(
        _points(words)
        or _WHOLE.fullmatch(words)
        or _CHAT.search(words)
        or re.search(
            rf"\b{PAPERS}\b|^everything\b|^anything\b|^whatever\b|\bstarred\b|\bunread\b", words, re.IGNORECASE
        )
    )


def _points(words: str) -> bool:
    """Return whether the words point to papers of the last answer."""
    plain = words.strip(" ,")
    return (
        not plain or plain.casefold() == "all" or bool(_LAST_ANSWER.fullmatch(plain)) or places_in(plain, 1) is not None
    )
