"""The commands for the people who may log in: `paperchat user add`, `list` and `remove`."""

import sys

import click

from app.settings import load_settings
from app.users.user_file import Role, UserFile


@click.group(name="user")
def user_group() -> None:
    """Manage who may log in to a page served with `paperchat serve --login`."""


@user_group.command(name="add")
@click.argument("name")
@click.option("--role", default="reader", show_default=True, type=click.Choice(["reader", "editor"]))
def add_user(name: str, role: Role) -> None:
    """Add the user NAME, or change their role and password.

    A reader asks and keeps chats; an editor also adds, edits and removes papers, and changes the model. The password is
    asked for, or read from standard input, and never taken from the command line.
    """
    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    UserFile(load_settings().home).add(name, role, password)
    click.echo(f"{name} may log in as {'an' if role == 'editor' else 'a'} {role}.")


@user_group.command(name="list")
def list_users() -> None:
    """List who may log in."""
    for user in UserFile(load_settings().home).users():
        click.echo(f"{user.name}  {user.role}")


@user_group.command(name="remove")
@click.argument("name")
def remove_user(name: str) -> None:
    """Remove the user NAME. Their chats stay in the data folder."""
    UserFile(load_settings().home).remove(name)
    click.echo(f"{name} may not log in any more.")
