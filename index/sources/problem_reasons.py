"""What is wrong with a file, in words that other languages have, too. Pure."""

from collections.abc import Sequence
from functools import reduce

from index.papers import Problem
from index.wording.said import Said, said

# How many problems of one file are shown.
_PROBLEMS = 200


def skipped(what: str) -> Said:
    """Return what was left out."""
    return said("problem.skipped", "{what}; skipped", what=what)


def in_turn(reasons: Sequence[str]) -> str:
    """Return reasons as one.

    >>> in_turn(["its title differs", "its date differs"])
    'its title differs; its date differs'
    """
    return reduce(lambda first, second: said("problem.both", "{first}; {second}", first=first, second=second), reasons)


def without_skipped(reason: str) -> str:
    """Return a reason without the word that it was left out.

    >>> without_skipped(skipped("a tern")), without_skipped("invalid XML")
    ('a tern', 'invalid XML')
    """
    if isinstance(reason, Said) and reason.key == "problem.skipped":
        return str(what) if not isinstance(what := dict(reason.values)["what"], str) else what
    return reason


def shortened(problems: Sequence[Problem], name: str) -> tuple[Problem, ...]:
    """Return the first problems of a file, and how many more there are."""
    more = len(problems) - _PROBLEMS
    kept = problems[:_PROBLEMS]
    if more <= 0:
        return tuple(kept)
    return (*kept, Problem(name, None, said("problem.more", "{count} more problems of these kinds", count=more)))
