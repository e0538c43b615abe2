"""How people put a follow-up: what they say before it, and what they leave out. Pure."""

import re

from index.questions.request_topics.plain_questions import plainly_asked
from index.questions.translation.translated_requests import followup_in_english

CONJUNCTION = r"(?:(?:and|but|so|or|also|ok|okay|now|then|only|just)\b[,\s]*)"
"""What a follow-up may begin with, as a pattern."""
# What people say before the question itself; `no` and its like only before a pause: `no free lunch theorems`.
_OPENING = re.compile(
    r"^(?:(?:h+m+|uh+m*|um+|oh|ah|ok(?:ay)?|yes|yeah|yep|nope|sorry|wait|thanks|thx)\b[\s,.!:–-]+(?=\w)"
    r"|(?:no|well|so|cool|great|nice)[,.!:]\s+|(?:no[\s,]+)?i\s+meant?\s+)+",
    re.IGNORECASE,
)
_PLACES = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}
_NUMERAL = re.compile(r"\b(?:1st|2nd|3rd|4th|5th)\b", re.IGNORECASE)
_ORDINAL = "first|second|third|fourth|fifth|last"
# `The first`, `2nd one`: all there is. `Tell me about the second`: at the end, and so no adjective.
_PLACE = re.compile(rf"^(?:and\s+)?(?:the\s+)?(?P<place>{_ORDINAL})(?:\s+one\b|\s*[?.!]*$)", re.IGNORECASE)
_PLACE_LAST = re.compile(rf"(?<=\babout )the\s+(?P<place>{_ORDINAL})(?=\s*[?.!]*$)", re.IGNORECASE)
ORDINAL = re.compile(rf"\b(?:{_ORDINAL}|other|{'|'.join(_PLACES)})\b", re.IGNORECASE)
"""What chooses among several."""
# Short for a question about the record of the paper at hand, or of all (`they`).
_IT, _THEY = r"(?:it|that|this)(?:\s+(?:one|paper))?", r"(?:they|those|these)"
_RECORD = tuple(
    (re.compile(rf"(?:and\s+)?(?:{words})", re.IGNORECASE), whole)
    for words, whole in (
        (r"by whom|who by|from whom|(?:the )?authors|author", "who wrote it?"),
        (rf"(?:from |since )?when|when (?:was|is) {_IT}|how old is {_IT}", "when was it published?"),
        (rf"when (?:were|are) {_THEY}|how old are {_THEY}", "when were they published?"),
        (r"where (?:are|is|were) (?:they|it|the authors) (?:from|based)", "which organisation is it from?"),
        (r"where do (?:they|the authors) work", "which organisation is it from?"),
    )
)
_MANY_ARE = re.compile(r"(?<=\bhow many )r\b", re.IGNORECASE)
# What people say after a request that is not part of its topic: `what about music then?`
_CLOSING = re.compile(r"(?<=\w)[\s,]+(?:then|please|though|tho|instead|lol|haha)(?=\s*[?.!]*$)", re.IGNORECASE)
# `Human studies only`, `2024 only`: what a choice ends with as well as begins.
_ONLY_LAST = re.compile(
    r"^(?!(?:is|are|was|were|do|does|did|can|what|which|who|how|why|when|if)\b)(?P<what>\S+(?:\s\S+){0,3}?),?\s+only[\s.!]*$",
    re.IGNORECASE,
)
# `Only the 2024 ones`.
_ONES_OF = re.compile(
    rf"^{CONJUNCTION}*(?:only\s+(?:the\s+)?(?P<year>(?:19|20)\d\d)(?:\s+ones)?|(?:just\s+)?(?:the\s+)?(?P<ones>(?:19|20)\d\d)\s+ones)"
    r"[\s.!]*$",
    re.IGNORECASE,
)
# `Only those about synthesis`, `the ones that use RL`, `which of them are on video`.
AMONG = re.compile(
    rf"^{CONJUNCTION}*(?:only\s+|just\s+)?(?:the\s+|which\s+(?:of\s+)?)?(?:those|ones|these|them)\s+(?:papers\s+)?"
    r"(?:(?:that|which)\s+)?(?:are\s+)?(?P<rest>(?:about|on|with|using|for|by|from|in|of|that|which|use|have|mention)\s+.+?)"
    r"\s*[?.!]*$",
    re.IGNORECASE,
)
# `Which one saves the most memory`, `which is the fastest`: among several.
WHICH_ONE = re.compile(
    rf"^{CONJUNCTION}*which\s+(?:one\b|(?:is|are|was|were)\s+(?:the\s+)?(?:(?:most|least|more|less)\s+)?[\w-]+\s*[?.!]*$)",
    re.IGNORECASE,
)
FORM_WORDS = frozenset(
    "a an and as bullet bullets by column columns each every for in just line lines of one only or paper papers per"
    " please point points row rows sentence sentences short single the three two with".split()
)
"""Words of a request that say how an answer should look, and not what about."""
NOT_ABOUT = re.compile(rf"^{CONJUNCTION}*(?:please\s+)?not(?:hing)?\s+(?:papers\s+)?(?:about|on)\s+\w", re.IGNORECASE)
"""What leaves out some of the papers shown, whatever the topic: `not about synthesis`."""


def spoken(question: str) -> str:
    """Return a follow-up without what people say before it, and whole where it is short for a question.

    >>> spoken("no i meant the first"), spoken("hm ok. and what about music then?"), spoken("by whom?")
    ('the first one', 'and what about music?', 'who wrote it?')
    >>> spoken("2nd one pls"), spoken("tell me about the third"), spoken("how many r those")
    ('the second one', 'tell me about the third one', 'how many are those')
    >>> spoken("and when was that?"), spoken("how old are those"), spoken("where do they work?")
    ('when was it published?', 'when were they published?', 'which organisation is it from?')
    >>> spoken("human studies only"), spoken("just the 2024 ones"), spoken("2024 only")
    ('only human studies', 'only those from 2024', 'only those from 2024')
    """
    question = followup_in_english(question)
    said = plainly_asked(_OPENING.sub("", question) or question)
    said = _NUMERAL.sub(lambda numeral: _PLACES[numeral[0].casefold()], _MANY_ARE.sub("are", _CLOSING.sub("", said)))
    said = _ONLY_LAST.sub(r"only \g<what>", said)
    if ones := _ONES_OF.match(said):
        return f"only those from {ones['year'] or ones['ones']}"
    if place := _PLACE.match(said):
        return f"the {place['place']} one{said[place.end() :]}".rstrip(" ?.!")
    said = _PLACE_LAST.sub(lambda place: f"the {place['place']} one", said)
    asked = said.strip(" ?.!")
    return next((whole for form, whole in _RECORD if form.fullmatch(asked)), said)
