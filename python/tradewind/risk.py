"""Pre-trade checks: may this order leave? The same checks, in the native core, run before every order everywhere.

`Checks.check_enter` and `check_replace` are pure; `commit_enter` and `commit_replace` remember an order that has
left. A cancel is never checked: taking risk away must always be possible. Quantities are lots, prices and money
integers of 1e-9 of the currency, times nanoseconds since midnight.
"""

from dataclasses import asdict, astuple, dataclass
from typing import Protocol

from tradewind._core import risk as _risk
from tradewind.orders import Change, Working
from tradewind.runs import Side

Reason = _risk.Reason
KillSwitch = _risk.KillSwitch
"""Stops new orders; any thread may set it, and who sees it set also sees what was written before."""


class Tradable(Protocol):
    """What the checks must know of an instrument."""

    @property
    def tick(self) -> int:
        """Smallest price step."""

    @property
    def multiplier(self) -> int:
        """Money = price * quantity * multiplier."""


class TouchLike(Protocol):
    """Best price and size of both sides; a size of 0 means that the side is empty."""

    @property
    def bid(self) -> int:
        """Best bid price."""

    @property
    def bid_qty(self) -> int:
        """Quantity at the best bid."""

    @property
    def ask(self) -> int:
        """Best ask price."""

    @property
    def ask_qty(self) -> int:
        """Quantity at the best ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a strategy may do at most. None has a default: a forgotten limit must not mean none."""

    max_quantity: int
    """Of one order; a replace counts with its chain's total."""
    max_notional: int
    """Of one order: price * quantity * multiplier."""
    collar_bps: int
    """How far an order may be priced through the touch. A buy is measured from the best ask, a sell from the best
    bid, with that side empty from the own side; passive prices are not limited."""
    max_position: int
    """Per instrument, long and short, as if everything open on the order's side were executed."""
    max_open_orders: int
    """Per instrument."""
    max_orders: int
    """Enters and replaces in any span of `rate_window`."""
    rate_window: int
    duplicate_window: int
    """The same enter again within this time is refused; 0 allows it."""
    trade_without_touch: bool
    """With both sides of the book empty: True skips the collar, False refuses the order."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is at risk in one instrument."""

    position: int = 0
    open_buy: int = 0
    open_sell: int = 0
    open_orders: int = 0
    halted: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first check that failed, with the value it saw and its limit, in the unit of the reason."""

    reason: Reason
    value: int
    limit: int

    @property
    def passed(self) -> bool:
        """Whether the order may leave."""
        return self.reason == Reason.ok

    def __str__(self) -> str:
        return self.reason.name if self.passed else f"{self.reason.name}: {self.value}, limit {self.limit}"


class Exposures:
    """Position and worst-case open quantity of every instrument, fed by the order state machine's changes."""

    def __init__(self) -> None:
        """Start flat, with nothing open and nothing halted."""
        self._exposures = _risk.Exposures()

    def apply(self, change: Change) -> None:
        """Add what a request or an outcome changed."""
        c = change
        self._exposures.apply(c.locate, int(c.side), c.open, c.filled, c.orders)

    def of(self, locate: int) -> Exposure:
        """Return one instrument's exposure as it is now."""
        return Exposure(*self._exposures.of(locate))

    def set_position(self, locate: int, position: int) -> None:
        """Set the position held before the first order."""
        self._exposures.set_position(locate, position)

    def set_halted(self, locate: int, halted: bool) -> None:
        """Note that trading stopped or resumed."""
        self._exposures.set_halted(locate, halted)


class Checks:
    """Limits and what was sent so far; one thread at a time, the kill switch from any."""

    def __init__(self, limits: Limits, kill: KillSwitch) -> None:
        """Raise ValueError naming field, value and limit when a limit makes no sense."""
        self.limits = limits
        self._checks = _risk.Checks(**asdict(limits), kill=kill)

    def check_enter(
        self,
        *,
        locate: int,
        side: Side,
        order_qty: int,
        price: int,
        instrument: Tradable,
        touch: TouchLike,
        exposure: Exposure,
        now: int,
    ) -> Verdict:
        """Check a new order; changes nothing."""
        native = self._checks.check_enter(
            locate,
            int(side),
            order_qty,
            price,
            _instrument(instrument),
            _touch(touch),
            astuple(exposure),
            now,
        )
        return Verdict(*native)

    def check_replace(
        self,
        *,
        order_qty: int,
        price: int,
        working: Working,
        instrument: Tradable,
        touch: TouchLike,
        exposure: Exposure,
        now: int,
    ) -> Verdict:
        """Check a replace of `working`; only what it adds to its chain's worst case counts against the position."""
        w = working
        chain = (w.locate, int(w.side), w.executed, w.open)
        native = self._checks.check_replace(
            order_qty, price, chain, _instrument(instrument), _touch(touch), astuple(exposure), now
        )
        return Verdict(*native)

    def commit_enter(self, *, locate: int, side: Side, order_qty: int, price: int, now: int) -> None:
        """Remember an order that has left, for the rate and the duplicate check."""
        self._checks.commit_enter(locate, int(side), order_qty, price, now)

    def commit_replace(self, *, now: int) -> None:
        """Remember a replace that has left, for the rate."""
        self._checks.commit_replace(now)


def _instrument(instrument: Tradable) -> tuple[int, int]:
    return instrument.tick, instrument.multiplier


def _touch(touch: TouchLike) -> tuple[int, int, int, int]:
    return touch.bid, touch.bid_qty, touch.ask, touch.ask_qty
