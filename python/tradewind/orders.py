"""The order state machine: what we asked a venue for, what it made of it, what that means for leaves and position.

The same machine, in the native core, runs in backtest, simulation, paper and live trading; this is its face for
Python. What every venue message does in every state is one table (`rule_for`).

Quantities are lots, prices integers of 1e-9 of the currency, times nanoseconds since midnight. An order is a
reference (`ref`); a replace makes a new one in the same chain, whose first is `root`. Three quantities are never
mixed: `order_qty` is the intended total of a chain, `leaves` what is open, a decrement what an event takes away.
"""

from dataclasses import dataclass
from typing import Self

from tradewind._core import order as _order
from tradewind.errors import TradewindError
from tradewind.runs import Side, TimeInForce

State = _order.State
VenueKind = _order.VenueKind
Result = _order.Result
Rule = _order.Rule
Status = _order.Status
DoneReason = _order.DoneReason
FillKind = _order.FillKind
SellMark = _order.SellMark

_FIRST_UNAPPLIED = Result.duplicate

# As the core hands them over.
_Change = tuple[int, int, int, int, int]
_Fill = tuple[FillKind, int, int, int, int, int, int, int, int]
_Outcome = tuple[Result, State, State, int, int, _Fill | None, _Change]


class OrderRefused(TradewindError):
    """The state machine did not make the request into a message; nothing changed."""

    def __init__(self, request: str, status: Status) -> None:
        super().__init__(f"{request}: {status.name}")
        self.status = status


@dataclass(frozen=True, slots=True)
class VenueEvent:
    """One message of the venue about an order; which fields count is decided by the kind.

    `order_qty` is the total (accepted) or the open quantity (replaced, modified), `decrement` what is gone or
    executed (corrected: the new quantity), `code` the letter for state, reason or liquidity.
    """

    kind: VenueKind
    ref: int
    orig: int = 0
    time: int = 0
    order_ref: int = 0
    match: int = 0
    order_qty: int = 0
    decrement: int = 0
    price: int = 0
    mark: SellMark = SellMark.none
    code: str = ""
    code16: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Change of what an instrument has at risk: worst-case open quantity, executed quantity, open orders."""

    locate: int
    side: Side
    open: int
    filled: int
    orders: int


@dataclass(frozen=True, slots=True)
class Fill:
    """What the ledger must post. A bust or correction names the execution by match number and side."""

    kind: FillKind
    side: Side
    liquidity: str
    """The venue's flag letter, empty when it gave none."""
    locate: int
    ref: int
    match: int
    qty: int
    price: int
    time: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one event did: the state of the order it named before and after, and what follows for money and risk."""

    result: Result
    before: State
    after: State
    ref: int
    root: int
    fill: Fill | None
    change: Change

    @property
    def applied(self) -> bool:
        """Whether anything changed; anything but `Result.applied` wants a look all the same."""
        return self.result < _FIRST_UNAPPLIED


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was made: the message to send names `ref`; `change` is for the exposure."""

    ref: int
    change: Change


@dataclass(frozen=True, slots=True)
class Working:
    """What the pre-trade check must know of an order that is being replaced; both quantities are its chain's.

    `executed` is what the venue counts at least (it may or may not count breaks and corrections), `open` the worst
    case.
    """

    locate: int
    side: Side
    executed: int
    open: int


@dataclass(frozen=True, slots=True)
class Order:
    """One reference as it is now. `leaves` of an unanswered order is what it asks for."""

    ref: int
    root: int
    orig: int
    """The reference that this one replaces, 0 for an enter."""
    locate: int
    side: Side
    mark: SellMark
    tif: TimeInForce
    post_only: bool
    state: State
    done: DoneReason
    order_qty: int
    leaves: int
    executed: int
    """By the whole chain, broken executions taken off."""
    price: int
    order_ref: int
    """The venue's number, 0 before it answered."""
    cancel_pending: bool
    cancel_taken: bool
    """The venue has said that it will answer the cancel later."""
    replaces_in_flight: int
    unconfirmed: bool
    """The connection was lost with a request of this order in flight."""

    @classmethod
    def _of(cls, orders: _order.Orders, ref: int) -> Self | None:
        native = orders.find(ref)
        if native is None:
            return None
        return cls(
            ref=native.ref,
            root=native.root,
            orig=native.orig,
            locate=native.locate,
            side=Side(native.side),
            mark=native.mark,
            tif=TimeInForce.ioc if native.ioc else TimeInForce.day,
            post_only=native.post_only,
            state=native.state,
            done=native.done,
            order_qty=native.order_qty,
            leaves=native.leaves,
            executed=orders.executed(ref),
            price=native.price,
            order_ref=native.order_ref,
            cancel_pending=native.cancel_pending,
            cancel_taken=native.cancel_taken,
            replaces_in_flight=orders.replaces_in_flight(ref),
            unconfirmed=native.unconfirmed,
        )


def _change(native: _Change) -> Change:
    locate, side, open_, filled, orders = native
    return Change(locate, Side(side), open_, filled, orders)


def _fill(native: _Fill | None) -> Fill | None:
    if native is None:
        return None
    kind, side, flag, *rest = native
    return Fill(kind, Side(side), chr(flag) if flag else "", *rest)


def _outcome(native: _Outcome) -> Outcome:
    result, before, after, ref, root, fill, change = native
    return Outcome(result, before, after, ref, root, _fill(fill), _change(change))


def rule_for(state: State, kind: VenueKind) -> Rule:
    """Return what the state machine does with this kind of message in this state."""
    return _order.rule_for(state, kind)


class Orders:
    """All orders of one day on one venue session; fixed memory, one thread at a time."""

    def __init__(self, *, references: int, executions: int, first_ref: int = 1) -> None:
        """Reserve memory for `references` enters and replaces and for `executions` of them.

        References are given out strictly increasing from `first_ref`, which after a restart is the venue's next
        expected one. Raises ValueError naming field, value and limit.
        """
        self._orders = _order.Orders(first_ref, references, executions)

    def enter(
        self,
        *,
        locate: int,
        side: Side,
        order_qty: int,
        price: int,
        mark: SellMark = SellMark.none,
        tif: TimeInForce = TimeInForce.day,
        post_only: bool = False,
    ) -> Request:
        """Give a new order its reference. Raises OrderRefused."""
        ioc = tif is TimeInForce.ioc
        status, ref, change = self._orders.enter(locate, int(side), order_qty, price, mark, ioc, post_only)
        if status != Status.ok:
            raise OrderRefused(f"enter {side.name} {order_qty}", status)
        return Request(ref, _change(change))

    def cancel(self, ref: int, order_qty: int = 0) -> None:
        """Cut an order to an intended total of its chain; 0 cancels all that is open. Raises OrderRefused."""
        status = self._orders.cancel(ref, order_qty)
        if status != Status.ok:
            raise OrderRefused(f"cancel order {ref} to {order_qty}", status)

    def replace(self, orig: int, *, order_qty: int, price: int) -> Request:
        """Replace an order; `order_qty` is the chain's total, executed included. Raises OrderRefused."""
        status, ref, change = self._orders.replace(orig, order_qty, price)
        if status != Status.ok:
            raise OrderRefused(f"replace order {orig} with {order_qty}", status)
        return Request(ref, _change(change))

    def apply(self, event: VenueEvent) -> Outcome:
        """Apply one message of the venue."""
        e = event
        code = ord(e.code) if e.code else 0
        return _outcome(
            self._orders.apply(
                e.kind, e.ref, e.orig, e.time, e.order_ref, e.match, e.order_qty, e.decrement, e.price, e.mark,
                code, e.code16,
            )
        )  # fmt: skip

    def disconnect(self) -> None:
        """Put what is unanswered in doubt; nothing can be sent until `resolve`."""
        self._orders.disconnect()

    def resolve(self, next_ref: int) -> list[Outcome]:
        """End the doubt after the session's replay: `next_ref` is the venue's answer to the account query."""
        return [_outcome(native) for native in self._orders.resolve(next_ref)]

    def end_of_day(self) -> list[Outcome]:
        """End every open order; executions stay known, so that they can still be broken."""
        return [_outcome(native) for native in self._orders.end_of_day()]

    def order(self, ref: int) -> Order | None:
        """Return the order as it is now, None for a reference that was never given out."""
        return Order._of(self._orders, ref)

    def working(self, ref: int) -> Working | None:
        """Return what the risk check of a replace needs, None for an unknown reference."""
        native = self._orders.working(ref)
        if native is None:
            return None
        locate, side, executed, open_ = native
        return Working(locate, Side(side), executed, open_)

    def count(self, result: Result) -> int:
        """Return how many events ended with this result."""
        return self._orders.count(result)

    @property
    def next_ref(self) -> int:
        """The reference that the next enter or replace will have."""
        return self._orders.next_ref

    @property
    def connected(self) -> bool:
        """False from `disconnect` to `resolve`."""
        return self._orders.connected

    @property
    def forgotten_executions(self) -> int:
        """Executions that were applied with the memory full; a break of one is an unknown execution."""
        return self._orders.forgotten_executions
