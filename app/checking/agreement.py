"""Agreement: whether a figure of a sentence is one of an abstract, as people round and rename figures. Pure."""

from collections.abc import Sequence

from app.checking.figures import Figure

_SAME = 1e-6
_TOLERANCE, _ALLOWANCE = 0.05, 0.15
_SIGNIFICANT = 2
_SMALL = 100


def matches(said: Figure, held: Figure) -> bool:
    """Whether the value that a sentence says is one that the abstract holds, rounded at most.

    A number may be rounded to two significant digits or more, or as its own hedge ("about", "over") allows: by 5 %,
    or by 15 % in the direction that the hedge names.
    """
    value = said.value
    for other in {held.value, *_other_forms(said, held)}:
        if abs(value - other) <= _SAME * abs(other):
            return True
        gap = abs(value - other) / (abs(other) or 1.0)
        rounded = said.step and abs(value - other) <= said.step / 2 * 1.0001 and _digits(said) >= _SIGNIFICANT
        word = said.unit == "%" and said.text[:1].isalpha()
        if said.unit != "year" and (rounded or ((said.near == "about" or word) and gap <= _TOLERANCE)):
            return True
        beyond = (said.near == "over" and other > value) or (said.near in {"under", "about"} and other < value)
        if said.unit != "year" and said.near and beyond and gap <= _ALLOWANCE and said.near != "about":
            return True
    return False


def _other_forms(said: Figure, held: Figure) -> Sequence[float]:
    """Return the held value as the sentence may put it: a share as percent, a loss without its minus sign."""
    forms = [abs(held.value)] if held.value < 0 and said.value > 0 else []
    if said.unit == "%" and not held.unit and 0 < held.value <= 1:
        forms.append(100 * held.value)
    if held.unit == "%" and not said.unit and 0 < said.value <= 1:
        forms.append(held.value / 100)
    return forms


def _digits(figure: Figure) -> int:
    """Return the number of significant digits that are written."""
    return len(f"{round(abs(figure.value) / figure.step)}") if figure.step else 0


def same_unit(said: Figure, held: Figure) -> bool:
    """Whether both may measure the same: equal units, or one is a bare number that counts nothing else."""
    if said.unit == held.unit or {said.unit, held.unit} == {"year", ""}:
        return True
    if said.unit and held.unit:
        return False
    bare = held if said.unit else said
    # A large number is hardly twice in an abstract.
    counts = bool(bare.noun) and bare.value == int(bare.value) and abs(bare.value) <= _SMALL
    return not counts or bare.noun in (said.beside | held.beside) - {bare.noun}
