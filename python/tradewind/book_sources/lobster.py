"""LOBSTER message files: one instrument, one row an order event, columns without a header.

Columns: seconds after midnight, type, order id, size, price in 1e-4, side of the order (1 buy, -1 sell); a seventh,
the market participant, may follow. docs/sources.md has the rules.
"""

import re
from collections.abc import Iterator
from enum import Enum
from os import PathLike, fspath
from pathlib import Path

import numpy as np

from tradewind.book_sources.records import (
    BATCH_ROWS,
    BUY,
    SELL,
    TRADE,
    UNKNOWN,
    Batch,
    Integers,
    Records,
)
from tradewind.book_sources.text import RowError, batched, column, lines
from tradewind.feed import EVENT
from tradewind.sources import Source

_COLUMNS = ("time", "type", "order id", "size", "price", "side")
_PLACES = (9, 0, 0, 0, 0, 0)
_LOCATE = 1
_UNITS = 100_000  # of 1e-9 in LOBSTER's 1e-4
_MAX_QTY = (1 << 32) - 1

ADD, REDUCE, DELETE, EXECUTE, HIDDEN, CROSS, HALT = range(1, 8)
_NAMES = {
    ADD: "add",
    REDUCE: "reduce",
    DELETE: "delete",
    EXECUTE: "execute",
    HIDDEN: "hidden trade",
    CROSS: "cross",
    HALT: "trading status",
}
_KINDS = np.array([b"", b"A", b"X", b"D", b"E", b"P", b"Q", b"H"], "S1")
_STATUS = {-1: b"H", 0: b"Q", 1: b"T"}
_FILE_NAME = re.compile(r"(?P<symbol>[^_]+)_\d{4}-\d\d-\d\d_\d+_\d+_message_\d+")


class Untimed(Enum):
    """What to do with orders that are touched but never added: they rest since before the window."""

    infer = "infer"
    """Add each with the size that its rows take away, where its number places it in time."""
    count = "count"
    """Leave them out; every row that names one is counted as unknown_order."""


class LobsterDecoder:
    """Reads one LOBSTER message file into events for order books."""

    books = "orders"
    lot_decimals = 0

    def __init__(
        self, path: str | PathLike[str], *, symbol: str | None = None, untimed: Untimed = Untimed.infer
    ) -> None:
        self.path = fspath(path)
        named = _FILE_NAME.match(Path(self.path).name)
        self.symbols = {
            symbol or (named["symbol"] if named else Path(self.path).name.partition(".")[0]): _LOCATE
        }
        self.problems: list[str] = []
        self._untimed = untimed
        self._records: dict[str, int] = {}
        self._integrity = {"price_mismatch": 0, "side_mismatch": 0, "size_mismatch": 0, "time_reversals": 0}
        self._remarks = {"inferred_orders": 0, "halts": 0}

    def batches(self, source: Source) -> Iterator[Batch]:
        """Yield the whole file's events. It is read to its end first: inferred orders look ahead."""
        rows = self._read(source)
        kinds, counts = np.unique(rows["type"], return_counts=True)
        self._records = {_NAMES[kind]: n for kind, n in zip(kinds.tolist(), counts.tolist(), strict=True)}
        self._remarks["halts"] = int(((rows["type"] == HALT) & (rows["price"] == -1)).sum())
        times = rows["time"]
        self._integrity["time_reversals"] = int((times < np.maximum.accumulate(times)).sum())
        self._judge(rows)
        events = _events(rows)
        ends = np.ones(len(events), bool)
        if self._untimed is Untimed.infer:
            resting, places = _resting_before(rows)
            self._remarks["inferred_orders"] = len(resting)
            events = np.insert(events, places, resting)
            ends = np.insert(ends, places, False)
        trades = _trades(rows)
        for at in range(0, len(events), BATCH_ROWS):
            part = slice(at, at + BATCH_ROWS)
            yield Batch(events[part], ends[part])
        if len(trades):
            yield Batch(np.zeros(0, EVENT), np.zeros(0, bool), trades)

    def records(self) -> dict[str, int]:
        """Rows by type."""
        return self._records

    def integrity(self) -> dict[str, int]:
        """What contradicts itself in the file."""
        return self._integrity

    def remarks(self) -> dict[str, int]:
        """What is worth knowing and no fault."""
        return self._remarks

    def _read(self, source: Source) -> Records:
        parts = [np.zeros(0, _ROW)]
        row = 1
        for texts in batched(lines(source), BATCH_ROWS):
            parts.append(self._parse(row, texts))
            row += len(texts)
        return np.concatenate(parts)

    def _parse(self, row: int, texts: list[bytes]) -> Records:
        fields = [text.split(b",") for text in texts]
        for i, found in enumerate(fields):
            if len(found) not in (len(_COLUMNS), len(_COLUMNS) + 1):
                raise RowError(
                    self.path,
                    row + i,
                    _COLUMNS[-1],
                    f"expected 6 or 7 columns, found {len(found)}: {texts[i]!r}",
                )
        out = np.zeros(len(texts), _ROW)
        columns = zip(*(found[: len(_COLUMNS)] for found in fields), strict=True)
        for name, places, values in zip(_COLUMNS, _PLACES, columns, strict=True):
            # Some files carry times that went through a double and have digits below the nanosecond.
            out[name] = column(
                self.path, range(row, row + len(texts)), name, values, places, rounded=name == "time"
            )
        status = out["type"] == HALT
        self._require(row, out, "type", (out["type"] >= ADD) & (out["type"] <= HALT), "1 to 7")
        self._require(row, out, "time", (out["time"] >= 0) & (out["time"] < 1 << 47), "0 to 140,737 seconds")
        self._require(row, out, "order id", out["order id"] >= 0, "0 or more")
        self._require(row, out, "size", (out["size"] >= 0) & (out["size"] <= _MAX_QTY), f"0 to {_MAX_QTY}")
        limit = np.iinfo(np.int64).max // _UNITS
        self._require(row, out, "price", np.abs(out["price"]) <= limit, f"at most {limit}")
        self._require(
            row, out, "price", ~status | (np.abs(out["price"]) <= 1), "-1 (halt), 0 (quoting) or 1 (trading)"
        )
        self._require(row, out, "side", status | (np.abs(out["side"]) == 1), "1 (buy) or -1 (sell)")
        return out

    def _require(self, row: int, rows: Records, name: str, good: np.ndarray, expected: str) -> None:
        if not good.all():
            i = int(np.argmin(good))
            raise RowError(self.path, row + i, name, f"expected {expected}, found {rows[name][i]}")

    def _judge(self, rows: Records) -> None:
        """Count rows that contradict the add of the order which they name."""
        at = np.flatnonzero(rows["type"] <= EXECUTE)
        at = at[np.argsort(rows["order id"][at], kind="stable")]
        of_order = rows[at]
        fresh = np.diff(of_order["order id"], prepend=-1) != 0
        first = np.maximum.accumulate(np.where(fresh, np.arange(len(at)), 0))
        known = of_order["type"][first] == ADD
        self._integrity["price_mismatch"] = int(
            (known & (of_order["price"] != of_order["price"][first])).sum()
        )
        self._integrity["side_mismatch"] = int((known & (of_order["side"] != of_order["side"][first])).sum())
        # A delete says what was left; partial fills and cancels before it must leave just that.
        taken = np.where(of_order["type"] == ADD, of_order["size"], -of_order["size"])
        balance = np.cumsum(taken)
        before = balance[first] - taken[first]
        left = (of_order["type"] == DELETE) & known & (balance != before)
        self._integrity["size_mismatch"] = int(left.sum())


_ROW = np.dtype([(name, "i8") for name in _COLUMNS])


def _blank(rows: Records) -> Records:
    events = np.zeros(len(rows), EVENT)
    events["time_locate"] = rows["time"].astype(np.uint64) << np.uint64(16) | np.uint64(_LOCATE)
    events["ref"] = rows["order id"]
    events["qty"] = rows["size"]
    events["price"] = rows["price"] * _UNITS
    events["side"] = np.where(rows["side"] == 1, BUY, SELL)
    return events


def _events(rows: Records) -> Records:
    events = _blank(rows)
    events["kind"] = _KINDS[rows["type"]]
    crossed = rows["type"] == CROSS
    events["ref"][crossed] = rows["size"][crossed]
    for value, code in _STATUS.items():
        of_status = (rows["type"] == HALT) & (rows["price"] == value)
        events["code"][of_status] = code
        events["price"][of_status] = 0
    return events


def _resting_before(rows: Records) -> tuple[Records, Integers]:
    """Return an add for each order that is touched and never added, and the row that each stands before."""
    added = rows["order id"][rows["type"] == ADD]
    touching = rows[(rows["type"] == REDUCE) | (rows["type"] == DELETE) | (rows["type"] == EXECUTE)]
    touching = touching[~np.isin(touching["order id"], added)]
    ids, first, which = np.unique(touching["order id"], return_index=True, return_inverse=True)
    adds = _blank(touching[first])
    adds["kind"] = b"A"
    sizes = np.zeros(len(ids), np.int64)
    np.add.at(sizes, which, touching["size"])
    adds["qty"] = np.minimum(sizes, _MAX_QTY)
    # Numbers are given in time order: an order older than the window's first add rests from the start, any other
    # came just before the first add with a larger number.
    newest = np.maximum.accumulate(added) if len(added) else added
    add_rows = np.append(np.flatnonzero(rows["type"] == ADD), len(rows))
    places = add_rows[np.searchsorted(newest, ids, side="right")]
    if len(added):
        places[ids < added[0]] = 0
    # No later than the first row that names it.
    firsts = np.full(len(ids), len(rows), np.int64)
    named = np.isin(rows["order id"], ids) & (rows["type"] <= EXECUTE)
    np.minimum.at(firsts, np.searchsorted(ids, rows["order id"][named]), np.flatnonzero(named))
    places = np.minimum(places, firsts)
    adds["time_locate"] = (
        (
            rows["time"][np.minimum(places, len(rows) - 1)].astype(np.uint64) << np.uint64(16)
            | np.uint64(_LOCATE)
        )
        if len(rows)
        else adds["time_locate"]
    )
    return adds, places


def _trades(rows: Records) -> Records:
    at = (rows["type"] >= EXECUTE) & (rows["type"] <= CROSS)
    trades = np.zeros(int(at.sum()), TRADE)
    trades["time"] = rows["time"][at]
    trades["price"] = rows["price"][at] * _UNITS
    trades["qty"] = rows["size"][at]
    trades["instrument"] = _LOCATE
    # The row has the side of the resting order; who took is the other side. A cross has no aggressor.
    trades["aggressor"] = np.where(rows["side"][at] == 1, SELL, BUY)
    trades["aggressor"][rows["type"][at] == CROSS] = UNKNOWN
    return trades
