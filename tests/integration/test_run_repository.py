"""The run repository, on SQLite and on a real PostgreSQL."""

from dataclasses import replace
from threading import Barrier, Thread

import numpy as np
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from support.sample_run import sample_run
from tradewind.db.base import Base
from tradewind.errors import RunNotFoundError
from tradewind.metrics import performance
from tradewind.oms import models
from tradewind.oms.repositories import RunRepository
from tradewind.runs import FILL, UNITS, FillState, RunResult


def test_a_saved_run_reads_back_equal(sessions: sessionmaker[Session]) -> None:
    run = sample_run(orders=300, samples=500)
    with sessions.begin() as session:
        RunRepository(session).save(run)
    with sessions() as session:
        loaded = RunRepository(session).load(run.summary.run_id)
    assert_same(run, loaded)


def test_an_empty_run_reads_back_equal(sessions: sessionmaker[Session]) -> None:
    run = replace(sample_run(orders=0, samples=0, symbols=()), positions=(), latency=(), integrity={})
    with sessions.begin() as session:
        RunRepository(session).save(run)
        assert_same(run, RunRepository(session).load("latest"))


def assert_same(run: RunResult, loaded: RunResult) -> None:
    for name in ("summary", "symbols", "positions", "latency", "integrity"):
        assert getattr(loaded, name) == getattr(run, name), name
    for name in ("fills", "equity", "prices"):
        assert np.array_equal(getattr(loaded, name), getattr(run, name)), name
    others = [name for name in run.orders.dtype.names or () if name != "reject_reason"]
    assert np.array_equal(loaded.orders[others], run.orders[others])
    before = [run.reject_reasons[place] for place in run.orders["reject_reason"]]
    after = [loaded.reject_reasons[place] for place in loaded.orders["reject_reason"]]
    assert after == before


def test_figures_of_a_saved_run_are_those_of_the_metrics(sessions: sessionmaker[Session]) -> None:
    run = sample_run()
    with sessions.begin() as session:
        RunRepository(session).save(run)
    with sessions() as session:
        stored = RunRepository(session).get("latest")
    figures = performance(run)
    assert stored.total_trades == figures.total_trades > 0
    assert stored.final_return == figures.total_return
    assert stored.max_drawdown == figures.max_drawdown != 0
    assert stored.final_portfolio_value == run.summary.final_equity


def test_run_numbers_count_from_one_and_lists_are_newest_first(sessions: sessionmaker[Session]) -> None:
    for seed in (3, 1, 2):
        with sessions.begin() as session:
            RunRepository(session).save(sample_run(seed=seed, orders=3, samples=2))
    with sessions() as session:
        repository = RunRepository(session)
        latest = repository.latest()
        assert [run.run_number for run in repository.list()] == [3, 2, 1]
        assert [run.run_hash for run in repository.list(limit=2)] == [f"{2:064x}", f"{1:064x}"]
        assert latest is not None
        assert latest.run_number == 3


def test_a_run_is_found_by_id_unique_beginning_or_latest(sessions: sessionmaker[Session]) -> None:
    runs = [sample_run(seed=seed, orders=2, samples=2) for seed in (1, 2)]
    with sessions.begin() as session:
        for run in runs:
            RunRepository(session).save(run)
    first, second = (run.summary.run_id for run in runs)
    with sessions() as session:
        repository = RunRepository(session)
        assert repository.get(first).id == first
        assert repository.get(first[:6].upper()).id == first
        assert repository.get("latest").id == second
        with pytest.raises(
            RunNotFoundError, match=rf"no run is called 'zz'.*{second} \(number 2, completed\), {first}"
        ):
            repository.get("zz")
        with pytest.raises(RunNotFoundError, match="no run is called '%'"):
            repository.get("%")
        with pytest.raises(RunNotFoundError, match="'' fits more than one run"):
            repository.get("")


def test_asking_an_empty_database_says_that_no_run_is_stored(sessions: sessionmaker[Session]) -> None:
    with sessions() as session, pytest.raises(RunNotFoundError, match="no run is stored yet"):
        RunRepository(session).get("latest")


def test_the_repository_leaves_the_transaction_to_its_caller(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        RunRepository(session).save(sample_run(orders=5, samples=5))
        session.rollback()
    with sessions() as session:
        assert RunRepository(session).latest() is None
        assert session.scalar(select(func.count()).select_from(models.Order)) == 0


def test_a_run_is_stored_once(sessions: sessionmaker[Session]) -> None:
    run = sample_run(orders=2, samples=2)
    with sessions.begin() as session:
        RunRepository(session).save(run)
    with pytest.raises(IntegrityError), sessions.begin() as session:
        RunRepository(session).save(run)


def test_a_fill_without_its_order_is_refused(sessions: sessionmaker[Session]) -> None:
    run = sample_run(orders=4, samples=4)
    stray = np.array([(999, 1, 0, 0, b"A", FillState.good, 1, UNITS, 0, 1)], FILL)
    with pytest.raises(IntegrityError), sessions.begin() as session:
        RunRepository(session).save(replace(run, fills=stray))


def test_deleting_a_run_takes_its_rows_along(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        RunRepository(session).save(sample_run(orders=20, samples=10))
    with sessions.begin() as session:
        session.execute(text("DELETE FROM trading_runs"))
    with sessions() as session:
        for table in Base.metadata.tables.values():
            assert session.scalar(select(func.count()).select_from(table)) == 0, table.name


def test_an_unknown_status_is_refused(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        RunRepository(session).save(sample_run(orders=1, samples=1))
    with pytest.raises(IntegrityError), sessions.begin() as session:
        session.execute(text("UPDATE trading_runs SET status = 'cancelled'"))


def test_concurrent_writers_draw_different_run_numbers(sessions: sessionmaker[Session]) -> None:
    start = Barrier(4)
    failures: list[Exception] = []

    def save(seed: int) -> None:
        run = sample_run(seed=seed, orders=30, samples=30)
        start.wait()
        try:
            with sessions.begin() as session:
                RunRepository(session).save(run)
        except Exception as error:  # noqa: BLE001 - carried to the main thread
            failures.append(error)

    threads = [Thread(target=save, args=(seed,)) for seed in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with sessions() as session:
        assert [run.run_number for run in RunRepository(session).list()] == [4, 3, 2, 1]
