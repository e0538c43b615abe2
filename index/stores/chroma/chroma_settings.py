"""The settings of a Chroma client. A door to chromadb, opened only when a client is."""

from typing import TYPE_CHECKING, Any

from chromadb.config import Settings

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


class ClientSettings(Settings):
    """Settings of a client that come from paperchat alone.

    Chroma's own are also read from the environment and from a file named .env in the working folder, which belongs to
    whatever else is done there: a value meant for another program would stop this one, and reading takes as long as
    opening the store.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(anonymized_telemetry=False, **settings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: "type[BaseSettings]",  # noqa: ARG003 - pydantic's name
        init_settings: "PydanticBaseSettingsSource",
        *_others: "PydanticBaseSettingsSource",
        **_named: "PydanticBaseSettingsSource",
    ) -> "tuple[PydanticBaseSettingsSource, ...]":
        """Return where settings are read: the arguments of the constructor, and nowhere else."""
        return (init_settings,)
