"""Whether a figure in a sentence agrees with one in an abstract, given how people round and convert figures. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from app.checking.figures import Figure
from index.text.words import stem

_SAME = 1e-6
_TOLERANCE, _ALLOWANCE = 0.05, 0.15
_SIGNIFICANT = 2
_SMALL = 100
# "in 2024", "3 dimensions": units that a bare number may have.
_ALIKE = ({"year", ""}, {"dimension", ""})
_LESS = frozenset(map(stem, "cut decrease drop fewer less lower reduce".split()))
_MORE = frozenset(map(stem, "excess greater higher increase raise rise".split()))
# A number between these may be a relative risk, unlike a chance such as "0.002".
_LEAST, _MOST = 0.1, 3
# Two numbers after at least this percentage are a confidence interval: "95% CI".
_CONFIDENCE = 90


def matches(claimed: Figure, stated: Figure) -> bool:
    """Return whether the value in a sentence agrees with the value in an abstract, rounded at most.

    A number may be rounded to two significant digits or more, or as far as its hedge ("about", "over") allows: by 5 %,
    or by 15 % in the direction of the hedge, or to one digit after an "about".
    """
    value = claimed.value
    for other in {stated.value, *_other_forms(claimed, stated)}:
        if abs(value - other) <= _SAME * abs(other):
            return True
        gap = abs(value - other) / (abs(other) or 1.0)
        rounded = claimed.step and abs(value - other) <= claimed.step / 2 * 1.0001
        rounded = rounded and (_digits(claimed) >= _SIGNIFICANT or (claimed.near == "about" and gap <= _ALLOWANCE))
        word = claimed.unit == "%" and claimed.text[:1].isalpha()
        if claimed.unit != "year" and (rounded or ((claimed.near == "about" or word) and gap <= _TOLERANCE)):
            return True
        beyond = (claimed.near == "over" and other > value) or (claimed.near in {"under", "about"} and other < value)
        if claimed.unit != "year" and claimed.near and beyond and gap <= _ALLOWANCE and claimed.near != "about":
            return True
    return False


def _other_forms(claimed: Figure, stated: Figure) -> Sequence[float]:
    """Return the abstract's value in other forms: a share as percent, a loss without its minus sign."""
    forms = [abs(stated.value)] if stated.value < 0 and claimed.value > 0 else []
    if claimed.unit == "%" and not stated.unit and 0 < stated.value <= 1:
        forms.append(100 * stated.value)
    if stated.unit == "%" and not claimed.unit and 0 < claimed.value <= 1:
        forms.append(stated.value / 100)
    return forms


def _digits(figure: Figure) -> int:
    """Return the number of significant digits as written."""
    return len(f"{round(abs(figure.value) / figure.step)}") if figure.step else 0


def is_computed(figure: Figure, stated: Sequence[Figure], beside: Sequence[Figure]) -> bool:
    """Return whether two neighbouring figures differ by this one: the 6.4 points from 77.5% to 83.9%.

    `stated`: those of a line of an abstract. Many differences are whole numbers, so of two figures there only one with
    decimals is believed. `beside`: the other figures of its own sentence, which are looked for themselves; of two of
    those it may also be the ratio, or the change in percent.
    """
    in_line = [*(_differences(figure, stated) if 0 < figure.step < 1 else ()), *_changes(figure, stated)]
    exact = replace(figure, near="")
    return any(matches(exact, one) for one in in_line) or any(
        matches(figure, one) for one in (*_differences(figure, beside), *_ratios(figure, beside))
    )


def _changes(figure: Figure, stated: Sequence[Figure]) -> Iterator[Figure]:
    """Yield relative risks as a change in percent: 7% more for 1.07, 46% less for 0.54. Not what follows "95% CI"."""
    for i, one in enumerate(stated):
        interval = any(before.unit == "%" and before.value >= _CONFIDENCE for before in stated[max(i - 2, 0) : i])
        ratio = one.unit in {"", "x"} and 0 < one.step < 1 and _LEAST < one.value < _MOST
        if figure.unit == "%" and ratio and not interval and figure.beside & (_MORE if one.value > 1 else _LESS):
            yield replace(one, unit="%", value=100 * abs(one.value - 1))


def _neighbours(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Yield neighbouring measurements; counts such as nine models and five tasks do not count."""
    return pairwise(figure for figure in figures if figure.unit or 0 < figure.step < 1)


def _differences(figure: Figure, operands: Sequence[Figure]) -> Iterator[Figure]:
    for one, other in _neighbours([operand for operand in operands if operand.unit in {figure.unit, ""}]):
        yield replace(one, value=abs(one.value - other.value))


def _ratios(figure: Figure, operands: Sequence[Figure]) -> Iterator[Figure]:
    if figure.unit not in {"x", "%"}:
        return
    for one, other in _neighbours(operands):
        if one.unit == other.unit and one.value and other.value:
            for ratio in (one.value / other.value, other.value / one.value):
                yield replace(one, unit=figure.unit, value=ratio if figure.unit == "x" else abs(100 * (1 - ratio)))


def same_unit(claimed: Figure, stated: Figure) -> bool:
    """Return whether both may measure the same: equal units, or one is a bare number that counts nothing else."""
    if claimed.unit == stated.unit or {claimed.unit, stated.unit} in _ALIKE:
        return True
    # "Above 31" for a bound of 31 kg.
    if not claimed.unit and claimed.near and claimed.near == stated.near:
        return True
    if claimed.unit and stated.unit:
        return False
    bare = stated if claimed.unit else claimed
    # A large number rarely occurs twice in an abstract.
    counts = bool(bare.noun) and bare.value == int(bare.value) and abs(bare.value) <= _SMALL
    return not counts or bare.noun in (claimed.beside | stated.beside) - {bare.noun}
