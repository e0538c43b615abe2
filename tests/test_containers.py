"""Dockerfile and compose.yaml: what they name exists, nobody is root, nothing floats, nothing is open to others.

There is no Docker where the tests run, so this reads both files; it builds nothing.
"""

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # no types come with it

from app.cli import main
from app.settings import Settings, variable
from app.ui.operations_routes import HEALTH

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
KNOWN = {variable(field.name) for field in fields(Settings)}
_DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]


def instructions(name: str, text: str = _DOCKERFILE) -> list[str]:
    """The arguments of an instruction of the Dockerfile, in their order; lines that go on are joined."""
    joined = re.sub(r"\\\n\s*", "", text)
    return re.findall(rf"^{name} (.*)$", joined, re.MULTILINE)


LAST_STAGE = "FROM" + _DOCKERFILE.rpartition("\nFROM")[2]


def test_the_page_is_not_root() -> None:
    (user,) = instructions("USER", LAST_STAGE)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    (created,) = [line for line in instructions("RUN", LAST_STAGE) if line.startswith("useradd")]
    assert f"--uid {user.partition(':')[0]} " in created
    # Who is not root any more runs no steps that would need it.
    assert LAST_STAGE.index("\nUSER") > LAST_STAGE.rindex("\nRUN")


def test_everything_that_is_installed_comes_from_the_lock_file() -> None:
    installs = [line for line in instructions("RUN") if " install " in line]
    assert len(installs) == 2
    assert "--require-hashes --requirement requirements.lock" in installs[0]
    assert "--no-deps" in installs[1]
    assert "--no-build-isolation" in installs[1]
    assert not re.search(r"\b(?:apt-get|curl|wget|git)\b", _DOCKERFILE)


def test_what_is_copied_exists_and_is_sent_to_the_builder() -> None:
    sent = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())
    copied = [word for line in instructions("COPY") if "--from" not in line for word in line.split()[:-1]]
    assert all((ROOT / name).exists() for name in copied)
    assert {f"!{name}" for name in copied} == {name for name in sent if name.startswith("!")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= set(copied)


def test_what_is_left_out_is_in_the_lock_file_and_not_ours() -> None:
    (trimmed,) = [line for line in instructions("RUN") if "rm -r " in line]
    for name in trimmed.partition("rm -r ")[2].partition("&&")[0].split():
        assert re.search(rf"^{name.partition('/')[0]}==", LOCK, re.MULTILINE), name


def test_the_image_serves_on_every_address_and_asks_who_comes() -> None:
    settings = dict(pair.split("=", 1) for line in instructions("ENV") for pair in line.split())
    ours = {name for name in settings if name.startswith("PAPERCHAT_")}
    assert ours <= KNOWN
    assert settings["PAPERCHAT_HOST"] == "0.0.0.0"  # noqa: S104 - in a container
    assert instructions("ENTRYPOINT") == ['["paperchat"]']
    (command,) = instructions("CMD", LAST_STAGE)[-1:]
    assert yaml.safe_load(command) == ["serve", "--login"]
    assert instructions("EXPOSE") == [settings["PAPERCHAT_PORT"]]
    (checked,) = instructions("HEALTHCHECK")
    assert f"http://127.0.0.1:{settings['PAPERCHAT_PORT']}{HEALTH}" in checked
    assert instructions("VOLUME") == [settings["PAPERCHAT_HOME"]]


def test_the_settings_that_compose_names_exist_and_so_do_its_options() -> None:
    page = SERVICES["page"]
    assert set(page["environment"]) <= KNOWN
    command, *options = page["command"]
    known = {option for parameter in main.commands[command].params for option in parameter.opts}
    assert set(options) <= known


def test_the_addresses_that_compose_names_are_services() -> None:
    named = re.findall(r"(?:@|//)([a-z]+)(?=/|:\d)", (ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert set(named) == {"postgres", "chroma", "llama", "ollama"} <= set(SERVICES)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"page"}))
def test_images_are_pinned_and_reached_by_the_page_alone(name: str) -> None:
    service = SERVICES[name]
    assert re.search(r":[\w-]*\d[\w.-]*$", service["image"])
    assert "ports" not in service
    assert "inside" in service["networks"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_chroma_is_the_version_that_the_lock_file_has() -> None:
    (locked,) = re.findall(r"^chromadb==(\S+)", LOCK, re.MULTILINE)
    assert SERVICES["chroma"]["image"] == f"chromadb/chroma:{locked}"


def test_the_page_is_published_to_this_machine_alone_and_may_do_nothing_else() -> None:
    page = SERVICES["page"]
    assert [port.partition(":")[0] for port in page["ports"]] == ["127.0.0.1"]
    assert (page["read_only"], page["cap_drop"]) == (True, ["ALL"])


def test_there_is_no_password_by_default() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"\$\{POSTGRES_PASSWORD(.*?)\}", text) == 2 * [":?Set a password first"]


def test_models_are_started_only_when_asked_for() -> None:
    assert {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service} == {
        "llama": ["llama"],
        "ollama": ["ollama"],
    }


def test_every_volume_and_network_is_declared() -> None:
    for service in SERVICES.values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        named = [volume.partition(":")[0] for volume in service.get("volumes", [])]
        assert {name for name in named if not name.startswith(".")} <= set(COMPOSE["volumes"])
