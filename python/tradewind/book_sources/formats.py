"""Which format a file has, and the decoder for it."""

import re
from collections.abc import Callable
from enum import Enum
from os import PathLike, fspath

from tradewind.book_sources.columns import ColumnMap
from tradewind.book_sources.session import Decoder, SourceSession, replay
from tradewind.book_sources.text import is_pipe
from tradewind.errors import TradewindError
from tradewind.sources import open_source


class SourceFormat(Enum):
    """What a market data file can be."""

    itch = "itch"
    """ITCH 5.0 or a capture of it: tradewind.book.Books reads these."""
    lobster = "lobster"
    dbn = "dbn"
    binance = "binance"
    csv = "csv"
    parquet = "parquet"


class FormatError(TradewindError):
    """A file cannot be read as asked; the text says what is missing."""


_BINANCE = re.compile(rb"\d{16,19} \{")
_LOBSTER = re.compile(rb"\d+(\.\d+)?,[1-7],\d+,\d+,-?\d+,-?1(,[^,\n]*)?\r?\n")


def detect(path: str | PathLike[str], *, columns: bool = False) -> SourceFormat:
    """Tell a file's format from its first bytes; `columns` says that a column map is at hand.

    What looks like nothing else is ITCH. What can be read only once, such as a pipe, is not looked into: it is CSV
    with a column map, otherwise ITCH. Raises FeedError.
    """
    if is_pipe(path):
        return SourceFormat.csv if columns else SourceFormat.itch
    with open_source(path) as source:
        head = bytes(next(source.chunks(), b""))
    if head.startswith(b"PAR1"):
        return SourceFormat.parquet
    if columns:
        return SourceFormat.csv
    if head.startswith(b"DBN"):
        return SourceFormat.dbn
    if _BINANCE.match(head):
        return SourceFormat.binance
    return SourceFormat.lobster if _LOBSTER.match(head) else SourceFormat.itch


def decoder_for(
    path: str | PathLike[str],
    source_format: SourceFormat,
    *,
    columns: ColumnMap | None = None,
    snapshot: str | PathLike[str] | None = None,
) -> Decoder:
    """Return the decoder of a format other than ITCH.

    `snapshot` is the book at the start: a DBN file for DBN, a REST depth answer for Binance. Raises FormatError where
    a map is missing or a snapshot means nothing.
    """
    if snapshot is not None and source_format not in (SourceFormat.dbn, SourceFormat.binance):
        raise FormatError(
            f"{fspath(path)}: a snapshot goes with dbn and binance, the format is {source_format.value}"
        )
    tables = (SourceFormat.csv, SourceFormat.parquet)
    if columns is None and source_format in tables:
        raise FormatError(f"{fspath(path)}: {source_format.value} needs a column map (--columns MAP.json)")
    if columns is not None and source_format not in tables:
        raise FormatError(
            f"{fspath(path)}: a column map goes with csv and parquet, the format is {source_format.value}"
        )
    if source_format is SourceFormat.lobster:
        from tradewind.book_sources.lobster import LobsterDecoder

        return LobsterDecoder(path)
    if source_format is SourceFormat.dbn:
        from tradewind.book_sources.dbn import DbnDecoder

        return DbnDecoder(path, snapshot=snapshot)
    if source_format is SourceFormat.binance:
        from tradewind.book_sources.binance import BinanceDecoder

        return BinanceDecoder(path, snapshot=snapshot)
    if columns is not None:
        from tradewind.book_sources.table import TableDecoder

        return TableDecoder(path, columns, parquet=source_format is SourceFormat.parquet)
    raise FormatError(f"{fspath(path)}: ITCH files are read by tradewind.book.Books")


def replay_file(
    path: str | PathLike[str],
    source_format: SourceFormat | None = None,
    *,
    columns: ColumnMap | None = None,
    snapshot: str | PathLike[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SourceSession:
    """Replay a file of any format but ITCH to its end; None = tell the format from its first bytes.

    Raises FeedError, FormatError, MissingExtraError.
    """
    found = source_format or detect(path, columns=columns is not None)
    return replay(decoder_for(path, found, columns=columns, snapshot=snapshot), progress=progress)
