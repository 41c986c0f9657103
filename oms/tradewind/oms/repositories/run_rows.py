"""Translate a run between the arrays of the engine and the rows of the database. No queries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tradewind.db.base import Base
from tradewind.metrics import Performance
from tradewind.oms.models import EquitySample, Fill, LatencyStage, Order, Position, PriceSample, TradingRun
from tradewind.runs import (
    FILL,
    NEVER,
    ORDER,
    PRICE,
    FillState,
    OrderState,
    PositionRecord,
    Records,
    RunResult,
    RunStatus,
    RunSummary,
    Side,
    TimeInForce,
    TradingMode,
)
from tradewind.runs import LatencyStage as Stage

Rows = list[dict[str, Any]]


class Names:
    """Texts by index, and back; an unknown text is appended."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._places = {text: place for place, text in enumerate(texts)}

    def __getitem__(self, text: str) -> int:
        return self._places.setdefault(text, len(self._places))

    def all(self) -> tuple[str, ...]:
        """Return the texts in the order of their indices."""
        return tuple(self._places)


def run_row(run: RunResult, figures: Performance) -> TradingRun:
    """Return the run's own row, without its number."""
    summary = run.summary
    return TradingRun(
        id=summary.run_id,
        status=summary.status.value,
        trading_mode=summary.trading_mode.value,
        started_at=summary.started_at,
        ended_at=summary.ended_at,
        intraday_date=summary.trading_day,
        symbols=list(run.symbols),
        currency=summary.currency,
        strategy_snapshot=dict(summary.strategy),
        source_name=summary.source_name,
        source_sha256=summary.source_sha256,
        inputs_hash=summary.inputs_hash,
        run_hash=summary.run_hash,
        code_version=summary.code_version,
        initial_cash=summary.initial_cash,
        total_trades=figures.total_trades,
        final_return=figures.total_return,
        final_portfolio_value=summary.final_equity,
        max_drawdown=figures.max_drawdown,
        integrity=dict(run.integrity),
    )


def child_rows(run: RunResult) -> Sequence[tuple[type[Base], Rows]]:
    """Return the rows of every table below the run, orders before the fills that refer to them."""
    return (
        (Order, [_order_row(run, row) for row in _dicts(run.orders)]),
        (Fill, [_fill_row(run, seq, row) for seq, row in enumerate(_dicts(run.fills), 1)]),
        (Position, [_record_row(run, held, action_seq=seq) for seq, held in enumerate(run.positions, 1)]),
        (EquitySample, [row | _key(run, seq) for seq, row in enumerate(_dicts(run.equity), 1)]),
        (PriceSample, [_price_row(run, seq, row) for seq, row in enumerate(_dicts(run.prices), 1)]),
        (LatencyStage, [_record_row(run, stage, seq=seq) for seq, stage in enumerate(run.latency, 1)]),
    )


def _dicts(array: Records) -> Rows:
    names = array.dtype.names or ()
    return [dict(zip(names, row, strict=True)) for row in array.tolist()]


def _key(run: RunResult, seq: int) -> dict[str, Any]:
    return {"run_id": run.summary.run_id, "seq": seq}


def _record_row(run: RunResult, record: PositionRecord | Stage, **key: int) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__} | {"run_id": run.summary.run_id} | key


def _order_row(run: RunResult, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "run_id": run.summary.run_id,
        "parent_ref": row["parent_ref"] or None,
        "symbol": run.symbols[row["symbol"]],
        "side": Side(row["side"]).name,
        "tif": TimeInForce(row["tif"]).name,
        "state": OrderState(row["state"]).name,
        "reject_reason": run.reject_reasons[row["reject_reason"]] or None,
        "done_at": None if row["done_at"] == NEVER else row["done_at"],
    }


def _fill_row(run: RunResult, seq: int, row: dict[str, Any]) -> dict[str, Any]:
    match = row.pop("match")
    changed = {
        "match_number": match,
        "symbol": run.symbols[row["symbol"]],
        "side": Side(row["side"]).name,
        "liquidity": row["liquidity"].decode("ascii"),
        "state": FillState(row["state"]).name,
    }
    return row | changed | _key(run, seq)


def _price_row(run: RunResult, seq: int, row: dict[str, Any]) -> dict[str, Any]:
    changed = {"symbol": run.symbols[row["symbol"]], "bid": row["bid"] or None, "ask": row["ask"] or None}
    return row | changed | _key(run, seq)


def summary(stored: TradingRun) -> RunSummary:
    """Rebuild the summary of a finished run."""
    return RunSummary(
        run_id=stored.id,
        status=RunStatus(stored.status),
        trading_mode=TradingMode(stored.trading_mode),
        started_at=stored.started_at,
        ended_at=stored.ended_at or stored.started_at,
        trading_day=stored.intraday_date,
        strategy=stored.strategy_snapshot,
        source_name=stored.source_name,
        source_sha256=stored.source_sha256,
        inputs_hash=stored.inputs_hash,
        run_hash=stored.run_hash,
        code_version=stored.code_version,
        initial_cash=stored.initial_cash,
        final_equity=stored.initial_cash
        if stored.final_portfolio_value is None
        else stored.final_portfolio_value,
        currency=stored.currency,
    )


def order_array(rows: Iterable[Order], symbols: Names, reasons: Names) -> Records:
    """Rebuild ORDER[n]; `reasons` collects the texts that occur."""
    return structured(
        ORDER,
        (
            (
                row.user_ref,
                row.parent_ref or 0,
                symbols[row.symbol],
                Side[row.side],
                TimeInForce[row.tif],
                OrderState[row.state],
                reasons[row.reject_reason or ""],
                row.order_qty,
                row.price,
                row.cum_qty,
                row.leaves,
                row.entered_at,
                NEVER if row.done_at is None else row.done_at,
            )
            for row in rows
        ),
    )


def fill_array(rows: Iterable[Fill], symbols: Names) -> Records:
    """Rebuild FILL[n]."""
    return structured(
        FILL,
        (
            (
                row.user_ref,
                row.match_number,
                symbols[row.symbol],
                Side[row.side],
                row.liquidity.encode("ascii"),
                FillState[row.state],
                row.qty,
                row.price,
                row.fee,
                row.time,
            )
            for row in rows
        ),
    )


def price_array(rows: Iterable[tuple[str, int, int | None, int | None]], symbols: Names) -> Records:
    """Rebuild PRICE[n]."""
    return structured(PRICE, ((symbols[symbol], time, bid or 0, ask or 0) for symbol, time, bid, ask in rows))


def structured(dtype: np.dtype[np.void], rows: Iterable[tuple[Any, ...]]) -> Records:
    """Make a structured array of rows whose values stand in the order of its fields."""
    return np.array(list(rows), dtype=dtype)


def position(row: Position) -> PositionRecord:
    """Rebuild one position."""
    return PositionRecord(row.symbol, row.qty, row.average_price, row.realised, row.unrealised, row.fees)


def stage(row: LatencyStage) -> Stage:
    """Rebuild one latency stage."""
    return Stage(row.stage, row.count, row.p50, row.p90, row.p99, row.p999, row.max)
