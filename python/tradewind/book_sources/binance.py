"""Raw Binance captures: a line is the local receive time in ns, a space, and the exchange's JSON.

Depth differences become L2 books, kept in step as the exchange documents: futures by `pu`, spot by `U`. A snapshot
(REST depth answer, in the capture or in a file of its own) makes a book whole. docs/sources.md has the rules.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from os import PathLike, fspath
from typing import Any

import numpy as np

from tradewind.book_sources.depth import Depth, Difference, Level, Snapshot, Step
from tradewind.book_sources.gather import LevelRows, QuoteRows, TradeRows
from tradewind.book_sources.quotes import QUOTE, QuoteCheck
from tradewind.book_sources.records import BATCH_ROWS, BUY, SELL, Batch, Records
from tradewind.book_sources.text import RowError, lines
from tradewind.sources import Source, open_source

_PARTIAL_DEPTH = re.compile(r"@depth(5|10|20)(@|$)")  # the best levels again and again: no differences
_PROBLEMS = 10
_JSON = json.JSONDecoder(parse_float=str)  # sizes and prices stay text until they become integers


class _MalformedError(ValueError):
    """A message that can be read and cannot be meant; the text says what was expected."""


class BinanceDecoder:
    """Reads one capture into L2 events; spot and futures are told apart by their messages."""

    books = "levels"

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        snapshot: str | PathLike[str] | None = None,
        lot_decimals: int = 8,
    ) -> None:
        """`snapshot` is a file with the REST depth answer; sizes are integers of 10 ** -`lot_decimals`."""
        self.path = fspath(path)
        self.lot_decimals = lot_decimals
        self.symbols: dict[str, int] = {}
        self.problems: list[str] = []
        """The first gaps and contradictions, one line each."""
        self._depths: list[Depth] = []
        self._checks: list[QuoteCheck] = []
        self._early = _read_snapshot(fspath(snapshot)) if snapshot is not None else None
        self._levels = LevelRows(self.path, lot_decimals)
        self._quotes = QuoteRows(self.path, lot_decimals)
        self._trades = TradeRows(self.path, lot_decimals)
        self._records: Counter[str] = Counter()
        self._integrity = {"malformed": 0, "repeated": 0, "unbridged_snapshots": 0, "unassigned_snapshots": 0}
        self._remarks = {"snapshots": 0, "spare_snapshots": 0, "off_book_trades": 0}
        self._batch_quotes = np.zeros(0, QUOTE)
        self._batch_ends = np.zeros((0, 3), np.int64)

    def batches(self, source: Source) -> Iterator[Batch]:
        """Yield the capture's events and trades."""
        for number, line in enumerate(lines(source), 1):
            if not line:
                continue
            try:
                self._line(number, line)
            except _MalformedError as error:
                self._integrity["malformed"] += 1
                self._note(f"row {number}: {error}")
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
                shown = line[:80].decode("utf-8", "replace")
                raise RowError(
                    self.path,
                    number,
                    "message",
                    f"expected a time, a space and a Binance message, found {shown!r}"
                    f" ({type(error).__name__}: {error})",
                ) from None
            if len(self._levels) + len(self._quotes) + len(self._trades) >= BATCH_ROWS:
                yield self._flush()
        self._integrity["unbridged_snapshots"] += sum(depth.waiting for depth in self._depths)
        self._integrity["unassigned_snapshots"] += self._early is not None
        yield self._flush()

    def judge(self, batch: Batch, touches: Records) -> None:
        """Compare the touches of whole books with the feed's own best bid and ask."""
        for instrument, check in enumerate(self._checks):
            of_book = (self._batch_ends[:, 0] == instrument) & (self._batch_ends[:, 2] == 1)
            ours = np.zeros(int(of_book.sum()), QUOTE)
            ours["update"] = self._batch_ends[of_book, 1]
            for name in ("bid", "bid_qty", "ask", "ask_qty"):
                ours[name] = touches[name][of_book]
            theirs = self._batch_quotes[self._batch_quotes["instrument"] == instrument]["quote"]
            for wrong in check.add(theirs, ours):
                self._note(f"update {wrong['update']}: the book's touch differs from the feed's bookTicker")

    def records(self) -> dict[str, int]:
        """Messages by kind."""
        return dict(self._records)

    def integrity(self) -> dict[str, int]:
        """Count what was lost or contradicts itself; gaps are counted by the books."""
        return self._integrity | {"quote_mismatch": sum(check.wrong for check in self._checks)}

    def remarks(self) -> dict[str, int]:
        """Count what is no fault."""
        return self._remarks | {
            "partial_books": sum(not depth.whole for depth in self._depths),
            "quotes_checked": sum(check.checked for check in self._checks),
        }

    def _note(self, problem: str) -> None:
        if len(self.problems) < _PROBLEMS:
            self.problems.append(problem)

    def _line(self, number: int, line: bytes) -> None:
        head, _, body = line.partition(b" ")
        time = _integer(head)
        outer: dict[str, Any] = _JSON.decode(body.decode())
        stream = outer.get("stream", "")
        data: dict[str, Any] = outer.get("data", outer)
        kind = _kind(stream, data)
        self._records[kind] += 1
        if kind == "depthUpdate":
            self._difference(number, time, data)
        elif kind == "bookTicker":
            _pairs([(data["b"], data["B"]), (data["a"], data["A"])])
            values = (data["b"], data["B"], data["a"], data["A"])
            update = _update(data, "u")
            self._quotes.add(number, self._instrument(data["s"]), update, values)
        elif kind == "trade":
            if data.get("X", "MARKET") != "MARKET":
                self._remarks["off_book_trades"] += 1
                return
            price, size, buyer_rests = data["p"], data["q"], data["m"]
            _expect(isinstance(buyer_rests, bool), "m true or false", buyer_rests)
            _expect(_sign(price) >= 0, "a price of 0 or more", price)
            _expect(_sign(size) > 0, "a size above 0", size)
            aggressor = SELL if buyer_rests else BUY
            self._trades.add(number, time, self._instrument(data["s"]), price, size, aggressor)
        elif kind == "snapshot":
            self._snapshot(number, time, _snapshot(data))

    def _instrument(self, symbol: str) -> int:
        instrument = self.symbols.get(symbol)
        if instrument is None:
            if not isinstance(symbol, str):
                raise TypeError(f"symbol is {symbol!r}")
            _expect(symbol != "", "a symbol", symbol)
            instrument = self.symbols[symbol] = len(self.symbols)
            self._depths.append(Depth())
            self._checks.append(QuoteCheck())
        return instrument

    def _difference(self, number: int, time: int, data: dict[str, Any]) -> None:
        symbol = data["s"]
        previous = _update(data, "pu") if "pu" in data else None
        new = Difference(
            _update(data, "U"), _update(data, "u"), previous, _pairs(data["b"]), _pairs(data["a"])
        )
        _expect(new.first <= new.last, f"u of U {new.first} or more", new.last)
        instrument = self._instrument(symbol)
        depth = self._depths[instrument]
        if self._early is not None and len(self.symbols) == 1:
            self._apply(number, time, instrument, [depth.snapshot(self._early)])
            self._early = None
        before = depth.update
        steps = depth.difference(new)
        if steps[0] is Step.gap:
            expected = (
                f"pu {before}, found {previous}"
                if previous is not None
                else f"U {(before or 0) + 1}, found {new.first}"
            )
            self._note(f"row {number}: expected {expected}: differences are missing")
        self._apply(number, time, instrument, steps, new)

    def _snapshot(self, number: int, time: int, new: Snapshot) -> None:
        self._remarks["snapshots"] += 1
        if not self.symbols:
            self._early = new
        elif len(self.symbols) > 1:
            self._integrity["unassigned_snapshots"] += 1
        else:
            self._apply(number, time, 0, [self._depths[0].snapshot(new)])

    def _apply(
        self, number: int, time: int, instrument: int, steps: list[Step], new: Difference | None = None
    ) -> None:
        depth = self._depths[instrument]
        for step in steps:
            if step in (Step.apply, Step.gap):
                assert new is not None
                kind = b"g" if step is Step.gap else b""
                # Where a snapshot is applied in the next step, this is not yet the whole book.
                whole = depth.whole and len(steps) == 1
                self._levels.add(number, time, instrument, new.last, whole, kind, new.bids, new.asks)
            elif step is Step.sync:
                base = depth.base
                assert base is not None
                self._levels.add(number, time, instrument, base.last, True, b"c", base.bids, base.asks)
                for old in depth.replay:
                    self._levels.add(number, time, instrument, old.last, True, b"", old.bids, old.asks)
                depth.replay = []
            elif step is Step.repeated:
                self._integrity["repeated"] += 1
            elif step is Step.too_old:
                self._integrity["unbridged_snapshots"] += 1
            elif step is Step.spare:
                self._remarks["spare_snapshots"] += 1

    def _flush(self) -> Batch:
        events, ends, self._batch_ends = self._levels.take()
        self._batch_quotes = self._quotes.take()
        return Batch(events, ends, self._trades.take())


def _kind(stream: str, data: dict[str, Any]) -> str:
    if _PARTIAL_DEPTH.search(stream):
        return "partial depth"
    if "e" in data:
        return str(data["e"])
    if "B" in data and "u" in data:
        return "bookTicker"
    return "snapshot" if "lastUpdateId" in data else "other"


def _integer(found: bytes | str | int) -> int:
    number = int(found)
    if not -(1 << 63) <= number < 1 << 63:
        raise ValueError(f"{number} does not fit 64 bits")
    return number


def _update(data: dict[str, Any], name: str) -> int:
    number = _integer(data[name])
    _expect(number >= 0, f"{name} of 0 or more", number)
    return number


def _pairs(levels: Sequence[Sequence[str]]) -> list[Level]:
    pairs = [(price, size) for price, size in levels]
    for price, size in pairs:
        if "-" in str(price) or "-" in str(size):
            _expect(_sign(price) >= 0, "a price of 0 or more", price)
            _expect(_sign(size) >= 0, "a size of 0 or more", size)
    return pairs


def _sign(text: str) -> int:
    """Return -1, 0 or 1 of a number; 1 of any other text, which the parser of numbers names."""
    digits = str(text)
    if "-" not in digits and digits.strip(" +0."):
        return 1
    try:
        number = Decimal(digits)
        return (number > 0) - (number < 0)
    except InvalidOperation:
        return 1


def _expect(good: bool, expected: str, found: object) -> None:
    if not good:
        raise _MalformedError(f"expected {expected}, found {found!r}")


def _snapshot(data: dict[str, Any]) -> Snapshot:
    return Snapshot(_update(data, "lastUpdateId"), _pairs(data["bids"]), _pairs(data["asks"]))


def _read_snapshot(path: str) -> Snapshot:
    with open_source(path) as source:
        text = b"".join(bytes(chunk) for chunk in source.chunks())
    try:
        return _snapshot(_JSON.decode(text.decode()))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise RowError(
            path, 1, "snapshot", f"expected a depth answer with lastUpdateId, bids and asks ({error!r})"
        ) from None
