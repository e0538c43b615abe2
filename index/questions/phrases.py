"""The words that questions about papers are made of, and how to cut a phrase out of a question. Pure.

Shared by the other modules of `index.questions`.
"""

import re

from index.questions.query import Place
from index.text.words import terms

PAPERS = r"(?:papers?|articles?|publications?|preprints?)"
"""What people call papers, and hardly anything else."""
PAPER = re.compile(rf"\b{PAPERS}\b", re.IGNORECASE)
WORKS = rf"(?:{PAPERS}|stud(?:y|ies)|works?|ones?|research|literature|those|anything|everything|something)"
"""What means papers right before a date, a count or a name: `work from 2024`."""
# After it, `only papers` is what is left of `only papers since 2023`.
IN_A_TABLE = (
    r",?\s*(?:in|as)\s+(?:(?:an?|one)\s+(?:comparison\s+)?table|(?:an?\s+)?tab(?:le|ular)\s+form(?:at)?)"
    r"(?:,?\s+only(?:\s+(?:the\s+)?(?:papers|articles|ones|those))?(?=\s*[?.!]*$))?"
)
AS_TABLE = re.compile(rf"{IN_A_TABLE}(?=\s*[?.!]*$)", re.IGNORECASE)
"""What asks for a table at the end of a request."""
_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
_VALUES = {word: value for value, word in enumerate(_NUMBERS)} | {
    "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "a hundred": 100, "one hundred": 100,
    "single": 1, "a single": 1, "solo": 1, "a": 1, "an": 1, "no": 0, "a couple of": 2, "a dozen": 12,
}  # fmt: skip
NUMBER = rf"(?:\d{{1,6}}|(?:a|one) hundred|{'|'.join(_NUMBERS[1:])}|thirty|forty|fifty|hundred)"
"""A number in digits or words; `number_of` converts it."""
PLACES: dict[Place, int] = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
"""Ordinals, and their index in a list."""
OPENER = (
    r"(?:(?:and|but|so|also|ok|okay)\s+)?(?:please\s+)?(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?"
    r"(?:(?:list|show|give|find|get|name|tell|display|search(?:\s+for)?|look\s+(?:for|up))(?:\s+(?:me|us))?\s+"
    r"|i(?:'m|’m|\s+am)\s+(?:looking|searching)\s+for\s+|i\s+(?:want|need)(?:\s+to\s+(?:see|read|find))?\s+)"
)
"""How a request begins, up to what is asked for."""
_REFERENCES = re.compile(
    rf"^(?P<before>{OPENER}(?:(?:{NUMBER}|some|any|a\s+few|more|good|key|recent|other)\s+)*)(?:refs?|references|citations)"
    r"(?=\s+(?:on|about|regarding|that|which|showing|supporting|to\s+support|for)\s+(?!(?:these|those|them|it|this|that|all|each)\b))",
    re.IGNORECASE,
)
# `How many records from 2025`, and not how many a data set has.
_RECORDS = re.compile(
    rf"^(?P<before>(?:{OPENER}|(?:and\s+)?(?:how\s+many|(?:the\s+)?number\s+of|count)\s+)(?:(?:all|the|of|my|our)\s+)*)"
    r"(?:records|entries|items)(?=\s+(?:(?:from|since|before|after|in)\s+(?:19|20)\d\d|(?:do|did)\s+(?:i|we|you)|i\s+have|in\s+here"
    r"|in\s+(?:my|the|this|our)\s+(?:collection|library)|on|about)\b|[\s?.!]*$)",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:and |but |so |also |please )*(?:what|which|who|whose|when|where|why|how|is|are|was|were|do|does|did|has|have"
    r"|can|could|should|would|will|list|show me|show all|give|find|get|name|tell|search|look|compare|contrast"
    r"|i|i'm|any|all|only|top|the \w+ most|(?:the )?(?:newest|latest|oldest|earliest|most recent))\b|[^?]*\?",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"(?:what(?:['’]s|\s+is|\s+are)|define|explain)\s+(?:an?\s+|the\s+)?(?P<term>[^\W\d_][\w-]*(?:\s+[\w-]+){1,3})\s*[?.!]*$",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"(?:in this (?:paper|work)\b,?|we|(?:this|the|our) (?:paper|work|authors?))\s(?!.*\?\s*$)", re.IGNORECASE
)
_PLURAL = re.compile(
    r"\b(?:papers|articles|publications|preprints|how many (?:are|were|of)|(?:which|any|every|each|newest|latest|oldest"
    r"|earliest|recent|upvoted|popular|discussed|single) paper|(?:what is|anything|everything|something) new)\b"
    rf"|^{PAPERS} (?:on|about|by|from)\b",
    re.IGNORECASE,
)
_PEOPLE = r"(?:people|researchers|scientists|authors|experts)"
_GROUPS = r"(?:groups|labs|teams|institutions|companies|universities)"
WORKED_ON = re.compile(
    r"^(?:(?:and|so)\s+)?(?:what\s+(?:are|have|do|has)\s+(?:other\s+)?(?:people|researchers|scientists|others|everybody|everyone|groups|labs)"
    r"\s+(?:been\s+)?(?:doing|done|do|work(?:ing|ed)?|try(?:ing)?|tried|publish(?:ing|ed)?)\s+(?:with|about|on|in|for)"
    rf"|(?:(?P<people>who(?:\s+are\s+(?:the\s+)?{_PEOPLE})?|wh(?:at|ich)\s+{_PEOPLE})"
    rf"|(?P<groups>(?:who\s+are\s+the|wh(?:at|ich))\s+{_GROUPS}))"
    r"(?:\s+else)?\s+(?:(?:that|who)\s+)?(?:(?:is|are|has|have)\s+(?:been\s+)?)?"
    r"(?:(?:work(?:s|ing|ed)?|(?P<wrote>publish(?:es|ing|ed)?|writes?|wrote|writing|written)(?:\s+(?:papers|articles|anything|something))?"
    r"|does\s+research|do(?:ing)?\s+research)\s+(?:on|about|in|with)|stud(?:y|ies|ied|ying)|research(?:es|ing)?))"
    r"(?=\s+\w)",
    re.IGNORECASE,
)
"""What asks who works on a topic, and so for papers: `what are people doing with robots`, `which labs study seals`.

Its group `people` or `groups` is there if names are asked for.
"""
FRAME = frozenset(
    "a about all also an and any are at available be been by came can collection come could did display do does each"
    " every everything exist existing find for found from get give got had has have here i in is it just know library"
    " list listed looking me more my name need new news of on one ones only our out paper papers article articles"
    " please posted preprint preprints publication publications published publish released see show some tell than"
    " thanks that the their them there these they those to up us want was we were what what's when which with work"
    " compare describe explain summarise summarize summary works would written you your first anything something how"
    " many were research study studies".split()
)
"""The words that only frame a question about papers: `which`, `list`, `papers`."""
# A conjunction or comma before a phrase is cut with it.
_DANGLING = re.compile(
    r"[\s,;(]*(?:\b(?:and|or|but|also|only|that|which(?=\s+(?:are|were|was|is|have|has)\b))\b"
    r"(?:\s+(?:are|were|was|is|have|has)\b)?)?\s*$",
    re.IGNORECASE,
)
_LONGEST_PHRASE = 12
INNER_CAPITAL = re.compile(r"\w[A-ZÀ-Þ]")
"""A capital inside a word, which only names have: `LeCun`, `NVIDIA`."""
_BEFORE_MARK = re.compile(r"\s+(?=[?!.,;:)])")
_WORD = re.compile(r"[^\s?!.,;:()]+")


def with_papers_for_references(text: str) -> str:
    """Return a request for references or records as one for papers; any other text as it is.

    >>> with_papers_for_references("I need 5 refs on tides"), with_papers_for_references("export the references")
    ('I need 5 papers on tides', 'export the references')
    >>> with_papers_for_references("how many records from 2025?")
    'how many papers from 2025?'
    """
    return _RECORDS.sub(r"\g<before>papers", _REFERENCES.sub(r"\g<before>papers", text, count=1), count=1)


def number_of(words: str) -> int:
    """Return the value of a number in words or digits (as matched by NUMBER, or `single`, `a`)."""
    folded = " ".join(words.casefold().split())
    return int(folded) if folded.isdecimal() else _VALUES[folded]


def is_statement(text: str) -> bool:
    """Return whether `text` is a statement, like a sentence of an abstract: it is searched for as it is.

    A sentence with a full stop, or of more than twenty words, that neither asks nor mentions papers: nearly all of
    the 4,554 sentences in SciFact and SciTLDR.
    """
    words = len(text.split())
    if _TELLING.match(text):
        return True
    long = (words > 5 and text.rstrip(" \"”'’)").endswith(".")) or words > 20  # noqa: PLR2004 - see above
    return long and not _ASKING.match(text.lstrip(" \"“'‘")) and not asks_for_papers(text)


def is_question(text: str) -> bool:
    """Return whether `text` asks for something in words, and is not just key words or a statement.

    >>> is_question("how do whales sleep"), is_question("whale sleep")
    (True, False)
    """
    return bool(_ASKING.match(text.lstrip(" \"“'‘")))


def defined_term(question: str) -> str:
    """Return the term of two to four words that a question wants explained; empty for any other question.

    >>> defined_term("What is membership inference?"), defined_term("What is it good for?")
    ('membership inference', '')
    """
    found = _DEFINITION.match(question.strip())
    return found["term"] if found and len(terms(found["term"])) == len(found["term"].split()) else ""


def asks_for_papers(text: str) -> bool:
    """Return whether `text` mentions papers, so that a possible date or name is likely to be about them."""
    return bool(_PLURAL.search(text))


def has_topic(text: str) -> bool:
    """Return whether `text` has a word that does more than frame a question about papers.

    >>> has_topic("Show me all the papers, please"), has_topic("papers on tides")
    (False, True)
    """
    return any(word.casefold() not in FRAME for word in _WORD.findall(text))


def cut(text: str, start: int, end: int) -> str:
    """Return `text` without the part from `start` to `end`, and without a conjunction before it.

    >>> cut("papers on tides, and from 2024?", 21, 30)
    'papers on tides?'
    """
    before = _DANGLING.sub("", text[:start])
    return _BEFORE_MARK.sub("", " ".join(f"{before} {text[end:]}".split())).lstrip(" ,;:.?!")


def is_phrase(words: str) -> bool:
    """Return whether a quotation can be searched for word for word: not a text of its own."""
    return 0 < len(words.split()) <= _LONGEST_PHRASE and not words.endswith(".") and bool(re.search(r"\w", words))
