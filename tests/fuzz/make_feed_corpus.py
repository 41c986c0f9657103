"""Write the seeds of fuzz_itch_file and fuzz_pcap: small files of every shape that the feed reads.

Usage: PYTHONPATH=tests python tests/fuzz/make_feed_corpus.py

Later runs of the fuzzers add what they find beside these files; nothing here deletes that.
"""

import struct
from pathlib import Path

from support.feed_files import LENGTHS, framed, mold_datagram, pcap, random_message, udp_frame

CORPUS = Path(__file__).parent / "corpus"
CUTS = bytes((3, 17, 1, 0))  # the first four bytes of an input choose its pieces
MESSAGES = [random_message(letter, 1) for letter in LENGTHS]
# In order: new, duplicate, after a gap and with a trailer, heartbeat, late.
FRAMES = [
    udp_frame(mold_datagram(1, MESSAGES[:2])),
    udp_frame(mold_datagram(1, MESSAGES[:1])),
    udp_frame(mold_datagram(9, MESSAGES[2:4])) + b"trail",
    udp_frame(mold_datagram(11, [])),
    udp_frame(mold_datagram(4, MESSAGES[5:6])),
]
ETHERNET = 14


def itch_files() -> dict[str, bytes]:
    """Sound, with an unknown type and an end marker, cut, and with a wrong length."""
    return {
        "every_type": framed(MESSAGES),
        "unknown_and_end": framed([b"z" + bytes(30), MESSAGES[0]]) + bytes(2),
        "truncated": framed(MESSAGES[:2])[:-3],
        "wrong_length": framed([MESSAGES[0], MESSAGES[1] + b"!"]),
    }


def over_ipv6(frame: bytes, extensions: list[int]) -> bytes:
    """The frame's UDP datagram in IPv6 behind empty extension headers."""
    udp = frame[ETHERNET + 20 :]
    kinds = [*extensions, 17]
    chain = b"".join(bytes((kind, 0)) + bytes(6) for kind in kinds[1:])
    header = struct.pack(">IHBB", 0x60000000, len(chain + udp), kinds[0], 9) + bytes(32)
    return frame[:12] + b"\x86\xdd" + header + chain + udp


def block(order: str, kind: int, body: bytes) -> bytes:
    """One pcapng block."""
    body += bytes(-len(body) % 4)
    length = struct.pack(f"{order}I", 12 + len(body))
    return struct.pack(f"{order}I", kind) + length + body + length


def pcapng(order: str) -> bytes:
    """Enhanced, simple and obsolete packets with nanoseconds, and a block of no interest."""
    new, late = FRAMES[0], FRAMES[4]
    resolution = struct.pack(f"{order}HHB3xHH", 9, 1, 9, 0, 0)
    return b"".join(
        (
            block(order, 0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1)),
            block(order, 1, struct.pack(f"{order}HHI", 1, 0, 0) + resolution),
            block(order, 6, struct.pack(f"{order}IIIII", 0, 1, 2, len(new), len(new)) + new),
            block(order, 5, bytes(16)),
            block(order, 3, struct.pack(f"{order}I", len(FRAMES[2])) + FRAMES[2]),
            block(order, 2, struct.pack(f"{order}HHIIII", 0, 0, 1, 2, len(late), len(late)) + late),
        )
    )


def captures() -> dict[str, bytes]:
    """One capture of each format, byte order and link type."""
    return {
        "micro_le": pcap(FRAMES),
        "micro_be": pcap(FRAMES, order=">"),
        "raw_ip": pcap((f[ETHERNET:] for f in FRAMES), link=101),
        "cooked": pcap((bytes(14) + f[12:] for f in FRAMES), link=113),
        "cooked_v2": pcap((f[12:14] + bytes(18) + f[ETHERNET:] for f in FRAMES), link=276),
        "vlan": pcap(f[:12] + b"\x88\xa8\0\1\x81\0\0\2" + f[12:] for f in FRAMES),
        "ipv6": pcap(over_ipv6(f, [0, 43, 60, 44]) for f in FRAMES),
        "pcapng_le": pcapng("<"),
        "pcapng_be": pcapng(">"),
    }


def main() -> None:
    """Write every seed."""
    for target, seeds in (("fuzz_itch_file", itch_files()), ("fuzz_pcap", captures())):
        folder = CORPUS / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in seeds.items():
            (folder / name).write_bytes(CUTS + data)


if __name__ == "__main__":
    main()
