"""DBN files made of records, and the plainest possible book of them."""

import datetime
from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tradewind.book_sources.dbn_records import F_LAST, MBO
from tradewind.book_sources.records import Records

if TYPE_CHECKING:
    from databento_dbn.metadata import MappingInterval

Order = list[Any]
"""Side letter, price, size."""


class NaiveMbo:
    """Dictionaries and lists, by Databento's rules; one instrument."""

    def __init__(self) -> None:
        self.orders: dict[int, Order] = {}
        self.levels: dict[tuple[str, int], list[int]] = {}
        self.prices: dict[str, list[int]] = {"B": [], "A": []}  # sorted
        self.problems: list[str] = []

    def apply(self, record: Any) -> None:
        """Take one MBO record."""
        action, side = record["action"].decode(), record["side"].decode()
        ref, price, size = int(record["order"]), int(record["price"]), int(record["size"])
        if action == "R":
            self.orders.clear()
            self.levels.clear()
            self.prices = {"B": [], "A": []}
        elif action == "A" or (action == "M" and ref not in self.orders):
            if ref in self.orders:
                self.problems.append(f"{ref} added twice")
            self._rest(ref, side, price, size)
        elif action == "M":
            order = self.orders[ref]
            if order[0] != side:
                self.problems.append(f"{ref} changed its side")
            if price != order[1] or size > order[2]:
                self._leave(ref)
                self._rest(ref, side, price, size)
            else:
                order[2] = size
        elif action == "C":
            if ref not in self.orders:
                self.problems.append(f"{ref} cancelled and not there")
                return
            order = self.orders[ref]
            if size > order[2]:
                self.problems.append(f"{ref} cancelled by more than it had")
            order[2] -= size
            if order[2] <= 0:
                self._leave(ref)

    def touch(self) -> tuple[int, int, int, int]:
        """Return best bid, its size, best ask, its size; 0 for an empty side."""
        bids, asks = self.prices["B"], self.prices["A"]
        bid, ask = bids[-1] if bids else 0, asks[0] if asks else 0
        return bid, self._size("B", bid), ask, self._size("A", ask)

    def queue(self, side: str, price: int) -> list[tuple[int, int]]:
        """Return number and size of every order at a price, front first."""
        return [(ref, self.orders[ref][2]) for ref in self.levels.get((side, price), [])]

    def _size(self, side: str, price: int) -> int:
        return sum(size for _, size in self.queue(side, price))

    def _rest(self, ref: int, side: str, price: int, size: int) -> None:
        self.orders[ref] = [side, price, size]
        if (side, price) not in self.levels:
            self.levels[side, price] = []
            insort(self.prices[side], price)
        self.levels[side, price].append(ref)

    def _leave(self, ref: int) -> None:
        side, price, _ = self.orders.pop(ref)
        level = self.levels[side, price]
        level.remove(ref)
        if not level:
            del self.levels[side, price]
            self.prices[side].remove(price)


def record(
    action: str,
    order: int = 0,
    *,
    side: str = "B",
    price: int = 0,
    size: int = 0,
    flags: int = F_LAST,
    instrument: int = 7,
    publisher: int = 1,
) -> tuple[Any, ...]:
    """Return the fields of one MBO record."""
    head = (MBO.itemsize // 4, 0xA0, publisher, instrument, 1)
    return (*head, order, price, size, flags, 0, action.encode(), side.encode(), 2, 0, 1)


def records(rows: Iterable[tuple[Any, ...]]) -> Records:
    """Return them as an array."""
    return np.array(list(rows), MBO)


@dataclass
class _Interval:
    start_date: datetime.date
    end_date: datetime.date
    symbol: str


@dataclass
class _Mapping:
    raw_symbol: str
    intervals: "Sequence[MappingInterval]"


def head(symbols: Sequence[tuple[str, int]] = (), schema: str | None = "mbo") -> bytes:
    """Return the head of a file that maps these symbols."""
    import databento_dbn as dbn

    day = datetime.date(2023, 12, 25)
    mappings = [
        _Mapping(name, [_Interval(day, day + datetime.timedelta(1), str(number))]) for name, number in symbols
    ]
    metadata = dbn.Metadata(
        dataset="GLBX.MDP3",
        start=0,
        stype_in=dbn.SType.from_str("raw_symbol"),
        stype_out=dbn.SType.from_str("instrument_id"),
        schema=dbn.Schema.from_str(schema) if schema else None,
        symbols=[name for name, _ in symbols],
        mappings=mappings,
    )
    return bytes(metadata)


def write(path: Path, *rows: tuple[Any, ...], symbols: Sequence[tuple[str, int]] = ()) -> Path:
    """Write a DBN file."""
    path.write_bytes(head(symbols) + records(rows).tobytes())
    return path
