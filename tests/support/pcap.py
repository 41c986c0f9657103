"""A pcap reader for tests only, independent of Tradewind's own: what the captures say according to somebody else.

Classic pcap with microseconds or nanoseconds in either byte order; Ethernet, 802.1Q, IPv4, UDP and TCP. Bytes beyond
the IP length (capture trailers, padding) are no payload.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BYTE_ORDER = {
    b"\xa1\xb2\xc3\xd4": ">", b"\xa1\xb2\x3c\x4d": ">", b"\xd4\xc3\xb2\xa1": "<", b"\x4d\x3c\xb2\xa1": "<",
}  # fmt: skip
_ETHERNET, _VLAN, _IPV4 = 1, 0x8100, 0x0800
_TCP, _UDP = 6, 17


@dataclass(frozen=True, slots=True)
class Payload:
    """What one frame carries over UDP or TCP."""

    transport: str
    data: bytes


def read_frames(path: Path) -> Iterator[bytes]:
    """Yield each captured frame."""
    raw = path.read_bytes()
    order = _BYTE_ORDER[raw[:4]]
    assert struct.unpack_from(order + "I", raw, 20)[0] == _ETHERNET
    at = 24
    while at < len(raw):
        _, _, captured, original = struct.unpack_from(order + "IIII", raw, at)
        assert captured == original, "a frame cut by the capture proves nothing"
        yield raw[at + 16 : at + 16 + captured]
        at += 16 + captured
    assert at == len(raw)


def payload_of(frame: bytes) -> Payload:
    """Return the payload of one frame."""
    at = 12
    while (kind := int.from_bytes(frame[at : at + 2], "big")) == _VLAN:
        at += 4
    assert kind == _IPV4
    ip = at + 2
    header = (frame[ip] & 0x0F) * 4
    end = ip + int.from_bytes(frame[ip + 2 : ip + 4], "big")
    assert end <= len(frame)
    start = ip + header
    if frame[ip + 9] == _UDP:
        return Payload("udp", frame[start + 8 : end])
    assert frame[ip + 9] == _TCP
    return Payload("tcp", frame[start + (frame[start + 12] >> 4) * 4 : end])


def read_payloads(path: Path) -> list[Payload]:
    """Return the payload of every frame of a capture."""
    return [payload_of(frame) for frame in read_frames(path)]
