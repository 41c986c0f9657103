"""Queue positions: what stands ahead of an order, of a place that one would join, and of our own orders in the feed.

A `Watcher` is attached to `Books` and takes the feed in their stead; each message updates the books, the watches and
the table of our own orders. Rules and what "unknown" means: docs/queue-position.md. Prices are integers of 1e-9 of the
currency, quantities lots, times nanoseconds since midnight.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from os import PathLike

from tradewind._core import feed as _feed
from tradewind._core import watch as _watch
from tradewind.book import Book, Books, Side, Update
from tradewind.errors import FeedError, TradewindError
from tradewind.feed import ANY_PACKET, FeedReport, PacketFilter
from tradewind.sources import open_source

WatchState = _watch.WatchState
OwnState = _watch.OwnState
UnknownReason = _watch.UnknownReason
shows_in_feed = _watch.shows_in_feed

_REFUSALS = {
    _watch.WatchStatus.not_resting: "does not rest in the books",
    _watch.WatchStatus.already_watched: "has a watch already",
    _watch.WatchStatus.no_watch_left: "cannot be watched: all max_watches watches are in use",
    _watch.WatchStatus.no_room: "cannot be watched: more orders stand ahead than max_orders leaves room for",
}


class WatchError(TradewindError):
    """A watch that cannot be made, or a table that is full."""


@dataclass(frozen=True, slots=True)
class Position:
    """What a watch knew when it was asked."""

    state: WatchState
    ref: int
    """The watched order as it is numbered now; 0: the watch is on a place, not on an order."""
    locate: int
    side: Side
    price: int
    qty: int
    """What the watched order has left."""
    ahead: int
    """Displayed quantity that is served before it; 0 unless watching."""
    orders_ahead: int


class Watch:
    """One watch; it moves on with every message. Made by `Watcher`."""

    def __init__(self, watcher: _watch.Watcher, number: int) -> None:
        self._watcher = watcher
        self._number: int | None = number

    @property
    def position(self) -> Position:
        """Where it stands now. Raises WatchError once it is removed."""
        if self._number is None:
            raise WatchError("this watch has been removed")
        state, ref, locate, side, price, qty, ahead, orders = self._watcher.position(self._number)
        return Position(state, ref, locate, Side(side), price, qty, ahead, orders)

    def remove(self) -> None:
        """Give its room back. A second time does nothing."""
        if self._number is not None:
            self._watcher.remove(self._number)
            self._number = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTerms:
    """What the venue's accept or replace tells of an order of ours."""

    ref: int
    """Our number (UserRefNum)."""
    order_ref: int
    """The number under which it is published: OUCH tag 1 where there is one, else the order reference number."""
    locate: int
    time: int
    """The venue's time of the message."""
    shows: bool = True
    """False: hidden, immediate-or-cancel, or for a cross only; `shows_in_feed` knows the display letters."""
    reserve: bool = False
    """Only a part is displayed, and refreshed under new numbers."""


@dataclass(frozen=True, slots=True)
class OwnPosition:
    """Where an order of ours stands, or why that is not known."""

    state: OwnState
    reason: UnknownReason
    ref: int
    """Its number in the feed, the latest that is known; 0 before the accept."""
    side: Side
    price: int
    qty: int
    ahead: int
    orders_ahead: int

    @property
    def known(self) -> bool:
        """Whether `ahead` says something: 0 is an answer only then."""
        return self.state == OwnState.displayed


class OwnOrders:
    """Our orders in the feed: hand in what the venue says, ask where they stand. Made by `Watcher`."""

    def __init__(self, watcher: _watch.Watcher) -> None:
        self._watcher = watcher

    def entered(self, ref: int, locate: int) -> None:
        """We sent a new order. Raises WatchError when the table is full."""
        self._check(ref, self._watcher.own_entered(ref, locate))

    def accepted(self, terms: OwnTerms) -> None:
        """The venue took it. Raises WatchError when the table is full."""
        self._check(
            terms.ref,
            self._watcher.own_accepted(
                terms.ref, terms.order_ref, terms.locate, terms.time, terms.shows, terms.reserve
            ),
        )

    def replaced(self, orig: int, terms: OwnTerms) -> None:
        """`orig` lives on as `terms.ref`. Raises WatchError when the table is full."""
        self._check(
            terms.ref,
            self._watcher.own_replaced(
                orig, terms.ref, terms.order_ref, terms.locate, terms.time, terms.shows, terms.reserve
            ),
        )

    def restated(self, ref: int, order_ref: int, time: int) -> None:
        """The venue changed display, price or priority; `order_ref` 0: the message names no new number."""
        self._watcher.own_restated(ref, order_ref, time)

    def done(self, ref: int) -> None:
        """Nothing of it is open any more, whatever the reason."""
        self._watcher.own_done(ref)

    def gap(self) -> None:
        """Feed messages were lost."""
        self._watcher.own_gap()

    def resync(self) -> None:
        """The books are whole again."""
        self._watcher.own_resync()

    def position(self, ref: int) -> OwnPosition:
        """Where the order stands by what both streams have said so far."""
        state, reason, order_ref, side, price, qty, ahead, orders = self._watcher.own_position(ref)
        return OwnPosition(state, reason, order_ref, Side(side), price, qty, ahead, orders)

    @staticmethod
    def _check(ref: int, taken: bool) -> None:
        if not taken:
            raise WatchError(f"own order {ref} has no place: all max_own places are in use")


class Watcher:
    """Books with watches attached. Not thread-safe, and the only one that may feed these books."""

    def __init__(
        self, books: Books, *, max_watches: int = 1024, max_orders: int = 1 << 16, max_own: int = 4096
    ) -> None:
        """Attach to books.

        `max_orders` bounds the orders that stand ahead of any watch, each counted once, and again those ahead of our own
        orders; `max_own` our orders open at once. Raises ValueError naming a setting that is out of its limits.
        """
        self.books = books
        self._native = _watch.Watcher(books._market, max_watches, max_orders, max_own)
        self._stream = _watch.WatcherReplay(self._native, _feed.StreamKind.itch)
        self.own = OwnOrders(self._native)

    def watch(self, ref: int) -> Watch:
        """Watch a resting order by its reference; a replaced one is followed. Raises WatchError."""
        return self._made(f"order {ref}", *self._native.watch_order(ref))

    def watch_back(self, book: Book, side: Side, price: int) -> Watch:
        """Watch the place behind all orders that rest at a price now. Raises WatchError."""
        place = f"the back of {book.symbol} {side.name} {price}"
        return self._made(place, *self._native.watch_back(book.locate, int(side), price))

    def apply(self, message: bytes) -> Update:
        """Apply one ITCH 5.0 message (without length prefix)."""
        return self._native.apply(message)

    def apply_all(self, messages: Iterable[bytes]) -> None:
        """Apply messages in order."""
        for message in messages:
            self._native.apply(message)

    def push(self, chunk: bytes) -> None:
        """Apply the next bytes of an ITCH file (messages with length prefix, cut anywhere). Raises FeedError."""
        self._stream.push(chunk)
        if (error := self._stream.error) is not None:
            raise FeedError("pushed bytes", error.offset, error.text)

    def read(
        self,
        path: str | PathLike[str],
        *,
        packets: PacketFilter = ANY_PACKET,
        progress: Callable[[int, int], None] | None = None,
    ) -> FeedReport:
        """Replay a whole file as `Books.read` does."""
        with open_source(path) as source:
            replay = _watch.WatcherReplay(self._native, source.kind, packets.port, packets.packed_group)
            for chunk in source.chunks():
                replay.push(chunk)
                source.check(replay)
                if progress is not None:
                    progress(source.position, source.size)
            replay.finish()
            source.check(replay)
        return FeedReport(**replay.report())

    def _made(self, what: str, status: _watch.WatchStatus, watch: int) -> Watch:
        if status != _watch.WatchStatus.ok:
            raise WatchError(f"{what} {_REFUSALS[status]}")
        return Watch(self._native, watch)
