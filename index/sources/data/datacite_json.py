"""The attributes that DataCite's JSON gives of a DOI, as keys that other JSON has, too. Pure."""

from collections.abc import Mapping
from typing import Any

_DATES = ("Issued", "Submitted", "Available")


def is_datacite(found: Mapping[str, Any]) -> bool:
    """Return whether these are the attributes of a DOI."""
    return isinstance(found.get("titles"), list) and "creators" in found and "descriptions" in found


def plain_attributes(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return title, abstract and the rest, without the days on which DataCite changed its own entry."""
    days = {day.get("dateType"): day.get("date") for day in _objects(found.get("dates"))}
    kinds = {part.get("descriptionType"): part.get("description") for part in _objects(found.get("descriptions"))}
    place = found.get("container")
    return {
        "title": found["titles"],
        "abstract": kinds.get("Abstract"),
        "authors": found["creators"],
        "date": next((days[kind] for kind in _DATES if days.get(kind)), None),
        "year": found.get("publicationYear"),
        "doi": found.get("doi") or found.get("id"),
        "url": found.get("url"),
        "venue": place.get("title") if isinstance(place, Mapping) else None,
        "language": found.get("language"),
        "tags": [subject.get("subject") for subject in _objects(found.get("subjects"))],
    }


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
