"""The number of typos between two words. Pure."""


def edit_distance(typed: str, meant: str, most: int) -> int:
    """Return how many letters were left out, inserted, replaced or swapped with the next one.

    The optimal string alignment distance. Stops early where it exceeds `most`, and may then return `most + 1`.

    >>> edit_distance("registartion", "registration", 2), edit_distance("tide", "dunes", 2)
    (1, 3)
    """
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        last, before, row = before, row, [i]
        for j, other in enumerate(meant, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other)))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]
