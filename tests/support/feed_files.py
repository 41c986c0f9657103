"""Small market data files made byte by byte."""

import random
import struct
from collections.abc import Iterable, Iterator

from support.plain_itch import FORMATS

LENGTHS = {letter: layout.size + 1 for letter, layout in FORMATS.items()}
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "


def random_message(letter: str, seed: int) -> bytes:
    """Return a message of the type with a random value in every field; none is NUL text or a price beyond range."""
    rng = random.Random(seed)
    values: list[int | bytes] = []
    for code in _codes(letter):
        if code.endswith(("s", "c")):
            size = int(code[:-1] or 1)
            values.append(bytes(rng.choices(_ALPHABET, k=size)))
        else:
            values.append(rng.getrandbits({"H": 16, "I": 32, "Q": 59}[code]))
    return letter.encode() + FORMATS[letter].pack(*values)


def _codes(letter: str) -> Iterator[str]:
    """Split a struct format into its fields."""
    count = ""
    for char in FORMATS[letter].format.lstrip(">"):
        if char.isdigit():
            count += char
        elif char == "s":
            yield f"{count}s"
            count = ""
        else:
            yield from [char] * int(count or 1)
            count = ""


def framed(messages: Iterable[bytes]) -> bytes:
    """Put the 2-byte length before each message."""
    return b"".join(len(message).to_bytes(2, "big") + message for message in messages)


def messages_of(stream: bytes) -> list[bytes]:
    """Return the messages of a whole ITCH file without their lengths, up to an end-of-session marker."""
    messages = []
    at = 0
    while length := int.from_bytes(stream[at : at + 2], "big"):
        messages.append(stream[at + 2 : at + 2 + length])
        at += 2 + length
    return messages


def mold_datagram(sequence: int, messages: Iterable[bytes], session: bytes = b"SESSION001") -> bytes:
    """Return a MoldUDP64 downstream packet."""
    blocks = list(messages)
    return session + struct.pack(">QH", sequence, len(blocks)) + framed(blocks)


def udp_frame(payload: bytes, *, port: int = 26400, group: bytes = bytes((233, 54, 12, 111))) -> bytes:
    """Return an Ethernet frame with IPv4 and UDP around the payload."""
    udp = struct.pack(">HHHH", 40000, port, 8 + len(payload), 0) + payload
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 1, 0x4000, 16, 17, 0) + bytes((10, 0, 0, 1)) + group
    return bytes(12) + b"\x08\x00" + ip + udp


def pcap(frames: Iterable[bytes], *, link: int = 1, order: str = "<") -> bytes:
    """Return a classic pcap file; packet n is n seconds after the epoch."""
    out = struct.pack(f"{order}IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    for n, frame in enumerate(frames, 1):
        out += struct.pack(f"{order}IIII", n, 5, len(frame), len(frame)) + frame
    return out
