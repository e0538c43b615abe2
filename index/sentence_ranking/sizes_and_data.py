"""Finds the sentence that says how large a model or a sample is, or which data a paper works on. Pure.

Abstracts answer such questions without the words of the question: `the first 8B-parameter model`, `we train on Kubric`.
"""

import re
from typing import Literal

from index.text.names import looks_like_name
from index.text.sentences import sentence_spans

Asked = Literal["model size", "data size", "sample size", "dataset", "benchmark"]

_MODEL = r"(?:(?:language\s+|base\s+)?models?|networks?|architectures?|backbones?)"
_DATA = r"(?:(?:training|evaluation|test|benchmark)\s+)?(?:data\s?-?sets?|corp(?:us|ora)|data)"
_PEOPLE = (
    r"(?:patients?|participants?|subjects?|people|persons?|individuals?|volunteers?|cases?|controls?|adults?|children|infants?"
    r"|neonates?|women|men|students?|respondents?|residents?|families|mice|rats|animals?)"
)
# What may stand around the thing in a question that asks for nothing else.
_REST = (
    r"(?:\s+(?:is|are|was|were|do|does|did|has|have|been|it|they|the|this|these|its|their|models?|methods?|papers?|authors?|works?|study"
    r"|approach|systems?|used?|uses|using|trained|train|evaluated|evaluate|tested|test|introduced?|proposed?|presented?"
    r"|created?|released?|run|on|for|with|in|to|of|by|training|evaluation|experiments?))*"
)
_WHICH = r"(?:(?:on\s+|with\s+)?(?:which|what)\s+|(?:the\s+)?)"
_FORMS: tuple[tuple[Asked, str], ...] = (
    (
        "model size",
        rf"how\s+(?:large|big|small)\s+(?:is|are)\s+(?:(?:the|this|its|their)\s+)?{_MODEL}{_REST}"
        rf"|(?:(?:what\s+is\s+)?the\s+)?(?:{_MODEL}\s+size|size\s+of\s+the\s+{_MODEL})"
        r"|(?:how\s+many|(?:(?:what\s+is\s+)?the\s+)?(?:number\s+of|count\s+of))\s+(?:trainable\s+)?param(?:eter)?s"
        rf"{_REST}|param(?:eter)?s?(?:\s+count)?",
    ),
    (
        "data size",
        rf"how\s+(?:large|big|small)\s+(?:is|are)\s+(?:(?:the|this|its|their)\s+)?{_DATA}{_REST}"
        rf"|(?:(?:what\s+is\s+)?the\s+)?(?:{_DATA}\s+size|size\s+of\s+the\s+{_DATA})",
    ),
    (
        "sample size",
        rf"(?:(?:what\s+(?:is|was)\s+)?(?:the|its|their)\s+)?sample\s+size{_REST}"
        rf"|how\s+(?:large|big|small)\s+(?:is|was)\s+(?:the|their|its)\s+(?:sample|cohort){_REST}"
        rf"|(?:how\s+many|(?:the\s+)?number\s+of)\s+{_PEOPLE}(?:\s+(?:there|included|enrolled|recruited|take|took|part))*{_REST}"
        r"(?:\s+(?:included|enrolled|recruited|there))?",
    ),
    ("benchmark", rf"{_WHICH}benchmarks?{_REST}"),
    ("dataset", rf"{_WHICH}{_DATA}{_REST}"),
)
_QUESTIONS = tuple((asked, re.compile(rf"(?:and\s+)?(?:{form})\s*[?.]*", re.IGNORECASE)) for asked, form in _FORMS)
_MANY = r"(?:[BMK]|thousand|million|billion|trillion)"
# `8B-parameter`, `1.9 million parameters`, `a 7B model`, `Qwen3-4B`; not `5B tokens`, and not `SA-1B dataset`.
_PARAMETERS = re.compile(
    rf"(?<![\w.])\d[\d.,]*[\s-]?{_MANY}[\s-]+(?:\w+[\s-]+)?param\w*|\d[\d,]{{3,}}\s+(?:\w+\s+)?param\w*"
    rf"|\bparam\w*\s+(?:\w+\s+){{0,3}}?\d[\d.,]*\s?{_MANY}\b",
    re.IGNORECASE,
)
_SIZED = re.compile(
    r"(?<![\w.])\d[\d.]*\s?[BM][\s-]+(?:[\w-]+\s+)?(?:models?|M?LLMs?|VL[AM]s?|networks?|backbones?|variants?|versions?)\b"
)
_SIZED_NAME = re.compile(r"\b[A-Z][\w.]*(?:-[\w.]+|\s[A-Z\d][\w.]*)*?[- ]\d[\d.]*[BM]\b(?!\s+\w+s\b)")
_SET = re.compile(r"\b(?:data[\s-]?sets?|corp(?:us|ora)|test[\s-]?sets?|databases?)\b", re.IGNORECASE)
_BENCHMARK = re.compile(r"\b(?:benchmarks?|test[\s-]?beds?)\b(?!ing)", re.IGNORECASE)
_NAME = re.compile(r"[(\"“`']*(?=\S*[A-Z])(?!\S*[a-z]\.$)(?:[A-Z]|\w*[a-z-][A-Z])[\w+.-]*\w")
# Written so in every other abstract: models of a kind, a dimension, a word that begins a sentence.
_NO_NAME = re.compile(
    r"[(\"“`']*(?:[A-Z]{2,}s\b|\d?[23]D\b|(?:AI|LLM|VLM|SOTA)\b|(?:We|Our|The|This|In|On|To|It|Code|Project)\b)"
)
_FIGURE = re.compile(
    r"(?<![\w.])\d[\d,.]*(?:\s?[KMB]\b|\s+(?:thousand|million|billion))?(?!\s?%|\\)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|multiple|several)\b",
    re.IGNORECASE,
)
_LARGE = re.compile(
    r"(?<![\w.-])(?:\d[\d,]{2,}|\d[\d.]*\s?[KMB]\b|\d[\d.]*\s+(?:thousand|million|billion)\b)(?!\s?[%\\])",
    re.IGNORECASE,
)
# `148 painful joints`, `Forty-nine patients`, `patients (n = 40)`; not `30 % of patients`, not `aged 15 to 39 years`.
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|(?:\w+\s+)?hundred"
_SAMPLE = re.compile(
    rf"(?<![\w.,-])(?!(?:19[5-9]|20[0-3])\d\b)(?:\d{{1,3}}(?:[,\s]\d{{3}}){{1,3}}|\d{{1,9}}|{_TENS})\s+(?:(?!(?:of|years?|months?|weeks?|days?|and|to)\b)[a-z][\w-]*\s+){{0,4}}?{_PEOPLE}\b(?!-)"
    rf"|\btotal\s+of\s+\d|\b{_PEOPLE}\s+\(n\s*=|^in\s+total,\s+\d",
    re.IGNORECASE,
)
_ENROLLED = re.compile(
    r"\b(?:total|enrol|includ|recruit|randomi|assigned|allocat|studied|examined|performed|consist)", re.IGNORECASE
)
_ON = re.compile(
    r"\b(?:train|evaluat|test|experiment|validat|(?:fine-?)?tun|pre-?train|assess)\w*\s+(?:\w+\s+){0,3}?on\s+(?P<what>[^.;:]+)",
    re.IGNORECASE,
)
_WORKS_ON = re.compile(
    r"(?<![\w-])(?:introduc|present|construct|creat|build|built|collect|curat|releas|leverag|us|propos|contribut|compil|annotat|develop"
    r"|train|pretrain|evaluat|test|experiment|validat|(?:fine-?)?tun|assess)(?:e|es|ed|ing|s|ion|ions|ments?)?\s+"
    r"(?P<what>(?:(?!(?:code|and|given|as|than|while|when|by)\b)[\w-]+,?\s+){1,10}[\w-]+)",
    re.IGNORECASE,
)
# Of others' work, not of this one.
_BACKGROUND = re.compile(
    r"^(?:however,?\s+|yet,?\s+|while\s+|although\s+|but\s+)?(?:existing|current|previous|prior|most|many|unlike|recent|compared)\b",
    re.IGNORECASE,
)
_MACHINES = re.compile(r"\b(?:[GT]PUs?|[AHV]\d{2,3}s?|RTX)\b")
# What is said of another model: `surpasses the baseline Qwen-7B`.
_OTHERS = re.compile(
    r"\b(?:surpass|outperform|exceed|beat|rival|match|than|baseline|compar|against|over)\w*\s+(?:\S+\s+){0,5}$",
    re.IGNORECASE,
)
# After a comma only an example is still about the same thing; a verb begins something else.
_CLAUSE_END = re.compile(
    r"[;.](?=\s|$)(?<!i\.e\.)(?<!e\.g\.)|(?<!i\.e\.)(?<!e\.g\.),(?=\s)(?!\s*(?:including|such|namely|e\.g|i\.e|like|called|and|or)\b|\s*[\w-]+,)"
    r"|\s(?:show|demonstrate|reveal|indicate|suggest|confirm|prove|verify|validate|highlight)s?\s|\s(?:that|which|to)\s"
)
_ADDRESS = re.compile(r"https?://\S+")
_CLOSE = 5
"""How many words may stand between a word such as `dataset` and its name or figure."""


def asked_for(question: str) -> Asked | None:
    """Return which of these things a question asks for, if it asks for nothing else.

    >>> asked_for("How large is the model?"), asked_for("Benchmarks"), asked_for("Which dataset has errors?")
    ('model size', 'benchmark', None)
    """
    words = " ".join(question.split())
    return next((asked for asked, form in _QUESTIONS if form.fullmatch(words)), None)


def telling_sentence(asked: Asked, abstract: str) -> tuple[int, int] | None:
    """Return where the sentence is that states it best, the first of several; None if none does.

    >>> abstract = "We study tides. The model has 2 million parameters. It saves 9 %."
    >>> abstract[slice(*telling_sentence("model size", abstract))]
    'The model has 2 million parameters.'
    """
    spans = sentence_spans(abstract)
    ranked = [(_clearness(asked, abstract[start:end]), -start, (start, end)) for start, end in spans]
    best = max(ranked, default=(0, 0, None))
    return best[2] if best[0] else None


def _clearness(asked: Asked, sentence: str) -> int:
    """Return how clearly a sentence states it; 0 if it does not."""
    text = _ADDRESS.sub(" ", sentence)
    if asked == "model size":
        return _tells_size(text)
    if _BACKGROUND.match(text):
        return 0
    if asked == "sample size":
        return int(bool(_SAMPLE.search(text))) and 1 + bool(_ENROLLED.search(text))
    if asked == "data size":
        return int(_is_close(_SET, _LARGE, text) or _is_close(_BENCHMARK, _LARGE, text))
    own, other = (_BENCHMARK, _SET) if asked == "benchmark" else (_SET, _BENCHMARK)
    stated = (
        *(_is_close(own, _NAME, text), _is_close(other, _NAME, text), _is_tried_on_a_name(text)),
        *(_is_close(own, _FIGURE, text), _is_worked_on(own, text)),
    )
    return next((len(stated) - place for place, one in enumerate(stated) if one), 0)


def _tells_size(text: str) -> int:
    if _PARAMETERS.search(text):
        return 3
    if _SIZED.search(text):
        return 2
    return int(any(_is_of_a_model(text, *match.span()) for match in _SIZED_NAME.finditer(text)))


def _is_of_a_model(text: str, start: int, end: int) -> bool:
    """Return whether a name with a size may be that of the model: neither another one's nor that of data."""
    return not _OTHERS.search(text, 0, start) and not _SET.search(" ".join(text[end:].split()[:_CLOSE]))


def _is_tried_on_a_name(text: str) -> bool:
    """Return whether something is trained or tested on what has a name, other than a machine."""
    found = (_first_clause(match["what"])[: _CLOSE + 1] for match in _ON.finditer(text))
    return any(_has_name(" ".join(what)) and not _MACHINES.search(" ".join(what)) for what in found)


def _is_worked_on(word: re.Pattern[str], text: str) -> bool:
    """Return whether something is done with it: it is made, used or tried on."""
    return any(word.search(match["what"]) for match in _WORKS_ON.finditer(text))


def _first_clause(text: str) -> list[str]:
    return _CLAUSE_END.split(text, maxsplit=1)[0].split()


def _has_name(text: str) -> bool:
    return any(_NAME.match(word) and not _NO_NAME.match(word) for word in text.split())


def _is_close(word: re.Pattern[str], form: re.Pattern[str], text: str) -> bool:
    """Return whether a name or a figure stands within a few words of such a word."""
    for found in word.finditer(text):
        before, after = text[: found.start()].split(), _first_clause(text[found.end() :])
        if form is _NAME and before and not looks_like_name(before[0], certain=True):
            # A capital does not make the first word of a sentence a name.
            before = [before[0].lower(), *before[1:]]
        near = " ".join((*before[-_CLOSE:], *after[:_CLOSE]))
        if _has_name(near) if form is _NAME else form.search(near):
            return True
    return False
