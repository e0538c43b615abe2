"""Whether a figure in a sentence agrees with one in an abstract, given how people round and convert figures. Pure."""

from collections.abc import Sequence

from app.checking.figures import Figure

_SAME = 1e-6
_TOLERANCE, _ALLOWANCE = 0.05, 0.15
_SIGNIFICANT = 2
_SMALL = 100
# "in 2024", "3 dimensions": units that a bare number may have.
_ALIKE = ({"year", ""}, {"dimension", ""})


def matches(claimed: Figure, stated: Figure) -> bool:
    """Return whether the value in a sentence agrees with the value in an abstract, rounded at most.

    A number may be rounded to two significant digits or more, or as far as its hedge ("about", "over") allows: by 5 %,
    or by 15 % in the direction of the hedge.
    """
    value = claimed.value
    for other in {stated.value, *_other_forms(claimed, stated)}:
        if abs(value - other) <= _SAME * abs(other):
            return True
        gap = abs(value - other) / (abs(other) or 1.0)
        rounded = claimed.step and abs(value - other) <= claimed.step / 2 * 1.0001 and _digits(claimed) >= _SIGNIFICANT
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


def same_unit(claimed: Figure, stated: Figure) -> bool:
    """Return whether both may measure the same: equal units, or one is a bare number that counts nothing else."""
    if claimed.unit == stated.unit or {claimed.unit, stated.unit} in _ALIKE:
        return True
    if claimed.unit and stated.unit:
        return False
    bare = stated if claimed.unit else claimed
    # A large number rarely occurs twice in an abstract.
    counts = bool(bare.noun) and bare.value == int(bare.value) and abs(bare.value) <= _SMALL
    return not counts or bare.noun in (claimed.beside | stated.beside) - {bare.noun}
