"""What a replay with a strategy is run with: frozen, complete, and written into the run as its snapshot."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

UNITS = 1_000_000_000
SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class QueueImbalance:
    """Parameters of the native queue-imbalance strategy (cpp_core engine/queue_imbalance.hpp)."""

    entry_permille: int = 600
    """Join a side at this imbalance of the touch or more, 1 to 1000."""
    exit_permille: int = 200
    """Leave when the imbalance in our favour is below this, 0 to `entry_permille`."""
    order_qty: int = 100
    max_position: int = 500
    """Absolute, per symbol, shares."""
    max_spread: int = UNITS // 10
    """1e-9 of the currency; a wider book is left alone."""
    cooldown_ns: int = 50_000_000
    start_ns: int = (9 * 3600 + 31 * 60) * SECOND
    """First new order, ns since midnight."""
    flatten_ns: int = (15 * 3600 + 55 * 60) * SECOND
    """From here on only leave positions, ns since midnight."""


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """Pre-trade limits (cpp_core risk/limits.hpp); each rejects with its own reason."""

    max_quantity: int = 10_000
    max_notional: int = 1_000_000 * UNITS
    """Of one order, 1e-9 of the currency."""
    collar_bps: int = 300
    """How far an order may be priced through the touch, basis points."""
    max_position: int = 5_000
    """Worst case per symbol, open orders included, shares."""
    max_open_orders: int = 10
    max_orders: int = 1_000
    """In any `rate_window_ns`."""
    rate_window_ns: int = SECOND
    duplicate_window_ns: int = 0
    """The same order again within this time is refused; 0 allows it."""
    trade_without_touch: bool = False


@dataclass(frozen=True, slots=True)
class Fees:
    """Per share (1e-9 of the currency, negative = rebate) and per notional (parts per billion)."""

    added_per_lot: int = -2_000_000
    added_notional_ppb: int = 0
    removed_per_lot: int = 3_000_000
    removed_notional_ppb: int = 0
    other_per_lot: int = 1_000_000
    other_notional_ppb: int = 0


@dataclass(frozen=True, slots=True)
class Latency:
    """Of the simulated venue, one way each."""

    entry_latency_ns: int = 20_000
    response_latency_ns: int = 20_000


@dataclass(frozen=True, slots=True)
class ReplayConfig:
    """Everything that decides what a replay does; two runs with equal config and input are equal."""

    strategy: QueueImbalance = field(default_factory=QueueImbalance)
    limits: RiskLimits = field(default_factory=RiskLimits)
    fees: Fees = field(default_factory=Fees)
    venue: Latency = field(default_factory=Latency)
    symbols: tuple[str, ...] = ()
    """Empty: the `max_symbols` with the most orders resting at the opening."""
    max_symbols: int = 20
    opening_cash: int = 1_000_000 * UNITS
    sample_every_ns: int = 10 * SECOND
    max_orders: int = 1 << 22
    """Orders of the market resting at once."""

    def snapshot(self) -> Mapping[str, Any]:
        """Return JSON values, complete, for the run's record and its hash."""
        return {"name": "queue_imbalance", **asdict(self), "symbols": list(self.symbols)}

    def native(self, *, stamp: bool) -> dict[str, Any]:
        """Return what `_core.engine.TradingReplay` takes; `stamp` switches latency stamps, never behaviour."""
        return {**asdict(self), "symbols": list(self.symbols), "stamp": stamp}
