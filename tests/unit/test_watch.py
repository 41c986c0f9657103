"""Queue positions from Python: watches, own orders, and both over a generated day against a recount of the queues."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from support.repository import ROOT
from tradewind.book import Book, Books, Side
from tradewind.errors import FeedError
from tradewind.flow import GeneratorConfig, generate
from tradewind.watch import (
    OwnState,
    OwnTerms,
    Position,
    UnknownReason,
    Watcher,
    WatchError,
    WatchState,
    shows_in_feed,
)
from tradewind.wire import encode

PRICE = 1_000_000  # wire units of 1e-4
CORE_PRICE = PRICE * 100_000
TIME = 34_200_000_000_000


def message(name: str, **values: int | str) -> bytes:
    header: dict[str, int | str] = {"stock_locate": 1, "tracking_number": 0, "timestamp": TIME}
    return encode("itch50", "exchange", name, header | values)


def add(ref: int, shares: int) -> bytes:
    return message(
        "add_order_no_mpid_attribution",
        order_reference_number=ref,
        buy_sell_indicator="B",
        shares=shares,
        stock="AAA",
        price=PRICE,
    )


def delete(ref: int) -> bytes:
    return message("order_delete", order_reference_number=ref)


def replace(old: int, new: int, shares: int) -> bytes:
    return message(
        "order_replace",
        original_order_reference_number=old,
        new_order_reference_number=new,
        shares=shares,
        price=PRICE,
    )


@pytest.fixture
def watcher() -> Watcher:
    watcher = Watcher(Books(max_orders=1 << 10))
    watcher.apply_all([add(1, 100), add(2, 200), add(3, 300)])
    return watcher


def book_of(watcher: Watcher) -> Book:
    return Book("AAA", 1, watcher.books._market)


def test_a_watch_counts_what_is_ahead_and_moves_on(watcher: Watcher) -> None:
    watch = watcher.watch(3)
    back = watcher.watch_back(book_of(watcher), Side.buy, CORE_PRICE)
    assert watch.position == Position(WatchState.watching, 3, 1, Side.buy, CORE_PRICE, 300, 300, 2)
    watcher.apply(delete(1))
    assert (watch.position.ahead, watch.position.orders_ahead) == (200, 1)
    watcher.apply(replace(3, 9, 30))
    assert (watch.position.ref, watch.position.ahead) == (9, 200)
    assert (back.position.ref, back.position.ahead) == (0, 200)
    watcher.apply(delete(9))
    assert watch.position.state == WatchState.gone


def test_a_watch_that_cannot_be_made_says_why(watcher: Watcher) -> None:
    with pytest.raises(WatchError, match="order 77 does not rest in the books"):
        watcher.watch(77)
    watcher.watch(2)
    with pytest.raises(WatchError, match="order 2 has a watch already"):
        watcher.watch(2)
    small = Watcher(watcher.books, max_watches=1, max_orders=2)
    with pytest.raises(WatchError, match="the back of AAA buy 100000000000 cannot be watched: more orders"):
        small.watch_back(book_of(watcher), Side.buy, CORE_PRICE)
    small.watch(1)
    with pytest.raises(WatchError, match="all max_watches watches are in use"):
        small.watch(2)
    with pytest.raises(ValueError, match="max_watches is 0, must be between 1 and 1048576"):
        Watcher(watcher.books, max_watches=0)


def test_a_removed_watch_gives_its_room_back_and_answers_no_more(watcher: Watcher) -> None:
    small = Watcher(watcher.books, max_watches=1)
    watch = small.watch(1)
    watch.remove()
    watch.remove()
    with pytest.raises(WatchError, match="has been removed"):
        _ = watch.position
    assert small.watch(2).position.ahead == 100


def test_an_own_order_is_found_on_both_sides_of_its_accept(watcher: Watcher) -> None:
    own = watcher.own
    assert own.position(7).state == OwnState.none
    own.entered(7, 1)
    assert own.position(7).state == OwnState.not_yet_seen
    watcher.apply(add(10, 50))
    own.accepted(OwnTerms(ref=7, order_ref=10, locate=1, time=TIME))
    place = own.position(7)
    assert (place.state, place.known, place.ref, place.qty) == (OwnState.displayed, True, 10, 50)
    assert (place.side, place.price, place.ahead, place.orders_ahead) == (Side.buy, CORE_PRICE, 600, 3)
    own.replaced(7, OwnTerms(ref=8, order_ref=11, locate=1, time=TIME))
    assert own.position(7).state == OwnState.none
    assert own.position(8).state == OwnState.not_yet_seen
    watcher.apply(replace(10, 11, 40))
    assert own.position(8).ahead == 600
    own.done(8)
    assert own.position(8).state == OwnState.none


def test_unknown_is_not_zero(watcher: Watcher) -> None:
    own = watcher.own
    own.accepted(OwnTerms(ref=7, order_ref=10, locate=1, time=TIME, reserve=True))
    watcher.apply(add(10, 50))
    watcher.apply(delete(10))
    place = own.position(7)
    assert (place.state, place.reason, place.known) == (
        OwnState.unknown,
        UnknownReason.refresh_due,
        False,
    )
    own.restated(7, 0, TIME)
    assert own.position(7).reason == UnknownReason.restated
    own.restated(7, 12, TIME)
    watcher.apply(add(12, 50))
    assert own.position(7).known
    own.gap()
    assert own.position(7).reason == UnknownReason.gap
    own.resync()
    assert own.position(7).ahead == 600


def test_hidden_orders_are_told_by_their_display_letter(watcher: Watcher) -> None:
    assert [letter for letter in "YNAPIMWLOTQZmn" if shows_in_feed(letter)] == ["Y", "A", "P", "L", "Z"]
    watcher.own.accepted(OwnTerms(ref=7, order_ref=10, locate=1, time=TIME, shows=shows_in_feed("N")))
    assert watcher.own.position(7).state == OwnState.hidden


def test_a_full_table_is_an_error_that_names_its_limit(watcher: Watcher) -> None:
    small = Watcher(watcher.books, max_own=1)
    small.own.entered(1, 1)
    terms = OwnTerms(ref=2, order_ref=1, locate=1, time=TIME)
    full = "own order 2 has no place: all max_own places are in use"
    with pytest.raises(WatchError, match=full):
        small.own.entered(2, 1)
    with pytest.raises(WatchError, match=full):
        small.own.accepted(terms)
    with pytest.raises(WatchError, match=full):
        small.own.replaced(3, terms)


def test_a_generated_day_in_chunks_keeps_every_watch_equal_to_a_recount(tmp_path: Path) -> None:
    path = tmp_path / "day.itch"
    generate(path, GeneratorConfig(symbols=3, messages=30_000, seed=5, checkpoints=0))
    data = path.read_bytes()
    watcher = Watcher(Books(max_orders=1 << 16))
    middle = len(data) // 2
    watcher.push(data[:middle])  # in the middle of a message, most likely
    watches = []
    for symbol in watcher.books.symbols:
        book = watcher.books[symbol]
        for side in Side:
            for level in book.levels(side, 3):
                refs = book.queue(side, int(level["price"]))["ref"]
                watches += [(book, watcher.watch(int(ref))) for ref in refs]
    assert len(watches) > 20
    compared = 0
    for begin in range(middle, len(data), 4_096):
        watcher.push(data[begin : begin + 4_096])
        for book, watch in watches:
            at = watch.position
            if at.state == WatchState.gone:
                continue
            queue = book.queue(at.side, at.price)
            front = int(np.flatnonzero(queue["ref"] == at.ref)[0])
            assert at.qty == queue["qty"][front]
            assert at.ahead == queue["qty"][:front].sum()
            assert at.orders_ahead == front
            compared += 1
    assert compared > 200


def test_a_file_read_through_a_watcher_leaves_the_books_as_a_plain_read_does(tmp_path: Path) -> None:
    path = tmp_path / "day.itch"
    generate(path, GeneratorConfig(symbols=3, messages=5_000, seed=6, checkpoints=0))
    plain = Books.from_file(path)
    watched = Watcher(Books())
    assert watched.read(path).total == 5_000
    assert [watched.books[s].digest for s in plain.symbols] == [plain[s].digest for s in plain.symbols]


def test_pushed_bytes_that_are_no_messages_are_an_error() -> None:
    with pytest.raises(FeedError, match="pushed bytes: "):
        Watcher(Books(max_orders=1 << 10)).push(b"\x00\x01A" * 10)


def test_the_example_of_the_page_prints_what_the_page_says(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "queue-position.md").read_text(encoding="utf-8")
    code = page.split("```python\n")[1].split("```")[0]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == page.split("```text\n")[1].split("```")[0]
