"""Finds the topic of a request and the paper that a question about a record means, once the intent is known. Pure.

`List what we have on tides, please` is about `tides`; `who wrote the paper on tides?` too.
"""

import re

from index.questions.ordering import asks_for_the_lowest
from index.questions.phrases import FRAME, PAPERS
from index.questions.request_topics.topic_model import load_topic_model

# `Papers ... on`: what follows is the topic, whatever comes before.
_PAPERS_ABOUT = re.compile(
    rf"\b(?:{PAPERS}|stud(?:y|ies)|works?|research|anything|something|everything|is\s+known|we\s+know|(?:do|did)\s+(?:we|you|i)"
    r"\s+have)\b(?:\s+[\w'’]+){0,4}?\s+(?:about|on|regarding|concerning|(?:related|relating)\s+to|dealing\s+with)\s+(?=\w)",
    re.IGNORECASE,
)
# `Where do I start with`, `which should I read first about`.
_WHERE_TO_START = re.compile(
    r"\b(?:(?:should|can|could|do)\s+(?:i|we|one)\s+(?:read|start|begin|look\s+at)|(?:what|which|where|good|best)\b.*?\bto\s+(?:read|start|begin))\b"
    r"(?:\s+[\w'’]+){0,3}?\s+(?:about|on|regarding|with|in|into)\s+(?=\w)",
    re.IGNORECASE,
)
_REQUEST_WORDS = frozenset(
    "display enumerate count number total list lists digest daily weekly monthly table tables tabulate tabular matrix"
    " overview synopsis gist recap brief short quick executive nutshell boil condense sum summarising summarizing say"
    " says give make create build write draw provide prepare produce put into together side sentences paragraph columns"
    " comparison comparing method data result results by wonder whether point recommend suggest interested main points"
    " findings synthesise synthesize it this should cite citing else other further another additional".split()
)
_CHOOSING_WORDS = frozenset(
    "only just keep leave out drop remove exclude skip ignore omit don't except without with no not nothing anything"
    " but minus filter limit narrow down those"
    " these them among ones one use uses using talk talks talking mention mentions deal deals"
    " discuss discusses treat treats cover covers handle handles concern concerning instead rather ok"
    " okay that by please then again now".split()
)
_JUDGING_WORDS = frozenset(
    "best better worst good great strongest strong top most important influential interesting impressive promising"
    " favourite favorite winner win wins worth reading read recommend recommended choose pick like stand stands out"
    " matter matters should could can do you would i if only than others other rank from to highest quality has their"
    " has #1 deserves award really overall please hottest biggest must-read rated popular liked people everybody"
    " everyone right now surprise random cool fun exciting bored something anything look".split()
)
_RECORD_WORDS = frozenset(
    "who whose whom when where wrote author authors coauthors people person date dates year month day old age publish"
    " published publication appear appeared come out upvotes upvote votes likes like comments comment popular link url"
    " discussed website web address pdf download doi arxiv id identifier code repo repository github venue venues"
    " journal journals conference conferences lab group team organisation organization institution university"
    " company affiliation source page file listing title exact full bibliographic details cite citation"
    " cited called first last senior receive received on behind released submitted listed number it its this that one"
    " add added saved imported tagged funded sponsored paid anybody anyone"
    " send github category categories fewest least most abstract full whole entire complete paste text read years links"
    " urls addresses pdfs dois ids repos repositories labs groups titles abstracts".split()
)
# What may stand before a title as well, and may be the end of one.
_RECORD_OPENS = _RECORD_WORDS | frozenset(
    "language info information words long length fund funds funding money grant pay pays guys folks team save tag tags"
    " since names".split()
)
_EXPORT_WORDS = frozenset(
    "bibtex biblatex bib ris endnote mendeley zotero csl json csv markdown spreadsheet excel table file format"
    " formatted reference references citation citations cite cited cites export exported save download entry"
    " entries string as in into for from of to how do should would i we a an the it its this that these those them"
    " all both first second third last list bibliography bibliographic paper papers survey article please thanks"
    " thank you correctly properly my thesis latex give get make show can could need want".split()
)
# Words that ask for a fact of a record, whatever else the question says; the others are in any question.
_ASKING = frozenset(
    "who whose whom when where wrote author authors coauthors published publication appear appeared come upvotes upvote"
    " votes likes comments link url pdf download doi arxiv code repo repository github venue venues journal journals"
    " lab organisation organization university company institution page file source category categories released listed"
    " abstract behind add added saved imported tag tags tagged funded funder funding sponsored paid language guys folks"
    " english german french spanish chinese japanese"
    " links urls pdfs dois repos repositories labs abstracts".split()
)
# What ends a question about a record; other words may end a title: `Attention Is All You Need`.
_RECORD_ENDS = _RECORD_WORDS | frozenset(
    "paper article study have has had got get from please thanks written in as by here with anything something english"
    " german french spanish chinese japanese".split()
)
_WORD = re.compile(r"[^\s,;:()]+")
_ENDS = " ,;:.?!-–—"


def topic_of(request: str) -> str:
    """Return what papers are wanted about, without the words of the request; empty if it names no topic.

    >>> topic_of("I wonder whether there are papers on tree rings here"), topic_of("recap my collection for me")
    ('tree rings', '')
    >>> topic_of("what else is there on tides"), topic_of("I write on tides, what should I cite?")
    ('tides', 'tides')
    """
    about = _PAPERS_ABOUT.search(request) or _WHERE_TO_START.search(request)
    words = FRAME | _REQUEST_WORDS
    leading = frozenset[str]() if about else words
    topic = _without_edges(request[about.end() if about else 0 :], leading, words)
    return load_topic_model().trimmed(request, topic)


def topic_of_choice(request: str) -> str:
    """Return what a request to choose among papers names, without the words that only choose.

    >>> topic_of_choice("which of them are about faces?"), topic_of_choice("and without personalization")
    ('faces', 'personalization')
    """
    return _without_edges(request, FRAME | _CHOOSING_WORDS, FRAME | _CHOOSING_WORDS)


def topic_judged(request: str) -> str:
    """Return the topic of the papers of which the best is wanted; empty if that is all papers.

    >>> topic_judged("which paper on pruning would you recommend?"), topic_judged("what is the top paper here")
    ('pruning', '')
    """
    words = FRAME | _JUDGING_WORDS
    return _without_edges(request, words, words)


# `Do they`, `is its code`: what is asked about was named before.
_OF_THEM = re.compile(
    r"\b(?:do|does|did|have|has|had|is|are|was|were|can|could|will)\s+(?:they|it|its|their)\b", re.IGNORECASE
)


def paper_of(question: str) -> str:
    """Return the words that name a paper in a question about its record; empty if it only points to one.

    >>> paper_of("When was Pointer Networks published?"), paper_of("who wrote it?")
    ('Pointer Networks', '')
    >>> paper_of("do they share their code online?"), paper_of("When did they publish LoRA?")
    ('', 'LoRA')
    """
    paper = _without_edges(question, FRAME | _RECORD_OPENS, _RECORD_ENDS)
    # Whoever asks of `them` names a paper only by a name.
    return "" if _OF_THEM.search(question) and paper.islower() else paper


# One of the papers at hand, and not all: `its`, `the paper`.
_IT = re.compile(rf"\b(?:it|its|this|that|the\s+(?:{PAPERS}(?<!s)|study|work))\b", re.IGNORECASE)
_FACT = re.compile(r"^(?:\W|and\b|so\b)*(?:who|whose|when|where)\b", re.IGNORECASE)


def points_to_one(question: str) -> bool:
    """Return whether a question about a record is about one of the papers at hand, and not about all.

    >>> points_to_one("who wrote it?"), points_to_one("when were they published?"), points_to_one("which venues?")
    (True, False, False)
    """
    return bool(_IT.search(question))


def asks_for_a_fact(question: str) -> bool:
    """Return whether a question asks who, when or where and names nothing else, or which has the fewest of something.

    >>> asks_for_a_fact("and, when was it published?"), asks_for_a_fact("which were published?")
    (True, False)
    """
    return asks_for_the_lowest(question) or (bool(_FACT.match(question)) and not paper_of(question))


def names_a_rank(question: str) -> bool:
    """Return whether what would be the name of a paper only says which one of all is meant.

    >>> names_a_rank("what's the top paper here?"), names_a_rank("who wrote Top Quarks?")
    (True, False)
    """
    paper = paper_of(question)
    return bool(paper) and not topic_judged(paper)


# `These`, `that`: the papers at hand, whatever else is said.
_POINTS = re.compile(r"\b(?:these|those|them|that|it)\b", re.IGNORECASE)


def paper_to_export(request: str) -> str:
    """Return the words that name a paper in a request for references; empty if it only points to some.

    >>> paper_to_export("cite AdaMerging in bibtex"), paper_to_export("export these as RIS, please")
    ('AdaMerging', '')
    >>> paper_to_export("give me these in bibtex so I can use them")
    ''
    """
    if _POINTS.search(request):
        return ""
    return _without_edges(request, FRAME | _EXPORT_WORDS, FRAME | _EXPORT_WORDS)


def without_paper(question: str) -> str:
    """Return the question with `this` for the words that may name a paper; empty if it asks for no fact of a record.

    The words of a title say nothing about what is asked, and would outweigh the few words that do.

    >>> without_paper("When was Pointer Networks published?"), without_paper("How do pointers work?")
    ('When was this published?', '')
    """
    paper = paper_of(question)
    before, _, after = question.partition(paper) if paper else (question, "", "")
    asks = any(_folded(word) in _ASKING for word in _WORD.finditer(f"{before} {after}"))
    return f"{before}this{after}" if paper and asks else ""


def _without_edges(text: str, leading: frozenset[str], trailing: frozenset[str]) -> str:
    """Return the text without these words at its beginning and at its end."""
    found = list(_WORD.finditer(text))
    while found and _folded(found[-1]) in trailing:
        found.pop()
    while found and _folded(found[0]) in leading:
        found.pop(0)
    return text[found[0].start() : found[-1].end()].strip(_ENDS) if found else ""


def _folded(match: re.Match[str]) -> str:
    return match[0].casefold().strip(_ENDS).removesuffix("'s").removesuffix("’s")
