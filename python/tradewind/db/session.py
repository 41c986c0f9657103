"""Open the database that a URL names. Sessions come from `session_factory`; who opens a transaction commits it."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from tradewind.errors import DatabaseError, MissingExtraError


def open_engine(url: str) -> Engine:
    """Return an engine that has connected once.

    Raises DatabaseError (with the password hidden) when it cannot, MissingExtraError when PostgreSQL is asked for
    and its driver is not installed.
    """
    parsed = _normalise(url)
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed)
    try:
        engine = create_engine(parsed)
    except ModuleNotFoundError as error:
        if error.name == "psycopg":
            raise MissingExtraError("postgres", f"database {_shown(parsed)}") from None
        raise
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
    try:
        engine.connect().close()
    except SQLAlchemyError as error:
        engine.dispose()
        raise DatabaseError(f"cannot open database {_shown(parsed)}: {reason_of(error)}") from error
    return engine


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Return a factory; `with factory.begin() as session:` is one transaction, committed at the end of the block."""
    return sessionmaker(engine, expire_on_commit=False)


def _normalise(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError(
            "cannot read the database URL: expected sqlite:///FILE or postgresql://…"
        ) from error
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _make_folder(url: URL) -> None:
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"cannot make the database's folder {folder}: {error.strerror}") from error


def _sqlite_pragmas(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    # WAL: readers do not block the writer. NORMAL is safe with it and spares an fsync per transaction.
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "busy_timeout = 5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def reason_of(error: Exception) -> str:
    """Return the first line of what the database said, without the statement and SQLAlchemy's additions."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
