"""Write the fuzzers' seeds: one sound input of every shape, made by our own encoders. Run again after a new message.

Usage: python tests/fuzz/make_corpus.py      (with tradewind installed)

Later runs of the fuzzers add what they find beside these files; nothing here deletes that.
"""

import random
from pathlib import Path

from tradewind import wire

CORPUS = Path(__file__).parent / "corpus"
TEXTS = {
    "side": "S",
    "buy_sell_indicator": "B",
    "stock": "TEST",
    "symbol": "TEST",
    "time_in_force": "0",
    "display": "Y",
}
NUMBERS = {"u8": 7, "u16": 300, "u32": 500, "u48": 34_200_000_000_000, "u64": 34_200_000_000_001, "price4": 1_234_500,
           "price8": 123_450_000_000, "price_ouch": 1_234_500}  # fmt: skip
OPTIONS: dict[str, wire.Value] = {
    "tag2_firm": "TEST",
    "tag7_peg_offset": -100,
    "tag12_post_only": "P",
    "tag99": b"\1",
}


def values_of(layout: wire.Layout) -> dict[str, wire.Value]:
    """A sound value for every field of a message."""
    values: dict[str, wire.Value] = {}
    for field in layout.fields:
        if field.name == "appendage_length":
            continue
        if field.kind == "alpha":
            values[field.name] = TEXTS.get(field.name, "ABCDEFGHIJKLMN"[: field.size])
        else:
            values[field.name] = NUMBERS[field.kind]
    return values


def itch50() -> dict[str, bytes]:
    """One message of every type."""
    return {
        layout.name: wire.encode("itch50", "exchange", layout.name, values_of(layout))
        for layout in wire.layouts("itch50", "exchange")
    }


def ouch50() -> dict[str, bytes]:
    """One message of every type and direction; the first byte is the direction, as the target reads it."""
    seeds = {}
    directions: tuple[tuple[int, wire.Direction], ...] = ((0, "client"), (1, "exchange"))
    for first, direction in directions:
        for layout in wire.layouts("ouch50", direction):
            options = {} if layout.name == "system_event" else OPTIONS
            message = wire.encode("ouch50", direction, layout.name, {**values_of(layout), **options})
            seeds[f"{direction}_{layout.name}"] = bytes([first]) + message
    return seeds


def moldudp64() -> dict[str, bytes]:
    """Data, heartbeat and end of session."""
    return {
        "data": wire.mold_datagram("SESSION", 7, [b"first", b"", b"third"]),
        "heartbeat": wire.mold_header("SESSION", 10, wire.MOLD_HEARTBEAT),
        "end_of_session": wire.mold_header("SESSION", 10, wire.MOLD_END_OF_SESSION),
    }


def soupbintcp() -> dict[str, bytes]:
    """A whole conversation of each side; two bytes before it choose the sender and the chunks."""
    login = wire.SoupLogin("user", "secret", "SESSION", 1)
    client = [wire.soup_login_request(login), *map(wire.soup_packet, "U+RO", (b"order", b"text", b"", b""))]
    server = [
        wire.soup_login_accepted("SESSION", 1),
        *map(wire.soup_packet, "SJ+HZ", (b"event", b"A", b"", b"", b"")),
    ]
    return {"client": b"\0\2" + b"".join(client), "server": b"\1\6" + b"".join(server)}


def books() -> dict[str, bytes]:
    """Some hundred messages and wide events; the first byte chooses between them, any further bytes will do."""
    chance = random.Random(1)
    return {
        "messages": b"\2\0\x7f\x7f" + chance.randbytes(3000),  # few slabs, room for orders outside them
        "wide_events": b"\1" + chance.randbytes(3000),
    }


def main() -> None:
    """Write every seed."""
    for make in (books, itch50, ouch50, moldudp64, soupbintcp):
        folder = CORPUS / f"fuzz_{make.__name__}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in make().items():
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
