"""From what files write of a paper to the values of its record: names, days, ids, columns."""
