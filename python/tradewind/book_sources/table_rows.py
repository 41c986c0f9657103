"""Rows of CSV and Parquet files as columns of text, in batches that never cut a message."""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tradewind.book_sources.columns import ColumnMap
from tradewind.book_sources.records import BATCH_ROWS
from tradewind.book_sources.text import RowError, is_pipe, lines
from tradewind.errors import MissingExtraError
from tradewind.sources import Source


@dataclass(frozen=True, slots=True)
class Table:
    """Some rows of a file: text by our column name."""

    rows: list[int]
    """The line of each in a CSV file, its number in a Parquet file; from 1."""
    text: dict[str, list[str]]

    def cut(self, at: int) -> tuple["Table", "Table"]:
        """Return the rows before `at` and those from it on."""
        return (
            Table(self.rows[:at], {name: text[:at] for name, text in self.text.items()}),
            Table(self.rows[at:], {name: text[at:] for name, text in self.text.items()}),
        )

    def joined(self, other: "Table") -> "Table":
        """Return these rows and then the other's."""
        return Table(
            self.rows + other.rows, {name: text + other.text[name] for name, text in self.text.items()}
        )


def whole_messages(tables: Iterator[Table], columns: ColumnMap) -> Iterator[Table]:
    """Yield the same rows, cut only where a message ends; a message of over 16 batches is cut all the same."""
    rest: Table | None = None
    for table in tables:
        table = rest.joined(table) if rest else table
        at = _last_message(table) if columns.message == "time" else len(table.rows)
        if at == 0 and len(table.rows) > 16 * BATCH_ROWS:
            at = len(table.rows)
        done, rest = table.cut(at)
        if done.rows:
            yield done
    if rest and rest.rows:
        yield rest


def _last_message(table: Table) -> int:
    """Return the first row of the last message."""
    keys = [table.text[name] for name in ("time", "symbol") if name in table.text]
    at = len(table.rows) - 1
    while at > 0 and all(key[at - 1] == key[at] for key in keys):
        at -= 1
    return max(at, 0)


def csv_tables(source: Source, columns: ColumnMap) -> Iterator[Table]:
    """Yield the columns of the map. Raises RowError."""
    reader = csv.reader(_decoded(source), delimiter=columns.delimiter, strict=True)
    try:
        names = next(reader, []) if columns.header else None
        places = _places(source.path, columns, names)
        least = max(places.values()) + 1
        width = len(names) if names is not None else None
        while batch := list(islice(_numbered(reader), BATCH_ROWS)):
            if width is None and len(batch[0][1]) >= least:
                width = len(batch[0][1])
            for line, row in batch:
                # A value too many or too few may have shifted all others.
                if len(row) != width:
                    like = "the header" if names is not None else "the first row"
                    expected = (
                        f"at least {least} columns" if width is None else f"{width} columns, as in {like}"
                    )
                    raise RowError(
                        source.path,
                        line,
                        str(min(len(row), width or least)),
                        f"expected {expected}, found {len(row)}: {row!r}",
                    )
            yield Table(
                [line for line, _ in batch],
                {name: [row[at] for _, row in batch] for name, at in places.items()},
            )
    except csv.Error as error:
        raise RowError(source.path, reader.line_num, "", f"expected CSV, found: {error}") from None


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    for row in reader:
        if row:
            yield reader.line_num, row


def _decoded(source: Source) -> Iterator[str]:
    for number, line in enumerate(lines(source), 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8") + "\n"
        except UnicodeDecodeError as error:
            raise RowError(
                source.path, number, "", f"expected UTF-8, found byte {line[error.start]:#x}"
            ) from None


def _places(path: str, columns: ColumnMap, names: list[str] | None) -> dict[str, int]:
    places = {}
    for ours, theirs in columns.columns.items():
        if names is not None and theirs in names:
            if (times := names.count(theirs)) > 1:
                raise RowError(
                    path, 1, theirs, f"expected this column once for {ours!r}, found it {times} times"
                )
            places[ours] = names.index(theirs)
        elif names is None and theirs.isdecimal():
            places[ours] = int(theirs)
        else:
            found = (
                ", ".join(names)
                if names is not None
                else "a file without a header: columns are numbered from 0"
            )
            raise RowError(path, 1, theirs, f"expected this column for {ours!r}, found {found}")
    return places


def parquet_tables(path: str, columns: ColumnMap) -> Iterator[Table]:
    """Yield the columns of the map. Needs the extra `data`. Raises RowError."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise MissingExtraError("data", "reading Parquet files") from None
    if is_pipe(path):  # its end is read first
        raise RowError(path, 1, "", "expected a Parquet file, found a pipe")
    try:
        with parquet.ParquetFile(path) as file:
            _places(path, columns, list(file.schema_arrow.names))
            row = 1
            for batch in file.iter_batches(BATCH_ROWS, columns=sorted(set(columns.columns.values()))):
                text = {}
                for ours, theirs in columns.columns.items():
                    values = batch.column(theirs)
                    if pyarrow.types.is_timestamp(values.type):
                        if columns.time_unit != "iso":
                            raise RowError(
                                path, row, theirs, "expected time_unit 'iso' for timestamps in the column map"
                            )
                        # In its own unit: nanoseconds might not hold it, which is for the parser to say.
                        values = values.cast(pyarrow.timestamp(values.type.unit)).cast(pyarrow.string())
                    text[ours] = [_plain(value) for value in values.to_pylist()]
                yield Table(list(range(row, row + batch.num_rows)), text)
                row += batch.num_rows
    except (pyarrow.ArrowException, OSError) as error:
        raise RowError(path, 1, "", f"expected a Parquet file, found: {error}") from None


def _plain(value: object) -> str:
    """Return a value's shortest exact text: 585.33 stays 585.33."""
    if value is None:
        return ""
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
