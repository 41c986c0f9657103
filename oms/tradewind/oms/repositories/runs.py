"""Stored runs: save one whole, find it again, read it back."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tradewind.db.base import Base
from tradewind.errors import RunNotFoundError
from tradewind.metrics import performance
from tradewind.oms.models import EquitySample, Fill, LatencyStage, Order, Position, PriceSample, TradingRun
from tradewind.oms.repositories import run_rows
from tradewind.runs import EQUITY, RunResult

_RUN_NUMBERS = 0x7472_6164_6577_0001
"""Key of the PostgreSQL advisory lock under which run numbers are drawn."""


M = TypeVar("M", bound=Base)


class RunRepository:
    """Finished runs. Lists are ordered by run number, newest first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, run: RunResult) -> TradingRun:
        """Store a finished run with all that belongs to it, and give it the next run number.

        Raises sqlalchemy.exc.IntegrityError when a run with this id is stored already.
        """
        stored = run_rows.run_row(run, performance(run))
        if self._session.get_bind().dialect.name == "postgresql":
            # Held to the end of the transaction: two writers cannot draw the same number.
            self._session.execute(select(func.pg_advisory_xact_lock(_RUN_NUMBERS)))
        # One statement draws and writes the number: SQLite locks at its first write and needs no more.
        number: Any = select(func.coalesce(func.max(TradingRun.run_number), 0) + 1).scalar_subquery()
        stored.run_number = number
        self._session.add(stored)
        self._session.flush()
        for model, rows in run_rows.child_rows(run):
            if rows:
                self._session.execute(insert(model), rows)
        return stored

    def get(self, name: str) -> TradingRun:
        """Find a run by its id, by a beginning of its id that no other has, or as `latest`.

        Raises RunNotFoundError, which lists the newest runs.
        """
        matches = self._named(name)
        exact = [run for run in matches if run.id == name.lower()] or matches
        if len(exact) == 1:
            return exact[0]
        problem = f"no run is called {name!r}" if not exact else f"{name!r} fits more than one run"
        recent = ", ".join(f"{run.id} (number {run.run_number}, {run.status})" for run in self.list(limit=5))
        raise RunNotFoundError(
            f"{problem}; newest runs: {recent}" if recent else f"{problem}; no run is stored yet"
        )

    def latest(self) -> TradingRun | None:
        """Return the run that was stored last."""
        return self._session.scalars(_newest_first().limit(1)).first()

    def list(self, *, limit: int = 20) -> Sequence[TradingRun]:
        """Return the newest runs, newest first."""
        return self._session.scalars(_newest_first().limit(limit)).all()

    def load(self, name: str) -> RunResult:
        """Read a run back as it was saved, but for reject reasons that no order has; `name` as in `get`."""
        stored = self.get(name)
        symbols = run_rows.Names(stored.symbols)
        reasons = run_rows.Names([""])
        orders = run_rows.order_array(self._all(Order, stored.id, Order.user_ref), symbols, reasons)
        equity = self._columns(
            stored.id,
            EquitySample.seq,
            EquitySample.time,
            EquitySample.equity,
            EquitySample.position_notional,
        )
        prices = self._columns(
            stored.id, PriceSample.seq, PriceSample.symbol, PriceSample.time, PriceSample.bid, PriceSample.ask
        )
        return RunResult(
            summary=run_rows.summary(stored),
            symbols=symbols.all(),
            reject_reasons=reasons.all(),
            orders=orders,
            fills=run_rows.fill_array(self._all(Fill, stored.id, Fill.seq), symbols),
            equity=run_rows.structured(EQUITY, equity),
            prices=run_rows.price_array(prices, symbols),
            positions=tuple(map(run_rows.position, self._all(Position, stored.id, Position.action_seq))),
            latency=tuple(map(run_rows.stage, self._all(LatencyStage, stored.id, LatencyStage.seq))),
            integrity=dict(stored.integrity),
        )

    def _named(self, name: str) -> Sequence[TradingRun]:
        if name == "latest":
            return self.list(limit=1)
        query = _newest_first().where(TradingRun.id.startswith(name.lower(), autoescape=True))
        return self._session.scalars(query).all()

    def _all(self, model: type[M], run_id: str, by: InstrumentedAttribute[int]) -> Sequence[M]:
        return self._session.scalars(select(model).filter_by(run_id=run_id).order_by(by)).all()

    def _columns(
        self, run_id: str, by: InstrumentedAttribute[int], *columns: InstrumentedAttribute[Any]
    ) -> Sequence[tuple[Any, ...]]:
        """Rows without objects around them: series are long."""
        query = select(*columns).filter_by(run_id=run_id).order_by(by)
        return [tuple(row) for row in self._session.execute(query)]


def _newest_first() -> Select[TradingRun]:
    return select(TradingRun).order_by(TradingRun.run_number.desc())
