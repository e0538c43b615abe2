"""Reads the names in a question: what no English word is spelled like, such as FemtoDet-XL, GPT-4 and RLHF. Pure."""

import re

_WORD = re.compile(r"(?<![\w.-])[^\W_](?:[\w'’.+-]*\w)?")
# "RNN-like", "NOX2-independent" and "LLMs" are said of what stands before the ending.
_ENDING = re.compile(r"(?<=[A-Z\d])(?:-[a-z]+|['’]?s['’]?)$")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_QUESTION = re.compile(
    r"(?:(?:and|so|but)\s+)?(?:what|which|who|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|has|have"
    r"|tell|explain|describe|compare)\b",
    re.IGNORECASE,
)
# So few words are a name, or a thing that is compared.
_FEW = 2


def asked_for(text: str) -> tuple[str, ...]:
    """Return the names that a question or a few key words ask for; none of a sentence that states something.

    >>> asked_for("How fast is FlashAttention-3 on H100s?"), asked_for("HNF4A mutations cause diabetes in the young.")
    (('FlashAttention-3', 'H100'), ())
    """
    words = text.split()
    if len(words) > _FEW and not (text.rstrip().endswith("?") or _QUESTION.match(text)):
        return ()
    # Where all is written in capitals, they tell nothing.
    if len(words) > 1 and text.isupper():
        return ()
    return tuple(dict.fromkeys(filter(_is_name, (_ENDING.sub("", word) for word in _WORD.findall(text)))))


def spellings(name: str) -> tuple[str, ...]:
    """Return the ways in which papers may write a name.

    >>> spellings("Mamba-2"), spellings("TreeSearch")
    (('Mamba-2', 'Mamba2', 'Mamba 2'), ('TreeSearch', 'Tree Search'))
    """
    joined = re.sub(r"[^\w]+", "", name)
    return tuple(dict.fromkeys((name, joined, " ".join(_PARTS.findall(name)) or name)))


def _is_name(word: str) -> bool:
    capitals = sum(letter.isupper() for letter in word)
    return len(word) > 1 and (capitals > 1 or (capitals == 1 and any(letter.isdigit() for letter in word)))
