"""One real hour of AAPL against LOBSTER's own top-of-book file: books that somebody else built."""

from collections.abc import Iterator

import pytest

from support.lobster import FOLDER, State, assert_follows_truth, unpack
from support.shared import shared_path
from tradewind.book import Applied, Books, Side
from tradewind.feed import count_messages

_ITCH = f"{FOLDER}/AAPL_2012-06-21_1h_from_lobster.itch50.zst"


def _messages(framed: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(framed):
        length = int.from_bytes(framed[at : at + 2], "big")
        yield framed[at + 2 : at + 2 + length]
        at += 2 + length


def _halves(books: Books, message: bytes) -> Iterator[bytes]:
    """Split a replace into the delete and the add that LOBSTER recorded, so that both states are seen."""
    if message[:1] != b"U":
        yield message
        return
    header, old, new, shares, price = (
        message[1:11],
        message[11:19],
        message[19:27],
        message[27:31],
        message[31:35],
    )
    removed = books.apply(b"D" + header + old)
    assert removed.applied == Applied.ok
    side = b"S" if removed.side == Side.sell else b"B"
    yield b"A" + header + new + side + shares + b"AAPL    " + price


def _states(framed: bytes) -> list[State]:
    books = Books(max_orders=1 << 16)
    states: list[State] = []

    def look() -> None:
        if "AAPL" not in books.symbols:
            return
        touch = books["AAPL"].touch
        state = (touch.ask // 100_000, touch.ask_qty, touch.bid // 100_000, touch.bid_qty)
        if touch.ask_qty and touch.bid_qty and (not states or states[-1] != state):
            states.append(state)

    for message in _messages(framed):
        for part in _halves(books, message):
            look()
            books.apply(part)
        look()
    return states


def test_every_top_of_book_state_follows_the_ground_truth() -> None:
    assert_follows_truth(_states(unpack(shared_path(_ITCH))))


def test_the_hour_ends_with_the_known_book() -> None:
    books = Books.from_file(shared_path(_ITCH))
    touch = books["AAPL"].touch
    assert (touch.bid, touch.bid_qty) == (585_690_000_000, 10)
    assert (touch.ask, touch.ask_qty) == (585_950_000_000, 100)
    assert books.live_orders == 380
    assert books.live_levels == 224
    wrong = {
        name: count
        for name, count in books.counters.items()
        if count and name not in ("events", "applied", "peak_orders")
    }
    assert wrong == {}


def test_the_hour_has_the_message_counts_of_its_readme() -> None:
    counts = count_messages(shared_path(_ITCH)).messages
    expected = {
        "A": 40_408,
        "D": 37_076,
        "E": 4_067,
        "U": 3_928,
        "P": 2_201,
        "X": 469,
        "S": 3,
        "R": 1,
        "H": 1,
    }
    assert counts == expected


@pytest.mark.parametrize("side", list(Side))
def test_level_totals_are_the_sums_of_their_queues(side: Side) -> None:
    book = Books.from_file(shared_path(_ITCH))["AAPL"]
    levels = book.levels(side)
    assert len(levels) > 50
    for level in levels:
        queue = book.queue(side, int(level["price"]))
        assert len(queue) == level["orders"]
        assert queue["qty"].sum() == level["qty"]
