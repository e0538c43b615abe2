"""Which column of a table holds which field, as a person chose it in the preview: the form, and what it sends. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from index.ingest import Input
from index.sources.fields.columns import FIELDS

ASKED_FIELDS = ("title", "abstract", "authors", "date", "year", "venue", "url", "doi", "tags")
"""The fields of the form; others go by the names of the columns alone."""
_LONGEST_NAME = 1000


def with_chosen_columns(inputs: Sequence[Input], chosen: str) -> tuple[Input, ...]:
    """Return the files, each with the columns that were chosen for it in JSON: `{"a.csv": {"title": "Name"}}`.

    Anything that our form cannot have sent is left out.

    >>> [one.columns for one in with_chosen_columns([Input("a.csv"), Input("b.csv")], '{"a.csv": {"title": "Name"}}')]
    [(('title', 'Name'),), ()]
    """
    columns = _read(chosen)
    return tuple(replace(item, columns=_pairs(columns.get(item.name))) for item in inputs)


def _read(chosen: str) -> Mapping[str, Any]:
    try:
        read = json.loads(chosen or "{}")
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _pairs(chosen: object) -> tuple[tuple[str, str], ...]:
    given = chosen if isinstance(chosen, dict) else {}
    return tuple((field, str(given[field])[:_LONGEST_NAME]) for field in FIELDS if field in given)
