"""Random valid flows: the books against dictionaries and lists, equal in everything after every message."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from tradewind.book import Applied, Books, Side
from tradewind.wire import encode

_SYMBOLS = {"AAA": 1, "BBB": 2}
_TICK = 100  # wire units of 1e-4: one cent


@dataclass
class NaiveBooks:
    """Orders in a dictionary, queues as lists in arrival order."""

    orders: dict[int, tuple[int, Side, int, int]] = field(default_factory=dict)
    """Reference -> locate, side, price in 1e-4, quantity left."""
    queues: dict[tuple[int, Side, int], list[int]] = field(default_factory=dict)

    def add(self, ref: int, locate: int, side: Side, price: int, qty: int) -> None:
        self.orders[ref] = (locate, side, price, qty)
        self.queues.setdefault((locate, side, price), []).append(ref)

    def take(self, ref: int, qty: int) -> None:
        locate, side, price, left = self.orders[ref]
        if qty < left:
            self.orders[ref] = (locate, side, price, left - qty)
            return
        del self.orders[ref]
        queue = self.queues[locate, side, price]
        queue.remove(ref)
        if not queue:
            del self.queues[locate, side, price]

    def levels(self, locate: int, side: Side) -> list[tuple[int, int, int]]:
        found = [
            (price * 100_000, sum(self.orders[ref][3] for ref in queue), len(queue))
            for (at, on, price), queue in self.queues.items()
            if (at, on) == (locate, side)
        ]
        return sorted(found, reverse=side == Side.buy)


@dataclass
class Flow:
    """Writes messages that are valid where they stand."""

    naive: NaiveBooks = field(default_factory=NaiveBooks)
    last_ref: int = 0
    time: int = 34_200_000_000_000

    def message(self, name: str, locate: int, **values: int | str) -> bytes:
        self.time += 1
        header: dict[str, int | str] = {"stock_locate": locate, "tracking_number": 0, "timestamp": self.time}
        return encode("itch50", "exchange", name, header | values)

    def draw(self, data: st.DataObject) -> bytes:
        live = sorted(self.naive.orders)
        kinds = (
            ["add"]
            if not live
            else ["add", "add", "execute", "execute_priced", "cancel", "delete", "replace"]
        )
        kind = data.draw(st.sampled_from(kinds))
        qty = data.draw(st.integers(1, 500))
        price = data.draw(st.integers(995, 1005)) * _TICK
        # Some references jump, as real ones do; some lie far outside any window.
        self.last_ref += data.draw(st.sampled_from([1, 1, 2, 700, 1 << 20, 1 << 40]))
        if kind == "add":
            symbol = data.draw(st.sampled_from(sorted(_SYMBOLS)))
            side = data.draw(st.sampled_from(list(Side)))
            self.naive.add(self.last_ref, _SYMBOLS[symbol], side, price, qty)
            return self.message(
                "add_order_no_mpid_attribution",
                _SYMBOLS[symbol],
                order_reference_number=self.last_ref,
                buy_sell_indicator="BS"[side],
                shares=qty,
                stock=symbol,
                price=price,
            )
        ref = data.draw(st.sampled_from(live))
        return self.change(kind, ref, qty, price)

    def change(self, kind: str, ref: int, qty: int, price: int) -> bytes:
        locate, side, _, left = self.naive.orders[ref]
        part = min(qty, left)
        if kind == "delete":
            self.naive.take(ref, left)
            return self.message("order_delete", locate, order_reference_number=ref)
        if kind == "replace":
            self.naive.take(ref, left)
            self.naive.add(self.last_ref, locate, side, price, qty)
            return self.message(
                "order_replace",
                locate,
                original_order_reference_number=ref,
                new_order_reference_number=self.last_ref,
                shares=qty,
                price=price,
            )
        self.naive.take(ref, part)
        if kind == "cancel":
            return self.message("order_cancel", locate, order_reference_number=ref, canceled_shares=part)
        if kind == "execute":
            return self.message(
                "order_executed",
                locate,
                order_reference_number=ref,
                executed_shares=part,
                match_number=self.time,
            )
        return self.message(
            "order_executed_with_price",
            locate,
            order_reference_number=ref,
            executed_shares=part,
            match_number=self.time,
            printable="Y",
            execution_price=price,
        )


def _announced() -> Books:
    books = Books(max_orders=1 << 10)
    for symbol, locate in _SYMBOLS.items():
        message = bytearray(39)
        message[0:1] = b"R"
        message[1:3] = locate.to_bytes(2, "big")
        message[11:19] = symbol.ljust(8).encode()
        books.apply(bytes(message))
    return books


def _assert_equal(books: Books, naive: NaiveBooks) -> None:
    assert books.live_orders == len(naive.orders)
    for symbol, locate in _SYMBOLS.items():
        book = books[symbol]
        best: dict[Side, tuple[int, int]] = {}
        for side in Side:
            expected = naive.levels(locate, side)
            got = [(int(row["price"]), int(row["qty"]), int(row["orders"])) for row in book.levels(side)]
            assert got == expected
            best[side] = expected[0][:2] if expected else (0, 0)
            for price, _, _ in expected:
                queue = [(int(row["ref"]), int(row["qty"])) for row in book.queue(side, price)]
                refs = naive.queues[locate, side, price // 100_000]
                assert queue == [(ref, naive.orders[ref][3]) for ref in refs]
        touch = book.touch
        assert (touch.bid, touch.bid_qty) == best[Side.buy]
        assert (touch.ask, touch.ask_qty) == best[Side.sell]


@given(st.data())
def test_books_equal_dictionaries_and_lists_after_every_message(data: st.DataObject) -> None:
    books, flow = _announced(), Flow()
    for _ in range(data.draw(st.integers(1, 60))):
        update = books.apply(flow.draw(data))
        assert update.applied == Applied.ok
        _assert_equal(books, flow.naive)
