"""Yes-or-no questions and why-questions, and the sentences that answer them. Pure.

`Does A lower B?` is asked in other words by the sentence that says what the authors wanted to know, and answered by the
one that says what they found.
"""

import re
from functools import lru_cache
from typing import Literal

Says = Literal["aim", "finding", "procedure", "other"]

_WH = r"(?:what|which|who|whom|whose|when|where|why|how)\b"
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|can|could|should|would|will|may|might|must|has|have|had)\b(?:n['’]t\b)?(?!\s+to\b)"
)
# An auxiliary verb at the start, or a question mark: `Vitamin D: does it help?`, `A cause of B?`.
_YES_NO = re.compile(
    rf"(?!\W*(?:\w+\W+){{0,4}}?{_WH})(?:(?:and|so|but)\s+)?(?:{_AUXILIARY}|.*\?$)",
    re.IGNORECASE | re.DOTALL,
)
_WHY = re.compile(
    r"(?:(?:and|so|but)\s+)?(?:why|how\s+come|what\s+(?:makes|made|causes|caused|hinders))\b", re.IGNORECASE
)
# The others are searched for in lower-case text.
_STUDY = (
    r"(?:determine|assess|evaluate|investigate|examine|compare|study|test|explore|analy[sz]e|describe|establish|identify"
    r"|estimate|measure|clarify|characteri[sz]e|report|find|review|see|define|quantify|elucidate|understand)"
)
_AIMS = re.compile(
    rf"^\W*(?:(?:objectives?|aims?|purpose|background|context|introduction)\W+)?to {_STUDY}\b"
    r"|\b(?:aim(?:s|ed)?|purpose|objectives?|goal|sought|seeks?|hypothes\w+|intended|designed|whether)\b"
    r"|\b(?:we|(?:this|our|present|current) (?:\w+ )?(?:paper|work|article|study|review|report|analysis|trial))\b"
    r"[^.]{0,40}?\b(?:investigat|stud(?:y|ied|ies)\b|explor|examin|assess|evaluat|compar|test(?:s|ed)?\b|search|analy[sz]|ask)"
)
_OPEN = re.compile(
    r"\b(?:unknown|unclear|uncertain|controvers\w+|debated?|remains?|no studies|poorly understood|question"
    r"|not (?:been )?(?:well |fully |yet )?(?:known|clear|understood|established|studied|investigated)"
    r"|(?:few|little|limited) (?:data|is known|evidence|studies))\b"
)
_REPORTS = re.compile(
    r"\b(?:we|study|results?|analysis|data|findings?)\b[^.]{0,40}\b(?:found|show|observ|reveal|demonstrat|suggest|indicat"
    r"|conclu|confirm)"
    r"|\b(?:found|show(?:s|ed|n)?|reveal(?:s|ed)?|demonstrate[sd]?|suggest(?:s|ed)?|conclude[sd]?) that\b"
)
_FINDING = re.compile(
    r"\b(?:higher|lower|more|less|greater|fewer|better|worse|longer|shorter|larger|smaller|faster|slower|closer|earlier"
    r"|later|superior|inferior|similar|identical|comparable|different|equal|differences?|independent|found|none|remained"
    r"|detected|developed|positive|(?:did|could) not|odds ratio|95\s*%)\b|\bp\s*[<=>≤≥]"
    r"|\b(?:significan|associat|correlat|increas|decreas|reduc|improv|predict|show|observ|reveal|demonstrat|suggest|conclu"
    r"|result|outperform|achiev|confirm|induce|promot|inhibit)"
    r"|\bno (?:\w+ ){0,3}(?:effect|evidence|impact|change|relation)"
)
_PROCEDURE = re.compile(
    r"\b(?:were|was) (?:\w+ ){0,2}(?:measured|assessed|randomi[sz]ed|enrolled|included|performed|analy[sz]ed|collected"
    r"|recruited|assigned|used|reviewed|studied|examined|evaluated|compared|obtained|recorded|divided|determined"
    r"|administered|conducted|selected|invited|identified|classified|calculated|defined|tested|screened|treated|given)\b"
    r"|\b(?:retrospective|prospective|cohort\b|survey\b|questionnaire|randomi[sz]ed)"
)
_REASON = re.compile(
    r"\b(?:because|(?:due|owing) to|since|as a result of|caus(?:e[sd]?|ing)|attribut\w+|reasons?|driven|explain\w*"
    r"|results? (?:in|from)|lead(?:s|ing)? to|led to|thus|therefore|hence|so that|lack\w*|limit\w*|difficult\w*"
    r"|challeng\w*|suffers?|fail\w*|criticis\w*|but|however|critical|concerns?|hinder\w*|mak(?:es? it|ing))\b"
)


def is_yes_no(question: str) -> bool:
    """Return whether a question can be answered by yes or no.

    >>> [is_yes_no(asked) for asked in ("Is it safe?", "Vitamin D: does it help?", "A cause of stroke?")]
    [True, True, True]
    >>> [is_yes_no(asked) for asked in ("What is it?", "Can you tell me how it works?", "vitamin D")]
    [False, False, False]
    """
    return bool(_YES_NO.match(question.strip()))


def asks_why(question: str) -> bool:
    """Return whether a question asks for a reason.

    >>> asks_why("Why does it fail?"), asks_why("How does it fail?")
    (True, False)
    """
    return bool(_WHY.match(question.strip()))


@lru_cache(8192)
def says(sentence: str) -> Says:
    """Return what a sentence says of a study: what was to be known or is unknown, what was found, or what was done.

    What was found and done in one sentence speaks neither for it nor against it.

    >>> [says(one) for one in ("We asked whether A helps.", "A helps more than B.", "Mice were given A.")]
    ['aim', 'finding', 'procedure']
    >>> says("We examined A, which is given to mice with B and C, and found that it helps.")
    'finding'
    """
    lowered = sentence.lower()
    if (_AIMS.search(lowered) and not _REPORTS.search(lowered)) or _OPEN.search(lowered):
        return "aim"
    done, found = bool(_PROCEDURE.search(lowered)), bool(_FINDING.search(lowered))
    if done == found:
        return "other"
    return "procedure" if done else "finding"


@lru_cache(8192)
def gives_reason(sentence: str) -> bool:
    """Return whether a sentence has a word that gives a reason, or says what is wrong.

    >>> gives_reason("It stops because A is missing."), gives_reason("It stops.")
    (True, False)
    """
    return bool(_REASON.search(sentence.lower()))
