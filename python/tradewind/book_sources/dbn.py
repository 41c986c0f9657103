"""Databento DBN files of schema mbo: market by order of any venue, several instruments and publishers at once.

docs/sources.md has the rules.
"""

from collections import Counter
from collections.abc import Iterator
from os import PathLike, fspath

import numpy as np
import numpy.typing as npt

from tradewind.book_sources.dbn_records import (
    F_LAST,
    F_MAYBE_BAD_BOOK,
    F_SNAPSHOT,
    F_TOB,
    NO_PRICE,
    RecordReader,
)
from tradewind.book_sources.records import (
    BUY,
    MAX_INSTRUMENTS,
    SELL,
    TRADE,
    UNKNOWN,
    WIDE_EVENT,
    Batch,
    Flags,
    Records,
    wide_refs,
)
from tradewind.errors import FeedError
from tradewind.sources import Source, open_source

_KINDS = {b"A": b"A", b"C": b"X", b"M": b"M", b"R": b"c"}
_NAMES = {
    b"A": "add",
    b"C": "cancel",
    b"M": "modify",
    b"R": "clear",
    b"T": "trade",
    b"F": "fill",
    b"N": "none",
}
_ADD_IF_UNKNOWN = b"A"  # code of a modify: cpp_core book/batch.hpp
_BAD_SIDE = b"\x01"  # code of an add


class DbnDecoder:
    """Reads DBN files into wide order events, one file after the other into the same books."""

    books = "wide"
    lot_decimals = 0

    def __init__(self, path: str | PathLike[str], *, snapshot: str | PathLike[str] | None = None) -> None:
        """`snapshot` is a file that is read before `path`: the book at the start."""
        self.path = fspath(path)
        self.symbols: dict[str, int] = {}
        self.problems: list[str] = []
        self._first = fspath(snapshot) if snapshot is not None else None
        self._numbers: dict[int, int] = {}  # publisher << 32 | instrument to ours, from 1
        self._names: dict[int, str] = {}
        self._records: Counter[str] = Counter()
        self._integrity = {"no_price": 0, "top_of_book": 0, "maybe_bad_book": 0, "unknown_actions": 0}
        self._remarks = {"snapshot_records": 0, "implied_clears": 0, "other_records": 0}
        self._in_snapshot: set[int] = set()

    def batches(self, source: Source) -> Iterator[Batch]:
        """Yield the events and trades of the snapshot, if there is one, and of the source."""
        if self._first is not None:
            with open_source(self._first) as first:
                yield from self._file(first)
        yield from self._file(source)

    def records(self) -> dict[str, int]:
        """MBO records by action."""
        return dict(self._records)

    def integrity(self) -> dict[str, int]:
        """Count what no order book can take, and what the publisher warns of."""
        return self._integrity

    def remarks(self) -> dict[str, int]:
        """Count what is no fault."""
        return self._remarks

    def _file(self, source: Source) -> Iterator[Batch]:
        reader = RecordReader(source)
        head = reader.head()
        if head.schema not in ("mbo", "mixed"):
            raise FeedError(source.path, 0, f"byte 0: expected schema mbo, found {head.schema}")
        self._names |= head.symbols
        self._in_snapshot.clear()
        for records in reader.arrays():
            yield self._batch(records)
        self._remarks["other_records"] += reader.other

    def _batch(self, records: Records) -> Batch:
        kinds, counts = np.unique(records["action"], return_counts=True)
        for action, count in zip(kinds.tolist(), counts.tolist(), strict=True):
            name = _NAMES.get(action)
            self._records[name or repr(action)] += count
            self._integrity["unknown_actions"] += 0 if name else count
        instruments = self._instruments(records)
        events = np.zeros(len(records), WIDE_EVENT)
        events["time"] = records["ts_recv"]
        events["price"] = records["price"]
        events["qty"] = records["size"]
        events["instrument"] = instruments
        events["ref"] = wide_refs(records["order"], instruments)
        for action, kind in _KINDS.items():
            events["kind"][records["action"] == action] = kind
        sold = records["side"] == b"A"
        sided = sold | (records["side"] == b"B")
        events["side"] = np.where(sold, SELL, BUY)
        events["code"][(events["kind"] == b"A") & ~sided] = _BAD_SIDE
        events["code"][(events["kind"] == b"M") & sided] = _ADD_IF_UNKNOWN
        self._leave_out(records, events)
        self._integrity["maybe_bad_book"] += int((records["flags"] & F_MAYBE_BAD_BOOK != 0).sum())
        last = records["flags"] & F_LAST != 0
        return self._assembled(records, events, last)

    def _leave_out(self, records: Records, events: Records) -> None:
        """Take the kind from rows that no order book can hold."""
        placing = (events["kind"] == b"A") | (events["kind"] == b"M")
        of_top = placing & (records["flags"] & F_TOB != 0)
        no_price = placing & ~of_top & (records["price"] == NO_PRICE)
        self._integrity["top_of_book"] += int(of_top.sum())
        self._integrity["no_price"] += int(no_price.sum())
        events["kind"][of_top | no_price] = b""

    def _assembled(self, records: Records, events: Records, last: Flags) -> Batch:
        """Put clears before the snapshots that need them, and drop rows that do nothing."""
        begins = self._implied_clears(records, events)
        clears = events[begins]
        clears["kind"] = b"c"
        keep = np.flatnonzero((events["kind"] != b"") | last)
        # A clear goes in front of the row that it stands before.
        places = np.searchsorted(keep, begins)
        return Batch(
            np.insert(events[keep], places, clears),
            np.insert(last[keep], places, False),
            _trades(records, events),
        )

    def _implied_clears(self, records: Records, events: Records) -> npt.NDArray[np.int64]:
        """Return the records before which a snapshot begins without a clear of its own."""
        in_snapshot = records["flags"] & F_SNAPSHOT != 0
        self._remarks["snapshot_records"] += int(in_snapshot.sum())
        if not in_snapshot.any():
            self._in_snapshot.difference_update(np.unique(events["instrument"]).tolist())
            return np.zeros(0, np.int64)
        by_instrument = np.argsort(events["instrument"], kind="stable")
        instrument = events["instrument"][by_instrument]
        now = in_snapshot[by_instrument]
        before = np.concatenate([[False], now[:-1]])
        first = np.concatenate([[True], instrument[1:] != instrument[:-1]])
        before[first] = [number in self._in_snapshot for number in instrument[first].tolist()]
        begins = by_instrument[now & ~before & (events["kind"][by_instrument] != b"c")]
        final = np.concatenate([instrument[1:] != instrument[:-1], [True]])
        for number, inside in zip(instrument[final].tolist(), now[final].tolist(), strict=True):
            (self._in_snapshot.add if inside else self._in_snapshot.discard)(number)
        self._remarks["implied_clears"] += len(begins)
        return np.sort(begins)

    def _instruments(self, records: Records) -> npt.NDArray[np.uint16]:
        """Return our number of each record's instrument."""
        keys = records["publisher"].astype(np.int64) << 32 | records["instrument"]
        unique, first, which = np.unique(keys, return_index=True, return_inverse=True)
        ours = np.zeros(len(unique), np.uint16)
        for i in np.argsort(first).tolist():
            key = int(unique[i])
            if key not in self._numbers:
                if len(self._numbers) == MAX_INSTRUMENTS:
                    raise FeedError(
                        self.path, 0, f"expected at most {MAX_INSTRUMENTS} instruments, found one more"
                    )
                self._numbers[key] = len(self._numbers) + 1
                self.symbols[self._symbol(key)] = self._numbers[key]
            ours[i] = self._numbers[key]
        numbers: npt.NDArray[np.uint16] = ours[which]
        return numbers

    def _symbol(self, key: int) -> str:
        """Name an instrument; where a name is taken, its publisher and then its number are added."""
        publisher, number = key >> 32, key & 0xFFFFFFFF
        name = self._names.get(number, str(number))
        for candidate in (name, f"{name}@{publisher}"):
            if candidate not in self.symbols:
                return candidate
        return f"{name}@{publisher}#{number}"


def _trades(records: Records, events: Records) -> Records:
    at = records["action"] == b"T"
    trades = np.zeros(int(at.sum()), TRADE)
    for name in ("time", "price", "qty", "instrument"):
        trades[name] = events[name][at]
    trades["aggressor"] = UNKNOWN
    trades["aggressor"][records["side"][at] == b"B"] = BUY
    trades["aggressor"][records["side"][at] == b"A"] = SELL
    return trades
