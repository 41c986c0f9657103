"""Double-entry ledger of one account: cash, positions at average cost, fees and realised profit.

Every fill, break and correction posts entries that sum to zero. Money is an exact integer of 1e-9 of the currency,
quantities are lots. A close takes `cost * closed // held` (toward zero) out of the position and the close of
everything takes all of it, so that nothing drifts; a break gives the books of a world in which the trade never
happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from tradewind._core import order as _order
from tradewind.errors import TradewindError
from tradewind.orders import Fill

Account = _order.Account
Posted = _order.Posted


class Listed(Protocol):
    """What the ledger must know of an instrument."""

    @property
    def locate(self) -> int:
        """Number of the instrument."""

    @property
    def multiplier(self) -> int:
        """Money = price * quantity * multiplier."""


class PostingRefused(TradewindError):
    """The ledger could not post; nothing changed."""

    def __init__(self, fill: Fill, posted: Posted) -> None:
        super().__init__(f"{fill.kind.name} {fill.match} of instrument {fill.locate}: {posted.name}")
        self.posted = posted


@dataclass(frozen=True, slots=True)
class FeeRate:
    """An amount per lot (1e-9) and a share of the notional (parts per billion); a rebate is negative."""

    per_lot: int = 0
    notional_ppb: int = 0


@dataclass(frozen=True, slots=True)
class FeeSchedule:
    """Fees by how an execution traded; `other` is crosses, supplemental and extended-life executions."""

    added: FeeRate = field(default_factory=FeeRate)
    removed: FeeRate = field(default_factory=FeeRate)
    other: FeeRate = field(default_factory=FeeRate)


@dataclass(frozen=True, slots=True)
class Position:
    """One instrument as it is now."""

    locate: int
    multiplier: int
    qty: int
    """Negative when short."""
    cost: int
    """Of what is held; negative when short."""
    realised: int
    """Profit, fees not taken off."""
    fees: int
    """Paid, rebates taken off."""
    traded: int
    """Sum of price * quantity * multiplier, both sides, broken fills taken off."""
    traded_qty: int
    fills: int
    """Not broken."""
    average_price: int
    """To the nearest 1e-9, 0 when flat; for display, the exact figure is `cost`."""

    def unrealised(self, mark: int) -> int:
        """Return the profit if everything were closed at `mark` (1e-9), before fees."""
        return mark * self.qty * self.multiplier - self.cost


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal; lines of one transaction sum to zero."""

    transaction: int
    account: Account
    locate: int
    match: int
    time: int
    amount: int


class Ledger:
    """The books of one account in fixed memory; one thread at a time."""

    def __init__(
        self,
        instruments: Iterable[Listed],
        *,
        fills: int,
        journal: int = 65536,
        fees: FeeSchedule | None = None,
        opening_cash: int = 0,
    ) -> None:
        """Open the books with room for `fills`; the journal keeps the newest `journal` lines.

        Raises ValueError naming field, value and limit.
        """
        fees = fees or FeeSchedule()
        self._ledger = _order.Ledger(
            instruments=[(instrument.locate, instrument.multiplier) for instrument in instruments],
            added=(fees.added.per_lot, fees.added.notional_ppb),
            removed=(fees.removed.per_lot, fees.removed.notional_ppb),
            other=(fees.other.per_lot, fees.other.notional_ppb),
            opening_cash=opening_cash,
            fills=fills,
            journal=journal,
        )

    def post(self, fill: Fill | None) -> None:
        """Post what an outcome brought; None posts nothing. Raises PostingRefused."""
        if fill is None:
            return
        f = fill
        flag = ord(f.liquidity) if f.liquidity else 0
        posted = self._ledger.post(
            f.kind, int(f.side), flag, f.locate, f.ref, f.match, f.qty, f.price, f.time
        )
        if posted != Posted.ok:
            raise PostingRefused(fill, posted)

    def position(self, locate: int) -> Position:
        """Return one position. Raises KeyError for an instrument that is not in the books."""
        native = self._ledger.position(locate)
        if native is None:
            raise KeyError(locate)
        return Position(*native)

    def positions(self) -> list[Position]:
        """Return all positions, flat ones too, in the order in which the instruments were given."""
        return [self.position(locate) for locate in self._ledger.locates()]

    def balance(self, account: Account) -> int:
        """Return an account's balance. All balances sum to zero; realised profit is a negative balance."""
        return self._ledger.balance(account)

    @property
    def balanced(self) -> bool:
        """Whether all accounts sum to zero and positions add up to their accounts."""
        return self._ledger.balanced()

    @property
    def next_line(self) -> int:
        """The number that the next journal line will have."""
        return self._ledger.next_line

    def entries(self, since: int = 0) -> list[Entry]:
        """Return the journal from line `since` (numbered from 0).

        Raises IndexError when lines from `since` on were already overwritten by newer ones.
        """
        return [Entry(*self._ledger.line(number)) for number in range(since, self._ledger.next_line)]
