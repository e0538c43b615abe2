"""What the columns of a table contain, as a person sets it in the preview: the form, and what it sends. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from index.ingest import Input
from index.sources.fields.columns import FIELDS

ASKED_FIELDS = ("title", "abstract", "authors", "date", "year", "venue", "url", "doi", "tags")
"""The fields of the form; others go by the names of the columns alone."""
_LONGEST_NAME = 1000


def with_told_columns(inputs: Sequence[Input], told: str) -> tuple[Input, ...]:
    """Return the files, each with the columns that were told of it in JSON: `{"a.csv": {"title": "Name"}}`.

    What no form of ours sends is left out.

    >>> [one.columns for one in with_told_columns([Input("a.csv"), Input("b.csv")], '{"a.csv": {"title": "Name"}}')]
    [(('title', 'Name'),), ()]
    """
    columns = _read(told)
    return tuple(replace(item, columns=_pairs(columns.get(item.name))) for item in inputs)


def _read(told: str) -> Mapping[str, Any]:
    try:
        read = json.loads(told or "{}")
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _pairs(told: object) -> tuple[tuple[str, str], ...]:
    given = told if isinstance(told, dict) else {}
    return tuple((field, str(given[field])[:_LONGEST_NAME]) for field in FIELDS if field in given)
