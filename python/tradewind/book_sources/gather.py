"""Rows of text gathered message by message; a whole batch at a time becomes integers.

Every value is parsed exactly. What is wrong with one names the line that it came from.
"""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tradewind.book_sources.depth import Level
from tradewind.book_sources.numbers import BadNumber, scaled
from tradewind.book_sources.quotes import QUOTE
from tradewind.book_sources.records import BUY, L2_EVENT, SELL, TRADE, Flags, Integers, Records
from tradewind.book_sources.text import RowError

PRICE_DECIMALS = 9

INSTRUMENT_QUOTE = np.dtype([("instrument", "i8"), ("quote", QUOTE)])
"""A quote and whose it is."""


class _Rows:
    """What all gatherers share: where each row came from."""

    def __init__(self, path: str, lot_decimals: int) -> None:
        self._path = path
        self._lot_decimals = lot_decimals
        self._starts: list[int] = []  # first row of each message
        self._lines: list[int] = []  # its line of the file

    def _parse(self, name: str, texts: Sequence[str], decimals: int, *, least: int | None = 0) -> Integers:
        try:
            values = scaled(texts, decimals)
            if least is not None and len(values) and values.min() < least:
                index = int(values.argmin())
                raise BadNumber(index, texts[index], f"{least} or more")
        except BadNumber as bad:
            line = self._lines[bisect_right(self._starts, bad.index) - 1]
            raise RowError(self._path, line, name, str(bad)) from None
        return values


class LevelRows(_Rows):
    """Levels set, with what comes before them."""

    def __init__(self, path: str, lot_decimals: int) -> None:
        super().__init__(path, lot_decimals)
        self._reset()

    def _reset(self) -> None:
        self._starts.clear()
        self._lines.clear()
        self._prices: list[str] = []
        self._sizes: list[str] = []
        self._kinds: list[bytes] = []
        self._sides: list[int] = []
        self._messages: list[tuple[int, int, int, bool]] = []  # time, instrument, update, whole

    def __len__(self) -> int:
        return len(self._prices)

    def add(
        self,
        line: int,
        time: int,
        instrument: int,
        update: int,
        whole: bool,
        kind: bytes,
        bids: list[Level],
        asks: list[Level],
    ) -> None:
        """Add one message: `kind` is g (gap), c (clear) or empty, and comes before the levels."""
        self._starts.append(len(self._prices))
        self._lines.append(line)
        self._messages.append((time, instrument, update, whole))
        if kind or not (bids or asks):
            self._prices.append("0")
            self._sizes.append("0")
            self._kinds.append(kind)
            self._sides.append(BUY)
        for side, levels in ((BUY, bids), (SELL, asks)):
            self._prices += [price for price, _ in levels]
            self._sizes += [size for _, size in levels]
            self._kinds += [b"L"] * len(levels)
            self._sides += [side] * len(levels)

    def take(self) -> tuple[Records, Flags, npt.NDArray[np.int64]]:
        """Return L2_EVENT[n], the ends of messages, and instrument, update and whole (0 or 1) of each message."""
        events = np.zeros(len(self), L2_EVENT)
        ends = np.zeros(len(self), bool)
        messages = np.array(self._messages, np.int64).reshape(-1, 4)
        if len(events):
            rows = np.diff(np.array([*self._starts, len(self)]))
            events["time"] = np.repeat(messages[:, 0], rows)
            events["instrument"] = np.repeat(messages[:, 1], rows)
            events["price"] = self._parse("price", self._prices, PRICE_DECIMALS, least=None)
            events["qty"] = self._parse("size", self._sizes, self._lot_decimals)
            events["kind"] = np.array(self._kinds, "S1")
            events["side"] = self._sides
            ends[np.cumsum(rows) - 1] = True
        self._reset()
        return events, ends, messages[:, 1:]


class TradeRows(_Rows):
    """Trades."""

    def __init__(self, path: str, lot_decimals: int) -> None:
        super().__init__(path, lot_decimals)
        self._rows: list[tuple[int, int, str, str, int]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, line: int, time: int, instrument: int, price: str, size: str, aggressor: int) -> None:
        """Add one trade."""
        self._starts.append(len(self._rows))
        self._lines.append(line)
        self._rows.append((time, instrument, price, size, aggressor))

    def take(self) -> Records:
        """Return TRADE[n]."""
        trades = np.zeros(len(self), TRADE)
        if self._rows:
            times, instruments, prices, sizes, aggressors = zip(*self._rows, strict=True)
            trades["time"] = times
            trades["instrument"] = instruments
            trades["price"] = self._parse("price", prices, PRICE_DECIMALS, least=None)
            trades["qty"] = self._parse("size", sizes, self._lot_decimals)
            trades["aggressor"] = aggressors
        self._rows.clear()
        self._starts.clear()
        self._lines.clear()
        return trades


class QuoteRows(_Rows):
    """Best bids and asks told by the feed itself."""

    def __init__(self, path: str, lot_decimals: int) -> None:
        super().__init__(path, lot_decimals)
        self._rows: list[tuple[int, int, str, str, str, str]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, line: int, instrument: int, update: int, best: tuple[str, str, str, str]) -> None:
        """Add one quote: bid, its size, ask, its size."""
        self._starts.append(len(self._rows))
        self._lines.append(line)
        self._rows.append((instrument, update, *best))

    def take(self) -> Records:
        """Return INSTRUMENT_QUOTE[n]."""
        out = np.zeros(len(self), INSTRUMENT_QUOTE)
        if self._rows:
            instruments, updates, *best = zip(*self._rows, strict=True)
            out["instrument"] = instruments
            out["quote"]["update"] = updates
            for name, texts in zip(("bid", "bid_qty", "ask", "ask_qty"), best, strict=True):
                decimals = self._lot_decimals if name.endswith("qty") else PRICE_DECIMALS
                out["quote"][name] = self._parse(name, texts, decimals, least=None)
        self._rows.clear()
        self._starts.clear()
        self._lines.clear()
        return out
