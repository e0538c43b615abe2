"""The connected model judges the sentences of an answer, those that the check flagged first, in one call.

It cannot overrule the check on a figure or name that no cited paper has: that reason stays, and the sentence stays
flagged. Only verdicts and remarks are taken from what the model writes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.answer import Answer, cited_papers
from app.checking.answer_check import check_answer
from app.checking.prompt_injection import instructions_in
from app.checking.reasons import COUNTABLE, Reason
from app.checking.result import Check, Verdict
from app.llm.endpoint import Endpoint
from app.llm.numbered_lines import numbered_lines, one_line
from app.review.unsupported import (
    UnsupportedSentence,
    ask_model,
    checked_sentences,
    review_prompt,
    too_long_notice,
    unchanged_notice,
    with_notices,
    without_last_review,
)
from index.wording.said import said

_LONGEST_REMARK = 160
# A verdict stands at the beginning of its line.
_LONGEST_LINE = 1000

_VERDICT = (
    r"(?:(?P<partly>part(?:ly|ial|ially)|in part|mixed|mostly)"
    r"|(?P<yes>yes|true|correct|(?:fully )?(?:backed|supported)|[✓✔✅])"
    r"|(?P<no>no(?:t (?:backed|supported|found|stated|mentioned))?|unsupported|false|incorrect|contradicted|[✗✘❌]))"
    r"(?![\w-])(?P<remark>.*)"
)
# The words of the abstract that the model quotes before it judges, up to the last quotation mark before a verdict.
_QUOTED = re.compile(rf""".*["“”»][^\w"“”]*(?={_VERDICT})""", re.IGNORECASE)
_FIRST = re.compile(rf"\W*{_VERDICT}", re.IGNORECASE)
# The sentence repeated, or a label, and then the verdict.
_LATER = re.compile(rf"(?:\b(?:verdict|judge?ment|answer)\b|[:=|→–—>]|\s-)[\s*_:|\"“]*{_VERDICT}", re.IGNORECASE)
# A "yes, but" is not a yes.
_BUT = re.compile(r"\b(?:but|except|however|although|though|only|not|part(?:ly|ially)?)\b", re.IGNORECASE)
# "1 yes, 2 no": several verdicts on one line. From each blank of a long run, it would take the square of its length.
_NEXT_IN_LINE = re.compile(r"(?:[,;.|]|(?<![ \t]))[ \t]++(?=\W{0,3}\d{1,2}\W{1,4}(?:yes|no|partly)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ModelVerdict:
    """What a model says about a sentence, and why."""

    supported: Literal["yes", "partly", "no"]
    remark: str = ""


def open_sentences(answer: Answer) -> tuple[UnsupportedSentence, ...]:
    """Return the sentences a model can judge: citing a paper, not its own words, and not judged by a model yet.

    The flagged ones come first, so that they have a place in a short prompt. The others are judged, too: that all the
    words of a sentence occur does not say that it is true.
    """
    left = [
        one
        for one in checked_sentences(answer)
        if one.sentence.cited and not one.check.by_model and one.check.verdict != "quoted"
    ]
    return tuple(sorted(left, key=lambda one: not one.check.flagged))


def judge_sentences(answer: Answer, endpoint: Endpoint) -> Answer:
    """Return a finished answer with the model's verdicts on its open sentences; one call if there are any.

    Sentences that could not be put to the model, or whose verdict is unclear, keep their check, and a notice says so.
    """
    suspicious = {source.number for source in answer.cited if instructions_in(source.paper.text)}
    left = open_sentences(answer)
    safe = [one for one in left if not suspicious & set(one.sentence.cited)]
    cited = {number for one in safe for number in one.sentence.cited}
    sources = [source for source in answer.cited if source.number in cited]
    prompt = review_prompt("model_verdict", [(one, one.in_context) for one in safe], sources, endpoint)
    answer = with_notices(
        without_last_review(answer),
        unchanged_notice(
            len(left) - len(safe), said("reviewed.instructs", "a cited abstract gives instructions to a model")
        ),
        too_long_notice(len(safe) - len(prompt.sentences)),
    )
    if not prompt.sentences:
        return answer
    answer, reply = ask_model(answer, endpoint, prompt.text)
    if reply is None:
        return answer
    return _with_verdicts(answer, prompt.sentences, read_verdicts(reply, len(prompt.sentences)))


def read_verdicts(reply: str, count: int) -> dict[int, ModelVerdict]:
    r"""Return the model's verdict on each of `count` sentences by its number, as far as they are clear.

    >>> read_verdicts("1 “No net” yes\n2. **No**: it names [3] years\n3 I cannot tell.", 3)
    {1: ModelVerdict(supported='yes', remark=''), 2: ModelVerdict(supported='no', remark='it names years')}
    """
    lines = numbered_lines(_NEXT_IN_LINE.sub("\n", reply), count)
    verdicts = {number: _read_verdict(text) for number, text in lines.items()}
    return {number: verdict for number, verdict in verdicts.items() if verdict}


def _read_verdict(text: str) -> ModelVerdict | None:
    lines = [_QUOTED.sub("", line[:_LONGEST_LINE], count=1) for line in text.splitlines()]
    found = next((match for line in lines if (match := _FIRST.match(line) or _LATER.search(line))), None)
    if found is None:
        return None
    remark = one_line(found["remark"], _LONGEST_REMARK).strip(" :;,.()|\"'–—-")
    if found["no"]:
        return ModelVerdict("no", remark)
    if found["partly"] or _BUT.search(found["remark"]):
        return ModelVerdict("partly", remark)
    return ModelVerdict("yes")


def _with_verdicts(
    answer: Answer, sentences: Sequence[UnsupportedSentence], verdicts: dict[int, ModelVerdict]
) -> Answer:
    judged = {
        one.check.start: _judged(one, verdicts[number], _countable_reasons(answer, one))
        for number, one in enumerate(sentences, 1)
        if number in verdicts
    }
    # Sentences that were found need no notice if the model gave no verdict on them, unless it gave none at all.
    flagged = [one for one in sentences if one.check.flagged] or (() if judged else sentences)
    unclear = sum(one.check.start not in judged for one in flagged)
    answer = replace(answer, checks=tuple(judged.get(check.start, check) for check in answer.checks))
    if not unclear:
        return answer
    no_verdict = "The model gave no clear verdict on {unclear} of {flagged} cited sentences: not changed."
    return with_notices(answer, said("notice.no_verdict", no_verdict, unclear=unclear, flagged=len(flagged)))


def _countable_reasons(answer: Answer, one: UnsupportedSentence) -> tuple[Reason, ...]:
    """Return the reasons for figures and names of a sentence that are missing from the papers it cites.

    The check skips them if it finds little of the sentence; a similarity of 1 makes it look for them.
    """
    papers = cited_papers(answer.sources)
    checks = check_answer(answer.text, [one.sentence], papers, lambda _, others: [1.0] * len(others))
    reasons = (*one.check.reasons, *(reason for check in checks for reason in check.reasons))
    return tuple(dict.fromkeys(reason for reason in reasons if reason.kind in COUNTABLE))


def _judged(one: UnsupportedSentence, model: ModelVerdict, countable: tuple[Reason, ...]) -> Check:
    """Return the check of a sentence with the model's verdict, which cannot overrule the `countable` reasons."""
    cited, known = one.sentence.cited, tuple(dict.fromkeys((*one.check.reasons, *countable)))
    verdict: Verdict = "model disagrees"
    if model.supported == "yes" and not one.check.flagged:
        verdict, reasons = one.check.verdict, (*known, Reason("model supports", cited))
    elif model.supported == "yes":
        verdict = "partly found" if countable else "model agrees"
        reasons = (*countable, Reason("model supports the rest" if countable else "model supports", cited))
    elif model.supported == "partly":
        reasons = (*known, Reason("model supports partly", cited, remark=model.remark))
    else:
        reasons = (*known, Reason("model rejects", cited, remark=model.remark))
    return replace(one.check, verdict=verdict, reasons=reasons, by_model=True)
