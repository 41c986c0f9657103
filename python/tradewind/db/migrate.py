"""Move a database along the one migration history, which is found by entry point (it lives in the control API)."""

import importlib.metadata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from tradewind.db.session import open_engine, reason_of, session_factory
from tradewind.errors import DatabaseError

GROUP = "tradewind.migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply every migration up to `revision`, in one transaction where the database can."""
    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Undo migrations down to `revision` (`base` undoes all); the tables they made go, with their rows."""
    _run(engine, lambda config: command.downgrade(config, revision))


def current(engine: Engine) -> str | None:
    """Return the revision of the database, None when it has never been migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the newest revision that this version knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def open_database(url: str) -> Engine:
    """Open a database that is ready for use.

    An SQLite file is this installation's own and is brought up to date silently. A PostgreSQL database is shared, so
    one that is behind raises DatabaseError with the command to run.
    """
    engine = open_engine(url)
    found = current(engine)
    if found == head():
        return engine
    if engine.dialect.name == "sqlite":
        upgrade(engine)
        return engine
    engine.dispose()
    raise DatabaseError(f"the database is at revision {found}, expected {head()}: run tradewind db upgrade")


@contextmanager
def database(url: str) -> Iterator[sessionmaker[Session]]:
    """Open a database as `open_database` does, yield its session factory, and close all connections at the end."""
    engine = open_database(url)
    try:
        yield session_factory(engine)
    finally:
        engine.dispose()


def _run(engine: Engine, act: Callable[[Config], None]) -> None:
    config = _config()
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            act(config)
    except (CommandError, SQLAlchemyError) as error:
        raise DatabaseError(f"migration failed: {reason_of(error)}") from error


def _config() -> Config:
    entries = tuple(importlib.metadata.entry_points(group=GROUP))
    if len(entries) != 1:
        names = ", ".join(entry.value for entry in entries) or "none"
        raise DatabaseError(f"expected one migration history (entry point group {GROUP}), found {names}")
    package = entries[0].load()
    config = Config()
    config.set_main_option("script_location", str(Path(package.__path__[0])).replace("%", "%%"))
    return config
