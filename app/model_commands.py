"""The commands that connect a model: connect, models, doctor. They do what the page's model panel does."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from app.command_support import json_option, print_json, read_settings
from app.connect.presets import PRESETS, Preset, preset_named, preset_of
from index.errors import PaperchatError

if TYPE_CHECKING:
    from app.connect.checkup_line import CheckupLine
    from app.connect.current_model import CurrentModel
    from app.settings import Settings

_MARKS = {"passed": ("ok", "green"), "warned": ("warning", "yellow"), "failed": ("FAILED", "red")}


@click.command()
@click.argument("server", required=False, type=click.Choice([preset.name for preset in PRESETS]))
@click.option("--address", help="The server's address, if it is not the usual one.")
@click.option("--model", help="The model's name; by default, the first one that the server lists.")
@click.option("--key", "ask_key", is_flag=True, help="Ask for a key, or read it from standard input.")
@click.option("--no-test", is_flag=True, help="Save without testing the model.")
@click.option("--none", "disconnect", is_flag=True, help="Use no model: answers are quotes.")
def connect(  # noqa: PLR0913 - one argument per option
    server: str | None, address: str | None, model: str | None, *, ask_key: bool, no_test: bool, disconnect: bool
) -> None:
    """Connect the model that writes answers, test it and save it. An open page uses it from the next question on.

    If the server needs a key, you are asked for it; it is never taken from the command line.
    """
    from app.connect.choice import Form

    current = _current()
    if disconnect:
        current.disconnect()
        click.echo("Disconnected. Answers quote the abstracts.")
        return
    preset = preset_named(server) if server else preset_of(address)
    typed = address or preset.address
    if not server and not address:
        raise PaperchatError("No server given.", "Use `paperchat connect ollama`, or --address.")
    form = replace(Form.of(current.settings), base_url=typed, model=model or "", api_key=_key(preset, asked=ask_key))
    if not no_test and not _tested(current.check(form)):
        raise PaperchatError("The model was not saved.", "Correct what failed, or add --no-test.")
    current.save(form)
    click.echo(f"Saved in {current.settings.file}.")


@click.command()
@click.option("--find", is_flag=True, help="Look for servers on the usual ports of this machine.")
@json_option
def models(*, find: bool, as_json: bool) -> None:
    """List the models of the connected server."""
    from app.connect.choice import Form

    current = _current()
    if find:
        listed = [(server.address, model) for server in current.find() for model in server.models]
    else:
        if current.endpoint is None:
            raise PaperchatError("No model is connected.", "Use `paperchat connect`, or `paperchat models --find`.")
        address = current.endpoint.address
        listed = [(address, model) for model in current.models(Form.of(current.settings))]
    for address, model in listed:
        if as_json:
            print_json({"address": address, "model": model.name, "context_window": model.window})
        else:
            window = f"  {model.window:,} tokens" if model.window else ""
            click.echo(f"{address}  {model.name}{window}" if find else f"{model.name}{window}")
    if not listed and not as_json:
        click.echo("No model was found." if find else "The server lists no model.", err=True)


@click.command()
def doctor() -> None:
    """Check settings, collection and model, and say how to fix each problem; exit with 1 if a check fails."""
    from importlib.metadata import version

    click.echo(f"paperchat {version('paperchat')}")
    current = _current()
    settings = current.settings
    click.echo(f"settings   {settings.file}{'' if settings.file.exists() else ' (does not exist)'}")
    for name, variable in sorted(current.fixed.items()):
        click.echo(f"           {name} is set by {variable}")
    sound = _collection_is_sound(settings)
    if current.endpoint is None:
        click.echo("model      none: answers are quotes")
    else:
        from app.connect.choice import Form

        sound = _tested(current.check(Form.of(settings))) and sound
    if not sound:
        raise click.exceptions.Exit(1)


def _current() -> "CurrentModel":
    from app.connect.current_model import CurrentModel

    return CurrentModel(read_settings())


def _key(preset: Preset, *, asked: bool) -> str:
    """Return the key that a person types unseen, or that comes through a pipe; empty if none is needed."""
    if not asked and preset.key != "required":
        return ""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(click.prompt(f"Key for {preset.title}", hide_input=True, default="", show_default=False)).strip()


def _tested(snapshots: "Iterable[tuple[CheckupLine, ...]]") -> bool:
    """Print the lines of a test as they come; return whether none failed."""
    lines: tuple[CheckupLine, ...] = ()
    printed: set[str] = set()
    for lines in snapshots:
        for line in lines:
            if line.state != "running" and line.name not in printed:
                printed.add(line.name)
                _print_line(line)
    return all(line.state != "failed" for line in lines)


def _print_line(line: "CheckupLine") -> None:
    mark, colour = _MARKS[line.state]
    click.echo(f"{click.style(f'{mark:8}', fg=colour)} {line.name:15} {line.text}")
    if line.fix:
        click.echo(f"{'':24} {line.fix}")


def _collection_is_sound(settings: "Settings") -> bool:
    """Print what is in the collection; return whether it can be opened."""
    from app.wiring import stores_of

    try:
        stores = stores_of(settings)
    except PaperchatError as fault:
        click.echo(f"collection FAILED: {fault.message}\n           {fault.hint}")
        return False
    try:
        waiting = stores.library.count_pending()
        click.echo(f"collection {stores.library.count():,} papers{f', {waiting:,} not indexed yet' if waiting else ''}")
    finally:
        stores.close()
    return True
