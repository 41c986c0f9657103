"""What a finished run is: the value that the engine fills, the repository stores and the report draws.

Units everywhere: prices and money are integers of 1e-9 of the currency, quantities are lots (one share), times are
nanoseconds since midnight, exchange local time. What can be long is a structured array; a `symbol` or
`reject_reason` field in it is an index into `RunResult.symbols` or `RunResult.reject_reasons`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

UNITS = 1_000_000_000
"""Units in one of the currency: prices and money are integers of 1e-9."""

NEVER = -1
"""In a time field: it did not happen."""

ORDER = np.dtype(
    [
        ("user_ref", "u4"),  # our order number, unique in the run
        ("parent_ref", "u4"),  # the order that this one replaced, 0 = none
        ("symbol", "u2"),
        ("side", "u1"),  # Side
        ("tif", "u1"),  # TimeInForce
        ("state", "u1"),  # OrderState
        ("reject_reason", "u2"),  # 0 = not rejected
        ("order_qty", "i8"),  # intended total of the chain
        ("price", "i8"),
        ("cum_qty", "i8"),  # executed so far
        ("leaves", "i8"),  # still open
        ("entered_at", "i8"),
        ("done_at", "i8"),  # NEVER while open
    ]
)

FILL = np.dtype(
    [
        ("user_ref", "u4"),  # the order that was executed
        ("match", "u8"),  # the venue's number of the execution
        ("symbol", "u2"),
        ("side", "u1"),  # Side of our order
        ("liquidity", "S1"),  # the venue's flag: A added, R removed, and so on
        ("state", "u1"),  # FillState
        ("qty", "i8"),
        ("price", "i8"),
        ("fee", "i8"),  # money; negative is a rebate
        ("time", "i8"),
    ]
)

# 64 bits of 1e-9 reach 9.2 thousand million of the currency, enough for the equity of one run.
EQUITY = np.dtype(
    [
        ("time", "i8"),
        ("equity", "i8"),  # money: cash + positions marked to market, fees paid
        ("position_notional", "i8"),  # money: sum of |quantity| * mark over all symbols
    ]
)

# The market as the report draws it; the engine thins it (`tradewind.series`), 0 = that side is empty.
PRICE = np.dtype([("symbol", "u2"), ("time", "i8"), ("bid", "i8"), ("ask", "i8")])

Records = npt.NDArray[np.void]


class Side(IntEnum):
    """Numbered as in the core."""

    buy = 0
    sell = 1


class TimeInForce(IntEnum):
    """Numbered as in the core."""

    day = 0
    ioc = 1


class OrderState(IntEnum):
    """Where an order ended, or stands; `replaced` handed its remainder to the order that names it as parent."""

    pending_new = 0
    live = 1
    filled = 2
    canceled = 3
    replaced = 4
    rejected = 5
    expired = 6
    in_doubt = 7


class FillState(IntEnum):
    """A broken fill counts for nothing; a corrected one shows its corrected values."""

    good = 0
    broken = 1
    corrected = 2


class RunStatus(StrEnum):
    """Life of a run."""

    queued = "queued"
    running = "running"
    stopping = "stopping"
    completed = "completed"
    stopped = "stopped"
    failed = "failed"


class TradingMode(StrEnum):
    """How often the strategy decides."""

    daily = "daily"
    intraday = "intraday"


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What identifies a run and where it came from. Hashes are lower-case hexadecimal SHA-256."""

    run_id: str
    """UUID in its usual text form, given at the edge; it is no part of the run hash."""
    status: RunStatus
    trading_mode: TradingMode
    started_at: datetime
    """Aware, UTC: when the computation began (not market time)."""
    ended_at: datetime
    trading_day: date | None
    """The market day that was traded, where the source states it."""
    strategy: Mapping[str, Any]
    """The frozen strategy: name, parameters, risk limits, venue model. JSON values only."""
    source_name: str
    source_sha256: str
    inputs_hash: str
    """Over source and configuration."""
    run_hash: str
    """Over inputs, configuration, code version, CPU dispatch and orders: equal runs, equal hash."""
    code_version: str
    initial_cash: int
    final_equity: int
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class PositionRecord:
    """One symbol at the end of the run; `qty` is negative when short.

    `realised` and `unrealised` are before fees; a positive `fees` was paid, a negative one received.
    """

    symbol: str
    qty: int
    average_price: int
    realised: int
    unrealised: int
    fees: int


@dataclass(frozen=True, slots=True)
class LatencyStage:
    """Percentiles of one stage in nanoseconds, in the order of the path."""

    stage: str
    count: int
    p50: int
    p90: int
    p99: int
    p999: int
    max: int


@dataclass(frozen=True, slots=True, eq=False)
class RunResult:
    """A whole run. Arrays are kept as read-only views of what was handed in and must not change afterwards.

    Raises ValueError when an array has another dtype than the one above or an index points nowhere.
    """

    summary: RunSummary
    symbols: tuple[str, ...]
    reject_reasons: tuple[str, ...]
    """Index 0 is the empty text: not rejected."""
    orders: Records
    """ORDER[n], by user_ref."""
    fills: Records
    """FILL[n], in the order in which they happened."""
    equity: Records
    """EQUITY[n], by time."""
    prices: Records
    """PRICE[n], by symbol, then time."""
    positions: tuple[PositionRecord, ...]
    latency: tuple[LatencyStage, ...]
    integrity: Mapping[str, int]
    """What went wrong or was skipped, by name; everything counted, zero included."""

    def __post_init__(self) -> None:
        for name, dtype in _ARRAYS.items():
            array = getattr(self, name)
            if array.dtype != dtype or array.ndim != 1:
                raise ValueError(
                    f"run {name}: expected a vector of {dtype}, got {array.dtype}, {array.ndim} axes"
                )
            if (
                dtype.names
                and "symbol" in dtype.names
                and array.size
                and int(array["symbol"].max()) >= len(self.symbols)
            ):
                raise ValueError(f"run {name}: symbol {array['symbol'].max()} of {len(self.symbols)}")
            view = array.view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)
        if self.reject_reasons[:1] != ("",):
            raise ValueError("run reject_reasons: the first must be the empty text")
        if self.orders.size and int(self.orders["reject_reason"].max()) >= len(self.reject_reasons):
            raise ValueError(f"run orders: reject reason {self.orders['reject_reason'].max()} has no text")


_ARRAYS: Mapping[str, np.dtype[np.void]] = {"orders": ORDER, "fills": FILL, "equity": EQUITY, "prices": PRICE}
