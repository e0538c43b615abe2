"""The command line: asking questions and serving the page. The commands for the library are in library_commands.py."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from app import library_commands, model_commands
from app.command_support import json_option, open_collection, open_engine, print_json, read_inputs, read_settings
from app.drafts.check_command import check
from app.evaluation.retrieval_command import Openers, eval_group
from app.transfer.export_command import export, import_library
from app.transfer.move_command import move
from app.users.user_commands import user_group
from app.watch.watch_command import watch, watches
from app.wiring import encoder_of, entailment_folder, later_engine, reranker_of
from index.errors import PaperchatError

if TYPE_CHECKING:
    from app.request import OverviewIntent
    from app.users.user_file import UserFile
    from index.collection import Stores

# Seconds that an ending page waits for what it is writing; compose.yaml has the page wait for a little longer.
_LONGEST_WRITE = 50.0


class _Commands(click.Group):
    """Prints a `PaperchatError` as its message and hint, and exits with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PaperchatError as fault:
            click.echo(f"paperchat: {fault.message}", err=True)
            if fault.hint:
                click.echo(f"  {fault.hint}", err=True)
            ctx.exit(1)


def run() -> None:
    """Run the command of this process, and leave as soon as it is done.

    Its stores are closed by then. Waiting for threads that have nothing left to do, and taking down what was loaded,
    would take longer than some commands, and a second after Ctrl-C on a busy machine.
    """
    from app.operations.memory import collect_less_often

    collect_less_often()
    code: object = None
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="paperchat")
def main() -> None:
    """Chat with your own collection of paper abstracts: cited answers, offline or with any model."""


@main.command()
@click.argument("question")
@click.option(
    "--limit", default=8, show_default=True, type=click.IntRange(1, 100), help="Maximum number of papers to list."
)
@click.option("--explain", is_flag=True, help="Explain why each paper was found.")
@json_option
def search(question: str, limit: int, *, explain: bool, as_json: bool) -> None:
    """List the papers closest to QUESTION, best first.

    QUESTION can also filter and sort: "on pruning since 2023, newest".
    """
    from app.json_output import result_json
    from app.terminal import print_results

    with open_engine() as engine:
        found, whys = engine.find(question, limit)
    if as_json:
        for hit, why in zip(found.hits, whys, strict=True):
            print_json(result_json(hit, why, explained=explain))
    else:
        print_results(found, whys, explained=explain)


@main.command()
@click.argument("question")
@click.option("--deeper", is_flag=True, help="Split the question and search for each part.")
@json_option
def ask(question: str, *, deeper: bool, as_json: bool) -> None:
    """Answer QUESTION from the collection, with citations."""
    from app.json_output import answer_json
    from app.request import Question
    from app.terminal import print_answer

    with open_engine() as engine:
        snapshots = engine.answer(Question(question, multi_step=deeper))
        if as_json:
            *_, answer = snapshots
            print_json(answer_json(answer))
        else:
            print_answer(snapshots)


@main.command()
@click.argument("papers", nargs=-1, required=True)
@click.option("--form", default="summary", show_default=True, type=click.Choice(["summary", "digest", "table"]))
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV.")
@json_option
def summarise(papers: tuple[str, ...], *, form: "OverviewIntent", as_csv: bool, as_json: bool) -> None:
    """Summarise PAPERS: titles or ids, a source, or a description such as "papers on pruning from 2024"."""
    from app.json_output import answer_json
    from app.terminal import print_answer

    with open_engine() as engine:
        snapshots = engine.answer(engine.overview_of(papers, "table" if as_csv else form))
        if not as_csv and not as_json:
            print_answer(snapshots)
            return
        *_, answer = snapshots
    if as_json:
        print_json(answer_json(answer))
    elif answer.csv:
        click.echo(answer.csv, nl=False)
    else:
        raise PaperchatError(answer.text, "Name a topic, a source or a title in your collection.")


@main.command()
def chat() -> None:
    """Ask one question after another; an empty line or Ctrl-D ends the chat."""
    from app.answer import Turn
    from app.request import Question
    from app.terminal import print_answer

    history: list[Turn] = []
    with open_engine() as engine:
        while question := click.prompt("Question", default="", show_default=False, prompt_suffix=" > ").strip():
            answer = print_answer(engine.answer(Question(question, tuple(history))))
            history.append(Turn.of(answer))
            click.echo()


@main.command()
@click.argument("paths", nargs=-1)
@click.option("--sample", is_flag=True, help="Add the sample collection if the library is empty.")
@click.option("--host", help="Address to serve on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve on.")
@click.option("--login", is_flag=True, help="Require a login: see `paperchat user add`.")
@click.option("--open", "is_open", is_flag=True, help="Let in everyone who can reach the address, without a login.")
def serve(  # noqa: PLR0913 - one argument per option
    paths: tuple[str, ...], *, sample: bool, host: str | None, port: int | None, login: bool, is_open: bool
) -> None:
    """Serve the chat page, after adding the papers in PATHS.

    An address that other machines can reach needs --login, or --open: then everyone who reaches the page can read and
    change the collection.
    """
    from app.operations.memory import share_memory_arenas
    from app.terminal import ended_like_ctrl_c
    from index.writer_lock import wait_for_own_write

    share_memory_arenas()
    host = host or read_settings().host
    users = _users_of_page(host, login=login, is_open=is_open)
    with open_collection() as (settings, stores):
        _add_before_serving(stores, paths, sample=sample)
        from app.connect.current_model import CurrentModel
        from app.operations.log_lines import log_as_json
        from app.page_backend import PageBackend
        from app.ui.access import Access
        from app.ui.page import serve as serve_page

        backend = PageBackend(stores, CurrentModel(settings), later_engine(settings, stores))
        access = Access(host, everyone=settings.panel == "all", users=users, metrics=settings.metrics == "all")
        if settings.log == "json":
            log_as_json()

        def ready(address: str) -> None:
            click.echo(f"paperchat is at {address}  (Ctrl-C stops it)")
            backend.warm_up()

        port = settings.port if port is None else port
        try:
            # The server ends in order, and then passes on what ended it.
            with suppress(KeyboardInterrupt), ended_like_ctrl_c():
                serve_page(backend, host=host, port=port, access=access, ready=ready)
        finally:
            stores.ending.set()
            wait_for_own_write(stores.lock, _LONGEST_WRITE)


def _add_before_serving(stores: "Stores", paths: Sequence[str], *, sample: bool) -> None:
    """Add the papers in `paths`, and the sample if it is wanted and the library is empty."""
    from app.terminal import print_report, show_progress
    from index import ingest
    from index.sample import SAMPLE

    for report in show_progress(ingest.add(stores, read_inputs(paths))) if paths else ():
        print_report(report)
    if sample and not stores.library.count():
        click.echo("The library is empty: adding the sample collection.")
        show_progress(ingest.add(stores, read_inputs([str(SAMPLE)])))


def _users_of_page(host: str, *, login: bool, is_open: bool) -> "UserFile | None":
    """Return who may log in, None without a login; raise `PaperchatError` where strangers could reach the page."""
    from app.users.user_file import UserFile
    from index.endpoints.endpoint_address import is_loopback

    if login and is_open:
        raise PaperchatError("--login and --open cannot be combined.", "Choose one.")
    if not login and not is_open and not is_loopback(host):
        raise PaperchatError(
            f"On {host} other machines could reach the page without logging in.",
            "Add --login, or --open if everyone there may read and change the collection, or serve on 127.0.0.1.",
        )
    users = UserFile(read_settings().home) if login else None
    if users and not users.users():
        raise PaperchatError("There are no users yet.", "Add one: `paperchat user add NAME --role editor`.")
    return users


for command in (
    library_commands.add,
    library_commands.list_papers,
    library_commands.status,
    library_commands.remove,
    library_commands.rebuild,
    model_commands.connect,
    model_commands.models,
    model_commands.doctor,
    library_commands.backup,
    export,
    import_library,
    move,
    watch,
    watches,
    library_commands.restore,
    check,
    user_group,
    eval_group(
        Openers(
            lambda: encoder_of(read_settings()),
            lambda: reranker_of(read_settings()),
            open_engine,
            lambda: entailment_folder(read_settings()),
        )
    ),
):
    main.add_command(command)
