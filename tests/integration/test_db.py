"""Engine, column types and migrations, on SQLite and on a real PostgreSQL."""

import importlib.metadata
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.orm import Session, sessionmaker

from support.sample_run import sample_run
from tradewind.db import migrate
from tradewind.db.base import Base
from tradewind.db.session import open_engine, session_factory
from tradewind.errors import DatabaseError
from tradewind.oms import models
from tradewind.oms.repositories import RunRepository


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_migrations_go_up_down_and_up_again(engine: Engine) -> None:
    assert migrate.current(engine) is None
    migrate.upgrade(engine)
    assert migrate.current(engine) == migrate.head()
    first = tables(engine)
    migrate.downgrade(engine, "base")
    assert tables(engine) == set()
    assert migrate.current(engine) is None
    migrate.upgrade(engine)
    assert tables(engine) == first == set(Base.metadata.tables)


def test_models_and_migrations_describe_the_same_schema(engine: Engine) -> None:
    migrate.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_have_the_same_names_in_models_and_migrations(engine: Engine) -> None:
    def names(engine: Engine) -> set[str | None]:
        found = inspect(engine)
        keys = {found.get_pk_constraint(table)["name"] for table in Base.metadata.tables}
        for read in (found.get_unique_constraints, found.get_check_constraints, found.get_foreign_keys):
            keys |= {item["name"] for table in Base.metadata.tables for item in read(table)}
        return keys

    migrate.upgrade(engine)
    migrated = names(engine)
    migrate.downgrade(engine, "base")
    Base.metadata.create_all(engine)
    assert migrated == names(engine)


def test_migrations_import_neither_models_nor_any_extra() -> None:
    (entry,) = importlib.metadata.entry_points(group=migrate.GROUP)
    code = (
        "import sys; from tradewind.db.migrate import open_database; open_database('sqlite://');"
        "print([m for m in sys.modules if m.startswith(('tradewind.oms', 'tradewind.strategy', 'fastapi', 'numpy'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert entry.value == "tradewind.control_api.migrations"


@pytest.mark.parametrize("units", [0, 1, -1, 585_690_000_000, (1 << 63) - 1, -(1 << 63)])
def test_money_is_exact_and_compares_by_value(sessions: sessionmaker[Session], units: int) -> None:
    run = sample_run(orders=1, samples=1)
    with sessions.begin() as session:
        RunRepository(session).save(replace(run, summary=replace(run.summary, initial_cash=units)))
    with sessions() as session:
        stored = session.scalars(select(models.TradingRun)).one()
        assert stored.initial_cash == units
        below = models.TradingRun.initial_cash < units
        assert session.scalar(select(func.count()).where(below)) == 0
        assert session.scalar(select(func.count()).where(models.TradingRun.initial_cash <= units)) == 1


def test_money_reaches_128_bit_sizes_on_postgresql(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    migrate.upgrade(engine)
    run = sample_run(orders=1, samples=1)
    units = 10**37 + 123_456_789
    with session_factory(engine).begin() as session:
        RunRepository(session).save(replace(run, summary=replace(run.summary, final_equity=units)))
        assert RunRepository(session).load("latest").summary.final_equity == units
        readable = session.scalar(text("SELECT final_portfolio_value FROM trading_runs"))
    assert readable == Decimal("10000000000000000000000000000.123456789")
    engine.dispose()


def test_money_beyond_64_bits_is_refused_by_sqlite_not_rounded(tmp_path: Path) -> None:
    engine = migrate.open_database(f"sqlite:///{tmp_path / 'a.db'}")
    run = sample_run(orders=1, samples=1)
    with pytest.raises(OverflowError), session_factory(engine).begin() as session:
        RunRepository(session).save(replace(run, summary=replace(run.summary, final_equity=1 << 63)))
    engine.dispose()


def test_times_are_stored_in_utc_and_naive_ones_refused(sessions: sessionmaker[Session]) -> None:
    run = sample_run(orders=1, samples=1)
    elsewhere = datetime(2026, 3, 2, 7, 30, tzinfo=timezone(timedelta(hours=-5)))
    with sessions.begin() as session:
        RunRepository(session).save(replace(run, summary=replace(run.summary, started_at=elsewhere)))
    with sessions() as session:
        stored = RunRepository(session).get("latest").started_at
    assert stored == elsewhere
    assert stored.tzinfo == UTC
    naive = replace(sample_run(seed=2).summary, started_at=elsewhere.replace(tzinfo=None))
    with pytest.raises(Exception, match="with a time zone"), sessions.begin() as session:
        RunRepository(session).save(replace(run, summary=naive))


def test_a_sqlite_file_is_brought_up_to_date_when_it_is_opened(tmp_path: Path) -> None:
    engine = migrate.open_database(f"sqlite:///{tmp_path / 'made' / 'here.db'}")
    assert migrate.current(engine) == migrate.head()
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()


def test_a_postgresql_database_that_is_behind_names_the_command(postgres_url: str) -> None:
    with pytest.raises(DatabaseError, match=r"at revision None, expected \d+: run tradewind db upgrade"):
        migrate.open_database(postgres_url)
    engine = open_engine(postgres_url)
    migrate.upgrade(engine)
    engine.dispose()
    migrate.open_database(postgres_url).dispose()


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="9999"):
        migrate.upgrade(engine)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseError, match=r"tester:\*\*\*@127\.0\.0\.1:1/x: .*refused") as caught:
        open_engine("postgresql://tester:hidden@127.0.0.1:1/x")
    assert "hidden" not in str(caught.value)


def test_a_database_in_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match="cannot make the database's folder"):
        open_engine(f"sqlite:///{tmp_path / 'file' / 'below' / 'a.db'}")


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"not a database, but long enough to be read as one" * 50)
    with pytest.raises(DatabaseError, match="file is not a database"):
        open_engine(f"sqlite:///{tmp_path / 'a.db'}")
