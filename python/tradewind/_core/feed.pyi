"""
Messages out of ITCH files and packet captures, pushed in as chunks.
"""
from __future__ import annotations
import numpy
import typing
import typing_extensions
__all__: list[str] = ['ColumnDecoder', 'Error', 'MessageCounter', 'PacketReader', 'StreamKind', 'record_dtypes']
class StreamKind:
    """
    What the bytes of an input are.
    
    Members:
    
      itch : ITCH 5.0 messages, each behind a 2-byte length
    
      pcap : pcap or pcapng with MoldUDP64 over UDP
    """
    __members__: typing.ClassVar[dict[str, StreamKind]]
    itch: typing.ClassVar[StreamKind]
    pcap: typing.ClassVar[StreamKind]
    @typing.overload
    def __eq__(self, other: StreamKind) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    def __getstate__(self) -> int:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __ne__(self, other: StreamKind) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class Error:
    """
    Why an input cannot be read on; a value.
    """
    @property
    def expected(self) -> int:
        """
        A length, limit, version or count, by kind.
        """
    @property
    def found(self) -> int:
        """
        What stood there instead.
        """
    @property
    def kind(self) -> str:
        """
        Short name of what is wrong.
        """
    @property
    def offset(self) -> int:
        """
        Byte in the (decompressed) input.
        """
    @property
    def packet(self) -> int:
        """
        Number of the packet in a capture, from 1; 0 = not in a packet.
        """
    @property
    def text(self) -> str:
        """
        One line: byte, packet, what was expected, what was found.
        """
class MessageCounter:
    """
    Reads a file or capture for its counts. One thread at a time.
    """
    def __init__(self, kind: StreamKind, port: typing.SupportsInt | typing.SupportsIndex = 0, group: bytes = b'') -> None:
        """
        `port` (0 = any) and `group` (4 or 16 address bytes, empty = any) are the UDP destination to read in a
        capture. Raises ValueError on a wrong group.
        """
    def finish(self) -> bool:
        """
        Tell the end of the input; False if it ends too early.
        """
    def push(self, chunk: typing_extensions.Buffer) -> None:
        """
        Take the next bytes (any bytes-like object). After an error this does nothing. The GIL is released.
        """
    def report(self) -> dict[str, typing.Any]:
        """
        Every count so far, as nested dicts.
        """
    @property
    def error(self) -> Error | None:
        """
        What stopped the reading, or None.
        """
class ColumnDecoder:
    """
    Decodes messages to structured arrays, one per type. One thread at a time.
    """
    def __init__(self, kind: StreamKind, types: str = '', batch: typing.SupportsInt | typing.SupportsIndex = 18446744073709551615, limit: typing.SupportsInt | typing.SupportsIndex = 18446744073709551615, port: typing.SupportsInt | typing.SupportsIndex = 0, group: bytes = b'') -> None:
        """
        `types`: the letters to keep, empty = all. `batch`: messages per batch. `limit`: messages kept in all.
        `port`, `group`: as for MessageCounter. Raises ValueError on an unknown type letter.
        """
    def finish(self) -> bool:
        """
        Tell the end of the input: what is left becomes the last batch. False if the input ends too early.
        """
    def flush(self) -> None:
        """
        Make what is left the last batch; the input need not be at its end.
        """
    def push(self, chunk: typing_extensions.Buffer) -> None:
        """
        Take the next bytes (any bytes-like object). After an error this does nothing. Raises MemoryError. The GIL
        is released.
        """
    def report(self) -> dict[str, typing.Any]:
        """
        Every count so far, as nested dicts.
        """
    def take(self) -> dict[str, numpy.ndarray] | None:
        """
        The oldest full batch, after finish() or flush() the rest, or None. A dict from type letter to a structured
        array[n] for every type kept (n may be 0): seq (u8, the message's number in the input from 1), then the
        fields of the message. Prices are i8 in 1e-9, times u8 ns since midnight, text S<n> with its padding.
        Read-only; an array owns its records, so it and its views are valid for as long as they are held.
        """
    @property
    def error(self) -> Error | None:
        """
        What stopped the reading, or None.
        """
    @property
    def full(self) -> bool:
        """
        True when `limit` messages are kept.
        """
class PacketReader:
    """
    Lists the packets of a pcap or pcapng. One thread at a time.
    """
    def __init__(self) -> None:
        ...
    def finish(self) -> bool:
        """
        Tell the end of the input; False if it ends too early.
        """
    def push(self, chunk: typing_extensions.Buffer) -> list[tuple[int, int, int, str, bytes, int, bytes, int, bytes]]:
        """
        Take the next bytes; returns the packets that they complete as tuples (number from 1, ns since 1970,
        byte offset of the frame, kind, source address, source port, destination address, destination port,
        payload). Addresses and payload are bytes, empty where not known; payload is set for kinds udp and tcp.
        """
    @property
    def error(self) -> Error | None:
        """
        What stopped the reading, or None.
        """
def record_dtypes() -> dict[str, numpy.dtype[typing.Any]]:
    """
    The dtype of each message type's records, by type letter.
    """
