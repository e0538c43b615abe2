"""Capitals of texts that are shown. Pure."""


def upper_first(text: str) -> str:
    """Return a phrase that starts like a sentence; one that starts with a quotation stays as quoted.

    >>> upper_first("little of this"), upper_first("“month” is")
    ('Little of this', '“month” is')
    """
    return text[:1].upper() + text[1:]
