"""A venue for tests that lets messages cross: requests wait on their way in, answers on their way out.

It keeps the truth about its orders in the plainest way: what is open and what each execution is now. It behaves as
the protocol allows and decides nothing itself: the test says which request it takes when, and how it answers.
"""

from collections import deque
from dataclasses import dataclass

from tradewind.orders import SellMark, VenueEvent, VenueKind
from tradewind.runs import Side


@dataclass
class Resting:
    """One reference at the venue; `chain` is the first reference of its chain."""

    chain: int
    side: Side
    open: int
    price: int
    live: bool
    cancel_to: int | None = None
    """A cancel that was taken and is still to be answered."""


@dataclass
class Trade:
    """One execution as it counts now; a broken one counts for nothing."""

    ref: int
    chain: int
    side: Side
    qty: int
    price: int
    broken: bool = False


@dataclass(frozen=True)
class Enter:
    """A new order on its way in."""

    ref: int
    side: Side
    order_qty: int
    price: int


@dataclass(frozen=True)
class Cancel:
    """A cancel on its way in."""

    ref: int
    order_qty: int


@dataclass(frozen=True)
class Replace:
    """A replace on its way in."""

    orig: int
    ref: int
    order_qty: int
    price: int


class CrossingVenue:
    """Orders, executions, and the two queues between the venue and its client."""

    def __init__(self) -> None:
        """Start without orders."""
        self.requests: deque[Enter | Cancel | Replace] = deque()
        self.answers: deque[VenueEvent] = deque()
        self.resting: dict[int, Resting] = {}
        self.trades: dict[int, Trade] = {}
        self.gross: dict[int, int] = {}
        """Executed per chain as the venue counts it: breaks and corrections do not lower it."""
        self.next_ref = 1

    def live(self) -> list[int]:
        """References that rest."""
        return [ref for ref, order in self.resting.items() if order.live]

    def say(self, kind: VenueKind, ref: int, **fields: object) -> None:
        """Send one message."""
        self.answers.append(VenueEvent(kind, ref, **fields))  # type: ignore[arg-type]

    def take(self, answer: str) -> None:
        """Take the next request and answer it: usual, reject, dead, or later (a cancel only)."""
        request = self.requests.popleft()
        if isinstance(request, Cancel):
            self._cancel(request, answer)
            return
        if request.ref < self.next_ref:
            return  # a retransmission
        self.next_ref = request.ref + 1
        if isinstance(request, Enter):
            self._enter(request, answer)
        else:
            self._replace(request, answer)

    def _enter(self, request: Enter, answer: str) -> None:
        if answer == "reject":
            self.say(VenueKind.rejected, request.ref, code16=1)
            return
        live = answer != "dead"
        qty = request.order_qty
        self.gross[request.ref] = 0
        self.resting[request.ref] = Resting(
            request.ref, request.side, qty if live else 0, request.price, live
        )
        self.say(
            VenueKind.accepted,
            request.ref,
            order_qty=qty,
            price=request.price,
            order_ref=1000 + request.ref,
            code="L" if live else "D",
        )

    def _replace(self, request: Replace, answer: str) -> None:
        orig = self.resting.get(request.orig)
        if orig is None or not orig.live:
            return  # too late: ignored silently
        if answer == "reject":
            self.say(VenueKind.rejected, request.ref, code16=0x15)
            return
        open_qty = request.order_qty - self.gross[orig.chain]
        if open_qty <= 0:
            self.reduce(request.orig, orig.open, VenueKind.canceled)
            return
        live = answer != "dead"
        orig.live, orig.open, orig.cancel_to = False, 0, None
        self.resting[request.ref] = Resting(
            orig.chain, orig.side, open_qty if live else 0, request.price, live
        )
        self.say(
            VenueKind.replaced,
            request.ref,
            orig=request.orig,
            order_qty=open_qty,
            price=request.price,
            order_ref=1000 + request.ref,
            code="L" if live else "D",
        )

    def _cancel(self, request: Cancel, answer: str) -> None:
        order = self.resting.get(request.ref)
        if order is None or not order.live:
            if answer == "reject" and order is not None:
                self.say(VenueKind.cancel_rejected, request.ref)
            return
        if answer == "later":
            order.cancel_to = request.order_qty
            self.say(VenueKind.cancel_pending, request.ref)
        elif answer == "reject":
            self.say(VenueKind.cancel_rejected, request.ref)
        else:
            self._cut(request.ref, request.order_qty)

    def _cut(self, ref: int, total: int) -> bool:
        order = self.resting[ref]
        keep = max(0, total - self.gross[order.chain])
        if keep >= order.open:
            return False  # nothing to take away: ignored silently
        self.reduce(ref, order.open - keep, VenueKind.canceled)
        return True

    def answer_cancel(self, ref: int, grant: bool) -> None:
        """Answer a cancel that was taken for later."""
        order = self.resting[ref]
        total, order.cancel_to = order.cancel_to, None
        assert total is not None
        if not grant or not self._cut(ref, total):
            self.say(VenueKind.cancel_rejected, ref)

    def reduce(self, ref: int, qty: int, kind: VenueKind) -> None:
        """Take open quantity away without an execution."""
        order = self.resting[ref]
        order.open -= qty
        self.say(kind, ref, decrement=qty, code="U")
        self._end_if_empty(order)

    def modify(self, ref: int, open_qty: int) -> None:
        """Set a smaller open quantity."""
        order = self.resting[ref]
        order.open = open_qty
        self.say(VenueKind.modified, ref, order_qty=open_qty, mark=SellMark.none)
        self._end_if_empty(order)

    def execute(self, ref: int, qty: int, price: int, match: int) -> None:
        """Execute; more than is open is an error of the venue that it reports as if it were right."""
        order = self.resting[ref]
        order.open = max(0, order.open - qty)
        self.gross[order.chain] += qty
        self.trades[match] = Trade(ref, order.chain, order.side, qty, price)
        self.say(VenueKind.executed, ref, match=match, decrement=qty, price=price, code="R")
        self._end_if_empty(order)

    def bust(self, match: int) -> None:
        """Break an execution."""
        trade = self.trades[match]
        trade.broken = True
        self.say(VenueKind.broken, trade.ref, match=match, code="E")

    def correct(self, match: int, qty: int, price: int) -> None:
        """Correct an execution."""
        trade = self.trades[match]
        trade.qty, trade.price = qty, price
        self.say(VenueKind.corrected, trade.ref, match=match, decrement=qty, price=price, code="R")

    @staticmethod
    def _end_if_empty(order: Resting) -> None:
        if order.open == 0:
            order.live, order.cancel_to = False, None
