"""The second look: the connected model judges the sentences that the check leaves open. One call.

What can be counted it cannot overrule: a figure or a name that no cited paper has stays told, and the sentence is not
backed then. Knows what models write; whatever that is, only verdicts and reasons come of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answer import Answer, Check, Verdict
from app.checking.answer_check import check_answer
from app.checking.prompt_injection import instructions_in
from app.llm.endpoint import Endpoint
from app.llm.numbered_lines import one_line, replied
from app.review.unsupported import UnsupportedSentence, ask, counted, doubts, noted, sheet, unfit

# The reasons of app/checking that tell of a figure or a name which is not where it is cited from.
_COUNTED = re.compile(r"“.*” (?:does not occur|occurs|is) in ", re.DOTALL)
_LONGEST_REASON = 160

_SAID = (
    r"(?:(?P<partly>part(?:ly|ial|ially)|in part|mixed|mostly)"
    r"|(?P<yes>yes|true|correct|(?:fully )?(?:backed|supported)|[✓✔✅])"
    r"|(?P<no>no(?:t (?:backed|supported|found|stated|mentioned))?|unsupported|false|incorrect|contradicted|[✗✘❌]))"
    r"(?![\w-])(?P<reason>.*)"
)
_FIRST = re.compile(rf"\W*{_SAID}", re.IGNORECASE)
# The sentence said again, or a label, and then the verdict.
_LATER = re.compile(rf"(?:\b(?:verdict|judge?ment|answer)\b|[:=|→–—>]|\s-)[\s*_:|\"“]*{_SAID}", re.IGNORECASE)
# A yes with a but is none.
_BUT = re.compile(r"\b(?:but|except|however|although|though|only|not|part(?:ly|ially)?)\b", re.IGNORECASE)
# "1 yes, 2 no": what stands in one line.
_NEXT_IN_LINE = re.compile(r"[,;.|]?[ \t]+(?=\W{0,3}\d{1,2}\W{1,4}(?:yes|no|partly)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ModelVerdict:
    """What a model says of a sentence, and why."""

    verdict: Verdict
    reason: str = ""


def left_open(answer: Answer) -> tuple[UnsupportedSentence, ...]:
    """Return the sentences that a second look would judge: not backed, citing a paper, judged by no model yet."""
    return tuple(one for one in doubts(answer) if one.sentence.cited and not one.check.by_model)


def judge_sentences(answer: Answer, endpoint: Endpoint) -> Answer:
    """Return a finished answer with the model's judgement of the sentences that are left open; one call, if any are.

    What could not be asked or read stays as it was checked, and a notice says so.
    """
    speaking = {source.number for source in answer.cited if instructions_in(source.paper.text)}
    left = left_open(answer)
    safe = [doubt for doubt in left if not speaking & set(doubt.sentence.cited)]
    cited = {number for doubt in safe for number in doubt.sentence.cited}
    sources = [source for source in answer.cited if source.number in cited]
    asked = sheet("model_verdict", [(doubt, doubt.said) for doubt in safe], sources, endpoint)
    answer = noted(answer, _unasked(len(left) - len(safe)), unfit(len(safe) - len(asked.doubts)))
    if not asked.doubts:
        return answer
    answer, said = ask(answer, endpoint, asked.prompt)
    return answer if said is None else _with_opinions(answer, asked.doubts, read_verdicts(said, len(asked.doubts)))


def read_verdicts(said: str, count: int) -> dict[int, ModelVerdict]:
    r"""Return what a model says of each of `count` sentences by its number, without those it cannot be told of.

    >>> read_verdicts("1 yes\n2. **No**: it names [3] years\n3 I cannot tell.", 3)
    {1: ModelVerdict(verdict='backed', reason=''), 2: ModelVerdict(verdict='not found', reason='it names years')}
    """
    lines = replied(_NEXT_IN_LINE.sub("\n", said), count)
    opinions = {number: _opinion(text) for number, text in lines.items()}
    return {number: opinion for number, opinion in opinions.items() if opinion}


def _opinion(text: str) -> ModelVerdict | None:
    lines = text.splitlines()
    found = next((match for line in lines if (match := _FIRST.match(line) or _LATER.search(line))), None)
    if found is None:
        return None
    reason = one_line(found["reason"], _LONGEST_REASON).strip(" :;,.()|\"'–—-")
    if found["no"]:
        return ModelVerdict("not found", reason)
    if found["partly"] or _BUT.search(found["reason"]):
        return ModelVerdict("partly", reason)
    return ModelVerdict("backed")


def _with_opinions(answer: Answer, asked: Sequence[UnsupportedSentence], opinions: dict[int, ModelVerdict]) -> Answer:
    judged = {
        doubt.check.start: _judged(doubt, opinions[number], _missing(answer, doubt))
        for number, doubt in enumerate(asked, 1)
        if number in opinions
    }
    unread = len(asked) - len(judged)
    silent = f"The model gave no clear verdict on {unread} of {len(asked)}: as checked before." if unread else ""
    checks = tuple(judged.get(check.start, check) for check in answer.checks)
    return noted(replace(answer, checks=checks), silent)


def _missing(answer: Answer, doubt: UnsupportedSentence) -> tuple[str, ...]:
    """Return the figures and names of a sentence that are not where it cites them from, as reasons.

    The check does not look for them where it finds little of a sentence; here all of it counts as near.
    """
    checks = check_answer(answer.text, [doubt.sentence], answer.sources, lambda _, others: [1.0] * len(others))
    reasons = (*doubt.check.reasons, *(reason for check in checks for reason in check.reasons))
    return tuple(dict.fromkeys(reason for reason in reasons if _COUNTED.match(reason)))


def _judged(doubt: UnsupportedSentence, opinion: ModelVerdict, missing: tuple[str, ...]) -> Check:
    """Return the check of a sentence with what the model says of it; `missing`: what it cannot overrule."""
    papers = " or ".join(f"[{number}]" for number in doubt.sentence.cited)
    why = f": {opinion.reason}" if opinion.reason else ""
    known = (*doubt.check.reasons, *(reason for reason in missing if reason not in doubt.check.reasons))
    if opinion.verdict == "backed":
        verdict: Verdict = "partly" if missing else "backed"
        reasons = (*missing, f"the model says that {papers} backs {'the rest' if missing else 'this'}")
    elif opinion.verdict == "partly":
        verdict, reasons = "partly", (*known, f"the model says that {papers} backs only a part of this{why}")
    else:
        verdict, reasons = "not found", (*known, f"the model says that {papers} does not back this{why}")
    return replace(doubt.check, verdict=verdict, reasons=reasons, by_model=True)


def _unasked(number: int) -> str:
    """Return the notice that a cited paper gives instructions to models, whose judgement then counts for nothing."""
    return f"{counted(number, 'stay')} as checked: a cited abstract gives instructions to a model." if number else ""
