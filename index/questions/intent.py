"""Decides the intent of a question: an answer, a list, a count, a summary and so on. Pure.

Fixed phrases are rules, which also remove the request around the topic (`list all papers about`). Where no rule
applies, a model of labelled examples (`intent_model`) decides. A question to be answered keeps its words as typed.
"""

import math
import re
from collections.abc import Callable
from typing import Literal

from index.questions.phrases import AS_TABLE, NUMBER, OPENER, PAPERS, WORKED_ON, has_topic
from index.questions.query import Intent
from index.questions.request_topics.topic_model import load_topic_model
from index.questions.topic_extraction import topic_judged, without_paper

Classify = Callable[[str], tuple[Intent, float]]
"""Returns the most likely intent of a question, and its probability."""
_MANY = r"(?:papers|articles|publications|preprints)"
_HERE = r"(?:\s+in\s+(?:here|there)|\s+(?:in|of)\s+(?:the|my|this|our|your)\s+(?:collection|library))?"
_CLAIM = r"(?:\s+(?:the|my|this)\s+(?:claim|idea|argument|view|statement)(?:\s+that)?)?"
# What papers do with a topic: `deal with`, `dealing with`.
_TREAT = (
    r"(?:(?:deal|are\s+concerned)\s+with|talk\s+about|look\s+(?:at|into)|cent(?:er|re)\s+(?:on|around)"
    r"|(?:work|focus|concentrate|rely|depend|build|draw)(?:\s+\w+ly)?\s+(?:up)?on|are\s+(?:based|built)\s+(?:up)?on"
    r"|make\s+(?:heavy\s+)?use\s+of|take\s+advantage\s+of|utili[sz]e|employ|leverage|exploit|discuss|address|study|tackle"
    r"|do(?!\s+(?:not|n['’]t|you|we|i|they)\b)|investigate|explore|consider|examine|analy[sz]e|cover|describe|mention|propose|introduce|present"
    rf"|(?:give|provide|present)\s+evidence\s+(?:that|of|for)|support{_CLAIM}"
    r"|(?:show|demonstrate|report|find|claim|argue|suggest|prove|conclude)\s+that|show|demonstrate|report)"
)
_TREATING = (
    r"(?:(?:dealing|concerned)\s+with|looking\s+(?:at|into)|cent(?:er|re)(?:ed|ing)\s+(?:on|around)"
    r"|(?:working|focus(?:ing|ed)|concentrating|relying|depending|building|drawing|based|built)(?:\s+\w+ly)?\s+(?:up)?on"
    r"|making\s+(?:heavy\s+)?use\s+of|taking\s+advantage\s+of|utili[sz]ing|employing|leveraging|exploiting"
    r"|discussing|addressing|studying|tackling"
    r"|investigating|exploring|considering|examining|analy[sz]ing|covering|describing|mentioning|proposing|introducing"
    rf"|presenting|supporting{_CLAIM}|(?:showing|demonstrating|reporting|arguing|claiming)(?:\s+that)?)"
)
_ABOUT = (
    rf"(?:about|on|regarding|concerning|(?:related|relating)\s+to|(?:that\s+|to\s+(?=support\b))?{_TREAT}|{_TREATING}"
    r"|that\s+(?:are\s+about|are\s+on)|(?=[?.!]*$))"
)
_YOU_HAVE = r"do\s+(?:you|we|i)\s+have"
_REST = (
    rf"{_HERE}(?:\s+(?:{_YOU_HAVE}|(?:that\s+)?(?:are|is)\s+there|there\s+(?:are|is)|are\s+(?:known|listed|held)|exist"
    rf"|you\s+have|we\s+have)\b)?{_HERE}"
)
_THAT = r"(?:\s+(?:that|which)\b)?"
_ARE = r"(?:\s+(?:are|is)(?=\s+(?:about|on)\b))?"
_ALL = r"(?:(?:all|every|each|any|some|the|of|me|available|known|other)\s+)*"
# Bare `papers` needs a topic phrase after it: `papers propose two methods` is a sentence.
_WHICH = (
    r"(?=\s+(?:about|on|that|which|for|with|without|using|in|from|by|of|where|regarding|concerning|related)\b"
    rf"|\s+{_TREATING}\b|[?.!,]*$)"
)
_LIST = re.compile(
    rf"^(?:{OPENER}(?:(?:only\s+)?(?:the\s+)?titles?\s+(?:only\s+)?of\s+)?{_ALL}(?:{PAPERS}|(?:ones|those)(?=\s+(?:about|on|that|which|with|using)\b))|(?:are|is)\s+there\s+{_ALL}{PAPERS}|{_YOU_HAVE}\s+{_ALL}{PAPERS}"
    rf"|(?:and\s+)?(?:which|what)\s+(?:are\s+(?:the\s+|all\s+)*|other\s+)?{_MANY}|{_ALL}{_MANY}{_WHICH}"
    rf"|any\s+paper{_WHICH})\b{_REST}{_THAT}{_ARE}(?:\s+{_ABOUT}(?!\w))?",
    re.IGNORECASE,
)
# `diffusion papers`, if the question also has a filter or an order.
_PLAIN_TOPIC = re.compile(
    r"^(?P<topic>(?:(?!(?:compare|contrast|differences?|how|what|why|does|do|which|is|are)\b)[\w-]+\s+){1,5})"
    rf"{PAPERS}[?.!]*$",
    re.IGNORECASE,
)
# `Most recent paper on tides`: `paper on tides` is left once the order is known.
_ONE_ON = re.compile(
    rf"^(?:(?:what|which)(?:['’]s|\s+(?:is|was))\s+|(?:is|are)\s+there\s+|{OPENER})?(?:(?:(?:the|a|an|one)\s+)?(?:paper|article|publication|preprint)|anything|something)\s+{_ABOUT}(?=\s+\w)",
    re.IGNORECASE,
)
# `Give me something on tides`.
_SOMETHING = re.compile(rf"^{OPENER}(?:something|anything|everything)\s+(?:about|on|regarding)(?=\s+\w)", re.IGNORECASE)
# `How many papers does it contain` is about a dataset, not about the collection.
_DOES = r"(?!\s+(?:do|does|did)\s+(?!you\b|we\b|i\b))"
_OF_SOMETHING = re.compile(rf"\bhow\s+many\s+{_MANY}\s+(?:do|does|did)\s+(?!you\b|we\b|i\b)", re.IGNORECASE)
_COUNT = re.compile(
    rf"^(?:and\s+|please\s+|tell\s+me\s+)*(?:how\s+m(?:any|uch)(?:\s+of\s+(?:the|my|these))?(?:\s+other)?\s+{_MANY}{_DOES}"
    rf"|how\s+many\s+(?:are\s+there|exist|{_YOU_HAVE})|count\s+(?:(?:all|the|of)\s+)*{_MANY}"
    rf"|(?:what(?:['’]s|\s+is)\s+)?the\s+number\s+of\s+{_MANY}){_REST}{_THAT}{_ARE}"
    rf"(?:\s+{_ABOUT}(?!\w))?",
    re.IGNORECASE,
)
# `List the radar ones`: what comes before is the topic.
_LIST_OF = re.compile(
    rf"^{OPENER}{_ALL}(?P<topic>(?:(?!(?:compare|contrast|differences?|how|what|why|does|do|which|is|are)\b)[\w-]+\s+){{1,6}}?)"
    rf"(?:{_MANY}|ones)[?.!]*$",
    re.IGNORECASE,
)
_INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    ("count", _COUNT),
    ("list", _LIST),
    ("list", _LIST_OF),
    ("list", _SOMETHING),
    ("list", WORKED_ON),
)
# Texts that are made of what papers say, and that sum it up.
_TEXTS = (
    r"(?:bullets|bullet\s*points?|take-?aways?|talking\s+points|(?!\A)pros\s+and\s+cons|blurbs?|elevator\s+pitch|one-liners?"
    r"|cheat\s*sheet|(?:related[\s-]+work|literature\s+review|background|introduction|intro)\s+(?:section|paragraph)"
    r"|paragraphs?|slides?|talk\s+outline)"
)
# What such a text is for: `for my talk`, `with citations`.
_FOR_WHAT = re.compile(
    r"\s+(?:for\s+(?:an?|my|our|the|one)\s+(?:\w+\s+)?(?:slides?|talk|newsletter|thesis|presentation|lecture|meeting|report"
    r"|poster|website|blog|boss|supervisor|grant|proposal)|with\s+(?:citations|references|sources))\b[\s,.!]*(?:please)?[\s.!]*$",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"^(?:(?:and|so|now|ok|okay|also|please)[,\s]+)*(?:(?:can|could|would)\s+you\s+(?:please\s+)?)?"
    r"(?:summari[sz]e|sum\s+up|tabulate"
    r"|(?:(?:give|write|make|show|create|draw)(?:\s+(?:me|us))?|i\s+(?:want|need))\s+(?:(?:an?|the)\s+)?(?:[\w-]+\s+){0,2}?"
    r"(?:summary|overview|digest|(?:comparison\s+)?table)\b(?:\s+(?:of|for|on|about|from|with|that\s+compares|comparing))?"
    r"|(?:an?\s+|the\s+)?(?:(?:short|brief|quick|daily)\s+)?(?:summary|digest|comparison\s+table|tl;?dr)"
    r"(?:\s+(?:of|for)\b|\s*:|(?=\s*[?.!]*$))|tl;?dr\b"
    r"|(?:(?:(?:give|write|make|show|create|draft|prepare)(?:\s+(?:me|us))?\s+|i(?:\s+want|\s+need|['’]d\s+like)\s+)?"
    rf"(?:an?|the|some|{NUMBER})[\s-]+(?:[\w-]+\s+){{0,2}}?|(?:write|draft|prepare)\s+)?"
    rf"{_TEXTS}\s+(?:of|for|on|about|from|regarding)(?=\s)"
    rf"|(?:write\s+(?:me\s+)?)?(?:(?:about|max|at\s+most)\s+)?{NUMBER}\s+(?:words|sentences?|lines)\s+(?:on|about)(?=\s)"
    r"|(?:an?\s+|the\s+)?(?:comparison\s+table\b|table(?:\s+(?:comparing|that\s+compares)\b|\s*:)))"
    rf"(?:\s+(?:what\s+is\s+known|what\s+we\s+know))?(?:\s+{_ABOUT}(?=\s))?\s*(?:{_ALL}{PAPERS}\b{_REST}{_THAT}{_ARE}(?:\s+{_ABOUT}(?!\w))?)?",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"^(?:please\s+)?(?:compare|contrast)(?:\s+them)?\s*[?.!]*$", re.IGNORECASE)
_PAPER = re.compile(rf"^(?:(?:the|this|an?)\s+)?(?P<topic>.+?)(?:\s+{PAPERS})?$", re.IGNORECASE)
_OF_SHOWN: dict[Intent, re.Pattern[str]] = {
    "count": re.compile(r"^(?:and\s+)?how\s+many\b(?:\s+(?:are|were|is)(?:\s+there)?(?=\s*[?.!]*$))?", re.IGNORECASE),
    "list": re.compile(
        rf"^(?:and\s+)?(?:which|{OPENER}(?:all|the)?)(?:\s+ones?)?(?=\s)"
        rf"(?:\s+(?:(?:are|were)\s+about|talk(?:s|ing)?\s+about|deal(?:s|ing)?\s+with|discuss|mention)\b)?",
        re.IGNORECASE,
    ),
}
_TAIL = re.compile(
    rf"(?:\s+(?:are\s+(?:there|here|known)|is\s+there|there\s+are|exist|do\s+(?:you|we|i)\s+have))?"
    rf"(?:\s+(?:are|is|that\s+are))?{_HERE}(?:,?\s+(?:please|thanks|thank\s+you))?\s*[?.!]*$",
    re.IGNORECASE,
)
_IN_ALL = re.compile(r"(?:^|\s+)(?:in\s+(?:total|all)|altogether|overall)\s*[?.!]*$", re.IGNORECASE)
# How to answer is not part of the topic: `papers on tides, and one line why each`.
_HOW = re.compile(
    r",?\s+(?:and|with)\s+(?:(?:one|a|an|two)\s+(?:(?:short|brief)\s+)?(?:lines?|sentences?|words?|reasons?|summary)\b"
    r"|(?:(?:please|briefly|then|also)\s+)*(?:say|tell|explain|describe)\b|why\b).*$",
    re.IGNORECASE,
)
ONE_PAPER = re.compile(
    r"\b(?:the|that|this)\s+(?:\S+\s+)+(?:paper|article)\s*(?:please|pls)?[\s?.!]*$"
    r"|^tl;?dr\b(?!.*\b(?:papers|articles|all|everything|collection|library|these|those|them|page|listing)\b).*\w{3}",
    re.IGNORECASE,
)
"""What a request for a summary of one paper has: `summarise the tides paper`, `tldr tides`."""
_POLITE = re.compile(r"^(?:please[,\s]+)|[,\s]+please(?=\s*[?.!]*$)", re.IGNORECASE)


# The least probability for each intent. `compare` is left to the rules, which find the sides.
_LEAST_SURE: dict[Intent, float] = {
    **dict.fromkeys(("summary", "digest", "table"), 0.5),
    **dict.fromkeys(("list", "record", "best", "library", "small_talk", "export"), 0.6),
    "count": 0.7,
}
_LEAST_SURE_OF_RECORD = 0.7
"""The least probability of `record` for a question without the words that may be a title."""


# `What to read on tides`, `where do I start with tides`: papers are wanted.
_TO_READ = re.compile(
    r"^(?:(?:and|so|ok)[,\s]+)*(?:what|which(?:\s+papers?)?|where|(?:an?\s+)?(?:good|best)\s+papers?)\s+"
    r"(?:(?:do|should|can|could)\s+(?:i|we|one)\s+|(?:is\s+best\s+|would\s+be\s+good\s+)?to\s+)(?:read|start|begin|look\s+at)\b"
    r"(?:\s+(?:first|next|reading))?\s+(?:on|about|with|regarding|in|into)\s",
    re.IGNORECASE,
)


def names_asked(text: str) -> Literal["author", "organisation"] | None:
    """Return what a question who works on a topic wants named; None for any other question.

    >>> names_asked("who wrote about tides?"), names_asked("which labs study seals?"), names_asked("who wrote it?")
    ('author', 'organisation', None)
    """
    found = WORKED_ON.match(text)
    if not found or not (found["people"] or found["groups"]):
        return None
    return "author" if found["people"] else "organisation"


def intent_by_example(question: str, classify: Classify) -> Intent:
    """Return the intent of a question that no rule decides; `find` unless the model is sure."""
    if _TO_READ.match(question):
        return "list"
    intent, chance = classify(question)
    if intent == "count" and _OF_SOMETHING.search(question):
        return "find"
    if chance >= _LEAST_SURE.get(intent, math.inf):
        return intent
    return "record" if _asks_for_record(question, classify) else "find"


def _asks_for_record(question: str, classify: Classify) -> bool:
    """Return whether the question asks about a record if the words that may be a title are left out."""
    asking = without_paper(question)
    intent, chance = classify(asking) if asking else ("find", 1.0)
    return intent == "record" and chance >= _LEAST_SURE_OF_RECORD


def take_intent(text: str, *, filtered: bool, shown: bool) -> tuple[str, Intent]:
    """Return the topic of `text` and its intent by rules; without a match, the text itself and `find`.

    `filtered`: the question has conditions or an order; `shown`: it is about papers shown before.
    """
    topic, intent = _by_rules(text, filtered=filtered, shown=shown)
    return (load_topic_model().trimmed(text, topic) if intent != "find" else topic), intent


def _by_rules(text: str, *, filtered: bool, shown: bool) -> tuple[str, Intent]:
    if overview := _overview(text, shown=shown):
        return overview
    plain = AS_TABLE.sub("", text)
    for intent, usual in _INTENTS:
        # About papers shown before, `how many use it` and `which use it` need not mention papers.
        for pattern in (usual, *([_OF_SHOWN[intent]] if shown else [])):
            if (match := pattern.match(plain)) and (wanted := _topic_behind(match)) is not None:
                return wanted, "table" if plain != text else intent
    if not filtered:
        return text, "find"
    if match := _ONE_ON.match(text):
        return _tidied(text[match.end() :]), "list"
    if not has_topic(text):
        return "", "count" if _OF_SHOWN["count"].match(text) else "list"
    topic = _PLAIN_TOPIC.match(text)
    return (_tidied(topic["topic"]), "list") if topic else (_POLITE.sub("", text), "find")


def _topic_behind(request: re.Match[str]) -> str | None:
    """Return the topic after a request, or within it: `list the radar papers`; None if that only judges papers."""
    within = request.groupdict().get("topic")
    topic = _tidied(request.string[request.end() :] if within is None else within)
    return topic if within is None or topic_judged(topic) == topic != "" else None


def _overview(text: str, *, shown: bool) -> tuple[str, Intent] | None:
    """Return the topic and intent of a request for a summary, digest or table; None for anything else."""
    plain = AS_TABLE.sub("", text)
    match = _SUMMARY.match(plain)
    if not match:
        return ("", "table") if shown and _COMPARED.match(plain) else None
    intent: Intent = "summary"
    if plain != text or re.search(r"\b(?:table|tabulate)\b", match[0], re.IGNORECASE):
        intent = "table"
    elif re.search(r"\bdigest\b", match[0], re.IGNORECASE):
        intent = "digest"
    named = _PAPER.match(_tidied(_FOR_WHAT.sub("", plain[match.end() :])))
    return (named["topic"] if named else ""), intent


def _tidied(text: str) -> str:
    """Return the topic without the words that end a request; empty if no topic is left."""
    rest = _IN_ALL.sub("", _TAIL.sub("", _HOW.sub("", " ".join(text.split())), 1)).strip(" ,;:.?!")
    return rest if has_topic(rest) else ""
