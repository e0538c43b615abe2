"""What is said to small talk. That it is small talk the model of examples decides; these are only kinds of it. Pure."""

import re

_GO_ON = "Ask me anything about the {papers} in your library, or what I can do."
_KINDS = (
    (r"wrong|nonsense|not right|incorrect|not true|are you sure|bad (?:bot|answer)", (
        "I may well be wrong. Check the quotes against their papers, or ask again in other words."
    )),
    (r"joke|bored|sing|poem|love you", "That is beyond me: I only read the abstracts of the {papers} in your library."),
    (r"(?:who|what) (?:are|r) (?:you|u)|your name|how old|(?:a |an )?(?:bot|human|robot)\b", (
        "I am paperchat, a program that answers from the {papers} in your library, and has no age. " + _GO_ON
    )),
    (r"bye|see you|good ?night|nice day|farewell", "Goodbye. Your papers stay where they are."),
    (r"thx|thanks?|thank you|cheers|helpful|helps|helped|great|perfect|awesome|well done|good bot", (
        "You are welcome. " + _GO_ON
    )),
    (r"hi|hello|hey|good (?:morning|afternoon|evening|day)|how are you|how's it going|what's up|how are you doing", (
        "Hello. " + _GO_ON
    )),
)  # fmt: skip
_REPLIES = tuple((re.compile(rf"\b(?:{words})", re.IGNORECASE), reply) for words, reply in _KINDS)


def small_talk_reply(question: str, papers: str) -> str:
    """Return the reply; `papers`: how many papers the library has, with the noun.

    >>> small_talk_reply("good morning", "2 papers")
    'Hello. Ask me anything about the 2 papers in your library, or what I can do.'
    >>> small_talk_reply("thx, that helps", "2 papers")[:16]
    'You are welcome.'
    """
    asked = question.replace("’", "'")
    reply = next((reply for words, reply in _REPLIES if words.search(asked)), "Happy to help. " + _GO_ON)
    return reply.format(papers=papers)
