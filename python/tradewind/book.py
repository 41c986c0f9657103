"""L3 order books of a whole session: touch, levels and queues of every symbol, from a file or message by message.

Prices are integers of 1e-9 of the currency, quantities are lots (shares), times nanoseconds since midnight.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from os import PathLike

import numpy as np
import numpy.typing as npt

from tradewind._core import book as _book
from tradewind._core import engine as _engine
from tradewind.errors import TradewindError
from tradewind.feed import ANY_PACKET, FeedReport, PacketFilter
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

Records = npt.NDArray[np.void]
Touch = _book.Touch
Update = _book.Update
Applied = _book.Applied


class Side(IntEnum):
    """Numbered as in the core."""

    buy = 0
    sell = 1


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


class Books:
    """The books of all symbols of one session. Not thread-safe: one thread at a time."""

    def __init__(self, *, max_orders: int = 1 << 22) -> None:
        """Reserve room for `max_orders` resting orders at once (address space; memory follows the live orders)."""
        self._market = _engine.Market(max_orders)

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
        with open_source(path) as source:
            replay = _engine.MarketReplay(self._market, source.kind, packets.port, packets.packed_group)
            for chunk in source.chunks():
                replay.push(chunk)
                source.check(replay)
                if progress is not None:
                    progress(source.position, source.size)
            replay.finish()
            source.check(replay)
        return FeedReport(**replay.report())

    def apply(self, message: bytes) -> Update:
        """Apply one ITCH 5.0 message (without length prefix)."""
        return self._market.apply(message)

    def apply_all(self, messages: Iterable[bytes]) -> None:
        """Apply messages in order."""
        for message in messages:
            self._market.apply(message)

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
