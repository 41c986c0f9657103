"""Exchange messages out of files and captures: decoded to structured arrays by the million, or counted.

Two shapes of array: one per message type with every field (`decode_messages`), or one for all types with the fields that
matter to a market, 40 bytes a message, filled in place (`EventReader`, `iter_event_batches`).

Reads ITCH 5.0 files (2-byte length before each message) and pcap or pcapng captures of MoldUDP64, plain or packed with
gzip or zstd. Prices are integers of 1e-9 of the currency, times nanoseconds since midnight, text keeps its padding.
"""

import ipaddress
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from tradewind._core import batch as _batch
from tradewind._core import feed as _feed
from tradewind.errors import FeedError
from tradewind.sources import Compression, Source, StreamKind, chunks, open_source

__all__ = [
    "EVENT",
    "RECORD_DTYPES",
    "CapturedPacket",
    "Compression",
    "EventReader",
    "FeedError",
    "FeedReport",
    "PacketFilter",
    "Records",
    "Source",
    "StreamKind",
    "chunks",
    "count_messages",
    "decode_messages",
    "event_locates",
    "event_times",
    "iter_event_batches",
    "iter_message_batches",
    "iter_packets",
    "open_source",
]

Records = npt.NDArray[np.void]
Buffer = bytes | bytearray | memoryview
FilePath = str | os.PathLike[str]

RECORD_DTYPES: Mapping[str, np.dtype[np.void]] = MappingProxyType(_feed.record_dtypes())
"""The record of each message type by its letter: seq, then the message's fields in wire order."""

EVENT = np.dtype(
    [
        ("ref", "u8"),
        ("aux", "u8"),
        ("price", "i8"),
        ("time_locate", "u8"),
        ("qty", "u4"),
        ("kind", "S1"),
        ("side", "u1"),
        ("code", "S1"),
        ("reserved", "u1"),
    ]
)
"""A message of any type as the books take it (cpp_core book/event.hpp says what each kind puts where); 40 bytes.

`kind` is the type letter (A for F too; empty for a type that concerns no book), `price` in 1e-9, `side` 0 buy and 1 sell,
`time_locate` is ns since midnight << 16 | locate: see `event_times` and `event_locates`.
"""


def event_times(events: Records) -> npt.NDArray[np.int64]:
    """Return the nanoseconds since midnight of EVENT[n]."""
    return (events["time_locate"] >> np.uint64(16)).astype(np.int64)


def event_locates(events: Records) -> npt.NDArray[np.uint16]:
    """Return the locate codes of EVENT[n]."""
    return events["time_locate"].astype(np.uint16)


def checked_rows(name: str, rows: Records, dtype: np.dtype[np.void]) -> Records:
    """Return the array; raises TypeError unless it is one of this dtype. What else it must be, the core checks."""
    if not isinstance(rows, np.ndarray) or rows.dtype != dtype:
        found = rows.dtype if isinstance(rows, np.ndarray) else type(rows).__name__
        raise TypeError(f"{name}: expected an array of dtype {dtype}, got {found}")
    return rows


@dataclass(frozen=True, slots=True)
class PacketFilter:
    """Which UDP packets of a capture to read, by destination."""

    port: int = 0
    """0 = any."""
    group: str = ""
    """IPv4 or IPv6 address; empty = any."""

    def __post_init__(self) -> None:
        """Raise ValueError for a port or an address that cannot be."""
        if not 0 <= self.port <= 0xFFFF:
            raise ValueError(f"port is {self.port}, must be 0 (any) to 65535")
        if self.group:
            ipaddress.ip_address(self.group)

    @property
    def packed_group(self) -> bytes:
        """The address as bytes; empty = any."""
        return ipaddress.ip_address(self.group).packed if self.group else b""


ANY_PACKET = PacketFilter()


@dataclass(frozen=True, slots=True)
class FeedReport:
    """Everything that was read and everything that was passed over."""

    bytes: int
    """Of the decompressed input."""
    end_of_session: bool
    """The file ended with its end-of-session marker, or MoldUDP64 announced the end."""
    messages: dict[str, int]
    """Messages by type letter."""
    unknown: dict[str, int]
    """Messages of types that ITCH 5.0 does not have, by letter: passed over."""
    packets: int
    """In a capture."""
    skipped_blocks: int
    """pcapng blocks that hold no packet."""
    frames: dict[str, int]
    """Packets by what they were: udp, tcp, or why they were passed over."""
    filtered: int
    """UDP packets that the filter did not take."""
    mold: dict[str, int]
    """MoldUDP64: datagrams, gaps, missing, late, duplicates, heartbeats, malformed and more."""
    problems: list[str]
    """The first malformed datagrams and messages, one line each, with packet number and byte."""

    @property
    def total(self) -> int:
        """Messages read."""
        return sum(self.messages.values())


@dataclass(frozen=True, slots=True)
class CapturedPacket:
    """One packet of a capture."""

    number: int
    """From 1, as packet dissectors count."""
    time: int
    """Nanoseconds since 1970-01-01 UTC."""
    offset: int
    """Byte in the decompressed capture where the frame begins."""
    kind: str
    """udp, tcp, or why there is no payload."""
    source: bytes
    """IP address: 4 or 16 bytes, empty where not known."""
    source_port: int
    destination: bytes
    destination_port: int
    payload: bytes


def decode_messages(
    path: FilePath,
    types: Collection[str] | None = None,
    limit: int | None = None,
    *,
    packets: PacketFilter = ANY_PACKET,
) -> dict[str, Records]:
    """Decode a whole file to one structured array per message type, keyed by type letter.

    `types` are the letters to keep (None = all 23), `limit` the number of messages to keep over all types, counted
    from the start. Every type asked for has its array, with 0 records if there were none. Dtypes: RECORD_DTYPES; the
    field seq is the message's number in the file, from 1, by which the arrays can be merged.

    The arrays are read-only views of native memory that they own: they and what is sliced from them stay valid for as
    long as they are held. Raises FeedError for a file that is not whole, ValueError for a letter that is no type.
    """
    with open_source(path) as source:
        decoder = _decoder(source, types, packets, limit=limit)
        for _ in _pushed(source, decoder):
            if decoder.full:
                decoder.flush()
                break
        arrays = decoder.take()
    if arrays is not None:
        return arrays
    return {letter: np.empty(0, RECORD_DTYPES[letter]) for letter in _letters(types)}


def iter_message_batches(
    path: FilePath,
    batch: int = 1_000_000,
    types: Collection[str] | None = None,
    *,
    packets: PacketFilter = ANY_PACKET,
) -> Iterator[dict[str, Records]]:
    """Decode a file of any length in batches of exactly `batch` messages over all types; the last has the rest.

    Each batch is as decode_messages() returns it and owns its memory. Where the file is not whole, what came before
    that point is yielded and then FeedError is raised.
    """
    with open_source(path) as source:
        decoder = _decoder(source, types, packets, batch=batch)
        try:
            for _ in _pushed(source, decoder):
                yield from iter(decoder.take, None)
        except FeedError:
            decoder.flush()
            yield from iter(decoder.take, None)
            raise
        yield from iter(decoder.take, None)


class EventReader:
    """Decodes a file, or bytes cut anywhere, into arrays of the caller. Not thread-safe: one thread at a time."""

    def __init__(
        self,
        kind: StreamKind = StreamKind.itch,
        *,
        packets: PacketFilter = ANY_PACKET,
        name: str = "bytes",
    ) -> None:
        """Start at the beginning of an ITCH file or a capture; `name` is what errors call it."""
        self._native = _batch.EventReader(kind, packets.port, packets.packed_group)
        self._name = name

    def read(self, chunk: Buffer, events: Records) -> tuple[int, int]:
        """Decode the next bytes into EVENT[n] from its first row; returns (bytes used, events made).

        Stops when the bytes are used up or the array is full: what was not used belongs to the next call, and while the
        array comes back full there may be more, even if no bytes are left. The array must be C-contiguous and writeable
        (ValueError). The interpreter lock is released. Raises FeedError where no message can be, once the events before
        that have been handed out.
        """
        used, made = self._native.read(chunk, checked_rows("events", events, EVENT))
        if made == 0:
            self._check()
        return used, made

    def finish(self) -> None:
        """Tell the end of the input. Raises FeedError if it ends inside a message."""
        self._native.finish()
        self._check()

    def report(self) -> FeedReport:
        """Return every count so far."""
        return FeedReport(**self._native.report())

    def _check(self) -> None:
        if (error := self._native.error) is not None:
            raise FeedError(self._name, error.offset, error.text)


def iter_event_batches(
    path: FilePath, size: int = 1 << 14, *, packets: PacketFilter = ANY_PACKET
) -> Iterator[Records]:
    """Decode a file of any length into one array of `size` rows, again and again; yields EVENT[size], the last shorter.

    What is yielded is a view of that array: valid until the next batch is asked for; copy what you keep. Where the file
    is not whole, what came before that point is yielded and then FeedError is raised.
    """
    if size < 1:
        raise ValueError(f"size is {size}, must be at least 1")
    events = np.zeros(size, EVENT)
    filled = 0
    with open_source(path) as source:
        reader = EventReader(source.kind, packets=packets, name=source.path)
        try:
            for chunk in source.chunks():
                at = 0
                while True:
                    with chunk[at:] as rest:
                        used, made = reader.read(rest, events[filled:])
                    at += used
                    filled += made
                    if filled < size:
                        break
                    yield events
                    filled = 0
            reader.finish()
        except FeedError:
            if filled:
                yield events[:filled]
            raise
    if filled:
        yield events[:filled]


def count_messages(path: FilePath, *, packets: PacketFilter = ANY_PACKET) -> FeedReport:
    """Read a file for its counts. Raises FeedError for a file that is not whole."""
    with open_source(path) as source:
        counter = _feed.MessageCounter(source.kind, packets.port, packets.packed_group)
        for _ in _pushed(source, counter):
            pass
        return FeedReport(**counter.report())


def iter_packets(path: FilePath) -> Iterator[CapturedPacket]:
    """Yield every packet of a pcap or pcapng file. Raises FeedError for anything else and for one that is not whole."""
    with open_source(path) as source:
        reader = _feed.PacketReader()
        for chunk in source.chunks():
            for packet in reader.push(chunk):
                yield CapturedPacket(*packet)
            source.check(reader)
        reader.finish()
        source.check(reader)


def _letters(types: Collection[str] | None) -> list[str]:
    if types is None:
        return list(RECORD_DTYPES)
    if not types:
        raise ValueError("types is empty: name at least one message type, or None for all")
    for letter in types:
        if letter not in RECORD_DTYPES:
            raise ValueError(f"types names {letter!r}, must be of {' '.join(RECORD_DTYPES)}")
    return list(types)


def _decoder(
    source: Source,
    types: Collection[str] | None,
    packets: PacketFilter,
    *,
    batch: int | None = None,
    limit: int | None = None,
) -> _feed.ColumnDecoder:
    for name, value, least in (("batch", batch, 1), ("limit", limit, 0)):
        if value is not None and value < least:
            raise ValueError(f"{name} is {value}, must be at least {least}")
    counts = {name: value for name, value in (("batch", batch), ("limit", limit)) if value is not None}
    letters = "".join(_letters(types))
    return _feed.ColumnDecoder(source.kind, letters, port=packets.port, group=packets.packed_group, **counts)


def _pushed(source: Source, reader: _feed.ColumnDecoder | _feed.MessageCounter) -> Iterator[None]:
    """Push the whole source into the reader, stopping after each chunk."""
    for chunk in source.chunks():
        reader.push(chunk)
        source.check(reader)
        yield
    reader.finish()
    source.check(reader)
