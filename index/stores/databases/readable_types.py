"""Column types that read a damaged value as a missing one, so that one row does not keep all others from being read.

The checksum of its row shows the damage (`index.stores.record_checksums`), and nothing is written over it.
"""

import json
from collections.abc import Callable
from datetime import date as Date
from datetime import datetime
from typing import Any

import sqlalchemy as sql

from index.errors import PaperchatError


class Readable(sql.types.TypeDecorator[Any]):
    """A type whose values are read as `missing` where a file holds something else."""

    impl = sql.String
    cache_ok = True

    def __init__(
        self, kind: sql.types.TypeEngine[Any], is_whole: Callable[[Any], bool], missing: object = None
    ) -> None:
        """`kind`: the type that is written; `is_whole`: whether what was read is a value of it."""
        super().__init__()
        self.impl_instance = kind
        self.kind, self.is_whole, self.missing = kind, is_whole, missing

    def result_processor(self, dialect: sql.Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what reads a value."""
        read = self.kind.dialect_impl(dialect).result_processor(dialect, coltype)
        is_whole, missing = self.is_whole, self.missing

        def readable(value: object) -> object:
            if value is None:
                return None
            try:
                found = read(value) if read else value
            except (ValueError, TypeError, PaperchatError):
                return missing
            return found if is_whole(found) else missing

        return readable


def texts_written(text: str) -> list[str]:
    """Return the texts of a list as stored in a column of `TEXTS`; none if it is damaged."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return found if _is_list_of_text(found) else []


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_field_value(value: object) -> bool:
    return value is None or isinstance(value, str) or _is_list_of_text(value)


def _is_list_of_days(value: object) -> bool:
    return _is_list_of_text(value) and all(map(_is_day, value if isinstance(value, list) else ()))


def _is_day(text: str) -> bool:
    try:
        Date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_text_by_text(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


_JSON = sql.JSON(none_as_null=True)
OBJECT = Readable(sql.JSON(), lambda value: isinstance(value, dict))
DAY = Readable(sql.Date(), lambda value: isinstance(value, Date))
MOMENT = Readable(sql.DateTime(), lambda value: isinstance(value, datetime))
NUMBER = Readable(sql.Integer(), lambda value: isinstance(value, int))
COUNT = Readable(sql.Integer(), lambda value: isinstance(value, int), 0)
TIME = Readable(sql.Float(), lambda value: isinstance(value, float | int), 0.0)
"""In seconds."""
TEXTS = Readable(_JSON, _is_list_of_text)
DAYS = Readable(_JSON, _is_list_of_days)
TEXT_BY_TEXT = Readable(_JSON, _is_text_by_text)
FIELD_VALUE = Readable(sql.JSON(), _is_field_value)
"""What a person wrote into a field of a record: a text, texts, or nothing."""
