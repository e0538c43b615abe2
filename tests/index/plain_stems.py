"""Stems by a rule that is read at a glance: where a test needs no more, it loads no stemmer."""


def plain_stems(text: str) -> list[str]:
    return [word.rstrip(".").removesuffix("s") for word in text.lower().split()]
