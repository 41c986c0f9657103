"""CSV and Parquet files through a column map: order by order, or level by level. docs/sources.md has the rules."""

from collections import Counter
from collections.abc import Collection, Iterator
from os import PathLike, fspath

import numpy as np
import numpy.typing as npt

from tradewind.book_sources.columns import TIME_UNITS, ColumnMap
from tradewind.book_sources.records import (
    BUY,
    L2_EVENT,
    MAX_INSTRUMENTS,
    TRADE,
    UNKNOWN,
    WIDE_EVENT,
    Batch,
    Flags,
    Integers,
    wide_refs,
)
from tradewind.book_sources.table_rows import Table, csv_tables, parquet_tables, whole_messages
from tradewind.book_sources.text import RowError, column
from tradewind.book_sources.times import iso_ns
from tradewind.sources import Source

_PRICE_DECIMALS = 9
_LIMIT = np.iinfo(np.int64).max

# What each action needs besides its time and symbol; where it does not, the column may be empty.
_NEEDS = {
    "add": ("side", "price", "size", "order"),
    "modify": ("side", "price", "size", "order"),
    "cancel": ("size", "order"),
    "execute": ("size", "order"),
    "delete": ("order",),
    "set": ("side", "price", "size"),
    "trade": ("price", "size"),
    "clear": (),
    "ignore": (),
}
_LEVEL_NEEDS = _NEEDS | {"delete": ("side", "price")}
_KINDS = {
    "orders": {"add": b"A", "modify": b"M", "cancel": b"X", "execute": b"E", "delete": b"D", "clear": b"c"},
    "levels": {"set": b"L", "delete": b"L", "clear": b"c"},
}


class TableDecoder:
    """Reads a CSV or Parquet file into L2 events or wide order events."""

    def __init__(self, path: str | PathLike[str], columns: ColumnMap, *, parquet: bool = False) -> None:
        self.path = fspath(path)
        self.symbols: dict[str, int] = {}
        self.problems: list[str] = []
        self.books = "levels" if columns.book == "levels" else "wide"
        self.lot_decimals = max(-columns.lot.exponent, 0) if columns.lot.factor == 1 else 0
        self._map = columns
        self._parquet = parquet
        self._needs = _LEVEL_NEEDS if columns.book == "levels" else _NEEDS
        self._records: Counter[str] = Counter()
        self._latest = np.zeros(0, np.int64)  # one at most: none before the first row
        self._time_reversals = 0

    def batches(self, source: Source) -> Iterator[Batch]:
        """Yield the file's events and trades."""
        tables = parquet_tables(self.path, self._map) if self._parquet else csv_tables(source, self._map)
        for table in whole_messages(tables, self._map):
            yield _Rows(self, table, self._map, self._needs).batch()

    def count(self, actions: Collection[str]) -> None:
        """Take the actions of rows that were read."""
        self._records.update(actions)

    def count_times(self, times: Integers) -> None:
        """Count the rows that are earlier than one before them."""
        latest = np.maximum.accumulate(np.concatenate([self._latest, times]))
        self._time_reversals += int((times < latest[len(self._latest) :]).sum())
        self._latest = latest[-1:]

    def instrument(self, symbol: str) -> int:
        """Return a symbol's number, a new one at its first row."""
        if symbol not in self.symbols:
            if len(self.symbols) == MAX_INSTRUMENTS:
                raise ValueError(f"expected at most {MAX_INSTRUMENTS} symbols, found one more")
            self.symbols[symbol] = len(self.symbols) + 1
        return self.symbols[symbol]

    def records(self) -> dict[str, int]:
        """Rows by what they do."""
        return dict(self._records)

    def integrity(self) -> dict[str, int]:
        """Count time that goes backwards; a row that cannot be read stops the reading."""
        return {"time_reversals": self._time_reversals}

    def remarks(self) -> dict[str, int]:
        """Nothing."""
        return {}


class _Rows:
    """One batch of rows on its way to events."""

    def __init__(
        self, decoder: TableDecoder, table: Table, columns: ColumnMap, needs: dict[str, tuple[str, ...]]
    ) -> None:
        self._decoder = decoder
        self._table = table
        self._map = columns
        self._needs = needs
        self._actions = self._find_actions()
        decoder.count(self._actions)

    def batch(self) -> Batch:
        levels = self._map.book == "levels"
        values = {
            "time": self._times(),
            "price": self._prices(),
            "qty": self._sizes(),
            "instrument": self._instruments(),
        }
        self._decoder.count_times(values["time"])
        side = self._sides()
        words = np.array(self._actions)
        kinds = _KINDS[self._map.book]
        kind = np.array([kinds.get(action, b"") for action in self._actions], "S1")
        of_book = kind != b""
        events = np.zeros(int(of_book.sum()), L2_EVENT if levels else WIDE_EVENT)
        for name, column_values in values.items():
            events[name] = column_values[of_book]
        events["kind"] = kind[of_book]
        events["side"] = np.where(side == UNKNOWN, BUY, side)[of_book]
        if not levels:
            orders = self._numbers("order", 0)[of_book].astype(np.uint64)
            events["ref"] = wide_refs(orders, events["instrument"])
        trading = words == "trade"
        trades = np.zeros(int(trading.sum()), TRADE)
        for name, column_values in values.items():
            trades[name] = column_values[trading]
        trades["aggressor"] = side[trading]
        return Batch(events, self._ends(events), trades)

    def _name(self, ours: str) -> str:
        return self._map.columns[ours]

    def _error(self, index: int, ours: str, problem: str) -> RowError:
        return RowError(self._decoder.path, self._table.rows[index], self._name(ours), problem)

    def _find_actions(self) -> list[str]:
        if "action" not in self._map.columns:
            return ["set"] * len(self._table.rows)
        known = self._map.actions
        words = self._table.text["action"]
        try:
            return [known[word] for word in words]
        except KeyError as unknown:
            expected = f"expected one of {', '.join(sorted(known))}, found {unknown.args[0]!r}"
            raise self._error(words.index(unknown.args[0]), "action", expected) from None

    def _needed(self, ours: str) -> list[str]:
        """Return the text of a column, with 0 where its row needs none."""
        needing = {action for action, names in self._needs.items() if ours in names}
        return [
            text if action in needing else "0"
            for text, action in zip(self._table.text[ours], self._actions, strict=True)
        ]

    def _numbers(self, ours: str, decimals: int, *, least: int | None = 0) -> Integers:
        values = column(self._decoder.path, self._table.rows, self._name(ours), self._needed(ours), decimals)
        if least is not None and (values < least).any():
            index = int(np.argmax(values < least))
            raise self._error(
                index, ours, f"expected {least} or more, found {self._table.text[ours][index]!r}"
            )
        return values

    def _times(self) -> Integers:
        texts = self._table.text["time"]
        if self._map.time_unit != "iso":
            decimals = TIME_UNITS[self._map.time_unit]
            return column(self._decoder.path, self._table.rows, self._name("time"), texts, decimals)
        times = np.zeros(len(texts), np.int64)
        for i, text in enumerate(texts):
            try:
                times[i] = iso_ns(text)
            except ValueError as error:
                raise self._error(i, "time", str(error)) from None
        return times

    def _prices(self) -> Integers:
        unit = self._map.price_unit
        # What the unit's power of ten leaves of nine places is parsed, the rest of the unit multiplied.
        values = self._numbers("price", max(_PRICE_DECIMALS + unit.exponent, 0), least=None)
        below = 10 ** max(-(_PRICE_DECIMALS + unit.exponent), 0)
        return self._multiplied("price", values, unit.factor, below)

    def _sizes(self) -> Integers:
        lot = self._map.lot
        values = self._numbers("size", max(-lot.exponent, 0))
        return self._multiplied("size", values, 1, lot.factor * 10 ** max(lot.exponent, 0))

    def _multiplied(self, ours: str, values: Integers, factor: int, divisor: int) -> Integers:
        if factor != 1:
            large = np.abs(values) > _LIMIT // factor
            if large.any():
                index = int(np.argmax(large))
                raise self._error(
                    index,
                    ours,
                    f"expected a value that fits 64 bits, found {self._table.text[ours][index]!r}",
                )
            values = values * factor
        if divisor != 1:
            odd = values % divisor != 0
            if odd.any():
                index = int(np.argmax(odd))
                unit = "a multiple of the lot" if ours == "size" else "a multiple of 1e-9"
                raise self._error(index, ours, f"expected {unit}, found {self._table.text[ours][index]!r}")
            values = values // divisor
        return values

    def _sides(self) -> npt.NDArray[np.uint8]:
        if "side" not in self._table.text:
            return np.full(len(self._actions), UNKNOWN, np.uint8)
        known = self._map.sides
        out = np.array([known.get(text, UNKNOWN) for text in self._table.text["side"]], np.uint8)
        needing = np.array(["side" in self._needs[action] for action in self._actions], bool)
        wrong = needing & (out == UNKNOWN)
        if wrong.any():
            index = int(np.argmax(wrong))
            found = self._table.text["side"][index]
            raise self._error(index, "side", f"expected one of {', '.join(sorted(known))}, found {found!r}")
        return out

    def _instruments(self) -> Integers:
        rows = len(self._actions)
        texts = self._table.text.get("symbol", [self._map.symbol] * rows)
        if "" in texts:
            for i, (text, action) in enumerate(zip(texts, self._actions, strict=True)):
                if not text and action != "ignore":
                    raise self._error(i, "symbol", f"expected a symbol, found {text!r}")
        try:
            return np.fromiter(
                (self._decoder.instrument(text) if text else 0 for text in texts), np.int64, rows
            )
        except ValueError as error:
            raise self._error(0, "symbol", str(error)) from None

    def _ends(self, events: npt.NDArray[np.void]) -> Flags:
        ends = np.ones(len(events), bool)
        if self._map.message == "time" and len(events):
            same = (events["time"][1:] == events["time"][:-1]) & (
                events["instrument"][1:] == events["instrument"][:-1]
            )
            ends[:-1] = ~same
        return ends
