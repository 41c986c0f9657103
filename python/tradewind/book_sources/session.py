"""A market data file replayed into native books: what it held, how the books ended, and everything that was odd."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tradewind._core import sources as _native
from tradewind.book import LEVEL, QUEUED_ORDER, Side, Touch, UnknownSymbol
from tradewind.book_sources.records import BUY, SELL, TOUCH_ROW, Batch, Records, wide_refs
from tradewind.sources import Source, open_source

NativeBooks = _native.OrderBooks | _native.WideOrderBooks | _native.L2Books

# Counters that say how much there was; all others should be zero in a clean file.
_ACTIVITY = ("events", "applied", "peak_orders", "peak_levels")
# Normal here: an L2 feed removes levels that a partial start never showed, order books are looked at where a message
# ends instead of after every event, and no message announces an instrument.
_NORMAL = ("unknown_level", "crossed", "locked", "unannounced_locate")


class Decoder(Protocol):
    """Turns one format into batches of events; a session feeds them to the books and asks for the counts."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def books(self) -> str:
        """Which books the events are for: orders (EVENT), wide (WIDE_EVENT) or levels (L2_EVENT)."""

    @property
    def symbols(self) -> dict[str, int]:
        """Instruments seen so far by name."""

    @property
    def lot_decimals(self) -> int:
        """Decimal places of a size of one lot, for display."""

    @property
    def problems(self) -> list[str]:
        """The first things that were wrong, one line each."""

    def batches(self, source: Source) -> Iterator[Batch]:
        """Yield everything in the file. Raises FeedError."""

    def records(self) -> dict[str, int]:
        """Records of the file by type."""

    def integrity(self) -> dict[str, int]:
        """What was wrong; all zero in a clean file."""

    def remarks(self) -> dict[str, int]:
        """What is worth knowing and no fault."""


class Judge(Protocol):
    """A decoder that compares the books with what else the file says."""

    def judge(self, batch: Batch, touches: Records) -> None:
        """Take TOUCH_ROW[n] of the batch just applied."""


@dataclass(slots=True)
class SourceTape:
    """Trades of one instrument so far."""

    last: int = 0
    last_qty: int = 0
    volume: int = 0
    bought: int = 0
    """Part of the volume whose aggressor bought."""
    sold: int = 0
    """Part of the volume whose aggressor sold."""
    trades: int = 0

    def add(self, trades: Records) -> None:
        """Take TRADE[n] of this instrument."""
        if not len(trades):
            return
        qty = trades["qty"]
        self.last, self.last_qty = int(trades["price"][-1]), int(qty[-1])
        self.volume += int(qty.sum())
        self.bought += int(qty[trades["aggressor"] == BUY].sum())
        self.sold += int(qty[trades["aggressor"] == SELL].sum())
        self.trades += len(trades)


@dataclass(frozen=True, slots=True)
class SourceBook:
    """One instrument's book: it shows the present state."""

    symbol: str
    instrument: int
    tape: SourceTape
    _native: NativeBooks

    @property
    def touch(self) -> Touch:
        """Best price and size of both sides."""
        return self._native.touch(self.instrument)

    @property
    def stale(self) -> bool:
        """The feed has lost something since the book was last whole."""
        return isinstance(self._native, _native.L2Books) and self._native.stale(self.instrument)

    def levels(self, side: Side, depth: int | None = None) -> Records:
        """Return LEVEL[n], best first, at most `depth` of them; `orders` is 0 where the source tells levels only."""
        return self._native.levels(self.instrument, int(side), -1 if depth is None else depth).view(LEVEL)

    def queue(self, side: Side, price: int) -> Records:
        """Return QUEUED_ORDER[n] of one level, front first; empty where the source tells levels only."""
        if isinstance(self._native, _native.L2Books):
            return np.zeros(0, QUEUED_ORDER)
        queue = self._native.queue(self.instrument, int(side), price).view(QUEUED_ORDER)
        if isinstance(self._native, _native.WideOrderBooks):
            queue = queue.copy()
            queue["ref"] = wide_refs(queue["ref"], np.full(len(queue), self.instrument))
            queue.flags.writeable = False
        return queue


class SourceSession:
    """Books fed by one decoder. Not thread-safe: one thread at a time."""

    def __init__(self, decoder: Decoder, *, max_orders: int = 1 << 22) -> None:
        """Reserve room for `max_orders` resting orders at once (address space; memory follows the live ones)."""
        self.decoder = decoder
        self._native = _books(decoder.books, max_orders)
        self._tapes: dict[int, SourceTape] = {}
        self._ends = {"messages": 0, "stale_messages": 0, "crossed": 0, "locked": 0}
        self.elapsed_ns = 0
        """Wall time of reading, unpacking, decoding and replaying."""

    def apply(self, batch: Batch) -> Records:
        """Apply one batch; returns TOUCH_ROW[n], the touch where each message ended."""
        ended = self._native.apply(batch.events.view(np.uint8).data, batch.ends.view(np.uint8).data)
        touches = ended.view(TOUCH_ROW)
        judged = touches[~touches["stale"] & (touches["bid_qty"] > 0) & (touches["ask_qty"] > 0)]
        self._ends["messages"] += len(touches)
        self._ends["stale_messages"] += int(touches["stale"].sum())
        self._ends["crossed"] += int((judged["bid"] > judged["ask"]).sum())
        self._ends["locked"] += int((judged["bid"] == judged["ask"]).sum())
        for instrument in np.unique(batch.trades["instrument"]).tolist():
            tape = self._tapes.setdefault(instrument, SourceTape())
            tape.add(batch.trades[batch.trades["instrument"] == instrument])
        return touches

    def replay(self, source: Source, progress: Callable[[int, int], None] | None = None) -> None:
        """Decode and apply a whole source. Raises FeedError."""
        for batch in self.decoder.batches(source):
            touches = self.apply(batch)
            if hasattr(self.decoder, "judge"):
                self.decoder.judge(batch, touches)
            if progress is not None:
                progress(source.position, source.size)

    def __getitem__(self, symbol: str) -> SourceBook:
        """Return the book of a symbol that the source has named; raises UnknownSymbol."""
        instrument = self.decoder.symbols.get(symbol)
        if instrument is None:
            raise UnknownSymbol(
                f"symbol {symbol!r} is not among the {len(self.symbols)} of {self.decoder.path}"
            )
        return SourceBook(symbol, instrument, self._tapes.get(instrument, SourceTape()), self._native)

    @property
    def symbols(self) -> dict[str, int]:
        """Instruments by name."""
        return self.decoder.symbols

    @property
    def has_orders(self) -> bool:
        """The source tells orders, not only levels."""
        return not isinstance(self._native, _native.L2Books)

    @property
    def live_orders(self) -> int:
        """Orders resting now; 0 where the source tells levels only."""
        return 0 if isinstance(self._native, _native.L2Books) else self._native.live_orders

    @property
    def live_levels(self) -> int:
        """Price levels now, all instruments and sides."""
        return self._native.live_levels

    @property
    def counters(self) -> dict[str, int]:
        """What the books did with the events, by name (cpp_core BookCounters and L2Counters)."""
        return self._native.counters()

    def digest(self, symbol: str) -> int:
        """64-bit digest of an order book (cpp_core book/digest.hpp); 0 where the source tells levels only."""
        book = self[symbol]
        return 0 if isinstance(self._native, _native.L2Books) else self._native.digest(book.instrument)

    @property
    def records(self) -> dict[str, int]:
        """Records of the file by type."""
        return self.decoder.records()

    def integrity(self) -> dict[str, int]:
        """Everything that was wrong, zero included."""
        found = {name: n for name, n in self.counters.items() if name not in _ACTIVITY + _NORMAL}
        return found | self.decoder.integrity()

    def remarks(self) -> dict[str, int]:
        """What is worth knowing and no fault: how often messages left a book crossed or locked, and more."""
        normal = {name: n for name, n in self.counters.items() if name == "unknown_level"}
        return self._ends | normal | self.decoder.remarks()


def _books(kind: str, max_orders: int) -> NativeBooks:
    if kind == "levels":
        return _native.L2Books(max_instruments=1 << 16)
    return _native.WideOrderBooks(max_orders) if kind == "wide" else _native.OrderBooks(max_orders)


def replay(
    decoder: Decoder,
    *,
    progress: Callable[[int, int], None] | None = None,
    clock: Callable[[], int] = time.perf_counter_ns,
) -> SourceSession:
    """Replay a decoder's file to its end; `progress` gets bytes read and bytes in all. Raises FeedError."""
    started = clock()
    session = SourceSession(decoder)
    with open_source(decoder.path) as source:
        session.replay(source, progress)
    session.elapsed_ns = clock() - started
    return session


def read(decoder: Decoder) -> Iterator[Batch]:
    """Yield a decoder's batches of events and trades, without books."""
    with open_source(decoder.path) as source:
        yield from decoder.batches(source)
