"""The endpoint that the settings choose."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.settings import model_setting_names

if TYPE_CHECKING:
    from app.llm.endpoint import Endpoint
    from app.llm.model_profile import ModelProfiles
    from app.llm.reranker import ListwiseReranker
    from app.settings import Settings

DEFAULT_WINDOW = 8192
"""What a model is taken to read where neither a setting nor its test says: many servers load no more."""
# A larger window is used only if somebody sets it: reading costs time or money.
_LARGEST_WINDOW = 16_384


def endpoint_of(settings: "Settings", profiles: "ModelProfiles | None" = None) -> "Endpoint | None":
    """Return the model that answers, if the settings choose one; `profiles`: what is known about models."""
    # Many people have a key in their environment; that alone does not mean they want to send questions anywhere.
    if settings.base_url is None and settings.model is None:
        return None
    from app.llm.endpoint import Endpoint, Room

    profiles = profiles or profiles_of(settings)
    endpoint = Endpoint(
        settings.base_url,
        settings.model,
        settings.api_key,
        context_window=settings.context_window or DEFAULT_WINDOW,
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        timeout=settings.timeout,
        headers=settings.headers,
        body=settings.body,
        reading_seconds=settings.reading_seconds,
        prompt=settings.prompt,
        profiles=profiles,
        settings=model_setting_names(),
    )
    if settings.context_window is None and (known := endpoint.profile.context_window):
        window = min(known, _LARGEST_WINDOW)
        endpoint.room = Room(window, min(endpoint.room.reply, window // 2))
    return endpoint


def model_reranker(settings: "Settings") -> "ListwiseReranker | None":
    """Return the model that answers as a reranker, if the settings choose one."""
    from app.llm.reranker import REPLY_TOKENS, ListwiseReranker

    # A separate endpoint: its replies are short and should not vary.
    endpoint = endpoint_of(replace(settings, max_tokens=REPLY_TOKENS, temperature=0.0))
    return None if endpoint is None else ListwiseReranker(endpoint)


def profiles_of(settings: "Settings") -> "ModelProfiles":
    """Return what is known about models."""
    from app.llm.model_profile import ModelProfiles

    return ModelProfiles(settings.home / "models.json")
