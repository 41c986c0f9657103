"""
Nasdaq codecs. Every function raises ValueError with what was expected; tradewind.wire is the typed face.
"""
from __future__ import annotations
import collections.abc
import typing
__all__: list[str] = ['SoupSplitter', 'decode_message', 'encode_message', 'glimpse_end', 'layouts', 'mold_datagram', 'mold_header', 'parse_glimpse_end', 'parse_mold', 'parse_soup_login_accepted', 'parse_soup_login_request', 'soup_login_accepted', 'soup_login_request', 'soup_packet']
class SoupSplitter:
    """
    Cuts one direction of a SoupBinTCP stream into packets. One thread at a time.
    """
    def __init__(self, sender: str) -> None:
        ...
    def feed(self, data: bytes) -> list[tuple[str, bytes]]:
        """
        The packets that these bytes complete, as (type, payload). An error is final.
        """
    @property
    def pending(self) -> int:
        """
        Bytes held of an unfinished packet.
        """
def decode_message(protocol: str, direction: str, data: bytes) -> tuple[str, str, dict[str, int | str | bytes]]:
    """
    One message as (type, name, fields). Numbers are in the wire's units, text is stripped of padding.
    """
def encode_message(protocol: str, direction: str, name: str, fields: dict[str, int | str | bytes]) -> bytes:
    """
    The reverse of decode_message: bytes. Options are written in the dict's order.
    """
def glimpse_end(next_sequence: int) -> bytes:
    """
    The G message that ends a snapshot.
    """
def layouts(protocol: str, direction: str) -> list[tuple[str, str, int, list[tuple[str, int, int, str]]]]:
    """
    The tables: a list of (type, name, length in bytes, [(field, offset, size, kind)]). Offsets count the type byte. Kinds: alpha u8 u16 u32 u48 u64 i32 price4 price8 price_ouch; numbers are big-endian.
    """
def mold_datagram(session: str, sequence: int, messages: collections.abc.Sequence[bytes]) -> bytes:
    """
    A datagram with the messages, the first of which has the sequence number.
    """
def mold_header(session: str, sequence: int, count: int) -> bytes:
    """
    Twenty bytes: a heartbeat (count 0), an end of session (65535) or a re-request.
    """
def parse_glimpse_end(message: bytes) -> int:
    """
    The ITCH sequence number from which to go on live.
    """
def parse_mold(data: bytes) -> tuple[str, int, int, list[bytes]]:
    """
    One MoldUDP64 datagram as (session, sequence, count, messages). count 0: heartbeat, 65535: end of session.
    """
def parse_soup_login_accepted(payload: bytes) -> tuple[str, int]:
    """
    (session, sequence).
    """
def parse_soup_login_request(payload: bytes) -> tuple[str, str, str, int]:
    """
    (username, password, session, sequence); a blank sequence is 0, the most recent.
    """
def soup_login_accepted(session: str, sequence: int) -> bytes:
    ...
def soup_login_request(username: str, password: str, session: str, sequence: int) -> bytes:
    """
    A login request; text is padded on the right, the number on the left.
    """
def soup_packet(type: str, payload: bytes) -> bytes:
    """
    One packet of any type.
    """
