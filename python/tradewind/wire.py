"""Nasdaq wire codecs: ITCH 5.0 and OUCH 5.0 messages, MoldUDP64 datagrams, SoupBinTCP packets, GLIMPSE snapshots.

For tools, tests and study, one message at a time; `tradewind.feed` reads whole files and captures. Values are in the
wire's own units: a price of 4 decimals is an integer in 1e-4, a time is nanoseconds since midnight, text comes without
its padding. OUCH options stand among the fields as `tag28_user_ref_idx` behind `appendage_length`; an option that this
version does not know is `tag99` with its bytes. Every failure is a WireError that says what was expected.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from tradewind._core import wire as _wire
from tradewind.errors import WireError

Protocol = Literal["itch50", "ouch50"]
Direction = Literal["client", "exchange"]
"""Who sends. ITCH has only the exchange; in OUCH one type letter means different messages in the two directions."""

Value = int | str | bytes

MOLD_HEARTBEAT = 0
MOLD_END_OF_SESSION = 0xFFFF


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field lies; offset and size in bytes, the type byte is at 0. Numbers are big-endian."""

    name: str
    offset: int
    size: int
    kind: str
    """alpha, u8, u16, u32, u48, u64, i32, price4 (4 bytes, 4 decimals), price8 (8 and 8), price_ouch (8 and 4)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One message of a protocol; length in bytes with the type byte, without an OUCH appendage."""

    type: str
    name: str
    length: int
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One decoded message: type letter, name, and field values in wire order."""

    type: str
    name: str
    fields: dict[str, Value]


@dataclass(frozen=True, slots=True)
class MoldDatagram:
    """One MoldUDP64 datagram. `sequence` is the number of the first message, or the next one if there is none."""

    session: str
    sequence: int
    count: int
    messages: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SoupPacket:
    """One SoupBinTCP packet: its type letter and what follows it."""

    type: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class SoupLogin:
    """A login request. `sequence` 1 replays from the beginning, 0 goes on from the most recent message."""

    username: str
    password: str
    session: str
    sequence: int

    def __repr__(self) -> str:
        """Leave the password out: this text ends in logs."""
        return f"SoupLogin(username={self.username!r}, session={self.session!r}, sequence={self.sequence})"


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn the core's refusals into a WireError."""
    try:
        yield
    except ValueError as error:
        raise WireError(str(error)) from None


def layouts(protocol: Protocol, direction: Direction) -> tuple[Layout, ...]:
    """Return the table of every message that `direction` sends."""
    with _refusals():
        rows = _wire.layouts(protocol, direction)
    return tuple(
        Layout(type_, name, length, tuple(Field(*field) for field in fields))
        for type_, name, length, fields in rows
    )


def decode(protocol: Protocol, direction: Direction, data: bytes) -> Message:
    """Decode one message, which must be exactly as long as its layout (and its appendage) says."""
    with _refusals():
        type_, name, fields = _wire.decode_message(protocol, direction, data)
    return Message(type_, name, fields)


def encode(protocol: Protocol, direction: Direction, name: str, fields: Mapping[str, Value]) -> bytes:
    """Encode the message called `name`. Every field must be given; options are written in the order given."""
    with _refusals():
        return _wire.encode_message(protocol, direction, name, dict(fields))


def parse_mold(data: bytes) -> MoldDatagram:
    """Take one MoldUDP64 datagram apart."""
    with _refusals():
        session, sequence, count, messages = _wire.parse_mold(data)
    return MoldDatagram(session, sequence, count, tuple(messages))


def mold_datagram(session: str, sequence: int, messages: Sequence[bytes]) -> bytes:
    """Build a datagram; the first message has the sequence number `sequence`."""
    with _refusals():
        return _wire.mold_datagram(session, sequence, list(messages))


def mold_header(session: str, sequence: int, count: int) -> bytes:
    """Build twenty bytes: a heartbeat, an end of session, or a request for `count` messages from `sequence` on."""
    with _refusals():
        return _wire.mold_header(session, sequence, count)


class SoupSplitter:
    """Cut what one side sends into packets, in chunks of any size."""

    def __init__(self, sender: Literal["client", "server"]) -> None:
        with _refusals():
            self._splitter = _wire.SoupSplitter(sender)

    def feed(self, data: bytes) -> list[SoupPacket]:
        """Return the packets that these bytes complete. An error is final; packets before it in `data` are lost."""
        with _refusals():
            return [SoupPacket(*packet) for packet in self._splitter.feed(data)]

    @property
    def pending(self) -> int:
        """Bytes held of an unfinished packet; more than 0 at the end means that the stream was cut."""
        return self._splitter.pending


def soup_packet(type_: str, payload: bytes = b"") -> bytes:
    """Build one SoupBinTCP packet of any type."""
    with _refusals():
        return _wire.soup_packet(type_, payload)


def soup_login_request(login: SoupLogin) -> bytes:
    """Build a login request packet: text padded on the right, the sequence number on the left."""
    with _refusals():
        return _wire.soup_login_request(login.username, login.password, login.session, login.sequence)


def soup_login_accepted(session: str, sequence: int) -> bytes:
    """Build a login accepted packet; `sequence` is the number of the next sequenced message."""
    with _refusals():
        return _wire.soup_login_accepted(session, sequence)


def parse_soup_login_request(payload: bytes) -> SoupLogin:
    """Read the payload of a login request."""
    with _refusals():
        return SoupLogin(*_wire.parse_soup_login_request(payload))


def parse_soup_login_accepted(payload: bytes) -> tuple[str, int]:
    """Read the payload of a login accepted packet: session and next sequence number."""
    with _refusals():
        return _wire.parse_soup_login_accepted(payload)


def glimpse_end(next_sequence: int) -> bytes:
    """Build the message that ends a GLIMPSE snapshot."""
    with _refusals():
        return _wire.glimpse_end(next_sequence)


def parse_glimpse_end(message: bytes) -> int:
    """Return the ITCH sequence number from which to go on with the live feed."""
    with _refusals():
        return _wire.parse_glimpse_end(message)
