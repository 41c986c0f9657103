"""Performance formulas: pure functions over what a run recorded.

Money stays an integer of 1e-9 units; ratios and statistics are float. What has no value (no trade, no loss, no
variation) is None, never 0 and never infinite.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from tradewind.runs import FillState, Records, RunResult, Side

TRADING_DAYS = 252
MINUTES_PER_DAY = 390
"""A regular US equity session."""
MINUTE_NS = 60_000_000_000


@dataclass(frozen=True, slots=True)
class Performance:
    """What a run earned. Fractions, not percent: 0.01 is one percent."""

    total_return: float | None
    """(final - initial) / initial equity; None without initial equity."""
    profit: int
    """Final minus initial equity, fees paid; 1e-9 units."""
    max_drawdown: float | None
    """Largest fall as a fraction of the peak before it; None when there is no positive peak."""
    max_drawdown_amount: int
    """Largest fall, 1e-9 units."""
    sharpe: float | None
    """Of one-minute returns, annualised by sqrt(252 * 390)."""
    total_trades: int
    """Executions that were not broken."""
    round_trips: int
    """Positions opened from zero and closed to zero."""
    win_rate: float | None
    """Share of round trips that earned money."""
    profit_factor: float | None
    """Gross profit over gross loss of the round trips."""
    turnover: float | None
    """Traded notional over initial equity."""
    fees: int
    """1e-9 units, rebates deducted."""


def performance(run: RunResult) -> Performance:
    """Compute every figure of a run from its equity samples and fills."""
    initial, final = run.summary.initial_cash, run.summary.final_equity
    trips = round_trips(run.fills)
    counted = run.fills[run.fills["state"] != FillState.broken]
    curve = [initial, *run.equity["equity"].tolist(), final]
    minutes = resample(run.equity["time"], run.equity["equity"], MINUTE_NS)
    return Performance(
        total_return=ratio(final - initial, initial),
        profit=final - initial,
        max_drawdown=max_drawdown(curve),
        max_drawdown_amount=max_drawdown_amount(curve),
        sharpe=sharpe(returns(minutes), TRADING_DAYS * MINUTES_PER_DAY),
        total_trades=int(counted.size),
        round_trips=len(trips),
        win_rate=win_rate(trips),
        profit_factor=profit_factor(trips),
        turnover=ratio(traded_notional(run.fills), initial),
        fees=sum(counted["fee"].tolist()),
    )


def ratio(numerator: int, denominator: int) -> float | None:
    """Divide money by money, correctly rounded whatever the size; None unless the denominator is positive."""
    return numerator / denominator if denominator > 0 else None


def returns(values: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the relative change from each value to the next, float64[n-1]; empty if any base is not positive."""
    if values.size < 2 or bool((values[:-1] <= 0).any()):
        return np.empty(0)
    return np.diff(values) / values[:-1].astype(np.float64)


def sharpe(periodic: npt.NDArray[np.float64], periods_per_year: float = TRADING_DAYS) -> float | None:
    """Return mean / standard deviation (n - 1) * sqrt(periods per year), with no risk-free rate.

    None for fewer than two returns, or when they are all equal.
    """
    if periodic.size < 2 or bool((periodic == periodic[0]).all()):
        return None
    deviation = float(periodic.std(ddof=1))
    return float(periodic.mean()) / deviation * math.sqrt(periods_per_year) if deviation > 0 else None


def max_drawdown_amount(values: Sequence[int]) -> int:
    """Return the largest fall from a peak to a later value, in the unit of the values; 0 when they never fall."""
    return max((peak - value for peak, value in _with_peaks(values)), default=0)


def max_drawdown(values: Sequence[int]) -> float | None:
    """Return the largest fall as a fraction of the peak before it; None when no value is positive."""
    return max(((peak - value) / peak for peak, value in _with_peaks(values) if peak > 0), default=None)


def _with_peaks(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip(accumulate(values, max), values, strict=True)


def round_trips(fills: Records) -> list[int]:
    """Return the profit of each position from zero back to zero, 1e-9 units, fees deducted, in closing order.

    A fill that turns a position over is split: the closing part takes its share of the fee, rounded down. Exact, as
    between two zeros the profit is the sum of what was received. Broken fills count for nothing.
    """
    held: dict[int, int] = {}
    cash: dict[int, int] = {}
    closed: list[int] = []
    rows = fills[["symbol", "side", "qty", "price", "fee", "state"]].tolist()
    for symbol, side, qty, price, fee, state in rows:
        if state == FillState.broken or qty == 0:
            continue
        signed = qty if side == Side.buy else -qty
        position = held.get(symbol, 0)
        closing = min(qty, abs(position)) if position * signed < 0 else 0
        if closing == abs(position) and closing > 0:
            share = fee * closing // qty
            received = price * closing if signed < 0 else -price * closing
            closed.append(cash[symbol] + received - share)
            opening = qty - closing
            cash[symbol] = (price * opening if signed < 0 else -price * opening) - (fee - share)
        else:
            cash[symbol] = cash.get(symbol, 0) - price * signed - fee
        held[symbol] = position + signed
    return closed


def win_rate(profits: Sequence[int]) -> float | None:
    """Return the share of profits above zero; None when there are none."""
    return sum(profit > 0 for profit in profits) / len(profits) if profits else None


def profit_factor(profits: Sequence[int]) -> float | None:
    """Return the sum of gains over the sum of losses; None when nothing was lost."""
    loss = -sum(profit for profit in profits if profit < 0)
    return sum(profit for profit in profits if profit > 0) / loss if loss else None


def traded_notional(fills: Records) -> int:
    """Return the sum of quantity times price over all fills that were not broken, 1e-9 units."""
    counted = fills[fills["state"] != FillState.broken]
    return sum(
        qty * price for qty, price in zip(counted["qty"].tolist(), counted["price"].tolist(), strict=True)
    )


def resample(
    times: npt.NDArray[np.int64], values: npt.NDArray[np.int64], interval_ns: int
) -> npt.NDArray[np.int64]:
    """Return the first value, then the value in force at each whole interval of the day, then the last one.

    `times` ascend, ns since midnight.
    """
    if times.size == 0:
        return values[:0]
    first, last = int(times[0]), int(times[-1])
    grid = np.arange((first // interval_ns + 1) * interval_ns, last, interval_ns, dtype=np.int64)
    inside = np.searchsorted(times, grid, side="right") - 1
    return np.concatenate((values[:1], values[inside], values[-1:]))
