"""Replies to small talk. The intent model decides what is small talk; here it is only sorted by kind. Pure."""

import re

from index.wording.said import Said, said, sentences_said

_WRONG = r"wrong|disagree|nonsense|not right|incorrect|not true|are you sure|bad (?:bot|answer)"
_BEYOND = r"joke|bored|sing|poem|love you|delete|remove|code|translate|what time|the time|weather"
_WHO = r"(?:who|what) (?:are|r) (?:you|u)|your name|how old|(?:a |an )?(?:bot|human|robot|(?:real )?person)\b"
_BYE = r"bye|see you|good ?night|nice day|farewell"
_THANKS = r"thx|thanks?|thank you|cheers|helpful|helps|helped|great|perfect|awesome|well done|good bot"
_HELLO = r"hi|hello|hey|good (?:morning|afternoon|evening|day)|how are you|how's it going|what's up|how are you doing"


def small_talk_reply(question: str, papers: str) -> str:
    """Return the reply; `papers`: how many papers the library has, with the noun.

    >>> small_talk_reply("good morning", "2 papers")
    'Hello. Ask me anything about the 2 papers in your library, or what I can do.'
    >>> small_talk_reply("thx, that helps", "2 papers")[:16]
    'You are welcome.'
    """
    asked = question.replace("’", "'")
    go_on = said("talk.go_on", "Ask me anything about the {papers} in your library, or what I can do.", papers=papers)
    if _is(_WRONG, asked):
        wrong = "I may well be wrong. Check the quotes against their papers, or ask again in other words."
        return said("talk.wrong", wrong)
    if _is(_BEYOND, asked):
        beyond = "That is beyond me: I only read the abstracts of the {papers} in your library."
        return said("talk.beyond", beyond, papers=papers)
    if _is(_WHO, asked):
        who = "I am paperchat, a program that answers from the {papers} in your library, and has no age."
        return sentences_said(said("talk.who", who, papers=papers), go_on)
    if _is(_BYE, asked):
        return said("talk.bye", "Goodbye. Your papers will be here.")
    return sentences_said(_greeting(asked), go_on)


def _greeting(asked: str) -> Said:
    if _is(_THANKS, asked):
        return said("talk.welcome", "You are welcome.")
    return said("talk.hello", "Hello.") if _is(_HELLO, asked) else said("talk.happy", "Happy to help.")


def _is(words: str, asked: str) -> bool:
    return re.search(rf"\b(?:{words})", asked, re.IGNORECASE) is not None
