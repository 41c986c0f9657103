"""Run the native strategy over a recorded session and return the whole run as one value."""

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from tradewind._core import engine as _engine
from tradewind.errors import TradewindError
from tradewind.runs import (
    EQUITY,
    FILL,
    ORDER,
    PRICE,
    LatencyStage,
    OrderState,
    PositionRecord,
    Records,
    RunResult,
    RunStatus,
    RunSummary,
    TradingMode,
)
from tradewind.sources import open_source
from tradewind.strategy.config import ReplayConfig
from tradewind.version import code_version

# As the core lays its rows out (bind_trading.cpp, engine/run_records.hpp).
_ORDER_ROW = np.dtype(
    [
        ("order_qty", "i8"),
        ("price", "i8"),
        ("cum_qty", "i8"),
        ("leaves", "i8"),
        ("entered_at", "i8"),
        ("done_at", "i8"),
        ("user_ref", "u4"),
        ("parent_ref", "u4"),
        ("locate", "u2"),
        ("venue_reason", "u2"),
        ("side", "u1"),
        ("tif", "u1"),
        ("state", "u1"),
        ("done", "u1"),
    ]
)
_FILL_ROW = np.dtype(
    [
        ("match", "u8"),
        ("qty", "i8"),
        ("price", "i8"),
        ("fee", "i8"),
        ("time", "i8"),
        ("user_ref", "u4"),
        ("locate", "u2"),
        ("side", "u1"),
        ("liquidity", "S1"),
        ("state", "u1"),
        ("unused", "V7"),
    ]
)
_PRICE_ROW = np.dtype([("time", "i8"), ("bid", "i8"), ("ask", "i8"), ("locate", "u4"), ("unused", "u4")])

_DONE = 3
_STATES = {0: OrderState.pending_new, 1: OrderState.pending_new, 2: OrderState.live, 4: OrderState.in_doubt}
# By the core's DoneReason: none, filled, canceled, self_match, expired, rejected, dead_on_arrival, replaced,
# orphaned, never_live, never_arrived, day_end.
_DONE_STATES = (
    OrderState.live,
    OrderState.filled,
    OrderState.canceled,
    OrderState.canceled,
    OrderState.expired,
    OrderState.rejected,
    OrderState.rejected,
    OrderState.replaced,
    OrderState.rejected,
    OrderState.rejected,
    OrderState.rejected,
    OrderState.expired,
)


class ReplayError(TradewindError):
    """The session cannot be traded; the text says why."""


@dataclass(frozen=True, slots=True)
class RunStamp:
    """What the edge gives a run: identity and wall-clock times. No part of the run's hash."""

    run_id: str
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A finished run and what was counted on the way."""

    run: RunResult
    feed: Mapping[str, Any]
    """The reader's report (tradewind.feed.FeedReport as a dict)."""
    fill_rules: Mapping[str, tuple[int, int]]
    """Rule of docs/fill-rules.md -> times applied, shares moved."""
    counters: Mapping[str, int]


def replay(
    path: str | PathLike[str],
    config: ReplayConfig,
    stamp: RunStamp,
    *,
    measure_latency: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Replayed:
    """Replay a file or capture with the queue-imbalance strategy in it.

    `progress` gets bytes of the file read and bytes in all. Raises FeedError for a file that is not whole,
    ReplayError when the configuration does not fit it or the market never opens.
    """
    started = stamp.now()
    digest = hashlib.sha256()
    try:
        with open_source(path) as source:
            native = _engine.TradingReplay(config.native(stamp=measure_latency), source.kind)
            for chunk in source.chunks():
                digest.update(chunk)
                native.push(chunk)
                source.check(native)
                if progress is not None:
                    progress(source.position, source.size)
            native.finish()
            source.check(native)
    except (ValueError, KeyError) as error:
        raise ReplayError(f"{path}: {error.args[0]}") from error
    if not native.opened:
        raise ReplayError(f"{path}: the market never opens (no system event Q), so nothing can be traded")
    summary = RunSummary(
        run_id=stamp.run_id,
        status=RunStatus.completed,
        trading_mode=TradingMode.intraday,
        started_at=started,
        ended_at=stamp.now(),
        trading_day=None,
        strategy=config.snapshot(),
        source_name=Path(path).name,
        source_sha256=digest.hexdigest(),
        inputs_hash="",
        run_hash="",
        code_version=code_version(),
        initial_cash=config.opening_cash,
        final_equity=0,
    )
    return _result(native, _hashed(summary, native.order_log))


def _hashed(summary: RunSummary, order_log: bytes) -> RunSummary:
    """Bind inputs, configuration, code, CPU and orders together: equal runs, equal hash."""
    inputs = {"source": summary.source_sha256, "config": summary.strategy}
    inputs_hash = _sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode())
    parts = {
        "inputs": inputs_hash,
        "code": summary.code_version,
        "cpu": platform.machine(),
        "orders": _sha256(order_log),
    }
    return replace(
        summary, inputs_hash=inputs_hash, run_hash=_sha256(json.dumps(parts, sort_keys=True).encode())
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _result(native: _engine.TradingReplay, summary: RunSummary) -> Replayed:
    positions = native.positions
    index = np.zeros(1 << 16, dtype="u2")
    for i, position in enumerate(positions):
        index[position["locate"]] = i
    orders, reasons = _orders(native.orders.view(_ORDER_ROW), index)
    equity = _copy(native.equity.view(EQUITY), EQUITY)
    counters = dict(native.counters)
    run = RunResult(
        summary=replace(summary, final_equity=int(equity["equity"][-1])),
        symbols=tuple(str(position["symbol"]) for position in positions),
        reject_reasons=reasons,
        orders=orders,
        fills=_copy(native.fills.view(_FILL_ROW), FILL, index),
        equity=equity,
        prices=_by_symbol(_copy(native.prices.view(_PRICE_ROW), PRICE, index)),
        positions=tuple(
            PositionRecord(
                symbol=str(position["symbol"]),
                qty=position["qty"],
                average_price=position["average_price"],
                realised=position["realised"],
                unrealised=position["unrealised"],
                fees=position["fees"],
            )
            for position in positions
        ),
        latency=tuple(LatencyStage(*stage) for stage in native.latency),
        integrity=_integrity(native, counters),
    )
    return Replayed(run=run, feed=native.report(), fill_rules=native.fill_rules, counters=counters)


def _copy(rows: Records, dtype: np.dtype[np.void], index: np.ndarray[Any, Any] | None = None) -> Records:
    out = np.zeros(len(rows), dtype=dtype)
    for name in dtype.names or ():
        out[name] = index[rows["locate"]] if name == "symbol" and index is not None else rows[name]
    return out


def _by_symbol(prices: Records) -> Records:
    order: Records = prices[np.lexsort((prices["time"], prices["symbol"]))]
    return order


def _orders(rows: Records, index: np.ndarray[Any, Any]) -> tuple[Records, tuple[str, ...]]:
    out = np.zeros(len(rows), dtype=ORDER)
    for name in (
        "user_ref",
        "parent_ref",
        "side",
        "tif",
        "order_qty",
        "price",
        "cum_qty",
        "entered_at",
        "done_at",
    ):
        out[name] = rows[name]
    out["symbol"] = index[rows["locate"]]
    done = np.array(_DONE_STATES, dtype="u1")[rows["done"]]
    open_states = np.array([_STATES.get(state, OrderState.live) for state in range(5)], dtype="u1")[
        rows["state"]
    ]
    out["state"] = np.where(rows["state"] == _DONE, done, open_states)
    out["leaves"] = np.where(rows["state"] == _DONE, 0, rows["leaves"])
    rejected = out["state"] == OrderState.rejected
    codes = sorted(set(rows["venue_reason"][rejected].tolist()))
    reasons = ("", *(f"venue code 0x{code:04x}" for code in codes))
    for i, code in enumerate(codes, start=1):
        out["reject_reason"][rejected & (rows["venue_reason"] == code)] = i
    return out, reasons


# Counters that tell how much went on, not that something went wrong or was skipped.
_ACTIVITY = {
    "book": {"events", "applied", "peak_orders"},
    "trade": {
        "decisions",
        "orders_sent",
        "cancels_sent",
        "venue_fills",
        "venue_crossing_fills",
        "venue_canceled",
    },
}


def _integrity(native: _engine.TradingReplay, counters: Mapping[str, int]) -> dict[str, int]:
    report = native.report()
    out = {f"book.{name}": n for name, n in native.book_counters.items() if name not in _ACTIVITY["book"]}
    out["feed.unknown_messages"] = sum(report["unknown"].values())
    for name in ("gaps", "missing", "duplicates", "malformed", "wrong_length"):
        out[f"feed.{name}"] = report["mold"][name]
    out |= {f"trade.{name}": n for name, n in counters.items() if name not in _ACTIVITY["trade"]}
    return out
