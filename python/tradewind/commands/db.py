"""`tradewind db`: move the database along its migration history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Migrate the database that the settings name."
)


@app.command()
def upgrade(revision: Annotated[str, typer.Argument(help="Target revision.")] = "head") -> None:
    """Apply migrations, by default all."""
    from tradewind.db import migrate

    with _engine() as engine:
        migrate.upgrade(engine, revision)
        typer.echo(f"database at revision {migrate.current(engine)}")


# A relative target such as -1 must not be read as an option.
@app.command(context_settings={"ignore_unknown_options": True})
def downgrade(
    revision: Annotated[
        str, typer.Argument(help="Target revision: a name, -1, or base for an empty database.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Undo migrations; the tables they made go, rows and all."""
    from tradewind.db import migrate

    with _engine() as engine:
        shown = engine.url.render_as_string(hide_password=True)
        if not yes:
            typer.confirm(f"Go down to {revision} in {shown}? Rows are lost.", abort=True)
        migrate.downgrade(engine, revision)
        typer.echo(f"database at revision {migrate.current(engine) or 'base'}")


@app.command()
def current() -> None:
    """Show the database's revision and the newest known one."""
    from tradewind.db import migrate

    with _engine() as engine:
        typer.echo(f"database at revision {migrate.current(engine) or 'base'}, newest {migrate.head()}")


@contextmanager
def _engine() -> "Iterator[Engine]":
    from tradewind.commands import start
    from tradewind.db.session import open_engine

    engine = open_engine(start().resolved_database_url())
    try:
        yield engine
    finally:
        engine.dispose()
