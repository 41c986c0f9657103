"""L3 order books of a whole session: touch, levels and queues of every symbol, from a file, by message or in batches.

Prices are integers of 1e-9 of the currency, quantities are lots (shares), times nanoseconds since midnight.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from os import PathLike

import numpy as np
import numpy.typing as npt

from tradewind._core import batch as _batch
from tradewind._core import book as _book
from tradewind._core import engine as _engine
from tradewind.errors import FeedError, TradewindError
from tradewind.feed import (
    ANY_PACKET,
    EVENT,
    Buffer,
    FeedReport,
    PacketFilter,
    checked_rows,
    iter_event_batches,
)
from tradewind.sources import open_source

LEVEL = np.dtype(
    {
        "names": ["price", "qty", "orders"],
        "formats": ["i8", "i8", "u4"],
        "offsets": [0, 8, 16],
        "itemsize": 24,
    }
)
"""One price level: price in 1e-9, total displayed quantity, number of orders."""

QUEUED_ORDER = np.dtype([("ref", "u8"), ("qty", "i8")])
"""One resting order: the exchange's reference and the quantity left."""

CHANGE = np.dtype(
    [
        ("price", "i8"),
        ("qty", "i8"),
        ("remaining", "i8"),
        ("locate", "u2"),
        ("applied", "u1"),
        ("side", "u1"),
        ("touch", "u1"),
        ("depth_changed", "?"),
        ("crossed", "?"),
        ("aggressor", "u1"),
    ]
)
"""What one event did to its book, beside what the event says itself; 32 bytes.

`price` at which the order rests or rested, `qty` added, executed or taken away (replace: what the old order had left),
`remaining` what the order has left, `applied` an `Applied`, `touch` bits of TOUCH_BITS, `aggressor` an `Aggressor`.
"""

TOUCH_BITS = {"bid": 1, "bid_qty": 2, "ask": 4, "ask_qty": 8}
"""Which parts of the touch changed; another best price counts as another size too."""

TOUCH = np.dtype([("time", "i8"), ("bid", "i8"), ("bid_qty", "i8"), ("ask", "i8"), ("ask_qty", "i8")])
"""The touch of one symbol after an event, and the event's time; a size of 0 = side empty. 40 bytes."""

Records = npt.NDArray[np.void]
Touch = _book.Touch
Update = _book.Update
Applied = _book.Applied


class Side(IntEnum):
    """Numbered as in the core."""

    buy = 0
    sell = 1


class Aggressor(IntEnum):
    """Who took liquidity, numbered as in the core; a trade against a hidden order is judged by the touch."""

    none = 0
    buyer = 1
    seller = 2
    unknown = 3


class UnknownSymbol(TradewindError):
    """No directory message has named this symbol."""


@dataclass(frozen=True, slots=True)
class Tape:
    """Printed trades of one symbol so far; the last price is 0 before the first trade."""

    last: int
    last_qty: int
    volume: int
    trades: int


@dataclass(frozen=True, slots=True)
class Book:
    """One symbol's book inside `Books`: it shows the present state and moves on with every message."""

    symbol: str
    locate: int
    _market: _engine.Market

    @property
    def touch(self) -> Touch:
        """Best price and size of both sides."""
        return self._market.touch(self.locate)

    @property
    def tape(self) -> Tape:
        """Last trade and printed volume."""
        return Tape(*self._market.tape(self.locate))

    def levels(self, side: Side, depth: int | None = None) -> Records:
        """Return LEVEL[n], best first, at most `depth` of them; a read-only copy that stays as it is."""
        if depth is not None and depth < 0:
            raise ValueError(f"depth is {depth}, must be 0 or more")
        return self._market.levels(self.locate, int(side), -1 if depth is None else depth).view(LEVEL)

    def queue(self, side: Side, price: int) -> Records:
        """Return QUEUED_ORDER[n] of one level, front of the queue first; empty where no order rests.

        A read-only copy that stays as it is.
        """
        return self._market.queue(self.locate, int(side), price).view(QUEUED_ORDER)

    @property
    def digest(self) -> int:
        """64-bit digest of every level and every order in queue order (cpp_core book/digest.hpp)."""
        return self._market.digest(self.locate)


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Messages and what each did to its book: row i of every array belongs to the same message."""

    events: Records
    """EVENT[n]"""
    changes: Records
    """CHANGE[n]"""
    touches: Records | None
    """TOUCH[n], if asked for."""


class Books:
    """The books of all symbols of one session. Not thread-safe: one thread at a time."""

    def __init__(self, *, max_orders: int = 1 << 22, huge_pages: bool = False) -> None:
        """Reserve room for `max_orders` resting orders at once (address space; memory follows the live orders).

        `huge_pages`, for books of thousands of symbols: faster, and some 30 MB from the start.
        """
        self._market = _engine.Market(max_orders, huge_pages)

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> "Books":
        """Return the books at the end of a file; see `read`."""
        books = cls()
        books.read(path)
        return books

    def read(
        self,
        path: str | PathLike[str],
        *,
        packets: PacketFilter = ANY_PACKET,
        progress: Callable[[int, int], None] | None = None,
    ) -> FeedReport:
        """Replay a whole file (ITCH plain, .gz, .zst, pcap, pcapng) into these books.

        `progress` gets the bytes of the file read so far and in all. Raises FeedError for a file that is not whole;
        what the books had to refuse is counted in `counters`.
        """
        return self._replay(path, packets, progress)[0]

    def touch_history(
        self, path: str | PathLike[str], symbol: str, *, packets: PacketFilter = ANY_PACKET
    ) -> Records:
        """Replay a whole file into these books as `read` does and return every touch that one symbol had in it.

        TOUCH[n], a row for each message after which the symbol's best price or size of either side differs, in order; a
        read-only array that owns its memory. Raises UnknownSymbol if the symbol is not announced, FeedError.
        """
        if not 1 <= len(symbol) <= 8:
            raise UnknownSymbol(f"symbol {symbol!r} has {len(symbol)} letters, must have 1 to 8")
        _, replay = self._replay(path, packets, None, symbol)
        if not replay.announced:
            raise UnknownSymbol(
                f"symbol {symbol!r} is not in the directory of {self._market.announced} symbols"
            )
        return replay.take_touches().view(TOUCH)

    def _replay(
        self,
        path: str | PathLike[str],
        packets: PacketFilter,
        progress: Callable[[int, int], None] | None,
        touches_of: str = "",
    ) -> tuple[FeedReport, _engine.MarketReplay]:
        with open_source(path) as source:
            replay = _engine.MarketReplay(
                self._market, source.kind, packets.port, packets.packed_group, touches_of
            )
            for chunk in source.chunks():
                replay.push(chunk)
                source.check(replay)
                if progress is not None:
                    progress(source.position, source.size)
            replay.finish()
            source.check(replay)
        return FeedReport(**replay.report()), replay

    def apply(self, message: bytes) -> Update:
        """Apply one ITCH 5.0 message (without length prefix)."""
        return self._market.apply(message)

    def apply_all(self, messages: Iterable[bytes]) -> None:
        """Apply messages in order."""
        for message in messages:
            self._market.apply(message)

    def apply_block(
        self, block: Buffer, events: Records, changes: Records, touches: Records | None = None
    ) -> tuple[int, int]:
        """Decode messages with their 2-byte lengths into the caller's arrays and apply them, in one call.

        Returns (bytes used, messages applied): row i of EVENT[n] becomes message i, of CHANGE[n] what it did, of TOUCH[n],
        if given, the touch of its symbol after it. Stops at the end of the last whole message or when `events` is full:
        the rest of the bytes begins the next block. The arrays must be C-contiguous and writeable, the others no shorter
        than `events` (ValueError). The interpreter lock is released; no other thread may touch books or arrays
        meanwhile. Raises FeedError if `block` begins with what can be no message.
        """
        used, applied, error = _batch.apply_block(
            self._market,
            block,
            checked_rows("events", events, EVENT),
            checked_rows("changes", changes, CHANGE),
            None if touches is None else checked_rows("touches", touches, TOUCH),
        )
        if used == 0 and error is not None:
            raise FeedError("block", error.offset, error.text)
        return used, applied

    def apply_events(self, events: Records, changes: Records, touches: Records | None = None) -> None:
        """Apply EVENT[n], decoded by tradewind.feed or made by hand; rows and arrays as for `apply_block`.

        Raises ValueError, with nothing applied, where a side is neither 0 nor 1.
        """
        _batch.apply_events(
            self._market,
            checked_rows("events", events, EVENT),
            checked_rows("changes", changes, CHANGE),
            None if touches is None else checked_rows("touches", touches, TOUCH),
        )

    def replay_batches(
        self,
        path: str | PathLike[str],
        size: int = 1 << 14,
        *,
        touches: bool = False,
        packets: PacketFilter = ANY_PACKET,
    ) -> Iterator[EventBatch]:
        """Replay a whole file into these books, `size` messages at a time; the books stand at the end of each batch.

        The arrays of a batch are filled anew for the next one: copy what you keep. Raises FeedError for a file that is
        not whole, after what came before that point.
        """
        changes = np.zeros(size, CHANGE)
        after = np.zeros(size, TOUCH) if touches else None
        for events in iter_event_batches(path, size, packets=packets):
            n = len(events)
            batch = EventBatch(events, changes[:n], None if after is None else after[:n])
            self.apply_events(batch.events, batch.changes, batch.touches)
            yield batch

    def __getitem__(self, symbol: str) -> Book:
        """Return the book of an announced symbol; raises UnknownSymbol."""
        locate = self._market.find(symbol)
        if locate is None:
            raise UnknownSymbol(
                f"symbol {symbol!r} is not in the directory of {self._market.announced} symbols"
            )
        return Book(symbol, locate, self._market)

    @property
    def symbols(self) -> dict[str, int]:
        """Announced symbols and their locate codes, in locate order."""
        return dict(self._market.symbols())

    @property
    def live_orders(self) -> int:
        """Orders resting now, all symbols."""
        return self._market.live_orders

    @property
    def live_levels(self) -> int:
        """Price levels now, all symbols and sides."""
        return self._market.live_levels

    @property
    def counters(self) -> dict[str, int]:
        """What went through and what was wrong with it, by name (cpp_core BookCounters)."""
        return self._market.counters()

    @property
    def time(self) -> int:
        """Latest timestamp seen."""
        return self._market.now
