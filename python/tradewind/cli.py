"""The `tradewind` command: finds its sub-commands by entry point and turns known errors into one line.

A sub-command is an entry point of the group `tradewind.commands` that names a `typer.Typer`; with a single function
it is called without a second word. It is imported when it is run or listed, and imports what it needs inside its
functions.
"""

import importlib.metadata
from typing import Annotated, Any

import typer
import typer.core
import typer.main

from tradewind.errors import MissingExtraError, TradewindError
from tradewind.extras import extra_of

GROUP = "tradewind.commands"

Command = typer.core.TyperCommand | typer.core.TyperGroup


class LazyGroup(typer.core.TyperGroup):
    """A group whose commands are entry points, loaded one at a time.

    Contexts are annotated Any: typer carries its own copy of click and does not publish that class.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the sub-commands without importing them."""
        return sorted({entry.name for entry in importlib.metadata.entry_points(group=GROUP)})

    def get_command(self, ctx: Any, cmd_name: str) -> Command | None:
        """Import one sub-command; one that cannot be imported becomes a stub that says why."""
        for entry in importlib.metadata.entry_points(group=GROUP, name=cmd_name):
            try:
                loaded: typer.Typer = entry.load()
                loaded.rich_markup_mode = None  # as below, for its sub-commands too
                command = typer.main.get_command(loaded)
            except Exception as error:  # noqa: BLE001 - a broken plug-in must not take the others' help away
                return _stub(cmd_name, error)
            assert isinstance(command, Command)
            command.name = cmd_name
            return command
        return None

    def invoke(self, ctx: Any) -> Any:
        """Run a sub-command; a known error is one line and exit code 1, with --debug a traceback."""
        try:
            return super().invoke(ctx)
        except (TradewindError, ModuleNotFoundError) as error:
            known = _known(error, ctx.invoked_subcommand)
            if known is None or ctx.params.get("debug"):
                raise
            typer.echo(f"tradewind: error: {known}", err=True)
            raise typer.Exit(1) from None


def _known(error: Exception, command: str | None) -> TradewindError | None:
    if isinstance(error, TradewindError):
        return error
    extra = extra_of(getattr(error, "name", None))
    return MissingExtraError(extra, f"tradewind {command}") if extra else None


def _stub(name: str, error: Exception) -> Command:
    known = _known(error, name)
    reason = (
        f"needs the extra '{known.extra}'"
        if isinstance(known, MissingExtraError)
        else f"cannot load: {error!r}"
    )
    app = typer.Typer(add_completion=False)

    @app.command(
        help=f"[{reason}]", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
    )
    def fail() -> None:
        raise known or TradewindError(f"tradewind {name} {reason}") from error

    command = typer.main.get_command(app)
    assert isinstance(command, Command)
    command.name = name
    return command


def _version(value: bool) -> None:
    if value:
        typer.echo(f"tradewind {importlib.metadata.version('tradewind')}")
        raise typer.Exit()


app = typer.Typer(
    name="tradewind",
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: importing rich takes longer than everything else that --help does
)


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Tradewind: from exchange messages to books, signals, risk-checked orders and a report."""


def main() -> None:
    """Entry point of the console script."""
    app(prog_name="tradewind")
