"""A plain reading of ITCH 5.0 for tests: struct formats typed from the exchange's specification, books of dictionaries.

Shares nothing with the product, so that agreement between the two means something.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

# Everything after the type byte: locate, tracking, time in two pieces, then the message's own fields.
_HEADER = ">HHHI"
_BODIES = {
    "S": "c", "R": "8sccIcc2scccccIc", "H": "8scc4s", "Y": "8sc", "L": "4s8sccc", "V": "QQQ", "W": "c",
    "K": "8sIcI", "J": "8sIIII", "h": "8scc", "A": "QcI8sI", "F": "QcI8sI4s", "E": "QIQ", "C": "QIQcI",
    "X": "QI", "D": "Q", "U": "QQII", "P": "QcI8sIQ", "Q": "Q8sIQc", "B": "Q", "I": "QQc8sIIIcc", "N": "8sc",
    "O": "8scIIIQII",
}  # fmt: skip
FORMATS = {kind: struct.Struct(_HEADER + body) for kind, body in _BODIES.items()}
UNITS = 100_000  # one wire price unit in 1e-9
_MASK = (1 << 64) - 1


class Message(NamedTuple):
    """One decoded message; `fields` as struct gives them, `time` in ns since midnight."""

    kind: str
    locate: int
    time: int
    fields: tuple[int | bytes, ...]


class Add(NamedTuple):
    ref: int
    side: bytes
    shares: int
    stock: bytes
    price: int


def decode(stream: bytes) -> Iterator[Message]:
    """Yield every framed message; a wrong length or type is an error."""
    at = 0
    while at < len(stream):
        (length,) = struct.unpack_from(">H", stream, at)
        kind = chr(stream[at + 2])
        assert length == FORMATS[kind].size + 1, (kind, length)
        locate, _, high, low, *fields = FORMATS[kind].unpack_from(stream, at + 3)
        yield Message(kind, locate, high << 32 | low, tuple(fields))
        at += 2 + length
    assert at == len(stream)


class Digest:
    """The definition in book/digest.hpp, written again."""

    def __init__(self) -> None:
        self._state = 0x7472616465776E64

    def add(self, value: int) -> None:
        value = (value * 0x9E3779B97F4A7C15) & _MASK
        value ^= value >> 32
        turned = ((self._state << 27) | (self._state >> 37)) & _MASK
        self._state = ((turned ^ value) * 0xBF58476D1CE4E5B9 + 0x94D049BB133111EB) & _MASK

    def value(self) -> int:
        x = self._state
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
        return x ^ (x >> 31)


class Order:
    __slots__ = ("locate", "price", "shares", "side")

    def __init__(self, locate: int, side: bytes, price: int, shares: int) -> None:
        self.locate = locate
        self.side = side
        self.price = price
        self.shares = shares


Queue = dict[int, Order]  # by reference, in order of arrival


class PlainBooks:
    """Orders by reference and levels by price, in wire units; refuses what no valid day holds."""

    def __init__(self) -> None:
        self.orders: dict[int, Order] = {}
        self.levels: dict[tuple[int, bytes], dict[int, Queue]] = {}
        self.seen: set[int] = set()

    def side(self, locate: int, side: bytes) -> list[tuple[int, Queue]]:
        """Levels of one side, best first."""
        levels = self.levels.get((locate, side), {})
        return sorted(levels.items(), reverse=side == b"B")

    def best(self, locate: int, side: bytes) -> tuple[int, int] | None:
        """Price and total shares of the best level."""
        levels = self.levels.get((locate, side))
        if not levels:
            return None
        price = max(levels) if side == b"B" else min(levels)
        return price, sum(order.shares for order in levels[price].values())

    def apply(self, message: Message) -> None:
        """Change the books as the message says."""
        match message.kind:
            case "A" | "F":
                add = Add(*message.fields[:5])  # type: ignore[arg-type]
                self._insert(add.ref, Order(message.locate, add.side, add.price, add.shares))
            case "E" | "C" | "X":
                ref, shares = message.fields[:2]
                self._take(message.locate, int(ref), int(shares))
            case "D":
                ref = int(message.fields[0])
                self._take(message.locate, ref, self.orders[ref].shares)
            case "U":
                old_ref, new_ref, shares, price = (int(field) for field in message.fields)
                old = self.orders[old_ref]
                self._take(message.locate, old_ref, old.shares)
                self._insert(new_ref, Order(message.locate, old.side, price, shares))

    def _insert(self, ref: int, order: Order) -> None:
        assert ref not in self.seen, f"reference {ref} used twice"
        assert order.side in (b"B", b"S")
        assert order.shares > 0
        assert order.price > 0
        self.seen.add(ref)
        self.orders[ref] = order
        levels = self.levels.setdefault((order.locate, order.side), {})
        levels.setdefault(order.price, {})[ref] = order

    def _take(self, locate: int, ref: int, shares: int) -> None:
        order = self.orders[ref]
        assert order.locate == locate
        assert 0 < shares <= order.shares
        order.shares -= shares
        if order.shares == 0:
            del self.orders[ref]
            levels = self.levels[order.locate, order.side]
            del levels[order.price][ref]
            if not levels[order.price]:
                del levels[order.price]

    def digest(self, locate: int) -> int:
        """One instrument's digest as book/digest.hpp defines it."""
        digest = Digest()
        for letter in (b"B", b"S"):
            levels = self.side(locate, letter)
            digest.add(len(levels))
            for price, queue in levels:
                digest.add(price * UNITS)
                digest.add(sum(order.shares for order in queue.values()))
                digest.add(len(queue))
                for ref, order in queue.items():
                    digest.add(ref)
                    digest.add(order.shares)
        return digest.value()

    def market_digest(self, symbols: int) -> int:
        """The digest over all instruments in locate order."""
        market = Digest()
        for locate in range(1, symbols + 1):
            market.add(self.digest(locate))
        return market.value()
