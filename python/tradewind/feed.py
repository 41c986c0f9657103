"""Exchange messages out of files and captures: decoded to structured arrays by the million, or counted.

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

from tradewind._core import feed as _feed
from tradewind.errors import FeedError
from tradewind.sources import Compression, Source, StreamKind, chunks, open_source

__all__ = [
    "RECORD_DTYPES",
    "CapturedPacket",
    "Compression",
    "FeedError",
    "FeedReport",
    "PacketFilter",
    "Records",
    "Source",
    "StreamKind",
    "chunks",
    "count_messages",
    "decode_messages",
    "iter_message_batches",
    "iter_packets",
    "open_source",
]

Records = npt.NDArray[np.void]
FilePath = str | os.PathLike[str]

RECORD_DTYPES: Mapping[str, np.dtype[np.void]] = MappingProxyType(_feed.record_dtypes())
"""The record of each message type by its letter: seq, then the message's fields in wire order."""


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
